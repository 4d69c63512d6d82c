"""The Methods paragraph: what was actually run, in sentences ready to be pasted."""

from __future__ import annotations

from gainsem.report.bibliography import references
from gainsem.report.catalogue import Catalogue
from gainsem.report.catalogue.diagnostics import words_in
from gainsem.report.citations import (
    DELTA_METHOD,
    EFFECT_CODING,
    ENGINE,
    EXPLORATORY,
    GROWTH,
    cite,
)
from gainsem.report.continuous_sources import likelihood_source
from gainsem.report.cutoffs import CUT_OFFS
from gainsem.report.document import Block, Heading, Paragraph, Span, Text
from gainsem.report.facts import (
    has_standard_errors,
    is_factor_analysis,
    measured,
    n_parameters,
    rows_with,
    shown,
    unique,
)
from gainsem.report.numbers import count, percent
from gainsem.report.sections.design import design_sentences
from gainsem.report.sections.effects import effects_sentences
from gainsem.report.sections.exclusion import exclusion_sentences
from gainsem.report.sections.methods_continuous import (
    continuous_errors,
    continuous_estimator,
    continuous_evaluation,
    weight_sentences,
)
from gainsem.report.sections.methods_ordinal import (
    error_sentence,
    estimator_sentence,
    evaluation_sentences,
    ordinal_sentences,
)
from gainsem.report.sections.missing import missing_sample
from gainsem.report.sections.opening import statistics_of
from gainsem.report.sections.replication import replication_sentences
from gainsem.results.block_rotation import BlockRotation
from gainsem.results.fit import Fit
from gainsem.results.fit_table import is_saturated
from gainsem.results.least_squares import method_of
from gainsem.results.verdict import refusals_of


def methods_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the section with the paragraph."""
    return (
        Heading(words.text("heading.methods")),
        Paragraph(words.spans("methods.intro"), "remark"),
        Paragraph(methods_paragraph(fit, words), "quotable"),
    )


def methods_paragraph(fit: Fit, words: Catalogue) -> Text:
    """Return the paragraph, in the past tense, as one text."""
    return words.sentences(
        [
            *exclusion_sentences(fit, words),
            _sample(fit, words),
            *design_sentences(fit, words),
            _model(fit, words),
            *_choices(fit, words),
            *_errors(fit, words),
            *effects_sentences(fit, words),
            *replication_sentences(fit, words),
            *_evaluation(fit, words),
        ]
    )


def model_sentences(fit: Fit, words: Catalogue) -> list[Text]:
    """Return what was fitted, by which estimator, with which choices."""
    return [_model(fit, words), *_choices(fit, words)]


def _sample(fit: Fit, words: Catalogue) -> Text:
    sample = fit.sample
    lost = sample.n_read - sample.n_used
    used = count(fit.n_obs)
    if not sample.descriptives:
        observed = len(fit.table.observed)
        return words.spans("methods.sample_moments", used=used, observed=observed)
    if fit.missing is not None:
        return missing_sample(fit, words)
    if fit.options.missing == "pairwise":
        return _pairwise(fit, words)
    if lost and (fit.options.missing or "listwise") == "listwise":
        return words.spans(
            "methods.sample_listwise",
            read=count(sample.n_read),
            count=count(lost),
            percent=percent(lost, sample.n_read),
            used=used,
        )
    return words.spans("methods.sample" if lost else "methods.sample_complete", used=used)


def _pairwise(fit: Fit, words: Catalogue) -> Text:
    """Return who entered an analysis that leaves out missing answers pair by pair."""
    read, used = count(fit.sample.n_read), count(fit.sample.n_used)
    missing = sum(row.get("missing") or 0 for row in fit.sample.descriptives)
    if not missing:
        return words.spans("methods.sample_complete", used=used)
    if fit.sample.n_read == fit.sample.n_used:
        return words.spans("methods.sample_pairwise_all", used=used, missing=count(missing))
    return words.spans("methods.sample_pairwise", read=read, used=used, missing=count(missing))


def _model(fit: Fit, words: Catalogue) -> Text:
    latent, observed = len(fit.table.latent), len(fit.table.observed)
    kind = "cfa" if is_factor_analysis(fit) else "sem" if latent else "path"
    if fit.options.preset == "growth":
        first = words.spans(
            "methods.kind_growth", latent=latent, observed=observed, source=cite(GROWTH)
        )
    elif latent == 1:
        first = words.spans(f"methods.kind_{kind}_one", observed=observed)
    else:
        values = {"latent": latent} if latent else {}
        first = words.spans(f"methods.kind_{kind}", observed=observed, **values)
    return words.sentences([first, _estimator(fit, words)])


def _estimator(fit: Fit, words: Catalogue) -> Text:
    method, engine = method_of(fit), _engine(fit, words)
    if method is not None:
        return estimator_sentence(fit, method, words, engine)
    if fit.estimator != "ML":
        return continuous_estimator(fit, words, engine)
    return words.spans(
        "methods.estimator_ml",
        source=cite(likelihood_source(fit)),
        version=fit.provenance.gainsem,
        engine=engine,
    )


def _engine(fit: Fit, words: Catalogue) -> Text:
    """Return the packages the numbers came from, each with its paper."""
    names = {"python": "Python", "numpy": "NumPy", "scipy": "SciPy"}
    texts: list[Text] = []
    for key, name in names.items():
        version = fit.provenance.versions.get(key)
        if version:
            paper = (Span("; "), *cite(ENGINE[key])) if key in ENGINE else ()
            texts.append((Span(f"{name} {version}"), *paper))
    return words.listed(texts) if texts else words.spans("methods.engine_plain")


def _choices(fit: Fit, words: Catalogue) -> list[Text]:
    options = fit.options
    method = method_of(fit)
    sentences = [] if method is None else ordinal_sentences(fit, method, words)
    if _confirmatory(fit) and options.preset == "sem":
        sentences.append(_scaling(fit, words))
    sentences += [_rotation(each, words) for each in fit.rotations]
    if fit.rotations and options.group is not None:
        together = "loadings" in options.group_equal
        sentences.append(words.spans(f"methods.rotation_{'shared' if together else 'apart'}"))
    if options.orthogonal:
        sentences.append(words.spans("methods.orthogonal"))
    if fit.table.exogenous and not fit.table.conditional:
        names = ", ".join(map(shown, fit.table.exogenous))
        sentences.append(words.spans("methods.fixed_x", names=names))
    if fit.table.meanstructure and method is None:
        sentences.append(words.spans("methods.meanstructure"))
    if options.likelihood == "wishart":
        sentences.append(words.spans("methods.wishart"))
    return [*sentences, *weight_sentences(fit, words)]


def _rotation(rotation: BlockRotation, words: Catalogue) -> Text:
    """Return how the factors of an exploratory block were rotated."""
    return words.spans(
        "methods.rotation_oblique" if rotation.oblique else "methods.rotation_orthogonal",
        factors=", ".join(map(shown, rotation.factors)),
        items=len(rotation.items),
        rotation=rotation.title,
        starts=rotation.starts,
        source=cite(EXPLORATORY),
    )


def _confirmatory(fit: Fit) -> bool:
    """Whether a latent variable stands outside of exploratory blocks."""
    rotated = {name for each in fit.rotations for name in each.factors}
    return bool(set(measured(fit)) - rotated)


def _scaling(fit: Fit, words: Catalogue) -> Text:
    if fit.options.std_lv:
        return words.spans("methods.scaling_std")
    if fit.options.effect_coding:
        return words.spans("methods.scaling_effect", source=cite(EFFECT_CODING))
    return words.spans("methods.scaling_marker")


def _errors(fit: Fit, words: Catalogue) -> list[Text]:
    if fit.refitted:
        return []  # the sentences on resampling or replicates say it
    if not has_standard_errors(fit):
        return [words.spans("methods.se_none")]
    method = method_of(fit)
    if method is not None:
        first = error_sentence(fit, method, words)
    else:
        first = continuous_errors(fit, words)
    if rows_with(fit, ":="):
        return [first, words.spans("methods.defined", source=cite(DELTA_METHOD))]
    return [first, words.spans("methods.standardised")]


def _evaluation(fit: Fit, words: Catalogue) -> list[Text]:
    if not fit.usable:
        reasons = ", ".join(unique(one.code for one in refusals_of(fit))) or shown(
            words_in(fit.solution.status, words.lang)
        )
        return [words.spans("methods.unusable", reasons=reasons)]
    if is_saturated(fit):
        return [words.spans("methods.saturated")]
    return [
        *_judged(fit, words),
        words.spans("methods.result", npar=n_parameters(fit), statistics=statistics_of(fit, words)),
    ]


def _judged(fit: Fit, words: Catalogue) -> list[Text]:
    """Return by what the fit was judged."""
    method, sources = method_of(fit), unique(cut.source for cut in CUT_OFFS)
    cutoffs = words.listed([_narrative(key, words) for key in sources])
    if method is not None:
        return evaluation_sentences(fit, method, words, cutoffs)
    return continuous_evaluation(fit, words, cutoffs)


def _narrative(key: str, words: Catalogue) -> Text:
    """Return a citation as it stands outside parentheses: ``Hu and Bentler (1999)``."""
    paper = references()[key]
    names = paper.short.removesuffix(f", {paper.year}")
    if words.lang == "en":
        names = names.replace(" & ", " and ")
    return (Span(f"{names} ({paper.year})", url=paper.link),)
