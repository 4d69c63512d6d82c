"""A pandas data frame as the table the codebook is applied to.

The frame is asked through its own methods, so pandas is never imported here.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import numpy as np

from gainsem.errors import FileError
from gainsem.io.columns import EXACT_INTEGERS, clean_names, missing_note, parse_column
from gainsem.survey.raw_table import RawColumn, RawTable


def is_frame(data: Any) -> bool:
    """Return whether something can be read as a data frame."""
    return all(hasattr(data, name) for name in ("columns", "iloc", "dtypes"))


def read_frame(frame: Any, *, source: str = "data frame") -> RawTable:
    """Return the columns of a data frame; its index is not read.

    Categories become their labels, truth values 1 and 0, dates ISO text; every
    kind of missing value pandas knows is missing.  Rows are counted from 1.

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
    columns = []
    tokens: Counter[str] = Counter()
    for _, series in frame.items():
        column, missing = _column(series)
        columns.append(column)
        tokens.update({token: count for token, count in missing.items() if token})
    return RawTable(
        names=tuple(names),
        columns=tuple(columns),
        lines=np.arange(1, n_rows + 1, dtype=np.int64),
        source=source,
        diagnostics=(*remarks, *missing_note(f"The {source}", tokens)),
    )


def _name(name: Any) -> str:
    if isinstance(name, tuple):
        return "_".join(str(part) for part in name if str(part))
    return str(name)


def _column(series: Any) -> tuple[RawColumn, Counter[str]]:
    kind = getattr(series.dtype, "kind", "O")
    if kind in "biuf":
        plain = isinstance(series.dtype, np.dtype)
        cells = series.to_numpy() if plain else series.to_numpy(np.float64, na_value=np.nan)
        numbers = np.array(cells, dtype=np.float64)
        if kind not in "iu" or not np.any(np.abs(numbers) >= EXACT_INTEGERS):
            return numbers, Counter()
    missing = series.isna().to_numpy()
    listed = series.tolist()
    texts = ["" if gone else _text(cell) for cell, gone in zip(listed, missing, strict=True)]
    return parse_column(texts)


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
