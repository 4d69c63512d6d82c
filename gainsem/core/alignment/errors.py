"""Standard errors of aligned parameters, from those of the configural model.

The aligned solution is a function of the configural estimates t: at the least loss the
slope ``F_a(a, t)`` by its unknowns is 0, so that ``da/dt = -F_aa^-1 F_at`` (implicit function
theorem), and everything else follows by the delta method (Asparouhov & Muthén 2014,
doi:10.1080/10705511.2014.919210).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.alignment.align import Alignment
from gainsem.core.alignment.component_loss import loss_at
from gainsem.core.alignment.parameters import factor_blocks
from gainsem.core.alignment.problems import mean_problem, spread_problem
from gainsem.core.alignment.search import is_determined
from gainsem.core.linalg import Array
from gainsem.core.structure import Indices


@dataclass(frozen=True)
class AlignmentErrors:
    """Covariances of each aligned parameter between the groups.

    The diagonals hold squared standard errors; NaN where a group does not have the item, and
    where the alignment is not determined.

    Parameters
    ----------
    loadings : ndarray, shape (L, G, G)
    positions : ndarray, shape (R, G, G)
    moments : ndarray, shape (m, 2 G, 2 G)
        Of a factor's means in all groups, then its variances; 0 for what is fixed.
    """

    loadings: Array
    positions: Array
    moments: Array

    @property
    def means(self) -> Array:
        """Covariances of the factor means, shape (m, G, G)."""
        n_groups = self.moments.shape[-1] // 2
        return self.moments[:, :n_groups, :n_groups]

    @property
    def variances(self) -> Array:
        """Covariances of the factor variances, shape (m, G, G)."""
        n_groups = self.moments.shape[-1] // 2
        return self.moments[:, n_groups:, n_groups:]

    @property
    def loading_errors(self) -> Array:
        """Standard errors of the loadings, shape (G, L)."""
        return _standard_errors(self.loadings)

    @property
    def position_errors(self) -> Array:
        """Standard errors of intercepts or thresholds, shape (G, R)."""
        return _standard_errors(self.positions)

    @property
    def mean_errors(self) -> Array:
        """Standard errors of the factor means, shape (G, m)."""
        return _standard_errors(self.means)

    @property
    def variance_errors(self) -> Array:
        """Standard errors of the factor variances, shape (G, m)."""
        return _standard_errors(self.variances)


@dataclass(frozen=True)
class _Slopes:
    """Derivatives by the configural estimates, group by group: the last axis is (G, width)."""

    log_sd: Array
    scaled_means: Array


def alignment_errors(found: Alignment, vcov: Array) -> AlignmentErrors:
    """Return the covariances of aligned parameters.

    Parameters
    ----------
    found : Alignment
    vcov : ndarray, shape (G, q, q) or (G q, G q)
        Of the configural estimates of each group in the order of
        :func:`~gainsem.core.alignment.parameters.estimate_order`; the second shape where
        estimates of different groups covary (the same people at several times).

    Raises
    ------
    ValueError
        When the shape is not one of these.
    """
    table = found.table
    n_groups, width = table.n_groups, table.width
    if vcov.shape not in ((n_groups, width, width), (n_groups * width,) * 2):
        raise ValueError(f"vcov must have {n_groups} blocks of {width} x {width}")
    same = np.full_like(table.positions, table.sign)
    turned = np.concatenate([found.signs[:, table.factor], same], axis=1)
    have = np.concatenate([table.has_loading, table.has_position], axis=1)
    scale = turned * have
    whole = vcov.ndim == 2
    both = scale.ravel() if whole else scale
    weighed = np.nan_to_num(vcov) * both[..., :, None] * both[..., None, :]
    slopes = _Slopes(_spread_slopes(found), _mean_slopes(found))
    of_loadings = (_loading_rows(found, slopes, place) for place in range(len(table.item)))
    loadings = np.array([_between_groups(each, weighed) for each in of_loadings])
    of_positions = (_position_rows(found, slopes, place) for place in range(len(table.of_item)))
    positions = np.array([_between_groups(each, weighed) for each in of_positions])
    factors = range(found.means.shape[1])
    moments = [_between_groups(_moment_rows(found, slopes, each), weighed) for each in factors]
    _blank(loadings, table.has_loading)
    _blank(positions, table.has_position)
    return AlignmentErrors(loadings, positions, np.array(moments))


def _between_groups(slopes: Array, vcov: Array) -> Array:
    """Return ``D V D'`` of one parameter in all groups (or of two), shape (rows, rows)."""
    if vcov.ndim == 2:
        flat = slopes.reshape(len(slopes), -1)
        return np.asarray(flat @ vcov @ flat.T)
    weighed = slopes.swapaxes(0, 1) @ vcov
    return np.asarray(np.einsum("iag,ibg->ab", weighed, slopes.swapaxes(0, 1)))


def _blank(covariances: Array, have: NDArray[np.bool_]) -> None:
    missing = ~have.T
    covariances[missing] = np.nan
    covariances.swapaxes(-1, -2)[missing] = np.nan


def _standard_errors(covariances: Array) -> Array:
    errors: Array = np.sqrt(np.maximum(np.diagonal(covariances, axis1=-2, axis2=-1), 0.0)).T
    return errors


def _spread_slopes(found: Alignment) -> Array:
    """Return du/dt, shape (m, G, G, width)."""
    table = found.table
    n_groups, m = found.means.shape
    result = np.zeros((m, n_groups, n_groups, table.width))
    for factor in range(m):
        places = np.flatnonzero(table.factor == factor)
        problem = spread_problem(table, factor, found.sizes, found.epsilon)
        u, basis = found.log_sd[:, factor], problem.basis
        cells = problem.cells(u[None])
        point = loss_at(cells, problem.weights, found.epsilon)
        shrunk = np.exp(-u)
        # Of -sum_r z slope by the configural loadings.
        mixed = -np.einsum("gr,rgh,h->ghr", cells[0], point.exact[0], shrunk)
        diagonal = np.arange(n_groups)
        mixed[diagonal, diagonal] -= point.slope[0] * shrunk[:, None]
        hessian = basis.T @ problem.hessians(cells, point)[0][0] @ basis
        inner = basis @ _inverse(hessian) @ basis.T
        result[factor][:, :, places] = -np.einsum("ag,ghr->ahr", inner, mixed)
    return result


def _inverse(hessian: Array) -> Array:
    """Return an inverse, NaN where the minimum is not one point and nothing has an error."""
    if not is_determined(hessian):
        return np.full_like(hessian, np.nan)
    return np.asarray(np.linalg.inv(hessian))


def _mean_slopes(found: Alignment) -> Array:
    """Return dc/dt, shape (m, G, G, width)."""
    table = found.table
    n_groups, m = found.means.shape
    held = found.reference if found.method == "fixed" else None
    result = np.zeros((m, n_groups, n_groups, table.width))
    for block in factor_blocks(table, m):
        problem = mean_problem(table, block, found.sizes, found.epsilon, held)
        c = found.scaled_means[:, block]
        point = loss_at(problem.cells(c[None]), problem.weights, found.epsilon)
        rows = np.flatnonzero(np.isin(table.of_item, table.item[np.isin(table.factor, block)]))
        mixed = _mixed_of_means(found, block, rows, point.slope[0], point.exact[0])
        hessian = problem.hessian(point.exact)[0][np.ix_(problem.free, problem.free)]
        inner = np.zeros((n_groups * len(block),) * 2)
        inner[np.ix_(problem.free, problem.free)] = _inverse(hessian)
        solved = -inner @ mixed.reshape(n_groups * len(block), -1)
        shaped = solved.reshape(n_groups, len(block), n_groups, table.width)
        result[block] = shaped.swapaxes(0, 1)
    return result


def _mixed_of_means(
    found: Alignment, block: Indices, rows: Indices, slope: Array, exact: Array
) -> Array:
    """Return the derivatives of the means' slope by t, shape (G, k, G, width)."""
    table = found.table
    n_groups = table.n_groups
    first = len(table.item)
    mixed = np.zeros((n_groups, len(block), n_groups, table.width))
    diagonal = np.arange(n_groups)
    of_block = [(int(np.flatnonzero(block == f)[0]), p) for p, f in _places(found, block)]
    for k, place in of_block:
        mine = table.of_item[rows] == table.item[place]
        mixed[diagonal, k, diagonal, place] -= slope[:, mine].sum(axis=1)
        loading = table.loadings[:, place]
        curved = loading[:, None, None] * exact[mine].transpose(1, 2, 0)
        mixed[:, k][:, :, first + rows[mine]] -= curved
        total = curved.sum(axis=-1)
        for other, beside in of_block:
            if table.item[beside] == table.item[place]:
                mixed[:, k][:, :, beside] += total * found.scaled_means[:, block[other]]
    return mixed


def _places(found: Alignment, block: Indices) -> list[tuple[int, int]]:
    """Return the loadings of a block: place and factor."""
    factors = found.table.factor
    return [(int(p), int(factors[p])) for p in np.flatnonzero(np.isin(factors, block))]


def _relative(found: Alignment, slopes: _Slopes, factor: int) -> tuple[Array, Array]:
    """Return a factor's standard deviations, and the slopes of their logarithms."""
    sd = np.sqrt(found.variances[:, factor])
    own = slopes.log_sd[factor]
    return sd, own - own[found.reference]


def _moment_rows(found: Alignment, slopes: _Slopes, factor: int) -> Array:
    """Return the derivatives of a factor's means, then variances, shape (2 G, G, width)."""
    sd, relative = _relative(found, slopes, factor)
    means = sd[:, None, None] * slopes.scaled_means[factor]
    means = means + found.means[:, factor, None, None] * relative
    variances = 2.0 * found.variances[:, factor, None, None] * relative
    return np.concatenate([means, variances])


def _loading_rows(found: Alignment, slopes: _Slopes, place: int) -> Array:
    """Return the derivatives of one aligned loading in all groups, shape (G, G, width)."""
    factor = int(found.table.factor[place])
    sd, relative = _relative(found, slopes, factor)
    aligned = np.nan_to_num(found.loadings[:, place])
    result = -aligned[:, None, None] * relative
    diagonal = np.arange(len(sd))
    result[diagonal, diagonal, place] += 1.0 / sd
    return np.asarray(result)


def _position_rows(found: Alignment, slopes: _Slopes, place: int) -> Array:
    """Return the derivatives of one aligned position in all groups, shape (G, G, width)."""
    table = found.table
    n_groups = table.n_groups
    result = np.zeros((n_groups, n_groups, table.width))
    diagonal = np.arange(n_groups)
    result[diagonal, diagonal, len(table.item) + place] = 1.0
    for loading in np.flatnonzero(table.item == table.of_item[place]):
        factor = table.factor[loading]
        result -= table.loadings[:, loading, None, None] * slopes.scaled_means[factor]
        result[diagonal, diagonal, loading] -= found.scaled_means[:, factor]
    return result
