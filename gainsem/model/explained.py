"""Explained variance of every variable that something in the model points at."""

from __future__ import annotations

import numpy as np

from gainsem.core.implied import Implied
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable


def r_squared(table: ParameterTable, compiled: CompiledModel, implied: Implied) -> dict[str, float]:
    """Return ``1 - residual variance / total variance`` by variable, items first."""
    matrices, eta = implied.matrices, compiled.eta
    total = np.diag(implied.sigma)
    result: dict[str, float] = {}
    pointed = {row.rhs for row in table.rows if row.op == "=~"}
    pointed |= {row.lhs for row in table.rows if row.op == "~"}
    for position, name in enumerate(table.observed):
        if name not in pointed:
            continue
        column = eta.index(name) if name in eta else None
        if column is None:
            residual = matrices.theta[position, position]
        else:
            residual = matrices.psi[column, column]
        result[name] = float(1.0 - residual / total[position])
    for column, name in enumerate(eta):
        if name in table.latent and name in pointed:
            share = matrices.psi[column, column] / implied.eta_cov[column, column]
            result[name] = float(1.0 - share)
    return result
