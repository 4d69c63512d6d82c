"""Tables of a factor solution: loadings with wordings, variance, correlations, minima."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from gainsem.results.fit_table import fit_table
from gainsem.results.table import Column, Table

if TYPE_CHECKING:
    from gainsem.results.efa import Efa
    from gainsem.results.fitted import Fitted

CUT = 0.3
LARGE_RESIDUAL, MOST_RESIDUALS = 0.05, 10


def item_text(efa: Efa, position: int, lang: str) -> str:
    """Return the wording of an item in a language, else in any, else nothing."""
    item = efa.sample.items[position] if efa.sample.items else None
    if item is None:
        return ""
    for texts in (item.label, item.text):
        if texts.get(lang):
            return texts[lang]
    for texts in (item.label, item.text):
        if texts:
            return next(iter(texts.values()))
    return ""


def item_order(efa: Efa, *, sort: bool) -> list[int]:
    """Return the items as given, or factor by factor, the largest loading first."""
    size = np.abs(efa.solution.loadings)
    if not sort:
        return list(range(len(size)))
    main = efa.solution.main_factor()
    return [int(k) for k in np.lexsort((-size.max(axis=1), main))]


def loadings_table(
    efa: Efa,
    *,
    sort: bool = True,
    cut: float = CUT,
    errors: bool = False,
    lang: str = "en",
) -> Table:
    """Return the loadings, one row an item, with communality, uniqueness and complexity.

    Parameters
    ----------
    efa : Efa
    sort : bool
        Items factor by factor, the largest loading first.
    cut : float
        Loadings smaller than that in size are left blank.
    errors : bool
        A standard error behind every loading.
    lang : str
        Language of the wordings.
    """
    solution = efa.solution
    with_errors = errors and solution.loadings_se is not None
    columns = [Column("item", "Item")]
    for name in solution.factors:
        columns.append(Column(name, name, "number", 2))
        if with_errors:
            columns.append(Column(f"{name}_se", "SE", "number", 2))
    columns += [
        Column("communality", "h2", "number", 2),
        Column("uniqueness", "u2", "number", 2),
        Column("complexity", "Complexity", "number", 1),
        Column("text", "Wording"),
    ]
    rows = []
    for i in item_order(efa, sort=sort):
        cells: list[float | str | None] = [efa.names[i]]
        for j, loading in enumerate(solution.loadings[i].tolist()):
            shown = abs(loading) >= cut
            cells.append(loading if shown else None)
            if with_errors and solution.loadings_se is not None:
                cells.append(float(solution.loadings_se[i, j]) if shown else None)
        common = float(solution.communalities[i])
        cells += [common, 1.0 - common, float(solution.complexity[i]), item_text(efa, i, lang)]
        rows.append(tuple(cells))
    notes = (f"Loadings below {cut:g} in size are not shown.",) if cut > 0 else ()
    kind = "Pattern loadings" if solution.oblique else "Loadings"
    return Table(tuple(columns), tuple(rows), f"{kind} ({solution.rotation_title})", notes)


def variance_table(efa: Efa) -> Table:
    """Return the variance each factor explains, as sums and shares."""
    explained = efa.solution.explained
    share = explained / len(efa.names)
    of_common = explained / explained.sum()
    columns = (
        Column("measure", "Variance"),
        *(Column(name, name, "number") for name in efa.solution.factors),
    )
    rows = (
        ("Sum of squared loadings", *map(float, explained)),
        ("Share of all variance", *map(float, share)),
        ("Cumulative share", *map(float, np.cumsum(share))),
        ("Share of what is explained", *map(float, of_common)),
    )
    notes: tuple[str, ...] = ()
    if efa.solution.oblique:
        notes = ("Factors are correlated: sums are the diagonal of Phi Lambda' Lambda.",)
    keys = ("ss_loadings", "proportion", "cumulative", "proportion_explained")
    return Table(columns, rows, "Variance explained", notes, keys)


def factor_correlations_table(efa: Efa) -> Table:
    """Return the correlations of the factors below the diagonal, with standard errors."""
    solution = efa.solution
    columns = [Column("first", "Factor"), Column("second", "With"), Column("r", "r", "number")]
    if solution.phi_se is not None:
        columns.append(Column("se", "SE", "number"))
    rows = []
    for i, j in zip(*np.tril_indices(len(solution.factors), -1), strict=True):
        row: list[str | float] = [
            solution.factors[j],
            solution.factors[i],
            float(solution.phi[i, j]),
        ]
        if solution.phi_se is not None:
            row.append(float(solution.phi_se[i, j]))
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows) if solution.oblique else (), "Factor correlations")


def minima_table(efa: Efa) -> Table:
    """Return the minima the starts of the rotation reached, the best first."""
    columns = (
        Column("criterion", "Criterion", "number", 6),
        Column("starts", "Starts", "integer"),
        Column("congruence", "Congruence with the best", "number", 3),
    )
    failed = efa.solution.failed
    notes = (f"{failed} starts reached no minimum.",) if failed else ()
    return Table(columns, efa.solution.minima, "Minima of the rotation", notes)


def residuals_table(
    efa: Efa, *, at_least: float = LARGE_RESIDUAL, most: int = MOST_RESIDUALS
) -> Table:
    """Return the largest residual correlations."""
    residuals = efa.solution.residuals
    row, col = np.tril_indices(len(residuals), -1)
    size = np.abs(residuals[row, col])
    order = [k for k in np.argsort(-size, kind="stable").tolist() if size[k] >= at_least]
    rows = tuple(
        (efa.names[col[k]], efa.names[row[k]], float(residuals[row[k], col[k]]))
        for k in order[:most]
    )
    columns = (Column("first", "Item"), Column("second", "With"), Column("r", "Residual", "number"))
    notes: tuple[str, ...] = ()
    if len(order) > most:
        notes = (f"{len(order) - most} more of {at_least:g} or more in size are not shown.",)
    if not rows:
        notes = (f"No residual correlation is as large as {at_least:g}.",)
    return Table(columns, rows, "Largest residual correlations", notes)


def measures_table(efa: Efa, *, full: bool = False) -> Table:
    """Return the measures of fit, one a row."""
    # The table asks for measures and diagnostics, which both kinds of result have.
    return fit_table(cast("Fitted", efa), full=full)


def schmid_leiman_table(efa: Efa, names: Sequence[str], loadings: np.ndarray) -> Table:
    """Return the loadings of a hierarchical solution, the general factor first."""
    columns = (Column("item", "Item"), *(Column(name, name, "number", 2) for name in names))
    rows = tuple(
        (item, *map(float, row)) for item, row in zip(efa.names, loadings.tolist(), strict=True)
    )
    return Table(columns, rows, "Schmid-Leiman loadings")
