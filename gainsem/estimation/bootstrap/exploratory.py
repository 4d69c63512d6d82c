"""Resamples of models with exploratory blocks: fitted unrotated, then rotated like the fit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.block_rotation import elements_at, turned
from gainsem.core.linalg import cholesky
from gainsem.core.structure import Indices
from gainsem.errors import NonConvergenceError
from gainsem.estimation.bootstrap.replicates import Replicator
from gainsem.estimation.bootstrap.rotating import KnownBlock, RotatingReplicator, loadings_at
from gainsem.estimation.rotation_plans import plans_of
from gainsem.estimation.unrotated import unrotated_table
from gainsem.factor.near_rotation import Known
from gainsem.model.blocks import Block
from gainsem.model.matrix_map import CompiledModel, compile_table
from gainsem.model.parameter_table import ParameterTable
from gainsem.model.replicate_layout import replicate_layout
from gainsem.options import Options
from gainsem.results.fit import Fit

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Unrotated:
    """A rotated fit turned back: the same model in the form it is searched in.

    Parameters
    ----------
    table : ParameterTable
        With loadings in echelon form and uncorrelated factors.
    params : ndarray, shape (q,)
        The estimates in that form.
    back : ndarray, shape (m, m)
        Brings unrotated latent variables to the rotated ones.
    """

    table: ParameterTable
    params: Array
    back: Array

    def rotating(self, inner: Replicator, fit: Fit, options: Options) -> RotatingReplicator:
        """Return what fits resamples with one replicator and rotates what it found."""
        compiled = compile_table(self.table)
        layout = replicate_layout(self.table, compiled)
        described = () if fit.sample is None else fit.sample.items
        plain = replace(options, se="none", test=None, bootstrap=None)
        plans = plans_of(fit.table.blocks, plain, described)
        given = [row.value or 0.0 for row in self.table.rows if row.exogenous]
        vector = np.concatenate([self.params, given])[None]
        known = []
        for block in fit.table.blocks:
            _, chosen = plans[block.name]
            rows = loading_rows(self.table, block)
            columns = columns_of(compiled, block)
            at = [self.table.observed.index(item) for item in block.items]
            items = np.array(at, dtype=np.intp)
            turn = self.back[np.ix_(columns, columns)].T
            unrotated = loadings_at(layout, vector, rows, items, block.items)[0]
            loadings = np.asarray(np.linalg.solve(turn, unrotated.T).T)
            one = Known(unrotated, loadings, turn)
            known.append(KnownBlock(block.items, rows, columns, items, chosen, one))
        return RotatingReplicator(inner, layout, free_places(fit.table), tuple(known))


def unrotated_fit(fit: Fit) -> Unrotated:
    """Return the estimates of a rotated fit in the unrotated form of its model.

    With ``Psi = L L'`` of a block, the factors ``L^-1 eta`` are uncorrelated; an orthogonal
    turn of these gives the items that anchor the echelon form their zeros.

    Raises
    ------
    NonConvergenceError
        E-EST-94 where the rotated factors are no random variables.
    """
    compiled = compile_table(fit.table)
    implied = compiled.implied(fit.solution.params)
    table = unrotated_table(fit.table, fit.moments.cov)
    if implied is None:
        raise _nothing_to_turn()
    matrices = implied.matrices
    back = np.eye(len(compiled.eta))
    for block in fit.table.blocks:
        columns = columns_of(compiled, block)
        root = cholesky(matrices.psi[np.ix_(columns, columns)])
        if root is None:
            raise _nothing_to_turn()
        rows = loading_rows(fit.table, block)
        places = compiled.places[rows.ravel()]
        loadings = elements_at(matrices, places).reshape(rows.shape) @ root
        anchors = _anchors(table, block)
        back[np.ix_(columns, columns)] = root @ np.linalg.qr(loadings[anchors].T)[0]
    found = turned(matrices, np.asarray(np.linalg.inv(back), dtype=np.float64))
    return Unrotated(table, elements_at(found, free_places(table)), back)


def loading_rows(table: ParameterTable, block: Block) -> Indices:
    """Return the rows of the table with the loadings of a block, shape (items, factors)."""
    rows = np.zeros((len(block.items), len(block.factors)), dtype=np.intp)
    for position, row in enumerate(table.rows):
        if row.op == "=~" and row.lhs in block.factors:
            rows[block.items.index(row.rhs), block.factors.index(row.lhs)] = position
    return rows


def columns_of(compiled: CompiledModel, block: Block) -> Indices:
    """Return the columns of Lambda of a block."""
    return np.array([compiled.eta.index(name) for name in block.factors], dtype=np.intp)


def free_places(table: ParameterTable) -> Indices:
    """Return where each free parameter stands, shape (q, 3)."""
    places = np.zeros((table.n_free, 3), dtype=np.intp)
    for row, place in zip(table.rows, compile_table(table).places, strict=True):
        if row.is_free:
            places[row.free] = place
    return places


def _anchors(table: ParameterTable, block: Block) -> list[int]:
    """Return the items of the echelon form, those with most zeros first.

    The last of them has none, and any other item serves in its place.
    """
    rows = loading_rows(table, block)
    zeros = [sum(not table.rows[at].is_free for at in item) for item in rows.tolist()]
    return [zeros.index(count) for count in reversed(range(len(block.factors)))]


def _nothing_to_turn() -> NonConvergenceError:
    return NonConvergenceError.of(
        "E-EST-94",
        "the factors of an exploratory block cannot be turned back: their covariance matrix is"
        " not positive definite.",
        do="look at fit.diagnostics without a bootstrap; fewer factors are a way out",
    )
