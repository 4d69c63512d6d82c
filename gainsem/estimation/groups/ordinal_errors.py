"""Errors of least squares in several groups, and the traces of their test.

With ``f_g = n_g / N`` the portion of group g, ``A = sum f_g Delta_g' W_g Delta_g`` over the
parameters of all groups, ``M = A^-1`` and ``Gamma_g`` block by block (groups are
independent), the statistic ``sum (n_g - 1) F_g`` is distributed as a sum of chi-squares
with the eigenvalues of ``U Gamma`` (Satorra & Bentler 1994; Muthen 1998, Mplus technical
appendix 4): its moments are sums of those of the groups' Gamma, less traces of sums.
Covariances are divided by N less the number of groups, as lavaan does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.inverse import inverse_information
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

    def lifted(self, own: Array) -> Array:
        """Return a matrix over the searched parameters from one over the group's own."""
        return self.group.places.matrix(own)

    def columns(self, rows: Array) -> Array:
        """Return rows over the searched parameters from rows over the group's own."""
        return self.group.places.columns(rows)

    def within(self, whole: Array) -> Array:
        """Return the part of a matrix over the searched parameters that is the group's own."""
        at = self.group.places.at
        own: Array = whole[np.ix_(at, at)]
        return own


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
    bread = _inverse(found, _information(found))
    kind = options.se or estimator.se[0]
    outer = bread if kind != "robust.hessian" else _inverse(found, _hessian(found))
    if bread is None or outer is None:
        return None
    groups = tuple(_group_errors(*each) for each in zip(found.groups, found.points, strict=True))
    if estimator.weight == "full":
        return _with_full_weight(found, groups, bread, asked=kind != "none")
    if shared:
        from gainsem.estimation.groups.ordinal_shared import shared_errors

        return shared_errors(found, groups, bread=bread, outer=outer, asked=kind != "none")
    meat = np.zeros_like(bread)
    for each in groups:
        meat += each.group.portion * each.lifted(each.of_gamma.meat)
    vcov = None
    if kind != "none":
        own = bread if kind == "standard" else outer @ meat @ outer
        vcov = _covariance(found, groups, own, outer, kind=kind)
    model, baseline = _traces(groups, bread, meat)
    return JointErrors(
        groups,
        bread,
        bread @ meat @ bread,
        vcov,
        tuple(_residual_errors(each, outer, outer @ meat @ outer, found.n) for each in groups),
        model,
        baseline,
    )


def _information(found: SearchedGroups) -> Array:
    """Return ``sum f_g Delta_g' W_g Delta_g`` by the reduced parameters."""
    return _summed(
        found,
        [
            group.portion * group.squares.expected(point)
            for group, point in zip(found.groups, found.points, strict=True)
        ],
    )


def _hessian(found: SearchedGroups) -> Array:
    """Return the Hessian at the minimum with portions for shares, restrictions included."""
    changes = [
        (group.portion - group.share) * group.squares.hessian(point)
        for group, point in zip(found.groups, found.points, strict=True)
    ]
    return found.minimum.hessian + _summed(found, changes)


def _summed(found: SearchedGroups, own: Sequence[Array]) -> Array:
    """Return the sum of matrices over each group's parameters, by the reduced ones."""
    basis = found.objective.reduction.basis
    total = np.zeros((len(basis), len(basis)))
    for group, each in zip(found.groups, own, strict=True):
        total += group.places.matrix(each)
    within: Array = basis.T @ total @ basis
    return within


def _inverse(found: SearchedGroups, information: Array) -> Array | None:
    """Return the inverse of an information, by the searched parameters."""
    inverse = inverse_information(information)
    basis = found.objective.reduction.basis
    return None if inverse is None else basis @ inverse @ basis.T


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


def _traces(groups: tuple[GroupErrors, ...], bread: Array, meat: Array) -> tuple[Traces, Traces]:
    parts = [each.of_gamma for each in groups]
    turned = bread @ meat
    squared = sum(each.trace_squared for each in parts) + float(np.sum(turned * turned.T))
    for each in groups:
        twice = each.within(bread) * each.of_gamma.turned_twice
        squared -= 2.0 * each.group.portion * float(np.sum(twice))
    return (
        Traces(sum(each.trace for each in parts) - float(np.trace(turned)), squared),
        Traces(
            sum(each.baseline_trace for each in parts),
            sum(each.baseline_trace_squared for each in parts),
        ),
    )


def _with_full_weight(
    found: SearchedGroups, groups: tuple[GroupErrors, ...], bread: Array, *, asked: bool
) -> JointErrors:
    """Return errors with the full weight, whose test needs no correction."""
    errors = []
    for each in groups:
        spread = each.group.statistics.variances / each.group.portion
        spread = spread - _diagonal(each, bread)
        errors.append(np.sqrt(np.clip(spread, 0.0, None) / found.n))
    vcov = bread / found.n if asked else None
    return JointErrors(groups, bread, bread, vcov, tuple(errors), UNKNOWN, UNKNOWN)


def _diagonal(each: GroupErrors, whole: Array) -> Array:
    """Return the diagonal of ``Delta_g X Delta_g'``."""
    jacobian = each.jacobian
    diagonal: Array = ((jacobian @ each.within(whole)) * jacobian).sum(axis=1)
    return diagonal


def _residual_errors(each: GroupErrors, outer: Array, inner: Array, n: float) -> Array:
    """Return standard errors of a group's residuals, NaN for moments that took no part.

    ``(I - Delta_g M Delta_g' W_g f_g) s_g`` less what the other groups add to the estimates.
    """
    group = each.group
    variances = group.statistics.diagonal[group.squares.model.kept] / group.portion
    turned = each.jacobian @ each.within(outer)
    variances = variances - 2.0 * (turned * each.of_gamma.gamma_delta).sum(axis=1)
    variances += _diagonal(each, inner)
    errors = np.sqrt(np.clip(variances, 0.0, None) / n)
    return np.concatenate([np.full(group.skipped, np.nan), errors])


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
