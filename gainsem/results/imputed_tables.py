"""The tables of a fit to imputed data sets: estimates, pooled tests, the data sets."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from gainsem.results.imputed_parts import PooledEstimate, PooledTest
from gainsem.results.parameter_tables import explained_variables, rows_of
from gainsem.results.table import STYLE, Column, Table

if TYPE_CHECKING:
    from gainsem.results.imputed import ImputedFit

KINDS = (
    ("Factor loadings", ("=~", "<~")),
    ("Path coefficients", ("~",)),
    ("Covariances", ("~~",)),
    ("Intercepts", ("~1",)),
    ("Thresholds", ("|",)),
    ("Variances", ("variance",)),
    ("Scales of the latent responses", ("~*~",)),
    ("Defined parameters", (":=",)),
)
ESTIMATES = (
    Column("parameter", "Parameter"),
    Column("est", "Estimate", "number"),
    Column("se", "Std.Err", "number"),
    Column("z", "t", "number"),
    Column("df", "df", "number", 1),
    Column("pvalue", "P(>|t|)", "pvalue"),
    Column("ci_lower", "ci.lower", "number"),
    Column("ci_upper", "ci.upper", "number"),
    Column("fmi", "FMI", "number"),
    Column("riv", "RIV", "number"),
    Column("std_all", "Std.all", "number"),
)
TESTS = (
    Column("method", "Test"),
    Column("f", "F", "number"),
    Column("df", "df 1", "number", 0),
    Column("df2", "df 2", "number", 1),
    Column("pvalue", "p", "pvalue"),
    Column("chisq", "Chi-square", "number"),
    Column("pvalue_chisq", "p", "pvalue"),
    Column("riv", "RIV", "number"),
)
SETS = (
    Column("name", "Imputed data set"),
    Column("used", "Used"),
    Column("n_obs", "Respondents", "integer"),
    Column("chisq", "Chi-square", "number"),
    Column("why", "Why not"),
)
METHODS = {
    "D2": "D2, of the statistics",
    "D3": "D3, at the pooled estimates",
    "D4": "D4, of the stacked data",
    "D4.robust": "D4, robust RIV",
    "average.scaled": "D2 of the plain statistics, scaled by the average factor",
}
SCALED_D2 = "D2, of the scaled statistics"
TESTS_NOTE = (
    "F is the reference (Li, Meng, Raghunathan & Rubin 1991; Meng & Rubin 1992; Chan & Meng 2022);"
    " chi-square is df 1 times F. RIV: average relative increase in variance."
)
ESTIMATES_NOTE = (
    "Pooled by Rubin's rules (1987). FMI: fraction of missing information; RIV: relative increase"
    " in variance because answers are missing."
)


def estimates_table(found: ImputedFit, kind: str) -> Table:
    """Return the pooled estimates of one kind, named as in :data:`KINDS`."""
    ops = dict(KINDS)[kind]
    rows = tuple(_cells(row, found) for row in _chosen(found, ops))
    return Table(ESTIMATES, rows, kind)


def estimates_tables(found: ImputedFit) -> list[Table]:
    """Return the tables of all kinds the model has."""
    return [table for kind, _ in KINDS if (table := estimates_table(found, kind)).rows]


def pooled_tests_table(found: ImputedFit) -> Table:
    """Return the pooled tests of the model, the one to report first."""
    rows = [test for test in found.tests if test.of == "model"]
    return Table(TESTS, tuple(map(_test_cells, rows)), "Pooled tests of the model", (TESTS_NOTE,))


def sets_table(found: ImputedFit) -> Table:
    """Return what became of every imputed data set."""
    rows = tuple(
        (each.name, each.used, each.n_obs, each.chisq, each.why) for each in found.imputations
    )
    table = Table(SETS, rows, "Imputed data sets")
    return table if any(each.why for each in found.imputations) else table.without("why")


def imputed_to_html(found: ImputedFit) -> str:
    """Return the tables for a notebook."""
    tables = [pooled_tests_table(found), *estimates_tables(found)]
    shown = [table.to_html() for table in tables if table.rows]
    return "\n".join([f'<div class="gainsem">\n<style>\n{STYLE}</style>', *shown, "</div>"])


def method_title(test: PooledTest) -> str:
    """Return what a pooled test is called."""
    return SCALED_D2 if test.statistics == "scaled" else METHODS[test.method]


def _chosen(found: ImputedFit, ops: tuple[str, ...]) -> Iterable[PooledEstimate]:
    """Return the rows of a kind, without those that only set a scale."""
    variances = ops == ("variance",)
    shown = {
        (row.lhs, row.op, row.rhs, row.group)
        for row in rows_of(found.pooled, *(("~~",) if variances else ops))
        if row.op != "~~" or (row.lhs == row.rhs) == variances
    }
    return (row for row in found.estimates if (row.lhs, row.op, row.rhs, row.group) in shown)


def _cells(row: PooledEstimate, found: ImputedFit) -> tuple[object, ...]:
    values = [getattr(row, column.key) for column in ESTIMATES[1:]]
    if not row.se > 0:
        values = [row.est, *[None] * (len(values) - 2), row.std_all]
    return (_name(row, explained_variables(found.pooled)), *values)


def _name(row: PooledEstimate, explained: frozenset[str]) -> str:
    if row.op in ("~1", "~*~") or (row.op == "~~" and row.lhs == row.rhs):
        name = f".{row.lhs}" if row.lhs in explained else row.lhs
    elif row.op == ":=":
        name = row.lhs
    elif row.op == "|":
        name = f"{row.lhs}|{row.rhs}"
    else:
        name = f"{row.lhs} {row.op} {row.rhs}"
    return f"{name} ({row.label})" if row.label and row.op != ":=" else name


def _test_cells(test: PooledTest) -> tuple[object, ...]:
    values = [getattr(test, column.key) for column in TESTS[1:]]
    if test.method == "average.scaled":
        values[0] = values[2] = values[3] = math.nan
    return (method_title(test), *values)
