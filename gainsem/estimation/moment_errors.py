"""Errors and traces of least squares of continuous variables, in one group or in several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gainsem.core.gamma_products import gamma_products
from gainsem.core.joint_gamma import (
    GroupGamma,
    inverse_within,
    joint_meat,
    joint_traces,
    reduced_sum,
    residual_spread,
    residual_spread_of_inverse,
)
from gainsem.core.least_squares import LeastSquares
from gainsem.core.linalg import Array
from gainsem.core.placed import Places
from gainsem.estimation.corrections import Traces
from gainsem.estimation.moment_weights import Weighted
from gainsem.estimation.solve import Searched
from gainsem.results.continuous import ContinuousMethod


@dataclass(frozen=True)
class MomentParts:
    """What least squares leaves besides estimates.

    Parameters
    ----------
    vcov : ndarray, shape (q, q), or None
    residual_se : tuple of ndarray (P,) or None
        Standard errors of the residuals of each group.
    traces : tuple of Traces, or None
        Of the model and of its baseline model, where the test is corrected.
    """

    vcov: Array | None
    residual_se: tuple[Array | None, ...]
    traces: tuple[Traces, Traces] | None = None


@dataclass(frozen=True)
class MomentGroup:
    """One group, or the only one.

    Parameters
    ----------
    weighted : Weighted
    places : Places
        Where its parameters stand among those of all groups.
    portion : float
        Its part of the respondents.
    """

    weighted: Weighted
    places: Places
    portion: float = 1.0


def moment_parts(
    method: ContinuousMethod, groups: Sequence[MomentGroup], found: Searched, *, n: float
) -> MomentParts:
    """Return errors and traces at a solution; nothing where its information is singular.

    Parameters
    ----------
    method : ContinuousMethod
    groups : sequence of MomentGroup
    found : Searched
    n : float
        Respondents less 1 a group.
    """
    none = (None,) * len(groups)
    points = found.objective.points(found.minimum.params)
    assert points is not None  # the solution implies moments
    bread = inverse_within(_information(method, groups, found, points), _basis(found))
    if bread is None:
        return MomentParts(None, none)
    plain = None if method.errors == "none" else _symmetric(bread / n)
    known = [_of_group(method, *each) for each in zip(groups, points, strict=True)]
    complete = [each for each in known if each is not None]
    if len(complete) < len(known):
        return MomentParts(plain, none)
    if complete[0].sums is None:
        spreads = [residual_spread_of_inverse(each, bread) for each in complete]
        return MomentParts(plain, _roots(spreads, n))
    meat = joint_meat(complete, len(bread))
    inner = bread @ meat @ bread
    model, baseline = joint_traces(complete, bread, meat)
    spreads = [residual_spread(each, bread, inner) for each in complete]
    robust = method.errors == "robust.sem"
    vcov = _symmetric(inner / n) if robust else plain
    return MomentParts(vcov, _roots(spreads, n), (Traces(*model), Traces(*baseline)))


def _basis(found: Searched) -> Array:
    return found.objective.reduction.basis


def _information(
    method: ContinuousMethod,
    groups: Sequence[MomentGroup],
    found: Searched,
    points: Sequence[Any],
) -> Array:
    """Return the information by the reduced parameters; the expected one with portions."""
    if method.information == "observed":
        # Second derivatives of the statistic, what bends the restrictions included.
        return found.minimum.hessian
    sums = (
        (each.places, each.portion * each.weighted.group.expected(at))
        for each, at in zip(groups, points, strict=True)
    )
    return reduced_sum(sums, _basis(found))


def _of_group(method: ContinuousMethod, each: MomentGroup, point: Any) -> GroupGamma | None:
    """Return what a group adds, None where nothing is known but its moments."""
    weighted, squares = each.weighted, each.weighted.group
    rows = weighted.rows
    if rows is None or not isinstance(squares, LeastSquares):
        return None
    jacobian = point.jacobian
    if squares.weight.ndim == 2:
        return GroupGamma(each.places, each.portion, jacobian, rows.variances())
    found = gamma_products(
        rows,
        squares.weight,
        jacobian,
        weighted.unrelated,
        squares=method.test in ("mean.var.adjusted", "scaled.shifted"),
    )
    return GroupGamma(each.places, each.portion, jacobian, found.diagonal, found)


def _roots(spreads: Sequence[Array], n: float) -> tuple[Array, ...]:
    return tuple(np.sqrt(np.clip(each, 0.0, None) / n) for each in spreads)


def _symmetric(covariance: Array) -> Array:
    result: Array = (covariance + covariance.T) / 2.0
    return result
