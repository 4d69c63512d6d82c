"""How well the model fits, and by which cut-offs that is judged."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from gainsem.report.bibliography import references
from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import CRITERIA, cite
from gainsem.report.cutoffs import (
    CAUTIONS,
    CLOSE_FIT,
    EXACT_FIT,
    JUDGED,
    CutOff,
    cut_offs_of,
    judge,
)
from gainsem.report.document import Block, Heading, TableBlock, Text
from gainsem.report.numbers import bounded, count, fixed, interval
from gainsem.report.sections.opening import limit_text
from gainsem.results.cells import pvalue_text
from gainsem.results.fit import Fit
from gainsem.results.fit_table import is_saturated
from gainsem.results.table import Column, Table

Row = tuple[str, str, str, str, str]
COLUMNS = ("measure", "value", "cutoff", "judgement", "source")
OTHERS = ("gfi", "agfi", "nfi", "ifi")
CRITERIA_SHOWN = ("logl", "aic", "bic", "bic2")
LARGE_SAMPLE = 1000
SMALL_DF = 10


def fit_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the section with the fit table and its caution."""
    judged = {
        "exact": _exact(fit, words),
        "judged": () if is_saturated(fit) else _judged(fit, words),
    }
    further = {
        "other": () if is_saturated(fit) else _others(fit, words),
        "criteria": _criteria(fit, words),
    }
    return (
        Heading(words.text("heading.fit")),
        _table("caption", judged, COLUMNS, words, _notes(fit, words)),
        _table("caption_further", further, ("measure", "value", "source"), words),
    )


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
    measures = fit.fit_measures
    rows = [
        _plain("chisq", fixed(measures["chisq"]), words),
        _plain("df", f"{measures['df']:.0f}", words),
    ]
    if not is_saturated(fit):
        rows.append(_tested("pvalue", EXACT_FIT, fit, words))
        rows.append(_plain("chisq_df", fixed(measures["chisq"] / measures["df"], 2), words))
    if math.isfinite(measures.get("baseline_chisq", math.nan)):
        baseline = fixed(measures["baseline_chisq"])
        label = f"{words.text('measure.baseline')}".replace("df", f"{measures['baseline_df']:.0f}")
        rows.append((label, baseline, "", "", ""))
    return tuple(rows)


def _judged(fit: Fit, words: Catalogue) -> tuple[Row, ...]:
    rows: list[Row] = []
    for measure in JUDGED:
        rows += _graded(measure, fit.fit_measures.get(measure, math.nan), words)
        if measure == "rmsea":
            rows += [_interval(fit, words), _tested("rmsea_pvalue", CLOSE_FIT, fit, words)]
    return tuple(rows)


def _graded(measure: str, value: float, words: Catalogue) -> list[Row]:
    """Return a row a cut-off; value and judgement stand in the first."""
    if not math.isfinite(value):
        return []
    grade = words.text(f"grade.{judge(measure, value).grade}")
    rows: list[Row] = []
    for place, cut in enumerate(cut_offs_of(measure)):
        limit = f"{limit_text(cut.relation, cut.limit)} {words.text(f'grade.{cut.grade}')}"
        first = (words.text(f"measure.{measure}"), bounded(value)) if place == 0 else ("", "")
        rows.append((*first, limit, grade if place == 0 else "", references()[cut.source].short))
    return rows


def _tested(measure: str, cut: CutOff, fit: Fit, words: Catalogue) -> Row:
    value = fit.fit_measures.get(measure, math.nan)
    if not math.isfinite(value):
        return _plain(measure, "", words)
    verdict = words.text("fit.exact_met" if cut.met_by(value) else "fit.exact_missed")
    limit = limit_text(cut.relation, cut.limit)
    source = references()[cut.source].short
    return (words.text(f"measure.{measure}"), pvalue_text(value), limit, verdict, source)


def _interval(fit: Fit, words: Catalogue) -> Row:
    measures = fit.fit_measures
    return _plain(
        "rmsea_ci", interval(measures["rmsea_ci_lower"], measures["rmsea_ci_upper"]) or "", words
    )


def _others(fit: Fit, words: Catalogue) -> tuple[Row, ...]:
    found = [(name, fit.fit_measures.get(name, math.nan)) for name in OTHERS]
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
        _plain("npar", str(fit.table.n_free), words),
        _plain("ntotal", count(fit.n_obs), words),
    )


def _plain(measure: str, value: str, words: Catalogue) -> Row:
    return (words.text(f"measure.{measure}"), value, "", "", "")


def _notes(fit: Fit, words: Catalogue) -> tuple[Text, ...]:
    if is_saturated(fit):
        return (words.spans("fit.saturated"),)
    notes: list[Text] = [words.spans("fit.caution", sources=cite(*CAUTIONS))]
    if fit.n_obs >= LARGE_SAMPLE:
        notes.append(words.spans("fit.size", n=count(fit.n_obs)))
    degrees: Any = fit.fit_measures["df"]
    if degrees < SMALL_DF:
        notes.append(words.spans("fit.small_df", df=f"{degrees:.0f}"))
    return tuple(notes)
