"""Values of several groups with their joint covariances: differences, limits, tests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from gainsem.core.bootstrap_intervals import acceleration_of, bootstrap_interval
from gainsem.core.chi_square import normal_quantile, two_sided
from gainsem.core.holm import holm
from gainsem.core.linalg import Array
from gainsem.core.student import t_quantile, two_sided_t
from gainsem.core.wald import wald
from gainsem.results.groups.differences import (
    ComparedValue,
    GroupValue,
    ValueDifference,
    ValuesByGroup,
)
from gainsem.results.replicated import deviation_of
from gainsem.results.test import Test
from gainsem.results.wald import WALD

NEVER = float("nan")
EQUAL = 1e-10
"""Part of the variance of a value below which a difference has none: the model holds it."""


@dataclass(frozen=True)
class Drawn:
    """Draws of some values, shape (b, n), and what the intervals from them are.

    ``left_out`` has the values without each respondent, for ``"bca"``.
    """

    values: Array
    left_out: Array | None
    kind: str

    def of(self, weights: Array) -> Drawn:
        """Return the draws of sums, weights of shape (m, n)."""
        left_out = None if self.left_out is None else self.left_out @ weights.T
        return Drawn(self.values @ weights.T, left_out, self.kind)

    def limits(self, estimate: Array, level: float) -> tuple[Array, Array]:
        """Return the limits of every value."""
        bend = None
        if self.kind == "bca" and self.left_out is not None:
            bend = acceleration_of(self.left_out)
        return bootstrap_interval(
            self.values, estimate, kind=self.kind, level=level, acceleration=bend
        )


@dataclass(frozen=True)
class Quantity:
    """One path or effect before it is compared.

    Parameters
    ----------
    source, target, kind, path : str
    groups : tuple of str
        Whose models have it.
    at : tuple of int
        Where its values stand among all values.
    """

    source: str
    target: str
    kind: str
    path: str
    groups: tuple[str, ...]
    at: tuple[int, ...]

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return self.path or f"{self.kind} effect of {self.source} on {self.target}"


@dataclass(frozen=True)
class _Scale:
    """How errors become limits and p values: normal, or t with some degrees of freedom."""

    level: float
    freedom: float

    @property
    def reach(self) -> float:
        """Standard errors from an estimate to its limits."""
        share = 0.5 + self.level / 2.0
        normal = math.isinf(self.freedom)
        return normal_quantile(share) if normal else t_quantile(share, self.freedom)

    def pvalue(self, z: float) -> float:
        """Return the two-sided p value of an estimate over its error."""
        return two_sided(z) if math.isinf(self.freedom) else two_sided_t(z, self.freedom)


def compared(
    quantities: Sequence[Quantity],
    values: Array,
    cov: Array,
    *,
    labels: tuple[str, ...],
    drawn: Drawn | None,
    method: str,
    level: float,
    freedom: float = math.inf,
) -> ValuesByGroup:
    """Return quantities compared between groups.

    ``(e_g - e_h) / se`` of every pair; Wald's test ``d' (C S C')^+ d`` of the differences from
    the first group, for each quantity and for all together (Wald 1943, doi:10.2307/1990256);
    p values adjusted by Holm (1979).

    Parameters
    ----------
    quantities : sequence of Quantity
    values : ndarray, shape (n,)
        Of all quantities in all groups.
    cov : ndarray, shape (n, n)
        Covariances of their errors.
    labels : tuple of str
        All groups.
    drawn : Drawn or None
        Draws of the values, where limits come from these.
    method : str
    level : float
    freedom : float
        Degrees of freedom of t, where errors come from replicates of a design.
    """
    scale = _Scale(level, freedom)
    if drawn is not None:
        known = drawn.values[np.isfinite(drawn.values).all(axis=1)]
        cov = np.atleast_2d(np.cov(known, rowvar=False))
    rows = [_row(each, values, cov, drawn, scale) for each in quantities]
    adjusted = holm(np.array([row.test.pvalue for row in rows])) if rows else ()
    pairs = zip(rows, np.asarray(adjusted).tolist(), strict=True)
    contrasts = [_contrasts(each.at, len(values)) for each in quantities]
    everything = np.concatenate(contrasts) if contrasts else np.zeros((0, len(values)))
    null = "every one of them is the same in all groups"
    return ValuesByGroup(
        tuple(replace(row, pvalue_holm=own) for row, own in pairs),
        _test(everything, values, cov, null),
        labels,
        method,
        level,
    )


def _row(
    each: Quantity, values: Array, cov: Array, drawn: Drawn | None, scale: _Scale
) -> ComparedValue:
    size = len(values)
    alone = np.eye(size)[list(each.at)]
    pairs = list(combinations(range(len(each.at)), 2))
    apart = np.array([alone[one] - alone[other] for one, other in pairs])
    found = [_limits(weights, values, cov, drawn, scale) for weights in (alone, apart)]
    own = zip(each.groups, *(part.tolist() for part in found[0]), strict=True)
    differences = []
    for (one, other), est, se, lower, upper in zip(
        pairs, *(part.tolist() for part in found[1]), strict=True
    ):
        names = each.groups[one], each.groups[other]
        z = est / se if se > 0.0 else NEVER
        pvalue = scale.pvalue(z) if math.isfinite(z) else NEVER
        differences.append(ValueDifference(*names, est, se, z, pvalue, lower, upper))
    test = _test(_contrasts(each.at, size), values, cov, f"{each.name} is the same in all groups")
    return ComparedValue(
        each.source,
        each.target,
        each.kind,
        each.path,
        tuple(GroupValue(*cells) for cells in own),
        tuple(differences),
        test,
        NEVER,
    )


def _limits(
    weights: Array, values: Array, cov: Array, drawn: Drawn | None, scale: _Scale
) -> tuple[Array, Array, Array, Array]:
    """Return sums of values (m, n), their errors, and their limits; NaN for what is held equal."""
    est, held = weights @ values, _held(weights, cov)
    if drawn is None:
        se = np.sqrt(np.clip(np.einsum("ij,jk,ik->i", weights, cov, weights), 0.0, None))
        reach = scale.reach * se
        lower, upper = est - reach, est + reach
    else:
        own = drawn.of(weights)
        se = deviation_of(own.values)
        lower, upper = own.limits(est, scale.level)
    se, lower, upper = (np.where(held, NEVER, part) for part in (se, lower, upper))
    return est, se, lower, upper


def _contrasts(at: Sequence[int], size: int) -> Array:
    """Return the differences of every group's value from the first, shape (groups - 1, n)."""
    weights = np.zeros((len(at) - 1, size))
    weights[:, at[0]] = -1.0
    weights[np.arange(len(at) - 1), list(at[1:])] = 1.0
    return weights


def _held(weights: Array, cov: Array) -> NDArray[np.bool_]:
    """Return which sums have no variance beside that of what they are made of."""
    variances = np.einsum("ij,jk,ik->i", weights, cov, weights)
    parts = (weights**2) @ np.diag(cov)
    return np.asarray(variances <= EQUAL * parts, dtype=np.bool_)


def _test(weights: Array, values: Array, cov: Array, null: str) -> Test:
    free = weights[~_held(weights, cov)]
    if not len(free):
        return Test("Wald test", NEVER, 0.0, NEVER, null, "", WALD)
    statistic, rank, pvalue = wald(free @ values, free @ cov @ free.T)
    return Test("Wald test", statistic, float(rank), pvalue, null, "", WALD)
