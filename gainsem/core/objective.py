"""The discrepancy of all groups as one function of the estimated parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gainsem.core.discrepancy import (
    MLPoint,
    expected_information,
    ml_gradient,
    ml_point,
    observed_information,
)
from gainsem.core.linalg import Array
from gainsem.core.minimize import Problem
from gainsem.core.moments import SampleMoments
from gainsem.core.reduction import Reduction
from gainsem.core.structure import Structure


@dataclass(frozen=True)
class Group:
    """One group: its structure, its moments and its share of the observations."""

    structure: Structure
    sample: SampleMoments
    share: float = 1.0


class MLObjective:
    """F / 2 of all groups, ``sum n_g / N F_g / 2``, remembering the last point.

    Parameters
    ----------
    groups : sequence of Group
        Their structures share one parameter vector.
    reduction : Reduction
        Equality constraints on that vector.
    """

    def __init__(self, groups: Sequence[Group], reduction: Reduction) -> None:
        self.groups = tuple(groups)
        self.reduction = reduction
        self._at: bytes | None = None
        self._points: list[MLPoint] | None = None
        self._sums: dict[str, Array] = {}

    def points(self, reduced: Array) -> list[MLPoint] | None:
        """Return the groups' points, None where a group's Sigma is not positive definite."""
        key = reduced.tobytes()
        if key != self._at:
            params = self.reduction.expand(reduced)
            self._points = self._evaluate(params)
            self._sums = {}
            self._at = key
        return self._points

    def _evaluate(self, params: Array) -> list[MLPoint] | None:
        points = []
        for group in self.groups:
            point = ml_point(group.structure, group.sample, params)
            if point is None:
                return None
            points.append(point)
        return points

    def value(self, reduced: Array) -> float:
        """Return F / 2, infinite where it is not defined."""
        points = self.points(reduced)
        if points is None:
            return float("inf")
        total = sum(
            group.share * each.value for group, each in zip(self.groups, points, strict=True)
        )
        return float(total)

    def gradient(self, reduced: Array) -> Array:
        """Return the gradient by the reduced parameters, shape (r,)."""
        return self.reduction.basis.T @ self._sum(ml_gradient, reduced)

    def expected(self, reduced: Array) -> Array:
        """Return the expected information per observation, shape (r, r)."""
        return self._reduced(self._sum(expected_information, reduced))

    def hessian(self, reduced: Array) -> Array:
        """Return the exact Hessian, shape (r, r)."""
        return self._reduced(self._sum(observed_information, reduced))

    def problem(self) -> Problem:
        """Return what the minimiser needs."""
        return Problem(self.value, self.gradient, self.expected, self.hessian)

    def _reduced(self, full: Array) -> Array:
        basis = self.reduction.basis
        if basis.shape[0] == basis.shape[1]:
            return full
        within: Array = basis.T @ full @ basis
        return within

    def _sum(self, function: Callable[[Structure, MLPoint], Array], reduced: Array) -> Array:
        points = self.points(reduced)
        known = self._sums.get(function.__name__)
        if known is not None:
            return known
        if points is None:
            raise FloatingPointError(
                "derivatives were asked for where Sigma is not positive definite"
            )
        terms = [
            group.share * function(group.structure, each)
            for group, each in zip(self.groups, points, strict=True)
        ]
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        self._sums[function.__name__] = total
        return total
