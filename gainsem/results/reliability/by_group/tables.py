"""The tables of reliability in several groups, for terminal, notebook, CSV and report."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any

from gainsem.results.reliability.by_group.record import (
    EqualityTest,
    GroupComparison,
    GroupDifference,
    GroupFigure,
)
from gainsem.results.reliability.tables import interval_text
from gainsem.results.table import Column, Table

SCALES = ("alpha", "omega", "cr", "ave")
HIGHER = ("omega_l1", "omega_l2", "omega_partial", "omega_total")
TITLES = {
    "alpha": "alpha",
    "omega": "omega",
    "cr": "CR",
    "ave": "AVE",
    "omega_l1": "omega L1",
    "omega_l2": "omega L2",
    "omega_partial": "partial L1",
    "omega_total": "omega total",
}


def comparison_table(
    comparison: GroupComparison, kinds: Sequence[str], caption: str, *, short: bool = False
) -> Table:
    """Return the coefficients of every construct in every group, one line a group.

    Parameters
    ----------
    comparison : GroupComparison
    kinds : sequence of str
        Which coefficients: :data:`SCALES` or :data:`HIGHER`.
    caption : str
    short : bool
        Intervals as one cell, and no standard errors: for a page.
    """
    columns = [
        Column("construct", "Construct"),
        Column("group", "Group"),
        Column("n", "n", "integer"),
    ]
    for kind in kinds:
        columns += _columns(kind, short=short)
    rows = tuple(
        (
            construct,
            group,
            next(iter(figures.values())).n_obs,
            *(cell for kind in kinds for cell in _cells(figures.get(kind), short=short)),
        )
        for (construct, group), figures in figures_by_line(comparison, kinds).items()
    )
    return Table(tuple(columns), rows, caption).without_empty_columns()


def figures_by_line(
    comparison: GroupComparison, kinds: Collection[str]
) -> dict[tuple[str, str], dict[str, GroupFigure]]:
    """Return the figures by construct and group, and in each by coefficient."""
    found: dict[tuple[str, str], dict[str, GroupFigure]] = {}
    for one in comparison.figures:
        if one.coefficient in kinds:
            found.setdefault((one.construct, one.group), {})[one.coefficient] = one
    return found


def _columns(kind: str, *, short: bool) -> list[Column]:
    value = Column(kind, TITLES[kind], "number", 2 if short else 3)
    if short:
        return [value, Column(f"{kind}_ci", "CI")]
    more = [Column(f"{kind}_{part}", part, "number", 3) for part in ("se", "lower", "upper")]
    return [value, *more]


def _cells(one: GroupFigure | None, *, short: bool) -> tuple[Any, ...]:
    if one is None:
        return (math.nan, "") if short else (math.nan,) * 4
    if short:
        return (one.value, interval_text(one.lower, one.upper))
    return (one.value, one.se, one.lower, one.upper)


def equality_table(tests: Sequence[EqualityTest]) -> Table:
    """Return the tests that a coefficient is the same in all groups."""
    columns = (
        Column("construct", "Construct"),
        Column("coefficient", "Coefficient"),
        Column("statistic", "Chi-square", "number", 2),
        Column("df", "df", "integer"),
        Column("pvalue", "p", "pvalue"),
        Column("method", "Test"),
        Column("why", "Why none"),
    )
    rows = tuple(
        (
            one.construct,
            TITLES[one.coefficient],
            one.statistic,
            one.df or None,
            one.pvalue,
            "" if one.why else one.method,
            one.why,
        )
        for one in tests
    )
    return Table(columns, rows, "The same in all groups?")


def differences_table(differences: Sequence[GroupDifference]) -> Table:
    """Return the differences of pairs of groups."""
    columns = (
        Column("construct", "Construct"),
        Column("coefficient", "Coefficient"),
        Column("first", "Group"),
        Column("second", "Less"),
        Column("difference", "Difference", "number", 3),
        Column("se", "SE", "number", 3),
        Column("lower", "lower", "number", 3),
        Column("upper", "upper", "number", 3),
        Column("pvalue", "p", "pvalue"),
        Column("pvalue_holm", "p (Holm)", "pvalue"),
        Column("method", "Test"),
    )
    rows = tuple(
        (
            one.construct,
            TITLES[one.coefficient],
            one.first,
            one.second,
            one.value,
            one.se,
            one.lower,
            one.upper,
            one.pvalue,
            one.pvalue_holm,
            one.method,
        )
        for one in differences
    )
    return Table(columns, rows, "Differences between groups")
