"""The first page: what was fitted, whether it can be used, whether it fits."""

from __future__ import annotations

import math

from gainsem.report.catalogue import Catalogue
from gainsem.report.catalogue.diagnostics import finding_in, words_in
from gainsem.report.citations import cite
from gainsem.report.cutoffs import Judgement, cut_offs_of, fit_level, judge_fit
from gainsem.report.document import Level, Span, Text, TitleBlock, Verdict
from gainsem.report.facts import file_name, is_factor_analysis, n_parameters, shown
from gainsem.report.numbers import bounded, count, degrees, fixed, probability
from gainsem.results.fit import Fit
from gainsem.results.fit_table import is_saturated
from gainsem.results.reported_measures import (
    has_no_distribution,
    index_versions,
    reported_measures,
    test_version,
)
from gainsem.results.verdict import estimates_withheld, refusals_of

RELATIONS = {">=": "≥", "<=": "≤", ">": ">"}


def title_block(fit: Fit, words: Catalogue) -> TitleBlock:
    """Return the title of the report with a line of facts."""
    facts = words.text(
        "title.facts",
        estimator=fit.estimator,
        n=count(fit.n_obs),
        items=len(fit.table.observed),
        latent=len(fit.table.latent),
        version=fit.provenance.gainsem,
    )
    return TitleBlock(title_of(fit, words), _subtitle(fit, words), facts)


def title_of(fit: Fit, words: Catalogue) -> str:
    """Return the title: the kind of model and the name of the survey, else of the model."""
    kind = "title.report_cfa" if is_factor_analysis(fit) else "title.report"
    name = words.pick(fit.sample.title) or file_name(fit.provenance.model_source).removesuffix(
        ".lav"
    )
    return words.text(kind, name=shown(name))


def _subtitle(fit: Fit, words: Catalogue) -> str:
    source = file_name(fit.provenance.model_source)
    return words.text("title.model_of", model=shown(source)) if source != "model" else ""


def verdict_of(fit: Fit, words: Catalogue) -> Verdict:
    """Return whether the fit can be used, and how the model fits by the named cut-offs."""
    if not fit.usable:
        return _unusable(fit, words)
    judgements = judge_fit(reported_measures(fit.fit_measures))
    level: Level = fit_level(judgements)
    if is_saturated(fit):
        sentences = [_summary(fit, words), words.spans("verdict.saturated")]
    else:
        sentences = [_summary(fit, words), *_judged(judgements, words)]
    return Verdict(level, words.text(f"verdict.{level}"), (*sentences, *_warned(fit, words)))


def _unusable(fit: Fit, words: Catalogue) -> Verdict:
    refusals = refusals_of(fit)
    reasons: list[Text] = [
        (Span(f"{one.code} ", "strong"), Span(shown(finding_in(one, words.lang).message)))
        for one in refusals
    ]
    if not reasons:
        reasons.append(
            words.spans("verdict.status", status=words_in(fit.solution.status, words.lang))
        )
    key = "verdict.withheld" if estimates_withheld(fit) else "verdict.not_for_interpretation"
    sentences = (*reasons, words.spans(key), *_warned(fit, words))
    return Verdict("unusable", words.text("verdict.unusable"), sentences)


def _summary(fit: Fit, words: Catalogue) -> Text:
    return words.spans(
        "verdict.summary",
        n=count(fit.n_obs),
        npar=n_parameters(fit),
        statistics=statistics_of(fit, words),
    )


def statistics_of(fit: Fit, words: Catalogue) -> Text:
    """Return the test and the indices of fit as they stand in a sentence.

    Of several versions of a measure the one to report is named.
    """
    measures = reported_measures(fit.fit_measures)
    chisq = words.spans(
        "statistic.chisq_unknown" if has_no_distribution(fit.fit_measures) else "statistic.chisq",
        df=degrees(measures["df"]),
        value=fixed(measures["chisq"]),
        p=probability(measures["pvalue"]) if measures["df"] > 0 else "—",
    )
    if is_saturated(fit):
        return chisq[:-2]
    version = index_versions(fit.fit_measures)[0]
    indices = [
        *(
            words.spans(f"statistic.{name}", value=bounded(measures[name]))
            for name in ("cfi", "tli")
        ),
        _rmsea(measures, words),
    ]
    return words.listed(
        [
            _named(chisq, test_version(fit.fit_measures), words),
            *(_named(index, version, words) for index in indices),
            words.spans("statistic.srmr", value=bounded(measures["srmr"])),
        ]
    )


def _rmsea(measures: dict[str, float], words: Catalogue) -> Text:
    lower, upper = measures["rmsea_ci_lower"], measures["rmsea_ci_upper"]
    if not (math.isfinite(lower) and math.isfinite(upper)):
        return words.spans("statistic.rmsea", value=bounded(measures["rmsea"]))
    return words.spans(
        "statistic.rmsea_ci",
        value=bounded(measures["rmsea"]),
        lower=bounded(lower),
        upper=bounded(upper),
    )


def _named(text: Text, version: str, words: Catalogue) -> Text:
    return words.spans(f"statistic.version_{version}", index=text) if version else text


def _judged(judgements: tuple[Judgement, ...], words: Catalogue) -> list[Text]:
    met = [_met(one, words) for one in judgements if one.grade in ("good", "acceptable")]
    missed = [_missed(one, words) for one in judgements if one.grade not in ("good", "acceptable")]
    return [
        words.spans(key, list=_joined(texts, words))
        for key, texts in (("verdict.met", met), ("verdict.missed", missed))
        if texts
    ]


def _met(one: Judgement, words: Catalogue) -> Text:
    if one.met is None:
        return ()
    return _limit(one.measure, one.met.relation, one.met.limit, one.met.source, words)


def _missed(one: Judgement, words: Catalogue) -> Text:
    cut = next(each for each in cut_offs_of(one.measure) if each.grade == "acceptable")
    return _limit(cut.measure, cut.relation, cut.limit, cut.source, words)


def _limit(measure: str, relation: str, limit: float, source: str, words: Catalogue) -> Text:
    text = f"{words.text(f'measure_short.{measure}')} {limit_text(relation, limit)}"
    return (Span(f"{text} ("), *cite(source), Span(")"))


def limit_text(relation: str, limit: float) -> str:
    """Return a limit as it is printed.

    Examples
    --------
    >>> limit_text(">=", 0.95)
    '≥ .95'
    """
    return f"{RELATIONS[relation]} {bounded(limit, 2)}"


def _joined(texts: list[Text], words: Catalogue) -> Text:
    return tuple(span for text in texts for span in (Span(words.pause), *text))[1:]


def _warned(fit: Fit, words: Catalogue) -> tuple[Text, ...]:
    number = sum(one.code.startswith("W-") for one in fit.diagnostics)
    if not number:
        return ()
    key = "verdict.warnings_one" if number == 1 else "verdict.warnings"
    return (words.spans(key, section=words.text("heading.diagnostics"), count=number),)


def running_mark(fit: Fit, words: Catalogue) -> str:
    """Return what the head of every page says of a fit that must not be used."""
    return "" if fit.usable else words.text("verdict.unusable")
