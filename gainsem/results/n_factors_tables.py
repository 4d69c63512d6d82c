"""Tables of a search for a number of factors: verdicts, eigenvalues, solutions."""

from __future__ import annotations

from dataclasses import astuple, fields
from typing import TYPE_CHECKING

import numpy as np

from gainsem.results.n_factors_parts import Solution
from gainsem.results.table import Column, Table

if TYPE_CHECKING:
    from gainsem.results.n_factors import NFactors

SHOWN_BEYOND = 2
TITLES = {
    "n_factors": "Factors",
    "df": "df",
    "chisq": "Chi-square",
    "pvalue": "p",
    "cfi": "CFI",
    "rmsea": "RMSEA",
    "bic": "BIC",
    "sabic": "SABIC",
    "ebic": "eBIC",
    "rmsr": "RMSR",
    "caf": "CAF",
    "map2": "MAP",
    "map4": "MAP 4",
    "vss1": "VSS 1",
    "vss2": "VSS 2",
    "cd_rmsr": "CD",
    "cd_pvalue": "CD p",
    "heywood": "Heywood",
    "converged": "Converged",
}
ORDER = tuple(TITLES)
DECIMALS = {"chisq": 1, "bic": 1, "sabic": 1, "ebic": 1, "map2": 4, "map4": 5}


def rules_table(found: NFactors) -> Table:
    """Return the verdict of every rule, those that vote first."""
    columns = (
        Column("rule", "Rule"),
        Column("n_factors", "Factors", "integer"),
        Column("votes", "Votes"),
        Column("remark", "Remark"),
    )
    rows = tuple(
        (rule.title, rule.n_factors, "yes" if rule.votes else "", rule.remark)
        for rule in found.rules
    )
    keys = tuple(rule.key for rule in found.rules)
    return Table(columns, rows, "How many factors", row_keys=keys)


def eigenvalues_table(found: NFactors, *, most: int | None = None) -> Table:
    """Return eigenvalues beside those of chance, the first ``most`` of them."""
    own = found.eigenvalues
    percent = f"{100 * found.options['quantile']:g}%"
    columns = (
        Column("number", "", "integer"),
        Column("components", "Components", "number"),
        Column("components_limit", f"Chance {percent}", "number"),
        Column("components_mean", "Mean", "number"),
        Column("reference", "EKC", "number"),
        Column("factors", "Factors", "number"),
        Column("factors_limit", f"Chance {percent}", "number"),
        Column("factors_mean", "Mean", "number"),
    )
    values = np.column_stack([getattr(own, column.key) for column in columns[1:]])
    rows = tuple((k + 1, *row) for k, row in enumerate(values[:most].tolist()))
    left = len(values) - len(rows)
    notes = (f"{left} more eigenvalues are in the record.",) if left > 0 else ()
    return Table(columns, rows, "Eigenvalues, and what chance makes of them", notes)


def solutions_table(found: NFactors) -> Table:
    """Return what each number of factors achieves."""
    names = [each.name for each in fields(Solution)]
    columns = tuple(
        Column(
            key,
            TITLES[key],
            "pvalue" if key in ("pvalue", "cd_pvalue") else "number",
            DECIMALS.get(key, 3),
        )
        if key not in ("n_factors", "df", "heywood", "converged")
        else Column(key, TITLES[key], "integer" if key in ("n_factors", "df") else "text")
        for key in ORDER
    )
    rows = []
    for each in found.solutions:
        cells = dict(zip(names, astuple(each), strict=True))
        cells["heywood"] = "yes" if each.heywood else ""
        cells["converged"] = "" if each.converged else "no"
        rows.append(tuple(cells[key] for key in ORDER))
    return Table(columns, tuple(rows), "What each number of factors achieves")


def shown_eigenvalues(found: NFactors) -> int:
    """Return how many eigenvalues a page shows."""
    named = [rule.n_factors for rule in found.rules if rule.votes and rule.n_factors is not None]
    return min(max([*named, 3]) + SHOWN_BEYOND, len(found.names))
