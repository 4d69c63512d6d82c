"""The discrepancy of all groups as one function of the estimated parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

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


class Discrepancy(Protocol):
    """F / 2 of one group; a point is what one evaluation leaves for its derivatives."""

    @property
    def share(self) -> float:
        """Return the group's share of the observations."""

    def at(self, params: Array) -> Any | None:
        """Return the point at a parameter vector, None where F is not defined."""

    def gradient(self, point: Any) -> Array:
        """Return the gradient, shape (q,)."""

    def expected(self, point: Any) -> Array:
        """Return the positive semi-definite part of the Hessian, shape (q, q)."""

    def hessian(self, point: Any) -> Array:
        """Return the exact Hessian, shape (q, q)."""


@dataclass(frozen=True)
class Group:
    """Maximum likelihood in one group: its structure and its moments."""

    structure: Structure
    sample: SampleMoments
    share: float = 1.0

    def at(self, params: Array) -> MLPoint | None:
        """Return the point at a parameter vector."""
        return ml_point(self.structure, self.sample, params)

    def gradient(self, point: MLPoint) -> Array:
        """Return the gradient, shape (q,)."""
        return ml_gradient(self.structure, point)

    def expected(self, point: MLPoint) -> Array:
        """Return the expected information per observation, shape (q, q)."""
        return expected_information(self.structure, point)

    def hessian(self, point: MLPoint) -> Array:
        """Return the exact Hessian, shape (q, q)."""
        return observed_information(self.structure, point)


class Objective:
    """F / 2 of all groups, ``sum n_g / N F_g / 2``, remembering the last point.

    Parameters
    ----------
    groups : sequence of Discrepancy
        They share one parameter vector.
    reduction : Reduction
        Equality constraints on that vector.
    """

    def __init__(self, groups: Sequence[Discrepancy], reduction: Reduction) -> None:
        self.groups = tuple(groups)
        self.reduction = reduction
        self._at: bytes | None = None
        self._points: list[Any] | None = None
        self._sums: dict[str, Array] = {}

    def points(self, reduced: Array) -> list[Any] | None:
        """Return the groups' points, None where a group's discrepancy is not defined."""
        key = reduced.tobytes()
        if key != self._at:
            params = self.reduction.expand(reduced)
            self._points = self._evaluate(params)
            self._sums = {}
            self._at = key
        return self._points

    def _evaluate(self, params: Array) -> list[Any] | None:
        points = []
        for group in self.groups:
            point = group.at(params)
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
        total = self._sum("gradient", reduced, lambda group, point: group.gradient(point))
        return self.reduction.basis.T @ total

    def expected(self, reduced: Array) -> Array:
        """Return the expected information per observation, shape (r, r)."""
        return self._reduced(
            self._sum("expected", reduced, lambda group, point: group.expected(point))
        )

    def hessian(self, reduced: Array) -> Array:
        """Return the exact Hessian, shape (r, r)."""
        return self._reduced(
            self._sum("hessian", reduced, lambda group, point: group.hessian(point))
        )

    def problem(self) -> Problem:
        """Return what the minimiser needs."""
        return Problem(self.value, self.gradient, self.expected, self.hessian)

    def _reduced(self, full: Array) -> Array:
        basis = self.reduction.basis
        if basis.shape[0] == basis.shape[1]:
            return full
        within: Array = basis.T @ full @ basis
        return within

    def _sum(
        self, name: str, reduced: Array, function: Callable[[Discrepancy, Any], Array]
    ) -> Array:
        points = self.points(reduced)
        known = self._sums.get(name)
        if known is not None:
            return known
        if points is None:
            raise FloatingPointError("derivatives were asked for where there is no value")
        terms = [
            group.share * function(group, each)
            for group, each in zip(self.groups, points, strict=True)
        ]
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        self._sums[name] = total
        return total
