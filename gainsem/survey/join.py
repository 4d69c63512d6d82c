"""A second table, such as indices of districts, brought to the respondents by a key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import ResponseError, did_you_mean
from gainsem.survey.cells import label_key, read_cell
from gainsem.survey.codebook import Codebook
from gainsem.survey.phrases import (
    lines_text,
    names_text,
    number_text,
    place_text,
    quoted,
)
from gainsem.survey.raw_table import Heading, RawColumn, RawTable
from gainsem.survey.responses import Item

KeyValue = float | str


def join(raw: RawTable, table: RawTable, key: str, codebook: Codebook | None = None) -> RawTable:
    """Return the answers with the columns of a second table, one row of it a key value.

    Numbers are compared as numbers, words without regard to case, width and spacing;
    words that the codebook has as labels of the key are compared as its codes.

    Parameters
    ----------
    raw : RawTable
        The answers.
    table : RawTable
        The second table.
    key : str
        Column that both have.
    codebook : Codebook, optional

    Returns
    -------
    RawTable
        Respondents whose key the second table lacks have no value there (W-JOIN-04).

    Raises
    ------
    ResponseError
        E-JOIN-01 no such column in one of the tables, E-JOIN-02 a key value twice in
        the second table, E-JOIN-03 a column that both tables have, E-JOIN-05 no key value in
        common.
    """
    for each in (raw, table):
        if key not in each.names:
            raise _no_key(key, each)
    item = next((item for item in codebook.items if item.name == key), None) if codebook else None
    known = _missing_codes(item)
    own, others = _values(raw, key, item), _values(table, key, item)
    place = _places(others, table, key)
    twice = [name for name in table.names if name != key and name in raw.names]
    if twice:
        raise _column_twice(twice, raw, table)
    at = np.array(
        [-1 if value is None or value in known else place.get(value, -1) for value in own],
        dtype=np.int64,
    )
    if not (at >= 0).any():
        raise _nothing_in_common(key, own, others, raw, table)
    chosen = [j for j, name in enumerate(table.names) if name != key]
    added = tuple(table.names[j] for j in chosen)
    none = Heading()
    return replace(
        raw,
        names=(*raw.names, *added),
        columns=(*raw.columns, *(_taken(table.columns[j], at) for j in chosen)),
        headings=(*raw.headings, *(none for _ in chosen)) if raw.headings else (),
        diagnostics=(
            *raw.diagnostics,
            *table.diagnostics,
            *_said(raw, table, key, own, at, len(place)),
        ),
    )


def _values(table: RawTable, key: str, item: Item | None) -> list[KeyValue | None]:
    column = table.columns[table.names.index(key)]
    if isinstance(column, np.ndarray):
        return [None if np.isnan(value) else float(value) for value in column]
    labels = (
        {label_key(t): c for by_code in item.value_labels.values() for c, t in by_code.items()}
        if item
        else {}
    )
    read: dict[str, KeyValue | None] = {}
    for text in set(column):
        cell = read_cell(text)
        word = label_key(text)
        if word in labels:
            read[text] = labels[word]
        elif cell.kind in ("number", "unusual digits"):
            read[text] = cell.value
        else:
            read[text] = word or None
    return [read[text] for text in column]


def _missing_codes(item: Item | None) -> frozenset[float]:
    return frozenset(item.missing_codes) if item else frozenset()


def _places(values: list[KeyValue | None], table: RawTable, key: str) -> dict[KeyValue, int]:
    rows: dict[KeyValue, list[int]] = {}
    for row, value in enumerate(values):
        if value is not None:
            rows.setdefault(value, []).append(row)
    if several := {value: at for value, at in rows.items() if len(at) > 1}:
        lines = np.concatenate([table.lines[at] for at in several.values()])
        raise ResponseError.of(
            "E-JOIN-02",
            f"{place_text(table.source, key)}: {_listed(several)} "
            f"{'stands' if len(several) == 1 else 'stand'} on more than one line.",
            where=lines_text(np.sort(lines)),
            why="which of the lines belongs to a respondent cannot be told",
            do=f"keep one line for each value of '{key}'",
        )
    return {value: at[0] for value, at in rows.items()}


def _taken(column: RawColumn, at: NDArray[np.int64]) -> RawColumn:
    if isinstance(column, np.ndarray):
        return np.where(at >= 0, column[at], np.nan)
    return tuple(column[row] if row >= 0 else "" for row in at.tolist())


def _said(
    raw: RawTable,
    table: RawTable,
    key: str,
    own: list[KeyValue | None],
    at: NDArray[np.int64],
    n_keys: int,
) -> list[Diagnostic]:
    called, added = table.file, [name for name in table.names if name != key]
    used = len(set(at[at >= 0].tolist()))
    found = [
        note(
            "I-JOIN-01",
            f"{called} was joined by '{key}': {len(added)} columns ({names_text(added)}), "
            f"{used} of its {n_keys} rows used.",
        )
    ]
    without = np.flatnonzero(at < 0)
    if len(without):
        absent = _distinct([own[i] for i in without.tolist()])
        values = f" ('{key}' is {_listed(absent)})" if absent else f" ('{key}' is missing)"
        found.append(
            warning(
                "W-JOIN-04",
                f"{called} has no row for {len(without)} of {len(at)} respondents{values}.",
                where=lines_text(raw.lines[without]),
                why=f"{names_text(added)} are missing for them",
                do=f"add the rows to {called}, or correct '{key}' in {raw.file}",
            )
        )
    return found


def _no_key(key: str, table: RawTable) -> ResponseError:
    return ResponseError.of(
        "E-JOIN-01",
        f"{table.file} has no column '{key}' to join by.{did_you_mean(key, table.names)}",
        where=f"it has {names_text(table.names)}",
        do="name the column that both tables have",
    )


def _column_twice(names: list[str], raw: RawTable, table: RawTable) -> ResponseError:
    return ResponseError.of(
        "E-JOIN-03",
        f"{raw.file} and {table.file} both have {quoted(names)}.",
        why="a model that names it could mean either",
        do="give the column another name in one of the tables",
    )


def _nothing_in_common(
    key: str,
    own: list[KeyValue | None],
    others: list[KeyValue | None],
    raw: RawTable,
    table: RawTable,
) -> ResponseError:
    return ResponseError.of(
        "E-JOIN-05",
        f"No value of '{key}' in {raw.file} is in {table.file}.",
        where=f"{raw.file} has {_listed(_distinct(own))}; {table.file} has "
        f"{_listed(_distinct(others))}",
        do=f"write '{key}' alike in both tables",
    )


def _distinct(values: list[KeyValue | None]) -> list[KeyValue]:
    return list(dict.fromkeys(value for value in values if value is not None))


def _listed(values: Iterable[KeyValue]) -> str:
    words = (number_text(v) if isinstance(v, float) else v for v in values)
    return names_text(words)
