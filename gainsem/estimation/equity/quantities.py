"""From a fit of several groups to means, variances and slopes with their derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.delta_method import Smooth
from gainsem.core.implied import place
from gainsem.core.latent_gaps import GroupMoments
from gainsem.core.linalg import Array
from gainsem.core.structure import Indices, Matrix, Structure
from gainsem.model.matrix_map import CompiledModel, compile_table
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.survey.groups import by_group
from gainsem.survey.responses import Responses


@dataclass(frozen=True, eq=False)
class CellModel:
    """The model of one group, its matrices as functions of all that was estimated.

    Parameters
    ----------
    label : str
    size : float
        Respondents; under a sampling design what their weights add up to.
    eta : tuple of str
        Latent variables and structural observed ones.
    observed : tuple of str
    lambda_, beta, theta, nu, tau : Smooth
    mean, cov : Smooth, shapes (m,) and (m, m)
        Of eta.
    total : Smooth, shape (m, m)
        Total effects, (I - B)^-1.
    """

    label: str
    size: float
    eta: tuple[str, ...]
    observed: tuple[str, ...]
    lambda_: Smooth
    beta: Smooth
    theta: Smooth
    nu: Smooth
    tau: Smooth
    mean: Smooth
    cov: Smooth
    total: Smooth

    def moments(self, factors: Sequence[str], predictors: Sequence[str] = ()) -> GroupMoments:
        """Return means and variances, and total effects of some predictors."""
        own = [self.eta.index(name) for name in factors]
        other = [self.eta.index(name) for name in predictors]
        return GroupMoments(
            self.mean[own],
            self.cov[own, own],
            self.total[np.ix_(own, other)],
            self.mean[other],
        )

    def direct(self, factor: str, predictors: Sequence[str]) -> GroupMoments:
        """Return the moments of one factor, and the paths that lead to it."""
        own = [self.eta.index(factor)]
        other = [self.eta.index(name) for name in predictors]
        return GroupMoments(
            self.mean[own], self.cov[own, own], self.beta[np.ix_(own, other)], self.mean[other]
        )


@dataclass(frozen=True, eq=False)
class Estimated:
    """All groups of a fit, and the covariances of everything that was estimated.

    Parameters
    ----------
    cells : tuple of CellModel
    vcov : ndarray, shape (q, q)
        Of the parameters, then of the means and covariances of given covariates, group by
        group.  The sampling errors of these two kinds are independent: the parameters are
        estimated given the covariates.  Covariates of the model, as under a sampling design,
        are parameters like all others.
    """

    cells: tuple[CellModel, ...]
    vcov: Array

    def interval(self, found: Smooth) -> tuple[float, float]:
        """Return a number and its standard error."""
        return float(found.value), float(np.sqrt(max(float(found.vcov(self.vcov)), 0.0)))


def estimated(fit: GroupedFit, data: Responses) -> Estimated:
    """Return the groups of a fit as functions of the estimates.

    Parameters
    ----------
    fit : GroupedFit
        Without latent responses scaled by delta.
    data : Responses
        The answers it was fitted to.
    """
    size = fit.table.n_free
    compiled = [compile_table(part.table) for part in fit.parts]
    spreads = [_given_spread(fit, data, k) for k in range(len(fit.parts))]
    width = size + sum(len(each) for each in spreads)
    vcov = np.zeros((width, width))
    known = fit.solution.vcov
    vcov[:size, :size] = np.nan if known is None else known
    cells, start = [], size
    for k, spread in enumerate(spreads):
        stop = start + len(spread)
        vcov[start:stop, start:stop] = spread
        cells.append(_cell(fit, k, compiled[k], width, start))
        start = stop
    return Estimated(tuple(cells), vcov)


def answers_of_group(fit: GroupedFit, data: Responses, group: int) -> Responses:
    """Return the answers of one group, by its number from 0 on."""
    codes = tuple(each.code for each in fit.parts)
    own = by_group(data, fit.group, codes).parts[group]
    assert isinstance(own, Responses)
    return own


def _given_spread(fit: GroupedFit, data: Responses, group: int) -> Array:
    """Return the covariances of means and covariances of the given covariates of one group.

    From the answers themselves, whatever their distribution: the covariances of x and of
    ``(x - mean)(x - mean)'``, over n.
    """
    part = fit.parts[group]
    names = part.table.exogenous
    if not names:
        return np.zeros((0, 0))
    own = answers_of_group(fit, data, group)
    needed = part.table.observed if not fit.treatment else names
    rows = own.columns(names)[~np.isnan(own.columns(needed)).any(axis=1)]
    centred = rows - rows.mean(axis=0)
    low, high = np.tril_indices(len(names))
    everything = np.column_stack([centred, centred[:, low] * centred[:, high]])
    everything = everything - everything.mean(axis=0)
    spread: Array = everything.T @ everything / len(rows) / part.moments.n_obs
    return spread


def _cell(
    fit: GroupedFit, group: int, compiled: CompiledModel, width: int, start: int
) -> CellModel:
    part, structure = fit.parts[group], compiled.structure
    at = np.array(part.at, dtype=np.intp)
    values = place(structure, fit.solution.params[at])
    found = {
        kind: Smooth(array, _one_hot(structure, kind, array.shape, at, width))
        for kind, array in zip(Matrix, values.as_arrays, strict=True)
    }
    given = [compiled.eta.index(name) for name in part.table.exogenous]
    _mark_given(found, given, start)
    m = len(compiled.eta)
    total = (np.eye(m) - found[Matrix.BETA]).inverse()
    return CellModel(
        part.label,
        part.size,
        compiled.eta,
        part.table.observed,
        found[Matrix.LAMBDA],
        found[Matrix.BETA],
        found[Matrix.THETA],
        found[Matrix.NU],
        found[Matrix.TAU],
        total @ found[Matrix.ALPHA],
        total @ found[Matrix.PSI] @ total.T,
        total,
    )


def _one_hot(
    structure: Structure, kind: Matrix, shape: tuple[int, ...], at: Indices, width: int
) -> Array:
    """Return the derivatives of a matrix by the parameters that stand in it."""
    slopes = np.zeros((width, *shape))
    chosen = np.flatnonzero(structure.matrix == kind)
    own = at[structure.param[chosen]]
    row, col = structure.row[chosen], structure.col[chosen]
    if len(shape) == 1:
        slopes[own, row] = 1.0
        return slopes
    slopes[own, row, col] = 1.0
    if kind in (Matrix.PSI, Matrix.THETA):
        slopes[own, col, row] = 1.0
    return slopes


def _mark_given(found: dict[Matrix, Smooth], given: Sequence[int], start: int) -> None:
    """Let means and covariances of given covariates be what was sampled, not fixed."""
    alpha, psi = found[Matrix.ALPHA].slopes, found[Matrix.PSI].slopes
    for k, column in enumerate(given):
        alpha[start + k, column] = 1.0
    low, high = np.tril_indices(len(given))
    for k, (i, j) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        psi[start + len(given) + k, given[i], given[j]] = 1.0
        psi[start + len(given) + k, given[j], given[i]] = 1.0
