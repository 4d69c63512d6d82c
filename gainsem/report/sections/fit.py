"""How well the model fits, and by which cut-offs that is judged."""

from __future__ import annotations

import math
from collections.abc import Mapping

from gainsem.report.bibliography import references
from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import CRITERIA
from gainsem.report.cutoffs import (
    CLOSE_FIT,
    EXACT_FIT,
    JUDGED,
    CutOff,
    cut_offs_of,
    judge,
)
from gainsem.report.document import Block, Heading, TableBlock, Text
from gainsem.report.facts import n_parameters
from gainsem.report.numbers import bounded, count, degrees, fixed, interval
from gainsem.report.sections.fit_notes import fit_notes
from gainsem.report.sections.opening import limit_text
from gainsem.results.cells import pvalue_text
from gainsem.results.fit import Fit
from gainsem.results.fit_table import is_saturated
from gainsem.results.least_squares import method_of
from gainsem.results.reported_measures import (
    has_no_distribution,
    index_versions,
    measure_key,
    reported_measures,
    test_version,
)
from gainsem.results.table import Column, Table

Row = tuple[str, str, str, str, str]
COLUMNS = ("measure", "value", "cutoff", "judgement", "source")
OTHERS = ("gfi", "agfi", "nfi", "ifi")
ORDINAL_OTHERS = ("gfi", "agfi", "crmr")
CRITERIA_SHOWN = ("logl", "aic", "bic", "bic2")


def fit_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the section with the fit table and its caution."""
    judged = {
        "exact": _exact(fit, words),
        "judged": () if is_saturated(fit) else _judged(fit, words),
    }
    has_likelihood = "logl" in fit.fit_measures
    further = {
        "versions": _versions(fit, words),
        "other": () if is_saturated(fit) else _others(fit, words),
        "criteria" if has_likelihood else "size": _criteria(fit, words),
    }
    return (
        Heading(words.text("heading.fit")),
        _table("caption", judged, COLUMNS, words, fit_notes(fit, words)),
        _table("caption_further", further, _further_columns(further), words),
    )


def _further_columns(parts: Mapping[str, tuple[Row, ...]]) -> tuple[str, ...]:
    """Return the columns of the second table; sources only where there are any."""
    has_sources = any(row[COLUMNS.index("source")] for part in parts.values() for row in part)
    return ("measure", "value", "source") if has_sources else ("measure", "value")


def _table(
    caption: str,
    parts: Mapping[str, tuple[Row, ...]],
    keys: tuple[str, ...],
    words: Catalogue,
    notes: tuple[Text, ...] = (),
) -> TableBlock:
    """Return a table of measures with a heading above each part that has rows."""
    rows: list[tuple[str, ...]] = []
    sections: list[tuple[int, str]] = []
    chosen = [COLUMNS.index(key) for key in keys]
    for name, part in parts.items():
        if part:
            sections.append((len(rows), words.text(f"fit.section_{name}")))
            rows += [tuple(row[place] for place in chosen) for row in part]
    title = {"source": "source" if "cutoff" in keys else "source_further"}
    columns = tuple(Column(key, words.text(f"fit.{title.get(key, key)}")) for key in keys)
    return TableBlock(
        Table(columns, tuple(rows), words.text(f"fit.{caption}")),
        sections=tuple(sections),
        aligned=frozenset({"value"}),
        notes=notes,
    )


def _exact(fit: Fit, words: Catalogue) -> tuple[Row, ...]:
    measures = reported_measures(fit.fit_measures)
    rows = [
        (
            _versioned("chisq", test_version(fit.fit_measures), words),
            fixed(measures["chisq"]),
            "",
            "",
            "",
        ),
        _plain("df", degrees(measures["df"]), words),
    ]
    if not is_saturated(fit):
        rows.append(_tested("pvalue", EXACT_FIT, measures, words))
        rows.append(_plain("chisq_df", fixed(measures["chisq"] / measures["df"], 2), words))
    return (*rows, *_corrected(fit, words), *_baseline(fit, words))


def _corrected(fit: Fit, words: Catalogue) -> tuple[Row, ...]:
    """Return what the statistic was corrected by, and the one that was not."""
    measures = fit.fit_measures
    if not test_version(measures):
        return ()
    factor, shift = measures["chisq_scaling_factor"], measures["chisq_shift_parameter"]
    rows = [_plain("scaling_factor", fixed(factor, 3), words)]
    if shift:
        rows.append(_plain("shift_parameter", fixed(shift, 3), words))
    return (*rows, _with_df("chisq_plain", measures["chisq"], measures["df"], words))


def _baseline(fit: Fit, words: Catalogue) -> tuple[Row, ...]:
    measures = reported_measures(fit.fit_measures)
    value = measures.get("baseline_chisq", math.nan)
    if not math.isfinite(value):
        return ()
    name = "baseline_scaled" if test_version(fit.fit_measures) else "baseline"
    return (_with_df(name, value, measures["baseline_df"], words),)


def _with_df(measure: str, value: float, df: float, words: Catalogue) -> Row:
    label = words.text(f"measure.{measure}").replace("df", degrees(df))
    return (label, fixed(value), "", "", "")


def _judged(fit: Fit, words: Catalogue) -> tuple[Row, ...]:
    measures = reported_measures(fit.fit_measures)
    version = index_versions(fit.fit_measures)[0]
    rows: list[Row] = []
    for measure in JUDGED:
        label = _label(measure, "" if measure == "srmr" else version, words)
        rows += _graded(measure, label, measures.get(measure, math.nan), words)
        if measure == "rmsea" and not has_no_distribution(fit.fit_measures):
            rows += [
                _interval(measures, words),
                _tested("rmsea_pvalue", CLOSE_FIT, measures, words),
            ]
    return tuple(rows)


def _label(measure: str, version: str, words: Catalogue) -> str:
    """Return the name of a judged measure; with a version it is the short one, for its width."""
    if not version:
        return words.text(f"measure.{measure}")
    return words.text(f"fit.version_{version}", measure=words.text(f"measure_short.{measure}"))


def _versioned(measure: str, version: str, words: Catalogue) -> str:
    name = words.text(f"measure.{measure}")
    return words.text(f"fit.version_{version}", measure=name) if version else name


def _versions(fit: Fit, words: Catalogue) -> tuple[Row, ...]:
    """Return the versions of the judged indices that are not the one to report."""
    return tuple(
        (
            _versioned(measure, version or "plain", words),
            bounded(fit.fit_measures[measure_key(measure, version)]),
            *("", "", ""),
        )
        for measure in ("cfi", "tli", "rmsea")
        for version in index_versions(fit.fit_measures)[1:]
    )


def _graded(measure: str, label: str, value: float, words: Catalogue) -> list[Row]:
    """Return a row a cut-off; value and judgement stand in the first."""
    if not math.isfinite(value):
        return []
    grade = words.text(f"grade.{judge(measure, value).grade}")
    rows: list[Row] = []
    for place, cut in enumerate(cut_offs_of(measure)):
        limit = f"{limit_text(cut.relation, cut.limit)} {words.text(f'grade.{cut.grade}')}"
        first = (label, bounded(value)) if place == 0 else ("", "")
        rows.append((*first, limit, grade if place == 0 else "", references()[cut.source].short))
    return rows


def _tested(measure: str, cut: CutOff, measures: Mapping[str, float], words: Catalogue) -> Row:
    value = measures.get(measure, math.nan)
    if not math.isfinite(value):
        return _plain(measure, "", words)
    verdict = words.text("fit.exact_met" if cut.met_by(value) else "fit.exact_missed")
    limit = limit_text(cut.relation, cut.limit)
    source = references()[cut.source].short
    return (words.text(f"measure.{measure}"), pvalue_text(value), limit, verdict, source)


def _interval(measures: Mapping[str, float], words: Catalogue) -> Row:
    return _plain(
        "rmsea_ci", interval(measures["rmsea_ci_lower"], measures["rmsea_ci_upper"]) or "", words
    )


def _others(fit: Fit, words: Catalogue) -> tuple[Row, ...]:
    names = ORDINAL_OTHERS if method_of(fit) else OTHERS
    found = [(name, fit.fit_measures.get(name, math.nan)) for name in names]
    return tuple(
        _plain(name, bounded(value), words) for name, value in found if math.isfinite(value)
    )


def _criteria(fit: Fit, words: Catalogue) -> tuple[Row, ...]:
    rows: list[Row] = []
    for name in CRITERIA_SHOWN:
        value = fit.fit_measures.get(name, math.nan)
        if math.isfinite(value):
            source = references()[CRITERIA[name]].short if name in CRITERIA else ""
            rows.append((words.text(f"measure.{name}"), fixed(value), "", "", source))
    return (
        *rows,
        _plain("npar", str(n_parameters(fit)), words),
        _plain("ntotal", count(fit.n_obs), words),
    )


def _plain(measure: str, value: str, words: Catalogue) -> Row:
    return (words.text(f"measure.{measure}"), value, "", "", "")
