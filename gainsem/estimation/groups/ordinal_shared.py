"""Errors of least squares in several groups whose respondents were sampled together.

Clusters may hold respondents of several groups, and strata units of several, so that the
moments of groups are not independent: N times the covariance of those of groups g and h is
``N / (n_g n_h) Z_g Z_h'``, with one column of Z a sampled unit.  The moments of all groups
are therefore taken as those of one sample, with the weight ``f_g W_g``, ``f_g = n_g / N``,
and everything in :mod:`gainsem.estimation.groups.ordinal_errors` is that of one group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.sandwich import Rows, Sandwich, residual_variances, sandwich
from gainsem.core.structure import Indices
from gainsem.estimation.categorical_errors import weighted_rows
from gainsem.estimation.corrections import Traces
from gainsem.estimation.groups.ordinal_errors import GroupErrors, JointErrors
from gainsem.estimation.groups.ordinal_search import SearchedGroups
from gainsem.model.response import level_places


@dataclass(frozen=True)
class SharedGroupErrors(GroupErrors):
    """What one group adds, by the parameters of all groups."""

    @property
    def jacobian(self) -> Array:
        """Derivatives of the group's moments by the parameters of all groups."""
        return self.group.places.columns(self.point.jacobian)

    def columns(self, rows: Array) -> Array:
        """Return the rows: they are over the parameters of all groups."""
        return rows

    def within(self, whole: Array) -> Array:
        """Return the whole: all parameters are the group's."""
        return whole


@dataclass(frozen=True)
class Stacked:
    """The moments of all groups that take part, below each other."""

    z: Rows
    weight: Array
    jacobian: Array
    diagonal: Array
    unrelated: Indices
    n: int

    @classmethod
    def of(cls, groups: Sequence[GroupErrors]) -> Stacked:
        """Return them; rows of influence functions times the root of the weight."""
        parts = [each.group for each in groups]
        sizes = [len(each.squares.target) for each in parts]
        starts = np.cumsum([0, *sizes[:-1]])
        portions = np.repeat([each.portion for each in parts], sizes)
        rows = [weighted_rows(each.squares, each.statistics) for each in parts]
        root = np.sqrt(portions)[:, None].astype(rows[0].dtype)
        diagonal = [each.statistics.diagonal[each.squares.model.kept] for each in parts]
        return cls(
            np.concatenate(rows) / root,
            portions * np.concatenate([each.squares.weight for each in parts]),
            np.concatenate([each.group.places.columns(each.point.jacobian) for each in groups]),
            np.concatenate(diagonal) / portions,
            np.concatenate(
                [start + own.unrelated for start, own in zip(starts, parts, strict=True)]
            ),
            sum(each.statistics.n_obs for each in parts),
        )

    def sandwich(self, bread: Array) -> Sandwich:
        """Return traces and meat of all groups together."""
        return sandwich(
            self.z,
            self.weight,
            self.jacobian,
            bread,
            self.diagonal,
            unrelated=self.unrelated,
            n_obs=self.n,
        )


def shared_errors(
    found: SearchedGroups,
    groups: Sequence[GroupErrors],
    *,
    bread: Array,
    outer: Array,
    asked: bool,
) -> JointErrors:
    """Return errors and traces where groups share sampled units or strata.

    Parameters
    ----------
    found : SearchedGroups
        Its statistics with one column a unit of all groups.
    groups : sequence of GroupErrors
        What each adds by itself.
    bread, outer : ndarray, shape (s, s)
        M, and what takes its place around the meat of errors.
    asked : bool
        Whether covariances are wanted.
    """
    stacked = Stacked.of(groups)
    parts = stacked.sandwich(bread)
    variances = residual_variances(parts, stacked.jacobian, outer, stacked.diagonal)
    errors = np.sqrt(np.clip(variances, 0.0, None) / found.n)
    own, residual_se, first = [], [], 0
    for each in groups:
        rows = slice(first, first + len(each.group.squares.target))
        first = rows.stop
        gamma = replace(each.of_gamma, gamma_delta=parts.gamma_delta[rows])
        own.append(SharedGroupErrors(each.group, each.point, each.normal, gamma))
        residual_se.append(np.concatenate([np.full(each.group.skipped, np.nan), errors[rows]]))
    return JointErrors(
        tuple(own),
        bread,
        bread @ parts.meat @ bread,
        _covariance(found, parts, outer) if asked else None,
        tuple(residual_se),
        Traces(parts.trace, parts.trace_squared),
        Traces(parts.baseline_trace, parts.baseline_trace_squared),
    )


def _covariance(found: SearchedGroups, parts: Sandwich, outer: Array) -> Array:
    """Return the covariance of all estimates, thresholds that took no part included."""
    size, n = found.grouped.joint.n_free, sum(each.statistics.n_obs for each in found.groups)
    whole = np.zeros((size, size))
    searched = len(outer)
    whole[:searched, :searched] = outer @ parts.meat @ outer
    late, rows = [], []
    for group, at in zip(found.groups, found.grouped.at, strict=True):
        if group.skipped:
            late.append(np.asarray(at[len(group.places.at) :]))
            own = group.statistics.influence(0, group.skipped, None)[level_places(group.table)]
            rows.append(own * own.dtype.type(n / group.statistics.n_obs))
    if late:
        places, levels = np.concatenate(late), np.concatenate(rows)
        whole[np.ix_(places, places)] = levels @ levels.T / n
        across = outer @ (parts.scores.T @ levels.T).astype(np.float64) / n
        whole[:searched, places] = across
        whole[places, :searched] = across.T
    whole /= found.n
    result: Array = (whole + whole.T) / 2.0
    return result
