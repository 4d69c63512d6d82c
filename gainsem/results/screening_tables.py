"""Tables of data screening: flags, items, respondents."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.results.table import Column, Table
from gainsem.survey.item_screening import ItemFinding
from gainsem.survey.judged import Judged
from gainsem.survey.screening import Screened

COUNTS = (
    *("longstring", "items_answered", "attention_failed", "missing", "straight_blocks"),
    *("all_alike", "kinds_of_evidence"),
)
FLAG_COLUMNS = (
    Column("flag", "Flag"),
    Column("count", "Respondents", "integer"),
    Column("percent", "%", "number", 1),
    Column("threshold", "Flagged where"),
    Column("origin", "Limit"),
    Column("meaning", "Meaning"),
    Column("paper", "Paper"),
    Column("doi", "DOI"),
    Column("reason", "Not judged, because"),
)
ITEM_COLUMNS = (
    Column("item", "Item"),
    Column("construct", "Construct"),
    Column("reverse", "Reversed"),
    Column("n", "n", "integer"),
    Column("missing", "Missing", "integer"),
    Column("missing_share", "Missing share", "number"),
    Column("mean", "Mean", "number", 2),
    Column("sd", "SD", "number", 2),
    Column("skewness", "Skew", "number", 2),
    Column("kurtosis", "Kurtosis", "number", 2),
    Column("floor_share", "Floor", "number", 2),
    Column("ceiling_share", "Ceiling", "number", 2),
    Column("unused", "Unused codes"),
    Column("item_rest", "Item-rest r", "number", 2),
    Column("remarks", "Remarks"),
)


def flags_table(screened: Screened) -> Table:
    """Return the flags, one a row; those that could not be judged have no count."""
    rows = tuple(_flag_row(each, screened.n_respondents) for each in screened.judged)
    return Table(FLAG_COLUMNS, rows, "Flags")


def _flag_row(each: Judged, n: int) -> tuple[Any, ...]:
    rule = each.rule
    tail = (rule.title, rule.paper, rule.doi)
    if not each.judged:
        return (each.name, None, None, "", "", *tail, each.reason)
    origins = dict.fromkeys(limit.origin for limit in each.limits)
    return (
        each.name,
        each.count,
        100.0 * each.count / n,
        each.threshold,
        ", ".join(origins),
        *tail,
        "",
    )


def items_table(screened: Screened) -> Table:
    """Return the items, one a row."""
    names = [each.name for each in fields(ItemFinding)]
    rows = tuple(tuple(getattr(row, name) for name in names) for row in screened.item_rows)
    return Table(ITEM_COLUMNS, rows, "Items")


def respondent_columns(screened: Screened) -> dict[str, Any]:
    """Return the columns of the table of respondents, each with n values.

    First the line of the file and the identifier, if the survey has one; then the indices
    (NaN: not known); then every flag that was judged, as ``flag_speed`` and so on.
    """
    columns: dict[str, Any] = {"line": screened.lines}
    if screened.identifiers:
        columns["respondent"] = np.array(screened.identifiers, dtype=object)
    for each in screened.judged:
        columns |= {name: _counted(name, column) for name, column in each.columns.items()}
    return columns | {f"flag_{each.name}": each.hit for each in screened.judged if each.judged}


def _counted(name: str, column: NDArray[np.float64]) -> NDArray[Any]:
    """Return counts as whole numbers."""
    return column.astype(np.int64) if name in COUNTS else column


def overlap(screened: Screened) -> dict[int, int]:
    """Return how many respondents have 0, 1, 2, ... flags, ``careless`` not counted."""
    hits = [each.hit for each in screened.judged if each.name != "careless"]
    counts = np.bincount(np.sum(hits, axis=0))
    return dict(enumerate(counts.tolist()))
