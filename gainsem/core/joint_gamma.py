"""Errors and tests of least squares in one group, or in several that share parameters.

With ``f_g = n_g / N`` the portion of group g, ``A = sum f_g Delta_g' W_g Delta_g`` over the
parameters of all groups, ``M = A^-1`` and ``Gamma_g`` block by block (groups are
independent), the statistic ``sum (n_g - 1) F_g`` is distributed as a sum of chi-squares
with the eigenvalues of ``U Gamma`` (Satorra & Bentler 1994; Muthen 1998, Mplus technical
appendix 4): its moments are sums of those of the groups' Gamma, less traces of sums.
Covariances are divided by N less the number of groups, as lavaan does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gainsem.core.inverse import inverse_information
from gainsem.core.linalg import Array
from gainsem.core.placed import Places, every_place


class GammaSums(Protocol):
    """What of one sample's Gamma errors and tests are made of, whatever the bread."""

    @property
    def trace(self) -> float:
        """Return ``tr(W Gamma)``."""

    @property
    def trace_squared(self) -> float:
        """Return ``tr((W Gamma)^2)``."""

    @property
    def baseline_trace(self) -> float:
        """Return the first of the moments that are 0 in the baseline model."""

    @property
    def baseline_trace_squared(self) -> float:
        """Return the second of these moments."""

    @property
    def meat(self) -> Array:
        """Return ``Delta' W Gamma W Delta``, shape (q, q)."""

    @property
    def turned_twice(self) -> Array:
        """Return ``Delta' W Gamma W Gamma W Delta``, shape (q, q)."""

    @property
    def gamma_delta(self) -> Array:
        """Return ``Gamma W Delta``, shape (P, q)."""


@dataclass(frozen=True)
class GroupGamma:
    """What one group adds.

    Parameters
    ----------
    places : Places
        Where its parameters stand among those of all groups.
    portion : float
        Its part of the respondents, f.
    jacobian : ndarray, shape (P, q_g)
        Delta, by its own parameters.
    variances : ndarray, shape (P,)
        The diagonal of Gamma.
    sums : GammaSums or None
        None with the inverse of Gamma for weight, which needs none.
    """

    places: Places
    portion: float
    jacobian: Array
    variances: Array
    sums: GammaSums | None = None

    @property
    def known(self) -> GammaSums:
        """The sums, with another weight than the inverse of Gamma."""
        assert self.sums is not None
        return self.sums

    def within(self, whole: Array) -> Array:
        """Return the part of a matrix over the parameters of all groups that is the group's."""
        at = self.places.at
        own: Array = whole[np.ix_(at, at)]
        return own


def of_one_group(jacobian: Array, variances: Array, sums: GammaSums) -> GroupGamma:
    """Return the only group there is."""
    return GroupGamma(every_place(jacobian.shape[1]), 1.0, jacobian, variances, sums)


def reduced_sum(own: Iterable[tuple[Places, Array]], basis: Array) -> Array:
    """Return the sum of matrices over each group's parameters, by the reduced ones (r, r).

    Parameters
    ----------
    own : iterable of (Places, ndarray (q_g, q_g))
    basis : ndarray, shape (q, r)
        Of the reduced parameters.
    """
    total = np.zeros((len(basis), len(basis)))
    for places, each in own:
        total += places.matrix(each)
    within: Array = basis.T @ total @ basis
    return within


def inverse_within(information: Array, basis: Array) -> Array | None:
    """Return the inverse of an information of the reduced parameters, by all of them (q, q)."""
    inverse = inverse_information(information)
    return None if inverse is None else basis @ inverse @ basis.T


def joint_meat(groups: Sequence[GroupGamma], size: int) -> Array:
    """Return ``sum f_g Delta_g' W_g Gamma_g W_g Delta_g``, shape (q, q)."""
    meat = np.zeros((size, size))
    for each in groups:
        meat += each.portion * each.places.matrix(each.known.meat)
    return meat


def joint_traces(
    groups: Sequence[GroupGamma], bread: Array, meat: Array
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return ``tr(U Gamma)`` and ``tr((U Gamma)^2)``, of the model and of its baseline model.

    Parameters
    ----------
    groups : sequence of GroupGamma
    bread : ndarray, shape (q, q)
        M.
    meat : ndarray, shape (q, q)
        Of all groups.
    """
    parts = [each.known for each in groups]
    turned = bread @ meat
    squared = sum(each.trace_squared for each in parts) + float(np.sum(turned * turned.T))
    for each in groups:
        twice = each.within(bread) * each.known.turned_twice
        squared -= 2.0 * each.portion * float(np.sum(twice))
    model = sum(each.trace for each in parts) - float(np.trace(turned)), squared
    return model, (
        sum(each.baseline_trace for each in parts),
        sum(each.baseline_trace_squared for each in parts),
    )


def residual_spread(group: GroupGamma, outer: Array, inner: Array) -> Array:
    """Return N times the asymptotic variances of a group's residuals, shape (P,).

    ``(I - Delta_g M Delta_g' W_g f_g) s_g`` less what the other groups add to the estimates.

    Parameters
    ----------
    group : GroupGamma
    outer : ndarray, shape (q, q)
        The bread of the errors.
    inner : ndarray, shape (q, q)
        N times the covariance of the estimates.
    """
    turned = group.jacobian @ group.within(outer)
    spread = group.variances / group.portion
    spread = spread - 2.0 * (turned * group.known.gamma_delta).sum(axis=1)
    result: Array = spread + slopes_diagonal(group, inner)
    return result


def residual_spread_of_inverse(group: GroupGamma, bread: Array) -> Array:
    """Return the same with the inverse of Gamma for weight, shape (P,)."""
    result: Array = group.variances / group.portion - slopes_diagonal(group, bread)
    return result


def slopes_diagonal(group: GroupGamma, whole: Array) -> Array:
    """Return the diagonal of ``Delta_g X Delta_g'``, shape (P,)."""
    diagonal: Array = ((group.jacobian @ group.within(whole)) * group.jacobian).sum(axis=1)
    return diagonal
