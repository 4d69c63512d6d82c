"""How an index was computed, in a paragraph that names its sources."""

from __future__ import annotations

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import cite
from gainsem.report.document import Text
from gainsem.report.facts import shown
from gainsem.results.scores import Scores

ALWAYS = (
    "albert_chib_1993",
    "barnard_rubin_1999",
    "binder_1983",
    "cohen_1999",
    "mislevy_1991",
    "rubin_1987",
)


def index_sources(scores: Scores) -> list[str]:
    """Return the keys of the papers the report names, in alphabetical order."""
    keys = set(ALWAYS)
    if scores.settings.overall:
        keys.add("langel_tille_2013")
    if scores.importance:
        keys.add("martilla_james_1977")
    if scores.gaps or scores.trends:
        keys.add("holm_1979")
    return sorted(keys)


def index_methods(scores: Scores, words: Catalogue) -> Text:
    """Return the paragraph."""
    own = scores.settings
    sentences = [words.spans("index.method_index", cohen=cite("cohen_1999"))]
    unequal = [
        shown(f"{part} {weight:.3g}")
        for each in scores.constructs
        if len(set(each.part_weights)) > 1
        for part, weight in zip(each.parts, each.part_weights, strict=True)
    ]
    if unequal:
        sentences.append(words.spans("index.method_weighted_parts", list=", ".join(unequal)))
    sentences.append(
        words.spans(
            "index.method_draws",
            draws=own.draws,
            mislevy=cite("mislevy_1991"),
            albert=cite("albert_chib_1993"),
            rubin=cite("rubin_1987"),
            barnard=cite("barnard_rubin_1999"),
        )
    )
    sentences.append(
        words.spans(
            "index.method_sampling", binder=cite("binder_1983"), design=_design(scores, words)
        )
    )
    if own.overall:
        sentences.append(words.spans("index.method_gini", langel=cite("langel_tille_2013")))
    if scores.importance:
        sentences.append(
            words.spans("index.method_importance", martilla=cite("martilla_james_1977"))
        )
    sentences.append(words.spans("index.method_seed", seed=own.seed))
    return words.sentences(sentences)


def _design(scores: Scores, words: Catalogue) -> Text:
    own = scores.settings
    parts = [
        words.spans(f"index.design_{kind}", **{name: shown(value)})
        for kind, name, value in (
            ("weights", "weights", own.weights),
            ("cluster", "cluster", own.cluster),
            ("stratum", "stratum", own.stratum),
        )
        if value
    ]
    return words.listed(parts or [words.spans("index.design_plain")])
