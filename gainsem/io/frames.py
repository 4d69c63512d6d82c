"""A pandas data frame as the table the codebook is applied to.

The frame is asked through its own methods, so pandas is never imported here.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.errors import FileError
from gainsem.io.columns import EXACT_INTEGERS, clean_names, missing_note, parse_column
from gainsem.survey.raw_table import Declared, RawColumn, RawTable
from gainsem.survey.responses import Item

LABELS_IN = "en"
"""A data frame does not say in which language its categories are; every label needs one."""
NUMBERS = "biuf"
"""Kinds of dtype that are numbers: truth values, integers, floats."""


def is_frame(data: Any) -> bool:
    """Return whether something can be read as a data frame."""
    return all(hasattr(data, name) for name in ("columns", "iloc", "dtypes"))


def read_frame(frame: Any, *, source: str = "data frame") -> RawTable:
    """Return the columns of a data frame; its index is not read.

    Categories become their labels, truth values 1 and 0, dates ISO text; every
    kind of missing value pandas knows is missing.  Ordered categories are declared as
    ordinal items besides, in the order of their dtype.  Rows are counted from 1.

    Parameters
    ----------
    frame : DataFrame
    source : str
        How messages call it.

    Raises
    ------
    FileError
        E-FILE-15 for something else than a data frame, E-FILE-01 without
        columns, E-FILE-02 without rows, E-FILE-09 where two columns have one name.
    """
    if not is_frame(frame):
        raise FileError.of(
            "E-FILE-15",
            f"{type(frame).__name__} is not something gainsem reads answers from.",
            do="give a survey, a pandas DataFrame, the path of a table, or Moments",
        )
    n_rows, n_columns = frame.shape
    if not n_columns:
        raise FileError.of("E-FILE-01", f"The {source} has no columns.")
    if not n_rows:
        raise FileError.of("E-FILE-02", f"The {source} has {n_columns} columns and 0 rows.")
    names, remarks = clean_names([_name(name) for name in frame.columns], f"The {source}")
    table = RawTable(
        names=tuple(names),
        columns=(),
        lines=np.arange(1, n_rows + 1, dtype=np.int64),
        source=source,
        diagnostics=tuple(remarks),
    )
    numbers = _numbers(frame)
    if numbers is not None:
        return replace(table, columns=tuple(numbers.T))
    return _column_by_column(frame, table)


def _numbers(frame: Any) -> NDArray[np.float64] | None:
    """Return a frame of nothing but plain numbers at once; nothing where a column needs a look.

    That is any other dtype, and any number so large that it may be an integer a float
    cannot hold.
    """
    if not all(isinstance(kind, np.dtype) and kind.kind in NUMBERS for kind in set(frame.dtypes)):
        return None
    numbers: NDArray[np.float64] = frame.to_numpy(np.float64, copy=True)
    low, high = np.fmin.reduce(numbers, axis=None), np.fmax.reduce(numbers, axis=None)
    return None if max(high, -low) >= EXACT_INTEGERS else numbers


def _column_by_column(frame: Any, table: RawTable) -> RawTable:
    """Return the table with its columns read one by one."""
    columns = []
    declared = {}
    tokens: Counter[str] = Counter()
    for name, (_, series) in zip(table.names, frame.items(), strict=True):
        if getattr(series.dtype, "ordered", False):
            declared[name] = _ordered(name, series)
        column, missing = _column(series)
        columns.append(column)
        if name in declared:
            continue
        tokens.update({token: count for token, count in missing.items() if token})
    said = (*table.diagnostics, *missing_note(f"The {table.source}", tokens))
    return replace(table, columns=tuple(columns), diagnostics=said, declared=declared)


def _name(name: Any) -> str:
    if isinstance(name, tuple):
        return "_".join(str(part) for part in name if str(part))
    return str(name)


def _column(series: Any) -> tuple[RawColumn, Counter[str]]:
    kind = getattr(series.dtype, "kind", "O")
    if kind in NUMBERS:
        plain = isinstance(series.dtype, np.dtype)
        cells = series.to_numpy() if plain else series.to_numpy(np.float64, na_value=np.nan)
        numbers = np.array(cells, dtype=np.float64)
        if kind not in "iu" or not np.any(np.abs(numbers) >= EXACT_INTEGERS):
            return numbers, Counter()
    missing = series.isna().to_numpy()
    listed = series.tolist()
    texts = ["" if gone else _text(cell) for cell, gone in zip(listed, missing, strict=True)]
    return parse_column(texts)


def _ordered(name: str, series: Any) -> Declared:
    """Return ordered categories as an ordinal item; the dtype has the last word on the order.

    Categories that are ascending numbers stay these numbers, others count from 1.
    """
    categories = series.dtype.categories.tolist()
    numbers = _ascending(categories)
    codes = numbers or tuple(float(k) for k in range(1, len(categories) + 1))
    labels = {} if numbers else {LABELS_IN: dict(zip(codes, map(_text, categories), strict=True))}
    place = series.cat.codes.to_numpy()
    values = np.where(place < 0, np.nan, np.array([*codes, np.nan])[place])
    return Declared(Item(name, measure="ordinal", codes=codes, value_labels=labels), values)


def _ascending(categories: list[Any]) -> tuple[float, ...]:
    """Return categories that are finite numbers in ascending order, else nothing."""
    if not all(isinstance(each, int | float) for each in categories):
        return ()
    numbers = tuple(float(each) for each in categories)
    rising = all(low < high for low, high in pairwise(numbers))
    return numbers if rising and all(map(math.isfinite, numbers)) else ()


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return str(cell)
    if isinstance(cell, np.generic):
        cell = cell.item()
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ") if cell.time() != dt.time() else cell.date().isoformat()
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    return str(cell)
