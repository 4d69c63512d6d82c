"""Which groups share a parameter after alignment, and how invariant an item is.

The sets of groups are found parameter by parameter (Asparouhov & Muthén 2014,
doi:10.1080/10705511.2014.919210).  Groups whose parameters do not differ at the .01 level are
connected; the largest connected set is where the search begins.  Then the weighted mean of
the set is computed, groups whose parameter differs from it at the .001 level leave, groups
outside that do not differ enter, until nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfc

from gainsem.core.alignment.align import Alignment
from gainsem.core.alignment.errors import AlignmentErrors
from gainsem.core.linalg import Array

CONNECT, LEAVE = 0.01, 0.001
MOST_ROUNDS = 100
# Muthén & Asparouhov 2014, doi:10.3389/fpsyg.2014.00978: a rough limit, from simulations.
TRUSTWORTHY_SHARE = 0.25


@dataclass(frozen=True)
class InvariantSet:
    """The groups that share one parameter.

    Parameters
    ----------
    invariant : ndarray of bool, shape (G,)
    present : ndarray of bool, shape (G,)
        Groups that have the parameter.
    mean : float
        Of the set, weighted by the sizes of its groups.
    pvalues : ndarray, shape (G,)
        Of each group against the mean of the set; NaN where a group does not have it.
    """

    invariant: NDArray[np.bool_]
    present: NDArray[np.bool_]
    mean: float
    pvalues: Array

    @property
    def deviating(self) -> NDArray[np.bool_]:
        """Groups that have the parameter and are not in the set, shape (G,)."""
        return self.present & ~self.invariant


@dataclass(frozen=True)
class AlignmentInvariance:
    """Sets of groups and explained variation of every parameter.

    Parameters
    ----------
    loadings : tuple of InvariantSet, length L
    positions : tuple of InvariantSet, length R
    loading_r2, position_r2 : ndarray, shape (L,) and (R,)
        What differences in factor variances and means explain of the differences between
        the configural parameters: 1 for an invariant parameter; may fall below 0.
    """

    loadings: tuple[InvariantSet, ...]
    positions: tuple[InvariantSet, ...]
    loading_r2: Array
    position_r2: Array

    @property
    def average_index(self) -> float:
        """The mean of all R squared, those below 0 taken as 0."""
        every = np.concatenate([self.loading_r2, self.position_r2])
        every = every[np.isfinite(every)]
        return float(np.maximum(every, 0.0).mean()) if len(every) else float("nan")

    @property
    def loading_share(self) -> float:
        """Share of the loadings of all groups that deviate."""
        return _share(self.loadings)

    @property
    def position_share(self) -> float:
        """Share of the intercepts or thresholds of all groups that deviate."""
        return _share(self.positions)

    @property
    def share(self) -> float:
        """Share of all measurement parameters of all groups that deviate."""
        return _share((*self.loadings, *self.positions))

    @property
    def trustworthy(self) -> bool:
        """Whether at most 25 % deviate (Muthén & Asparouhov 2014)."""
        return self.share <= TRUSTWORTHY_SHARE


def alignment_invariance(found: Alignment, errors: AlignmentErrors) -> AlignmentInvariance:
    """Return sets of groups and explained variation.

    Parameters
    ----------
    found : Alignment
    errors : AlignmentErrors
    """
    table = found.table
    loadings = tuple(
        invariant_set(found.loadings[:, k], errors.loadings[k], found.sizes)
        for k in range(len(table.item))
    )
    positions = tuple(
        invariant_set(found.positions[:, k], errors.positions[k], found.sizes)
        for k in range(len(table.of_item))
    )
    return AlignmentInvariance(loadings, positions, _loading_r2(found), _position_r2(found))


def invariant_set(values: Array, covariances: Array, sizes: Array) -> InvariantSet:
    """Return the largest set of groups that share one parameter.

    Parameters
    ----------
    values : ndarray, shape (G,)
        NaN where a group does not have the parameter.
    covariances : ndarray, shape (G, G)
        Of the estimates.
    sizes : ndarray, shape (G,)
    """
    present = np.isfinite(values)
    v, cov = np.nan_to_num(values), np.nan_to_num(covariances)
    variance = np.diag(cov)
    apart = _pvalues(v[:, None] - v, variance[:, None] + variance - 2.0 * cov)
    member = _largest_connected((apart > CONNECT) & np.outer(present, present), present)
    seen = {member.tobytes()}
    mean, pvalues = _against_mean(v, cov, sizes, member)
    for _ in range(MOST_ROUNDS):
        following = present & (pvalues > LEAVE)
        if (following == member).all() or not following.any():
            break
        member = following
        mean, pvalues = _against_mean(v, cov, sizes, member)
        if member.tobytes() in seen:
            # A circle of sets: the largest of them would come back for ever.
            break
        seen.add(member.tobytes())
    return InvariantSet(member, present, mean, np.where(present, pvalues, np.nan))


def _against_mean(
    values: Array, cov: Array, sizes: Array, member: NDArray[np.bool_]
) -> tuple[float, Array]:
    """Return the mean of a set and the p value of each group's difference from it."""
    weights = np.where(member, sizes, 0.0)
    weights = weights / weights.sum()
    mean = float(weights @ values)
    contrasts = np.eye(len(values)) - weights
    variance = np.einsum("ij,jk,ik->i", contrasts, cov, contrasts)
    return mean, _pvalues(values - mean, variance)


def _pvalues(difference: Array, variance: Array) -> Array:
    """Return two-sided normal p values; 1 for what is equal without any error."""
    sd = np.sqrt(np.maximum(variance, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(difference == 0.0, 0.0, np.abs(difference) / sd)
    return np.asarray(erfc(z / np.sqrt(2.0)))


def _largest_connected(near: NDArray[np.bool_], present: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the largest set of groups that are linked, the first of equal ones."""
    left = present.copy()
    best = np.zeros_like(present)
    while left.any():
        reached = np.zeros_like(present)
        reached[np.argmax(left)] = True
        while True:
            grown = reached | near[reached].any(axis=0)
            if (grown == reached).all():
                break
            reached = grown
        if reached.sum() > best.sum():
            best = reached
        left &= ~reached
    return best


def _loading_r2(found: Alignment) -> Array:
    """Return ``1 - Var(lambda0 - sqrt(psi) lambda) / Var(lambda0)`` of each loading."""
    table = found.table
    sd = np.sqrt(found.variances[:, table.factor])
    mean = _means(found.loadings, found.sizes)
    return _explained(table.loadings, table.loadings - sd * mean, table.has_loading)


def _position_r2(found: Alignment) -> Array:
    """Return ``1 - Var(nu0 - nu - alpha lambda) / Var(nu0)`` of each intercept or threshold.

    nu and lambda are means of aligned parameters over the groups.
    """
    table = found.table
    mean = _means(found.loadings, found.sizes)
    predicted = np.zeros_like(table.positions)
    for place, (item, factor) in enumerate(zip(table.item, table.factor, strict=True)):
        rows = table.of_item == item
        predicted[:, rows] += (mean[place] * found.means[:, factor])[:, None]
    return _explained(table.positions, table.positions - predicted, table.has_position)


def _means(values: Array, sizes: Array) -> Array:
    have = np.isfinite(values)
    weights = sizes[:, None] * have
    means: Array = (weights * np.nan_to_num(values)).sum(axis=0) / weights.sum(axis=0)
    return means


def _explained(values: Array, rest: Array, have: NDArray[np.bool_]) -> Array:
    """Return the explained share of the variance between groups, NaN where there is none."""
    result = np.full(values.shape[1], np.nan)
    for k in range(values.shape[1]):
        own = have[:, k]
        total = float(np.var(values[own, k])) if own.any() else 0.0
        if total > 0.0:
            result[k] = 1.0 - float(np.var(rest[own, k])) / total
    return result


def compared_means(found: Alignment, errors: AlignmentErrors, factor: int) -> tuple[Array, Array]:
    """Return differences of a factor's means between all groups, and their p values.

    Parameters
    ----------
    found : Alignment
    errors : AlignmentErrors
    factor : int

    Returns
    -------
    differences : ndarray, shape (G, G)
        Row less column.
    pvalues : ndarray, shape (G, G)
    """
    means, cov = found.means[:, factor], errors.means[factor]
    variance = np.diag(cov)
    differences = means[:, None] - means
    return differences, _pvalues(differences, variance[:, None] + variance - 2.0 * cov)


def _share(sets: tuple[InvariantSet, ...]) -> float:
    """Return how many of the parameters that groups have deviate."""
    present = sum(int(each.present.sum()) for each in sets)
    deviating = sum(int(each.deviating.sum()) for each in sets)
    return deviating / present if present else float("nan")
