"""Fits of resamples with exploratory blocks: what another way of fitting found, rotated."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.batch.implied import ImpliedStack, elements_at
from gainsem.core.block_rotation import elements_at as elements_of
from gainsem.core.block_rotation import turned
from gainsem.core.structure import Indices, Matrices, Matrix
from gainsem.estimation.bootstrap.replicates import IMPROPER, NOT_CONVERGED, Replicates, Replicator
from gainsem.factor.choices import EfaOptions
from gainsem.factor.near_rotation import Known, rotation_near
from gainsem.factor.rotations import Plan, plan_rotation
from gainsem.model.replicate_layout import ReplicateLayout

Array = NDArray[np.float64]


@dataclass(frozen=True)
class KnownBlock:
    """A block and its rotation in the fit to all respondents.

    Parameters
    ----------
    names : tuple of str
        Of the items.
    rows : ndarray of int, shape (items, factors)
        Rows of the table with the loadings.
    columns : ndarray of int, shape (factors,)
        Of Lambda.
    items : ndarray of int, shape (items,)
        Positions of the items among the observed variables.
    chosen : EfaOptions
    known : Known
    """

    names: tuple[str, ...]
    rows: Indices
    columns: Indices
    items: Indices
    chosen: EfaOptions
    known: Known


@dataclass(frozen=True)
class RotatingReplicator:
    """Rotates the fits of another replicator, block by block.

    Parameters
    ----------
    inner : Replicator
        Of the unrotated model.
    layout : ReplicateLayout
        Of the unrotated model.
    places : ndarray of int, shape (q, 3)
        Where the free parameters of the rotated model stand.
    blocks : tuple of KnownBlock
    """

    inner: Replicator
    layout: ReplicateLayout
    places: Indices
    blocks: tuple[KnownBlock, ...]

    @property
    def chunk(self) -> int:
        """Draws worked on together."""
        return min(self.inner.chunk, 10)

    @property
    def answers(self) -> tuple[Array, ...]:
        """What is drawn from."""
        return self.inner.answers

    @property
    def n_obs(self) -> int:
        """Number of respondents drawn from."""
        return self.inner.n_obs

    def fit(self, counts: Array) -> Replicates:
        """Return the rotated fits to resamples, shape of counts (b, n)."""
        found = self.inner.fit(counts)
        status, fmin = found.status.copy(), found.fmin.copy()
        k = len(self.layout.given)
        vectors = np.full((len(counts), len(self.places) + k), np.nan)
        good = np.flatnonzero(status <= IMPROPER)
        if not len(good):
            return Replicates(vectors, fmin, status)
        given = found.vectors[good]
        implied = self.layout.implied(given)
        loadings = [
            loadings_at(self.layout, given, each.rows, each.items, each.names)
            for each in self.blocks
        ]
        # Made here: the functions of a plan cannot be sent to another process.
        plans = [plan_rotation(each.chosen, each.names) for each in self.blocks]
        for number, at in enumerate(good.tolist()):
            params = self._rotated(implied, number, [each[number] for each in loadings], plans)
            if params is None:
                status[at], fmin[at] = NOT_CONVERGED, np.nan
                continue
            vectors[at, : len(params)] = params
            vectors[at, len(params) :] = given[number, given.shape[1] - k :]
        return Replicates(vectors, fmin, status)

    def _rotated(
        self, implied: ImpliedStack, number: int, loadings: list[Array], plans: list[Plan]
    ) -> Array | None:
        """Return the parameters of one draw, None where a rotation found no minimum."""
        move = np.eye(implied.eta_cov.shape[1])
        for block, plan, unrotated in zip(self.blocks, plans, loadings, strict=True):
            if not np.isfinite(unrotated).all():
                return None
            rotation = rotation_near(unrotated, plan, block.chosen, block.known)
            if not rotation.converged:
                return None
            move[np.ix_(block.columns, block.columns)] = rotation.turn.T
        matrices = Matrices(*(each[number] for each in implied.matrices))
        return elements_of(turned(matrices, move), self.places)


def loadings_at(
    layout: ReplicateLayout, vectors: Array, rows: Indices, items: Indices, names: tuple[str, ...]
) -> Array:
    """Return the standardized loadings of a block at replicates, shape (b, items, factors).

    Items are divided by their standard deviations given what the factors are regressed on,
    as in :func:`gainsem.estimation.rotated.rotated_solution`.

    Parameters
    ----------
    layout : ReplicateLayout
        Of the unrotated model.
    vectors : ndarray, shape (b, q + k)
    rows, items, names
        As in :class:`KnownBlock`.
    """
    compiled = layout.compiled
    implied = layout.implied(vectors)
    places = compiled.places[rows.ravel()]
    loadings = elements_at(implied, places).reshape(len(vectors), *rows.shape)
    scaled = implied
    if not set(names) & set(compiled.eta):
        structure = compiled.structure
        fixed = replace(structure.fixed, beta=np.zeros_like(structure.fixed.beta))
        without = structure.only(structure.matrix != Matrix.BETA, n_params=structure.n_params)
        without = replace(without, fixed=fixed)
        scaled = replace(layout, compiled=replace(compiled, structure=without)).implied(vectors)
    variances = np.einsum("bii->bi", scaled.sigma)[:, items]
    standardized: Array = loadings / np.sqrt(variances)[:, :, None]
    return standardized
