"""The columns of an SPSS or Stata file, and what the file says of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.io.stat_dates import date_kind, dates_as_text
from gainsem.survey.legal_values import CLEARLY_APART, USUAL_MISSING_CODES
from gainsem.survey.phrases import number_text
from gainsem.survey.raw_table import Declared, DeclaredMissing, RawColumn
from gainsem.survey.responses import Item

CONTINUOUS = "continuous"
MEASURES = {"ordinal": "ordinal", "nominal": "nominal"}
"""What SPSS calls ordinal or nominal is; a scale, or what it does not know, is continuous."""
CHINESE = range(0x4E00, 0xA000)


def read_columns(
    frame: Any, meta: Any, names: Sequence[str], *, tool: str
) -> tuple[tuple[RawColumn, ...], dict[str, Declared]]:
    """Return the columns as they stand in the file, and what it declares of them, by name.

    Numbers that are declared missing are still there; marks that are no numbers (Stata's
    ``.a``, words of SPSS) are missing and counted.  Dates are ISO text.

    Parameters
    ----------
    frame : DataFrame
        As pyreadstat returns it, dates as numbers.
    meta : object
        Its description.
    names : sequence of str
        What the columns are called from here on, in their order.
    tool : str
        ``"spss"`` or ``"stata"``.
    """
    language = _language(meta)
    columns: list[RawColumn] = []
    declared: dict[str, Declared] = {}
    labels = meta.column_labels or [None] * len(names)
    for name, own, label in zip(names, meta.column_names, labels, strict=True):
        of_codes = meta.variable_value_labels.get(own, {})
        column, marks = _column(frame[own], own, meta, tool)
        missing = _missing(meta.missing_ranges.get(own, ()), marks, of_codes)
        measure = MEASURES.get(meta.variable_measure.get(own) or "", CONTINUOUS)
        item = Item(name, text={language: label} if label else {}, measure=measure)
        columns.append(column)
        declared[name] = Declared(
            _with_codes(item, column, of_codes, missing, language),
            missing=missing if missing.ranges or missing.counts else None,
        )
    return tuple(columns), declared


def _column(series: Any, own: str, meta: Any, tool: str) -> tuple[RawColumn, dict[str, int]]:
    """Return one column, and how often each mark of a missing answer stood in it."""
    if meta.readstat_variable_types[own] == "string":
        words = {
            str(ends["lo"]): 0
            for ends in meta.missing_ranges.get(own, ())
            if isinstance(ends["lo"], str)
        }
        return _text(series, words)
    numbers, marks = _numbers(series)
    kind = date_kind(meta.original_variable_types.get(own) or "", tool)
    return (dates_as_text(numbers, kind) if kind else numbers), marks


def _text(series: Any, missing: dict[str, int]) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return words; those declared missing are empty and counted, repeated ones kept once."""
    known: dict[str, str] = {}
    cells = []
    counts = dict(missing)
    for cell in series.tolist():
        text = cell if isinstance(cell, str) else ""
        if text in counts:
            counts[text] += 1
            text = ""
        cells.append(known.setdefault(text, text))
    return tuple(cells), {f"'{word}'": count for word, count in counts.items()}


def _numbers(series: Any) -> tuple[NDArray[np.float64], dict[str, int]]:
    """Return numbers, and how often each of Stata's marks ``.a`` to ``.z`` stood among them."""
    if series.dtype.kind in "biuf":
        return series.to_numpy(np.float64), {}
    cells = series.tolist()
    marks = Counter(f".{cell}" for cell in cells if isinstance(cell, str))
    plain = [np.nan if cell is None or isinstance(cell, str) else cell for cell in cells]
    return np.array(plain, dtype=np.float64), dict(sorted(marks.items()))


def _missing(
    ranges: Sequence[dict[str, Any]], marks: dict[str, int], labels: dict[Any, str]
) -> DeclaredMissing:
    ends = tuple(
        (float(each["lo"]), float(each["hi"])) for each in ranges if not isinstance(each["lo"], str)
    )
    words = {
        _shown(code): text
        for code, text in labels.items()
        if (
            f"'{code}'" in marks or f".{code}" in marks
            if isinstance(code, str)
            else _in(code, ends)
        )
    }
    return DeclaredMissing(ranges=ends, counts=marks, labels=words)


def _shown(code: Any) -> str:
    """Return a code as :class:`DeclaredMissing` writes it."""
    if not isinstance(code, str):
        return number_text(code)
    return f".{code}" if len(code) == 1 and code.islower() else f"'{code}'"


def _in(code: float, ranges: Sequence[tuple[float, float]]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def _with_codes(
    item: Item,
    column: RawColumn,
    labels: dict[Any, str],
    missing: DeclaredMissing,
    language: str,
) -> Item:
    """Return an item with its codes and their labels; a column of words has none."""
    if not isinstance(column, np.ndarray):
        return replace(item, measure="nominal")
    numbers = sorted((code, text) for code, text in labels.items() if not isinstance(code, str))
    by_code = {float(code): text for code, text in numbers if not _in(code, missing.ranges)}
    return replace(
        item,
        codes=() if item.measure == CONTINUOUS else _codes(column, by_code, missing),
        value_labels={language: by_code} if by_code else {},
        missing_codes=tuple(low for low, high in missing.ranges if low == high),
    )


def _codes(
    column: NDArray[np.float64], labels: dict[float, str], missing: DeclaredMissing
) -> tuple[float, ...]:
    """Return the labelled codes where these are the whole scale.

    They are not when something else was answered (often only the ends of a scale have a
    label), nor when one looks like a code for missing answers that nobody declared: such an
    item is left to the checks, which warn of codes that stand apart.
    """
    if not labels or any(code in USUAL_MISSING_CODES and _apart(code, labels) for code in labels):
        return ()
    known = np.isnan(column) | np.isin(column, list(labels))
    for low, high in missing.ranges:
        known |= (column >= low) & (column <= high)
    return tuple(labels) if known.all() else ()


def _apart(code: float, labels: dict[float, str]) -> bool:
    return min((abs(code - other) for other in labels if other != code), default=0) >= CLEARLY_APART


def _language(meta: Any) -> str:
    """Return the language of the labels: Chinese if there is Chinese in them, else English."""
    texts = [label for label in meta.column_labels or () if label]
    texts += [str(text) for labels in meta.value_labels.values() for text in labels.values()]
    return "zh" if any(ord(c) in CHINESE for text in texts for c in text) else "en"
