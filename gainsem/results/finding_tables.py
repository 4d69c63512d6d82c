"""Tables of what speaks against a model: residuals, modification indices, diagnostics."""

from __future__ import annotations

import numpy as np

from gainsem.results.fitted import Fitted
from gainsem.results.modification import Modification, modification_list
from gainsem.results.reported_measures import test_version
from gainsem.results.residuals import residuals_of
from gainsem.results.table import Column, Table

LARGE_RESIDUAL = 0.10
NONE_LARGE = "No residual correlation is as large as {:.2f}."
NONE_FOUND = "No modification index is as large as {:.2f}."
MI_NOTE = (
    "A modification index is the expected drop of the chi-square were the parameter freed; "
    "free one only where theory gives a reason."
)

UNCORRECTED = "Indices and changes belong to the chi-square before its correction."


def residual_highlights_table(
    fit: Fitted, *, at_least: float = LARGE_RESIDUAL, most: int = 10
) -> Table:
    """Return the pairs of items whose correlation the model misses most.

    Parameters
    ----------
    fit : Fitted
    at_least : float
        Smallest residual correlation shown.
    most : int
        Number of pairs shown at most; a note counts those left out.
    """
    names = fit.moments.names
    correlations = residuals_of(fit, "cor").cov
    z_values = residuals_of(fit, "standardized").cov
    row, col = np.tril_indices(len(names), -1)
    size = np.abs(correlations[row, col])
    order = [k for k in np.argsort(-size, kind="stable") if size[k] >= at_least]
    rows = tuple(
        (
            names[col[k]],
            names[row[k]],
            float(correlations[row[k], col[k]]),
            float(z_values[row[k], col[k]]),
        )
        for k in order[:most]
    )
    columns = (
        Column("first", "Item"),
        Column("second", "With"),
        Column("residual", "Residual r", "number"),
        Column("z", "Standardized", "number"),
    )
    notes = _counted(len(order), most) or ((NONE_LARGE.format(at_least),) if not rows else ())
    return Table(columns, rows, "Largest residual correlations", notes)


def modification_table(fit: Fitted, *, minimum: float = 3.84, most: int = 10) -> Table:
    """Return the largest modification indices.

    Parameters
    ----------
    fit : Fitted
    minimum : float
        Smallest index shown; 3.84 is the 5 % point of chi-square(1).
    most : int
        Number of rows shown at most; a note counts those left out.
    """
    found = modification_list(fit, minimum=minimum)
    columns = (
        Column("lhs", "Left"),
        Column("op", ""),
        Column("rhs", "Right"),
        Column("mi", "MI", "number"),
        Column("epc", "EPC", "number"),
        Column("sepc_lv", "SEPC.lv", "number"),
        Column("sepc_all", "SEPC.all", "number"),
    )
    rows = tuple(_modification_row(row) for row in found[:most])
    notes: tuple[str, ...] = (NONE_FOUND.format(minimum),)
    if rows:
        corrected = bool(test_version(fit.fit_measures))
        notes = (MI_NOTE, *((UNCORRECTED,) if corrected else ()), *_counted(len(found), most))
    return Table(columns, rows, "Largest modification indices", notes)


def diagnostics_table(fit: Fitted) -> Table:
    """Return everything that was remarked while the data were read and the model fitted."""
    columns = (Column("code", "Code"), Column("severity", "Severity"), Column("message", "Message"))
    rows = tuple((found.code, found.severity, found.message) for found in fit.diagnostics)
    return Table(columns, rows, "Diagnostics")


def _modification_row(row: Modification) -> tuple[str | float, ...]:
    return (row.lhs, row.op, row.rhs, row.mi, row.epc, row.sepc_lv, row.sepc_all)


def _counted(found: int, most: int) -> tuple[str, ...]:
    return (f"{found - most} more not shown.",) if found > most else ()
