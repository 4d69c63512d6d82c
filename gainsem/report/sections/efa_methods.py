"""How factors were looked for, in a paragraph to be copied that names its sources."""

from __future__ import annotations

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import cite
from gainsem.report.document import Text
from gainsem.report.efa_sources import BOOTSTRAP, ERRORS, EXTRACTIONS, SEARCH, rotation_source
from gainsem.report.numbers import count
from gainsem.results.efa import Efa


def efa_methods(efa: Efa, words: Catalogue) -> Text:
    """Return the paragraph."""
    solution = efa.solution
    one = len(solution.factors) == 1
    sentences = [
        words.spans(
            "efa.method_extraction_one" if one else "efa.method_extraction",
            n=count(efa.n_obs),
            items=len(efa.names),
            factors=len(solution.factors),
            correlations=words.text(f"efa.kind_{efa.kind}"),
            estimator=words.text(f"efa.estimator_{efa.estimator.lower()}"),
            source=cite(*EXTRACTIONS[efa.estimator]),
        )
    ]
    source = rotation_source(efa)
    if source:
        sentences.append(
            words.spans(
                "efa.method_oblique" if solution.oblique else "efa.method_orthogonal",
                rotation=solution.rotation_title,
                source=cite(source),
            )
        )
        if solution.starts > 1:
            sentences.append(
                words.spans(
                    "efa.method_starts",
                    starts=solution.starts,
                    seed=int(efa.options.get("seed") or 0),
                    source=cite(SEARCH),
                )
            )
        if solution.loadings_se is not None:
            sentences.append(_errors(efa, words))
    sentences.append(words.spans("efa.method_software", version=efa.provenance.gainsem))
    return words.sentences(sentences)


def _errors(efa: Efa, words: Catalogue) -> Text:
    if efa.options.get("se") != "bootstrap":
        return words.spans("efa.method_errors", source=cite(ERRORS))
    draws = count(int(efa.options["bootstrap"]))
    return words.spans("efa.method_bootstrap", draws=draws, source=cite(BOOTSTRAP))
