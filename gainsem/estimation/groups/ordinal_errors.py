"""Errors of least squares of ordinal items in several groups, and the traces of their test.

What sums over groups they are made of is in :mod:`gainsem.core.joint_gamma`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.joint_gamma import (
    GroupGamma,
    inverse_within,
    joint_meat,
    joint_traces,
    reduced_sum,
    residual_spread,
    residual_spread_of_inverse,
)
from gainsem.core.least_squares import LeastSquaresPoint
from gainsem.core.linalg import Array
from gainsem.core.normal_weight import NormalWeight
from gainsem.core.sandwich import GammaParts, gamma_parts
from gainsem.estimation.categorical_errors import normal_weight_of, weighted_rows
from gainsem.estimation.corrections import Traces
from gainsem.estimation.estimators import Estimator
from gainsem.estimation.groups.ordinal_search import OrdinalGroup, SearchedGroups
from gainsem.model.response import level_places
from gainsem.options import Options

UNKNOWN = Traces(float("nan"))


@dataclass(frozen=True)
class GroupErrors:
    """What one group adds.

    Parameters
    ----------
    group : OrdinalGroup
    point : LeastSquaresPoint
    normal : NormalWeight or None
        Of correlations of ordinal items alone.
    parts : GammaParts or None
        By its own parameters; None with the full weight, which needs none.
    """

    group: OrdinalGroup
    point: LeastSquaresPoint
    normal: NormalWeight | None
    parts: GammaParts | None

    @property
    def jacobian(self) -> Array:
        """Derivatives of the moments by the group's own parameters."""
        return self.point.jacobian

    @property
    def of_gamma(self) -> GammaParts:
        """The parts, with a diagonal weight."""
        assert self.parts is not None
        return self.parts

    @cached_property
    def gamma(self) -> GroupGamma:
        """What all errors and tests of several groups are made of."""
        statistics = self.group.statistics
        variances = statistics.variances
        if self.parts is not None:
            variances = statistics.diagonal[self.group.squares.model.kept]
        return GroupGamma(
            self.group.places, self.group.portion, self.point.jacobian, variances, self.parts
        )

    def columns(self, rows: Array) -> Array:
        """Return rows over the searched parameters from rows over the group's own."""
        return self.group.places.columns(rows)

    def within(self, whole: Array) -> Array:
        """Return the part of a matrix over the searched parameters that is the group's own."""
        return self.gamma.within(whole)


@dataclass(frozen=True)
class JointErrors:
    """Covariances of the estimates of all groups, and what tests are made of.

    Parameters
    ----------
    groups : tuple of GroupErrors
    bread : ndarray, shape (s, s)
        M, by the searched parameters.
    inner : ndarray, shape (s, s)
        ``M (sum f_g Delta_g' W_g Gamma_g W_g Delta_g) M``.
    vcov : ndarray, shape (q, q), or None
        None when none were asked for.
    residual_se : tuple of ndarray
        Standard errors of the residuals of each group.
    model, baseline : Traces
        NaN where the test needs no correction.
    """

    groups: tuple[GroupErrors, ...]
    bread: Array
    inner: Array
    vcov: Array | None
    residual_se: tuple[Array, ...]
    model: Traces
    baseline: Traces


def joint_errors(
    found: SearchedGroups, *, options: Options, estimator: Estimator, shared: bool = False
) -> JointErrors | None:
    """Return errors and traces at a solution, None where its information is singular.

    Parameters
    ----------
    found : SearchedGroups
    options : Options
        ``se``: how errors are computed.
    estimator : Estimator
    shared : bool
        Whether groups share sampled units or strata, and are not independent.
    """
    basis = found.objective.reduction.basis
    bread = inverse_within(_information(found), basis)
    kind = options.se or estimator.se[0]
    outer = bread if kind != "robust.hessian" else inverse_within(_hessian(found), basis)
    if bread is None or outer is None:
        return None
    groups = tuple(_group_errors(*each) for each in zip(found.groups, found.points, strict=True))
    if estimator.weight == "full":
        known = [each.gamma for each in groups]
        spreads = [residual_spread_of_inverse(each, bread) for each in known]
        vcov = bread / found.n if kind != "none" else None
        none = (UNKNOWN, UNKNOWN)
        return JointErrors(groups, bread, bread, vcov, _residual_se(found, spreads), *none)
    if shared:
        from gainsem.estimation.groups.ordinal_shared import shared_errors

        return shared_errors(found, groups, bread=bread, outer=outer, asked=kind != "none")
    return _of_independent(found, groups, bread, outer, kind=kind)


def _of_independent(
    found: SearchedGroups,
    groups: tuple[GroupErrors, ...],
    bread: Array,
    outer: Array,
    *,
    kind: str,
) -> JointErrors:
    known = [each.gamma for each in groups]
    meat = joint_meat(known, len(bread))
    inner, vcov = outer @ meat @ outer, None
    if kind != "none":
        own = bread if kind == "standard" else inner
        vcov = _covariance(found, groups, own, outer, kind=kind)
    model, baseline = joint_traces(known, bread, meat)
    return JointErrors(
        groups,
        bread,
        bread @ meat @ bread,
        vcov,
        _residual_se(found, [residual_spread(each, outer, inner) for each in known]),
        Traces(*model),
        Traces(*baseline),
    )


def _information(found: SearchedGroups) -> Array:
    """Return ``sum f_g Delta_g' W_g Delta_g`` by the reduced parameters."""
    own = (
        (group.places, group.portion * group.squares.expected(point))
        for group, point in zip(found.groups, found.points, strict=True)
    )
    return reduced_sum(own, found.objective.reduction.basis)


def _hessian(found: SearchedGroups) -> Array:
    """Return the Hessian at the minimum with portions for shares, restrictions included."""
    changes = (
        (group.places, (group.portion - group.share) * group.squares.hessian(point))
        for group, point in zip(found.groups, found.points, strict=True)
    )
    return found.minimum.hessian + reduced_sum(changes, found.objective.reduction.basis)


def _residual_se(found: SearchedGroups, spreads: Sequence[Array]) -> tuple[Array, ...]:
    """Return standard errors of the residuals, NaN for moments that took no part."""
    errors = []
    for group, spread in zip(found.groups, spreads, strict=True):
        own = np.sqrt(np.clip(spread, 0.0, None) / found.n)
        errors.append(np.concatenate([np.full(group.skipped, np.nan), own]))
    return tuple(errors)


def _group_errors(group: OrdinalGroup, point: LeastSquaresPoint) -> GroupErrors:
    statistics, squares = group.statistics, group.squares
    if squares.weight.ndim == 2:
        return GroupErrors(group, point, None, None)
    normal = None
    if not statistics.order.continuous.any() and not statistics.order.n_covariates:
        normal = normal_weight_of(point, statistics, root=np.sqrt(squares.weight))
    parts = gamma_parts(
        weighted_rows(squares, statistics),
        squares.weight,
        point.jacobian,
        statistics.diagonal[squares.model.kept],
        unrelated=group.unrelated,
        normal=normal,
        n_obs=statistics.n_obs,
    )
    return GroupErrors(group, point, normal, parts)


def _covariance(
    found: SearchedGroups,
    groups: tuple[GroupErrors, ...],
    own: Array,
    outer: Array,
    *,
    kind: str,
) -> Array:
    """Return the covariance of all estimates, thresholds that took no part included."""
    size = found.grouped.joint.n_free
    whole = np.zeros((size, size))
    whole[: len(own), : len(own)] = own
    for each, at in zip(groups, found.grouped.at, strict=True):
        group = each.group
        if not group.skipped:
            continue
        late = at[len(group.places.at) :]
        among, across = _of_levels(each, kind=kind)
        order = level_places(group.table)
        whole[np.ix_(late, late)] = among[np.ix_(order, order)] / group.portion
        if across is not None:
            block = outer[:, group.places.at] @ across[:, order]
            whole[: len(own), late] = block
            whole[late, : len(own)] = block.T
    whole /= found.n
    result: Array = (whole + whole.T) / 2.0
    return result


def _of_levels(each: GroupErrors, *, kind: str) -> tuple[Array, Array | None]:
    """Return n times the covariances of thresholds among themselves and with the scores."""
    group, skipped = each.group, each.group.skipped
    statistics = group.statistics
    if kind == "standard":
        identity = (group.squares.weight == 1.0).all()
        return np.diag(np.ones(skipped) if identity else statistics.variances[:skipped]), None
    levels = statistics.influence(0, skipped, None)
    across = (each.of_gamma.scores.T @ levels.T).astype(np.float64) / statistics.n_obs
    return statistics.level_gamma(), across
