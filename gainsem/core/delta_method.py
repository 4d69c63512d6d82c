"""Functions of estimates with their standard errors: the delta method, carried along.

A :class:`Smooth` is a value and its derivatives by what was estimated.  Sums, products and
quotients of them follow the rules of differentiation, so that a formula written once yields
its value and, by ``J V J'`` (Cramer 1946, Mathematical methods of statistics, 28.4), the
covariances of its sampling errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr

from gainsem.core.linalg import Array

ROOT_TWO_PI = float(np.sqrt(2.0 * np.pi))


@dataclass(frozen=True, eq=False)
class Smooth:
    """A value that depends on estimates, and how.

    Parameters
    ----------
    value : ndarray, shape s
    slopes : ndarray, shape (q, *s)
        Its derivatives by each of the q estimates.
    """

    value: Array
    slopes: Array

    # numpy leaves  array @ smooth  and  array * smooth  to this class.
    __array_ufunc__ = None

    def __getitem__(self, key: Any) -> Smooth:
        """Return some of the elements."""
        rest = key if isinstance(key, tuple) else (key,)
        return Smooth(np.asarray(self.value[key]), self.slopes[(slice(None), *rest)])

    def __neg__(self) -> Smooth:
        """Return the negative."""
        return Smooth(-self.value, -self.slopes)

    def __add__(self, other: Smooth | Array | float) -> Smooth:
        """Return a sum, element by element."""
        if isinstance(other, Smooth):
            value = self.value + other.value
            return Smooth(value, self._wide(value) + other._wide(value))
        value = self.value + other
        return Smooth(np.asarray(value), np.broadcast_to(self._wide(value), _full(self, value)))

    __radd__ = __add__

    def __sub__(self, other: Smooth | Array | float) -> Smooth:
        """Return a difference, element by element."""
        return self + (-other)

    def __rsub__(self, other: Array | float) -> Smooth:
        """Return a difference from a constant."""
        return -self + other

    def __mul__(self, other: Smooth | Array | float) -> Smooth:
        """Return a product, element by element."""
        if isinstance(other, Smooth):
            value = np.asarray(self.value * other.value)
            return Smooth(value, self._wide(value) * other.value + other._wide(value) * self.value)
        value = np.asarray(self.value * other)
        return Smooth(value, self._wide(value) * other)

    __rmul__ = __mul__

    def __truediv__(self, other: Smooth | Array | float) -> Smooth:
        """Return a quotient, element by element."""
        if isinstance(other, Smooth):
            return self * Smooth(1.0 / other.value, -other.slopes / other.value**2)
        return self * (1.0 / np.asarray(other))

    def __matmul__(self, other: Smooth | Array) -> Smooth:
        """Return a matrix product of matrices or vectors."""
        if not isinstance(other, Smooth):
            return Smooth(np.asarray(self.value @ other), self.slopes @ other)
        left, right = self @ other.value, other.__rmatmul__(self.value)
        return Smooth(left.value, left.slopes + right.slopes)

    def __rmatmul__(self, other: Array) -> Smooth:
        """Return a constant matrix or vector times this."""
        moved = np.moveaxis(self.slopes, 0, -1)
        if self.value.ndim == 2:
            by_row: Array = np.einsum("...j,jkq->...kq", other, moved)
        else:
            by_row = np.einsum("...j,jq->...q", other, moved)
        return Smooth(np.asarray(other @ self.value), np.moveaxis(by_row, -1, 0))

    @property
    def T(self) -> Smooth:  # noqa: N802
        """The transposed matrix."""
        return Smooth(self.value.T, np.swapaxes(self.slopes, -1, -2))

    def sum(self) -> Smooth:
        """Return the sum of all elements."""
        return Smooth(
            np.asarray(self.value.sum()), self.slopes.reshape(len(self.slopes), -1).sum(axis=1)
        )

    def root(self) -> Smooth:
        """Return the square root of every element."""
        value = np.sqrt(self.value)
        return Smooth(value, self.slopes / (2.0 * value))

    def inverse(self) -> Smooth:
        """Return the inverse of a matrix: ``d A^-1 = -A^-1 dA A^-1``."""
        value: Array = np.asarray(np.linalg.inv(self.value), dtype=np.float64)
        return Smooth(value, -value @ self.slopes @ value)

    def normal_cdf(self) -> Smooth:
        """Return the standard normal distribution function of every element."""
        density = np.exp(-0.5 * self.value**2) / ROOT_TWO_PI
        return Smooth(ndtr(self.value), self.slopes * density)

    def vcov(self, vcov: Array) -> Array:
        """Return the covariances of a vector, or the variance of a number.

        Parameters
        ----------
        vcov : ndarray, shape (q, q)
            Of the estimates.
        """
        found: Array = np.tensordot(self.slopes, vcov @ self.slopes, axes=(0, 0))
        return found

    def _wide(self, value: Any) -> Array:
        """Return the slopes with axes for a value of more dimensions."""
        missing = np.ndim(value) - self.value.ndim
        return self.slopes.reshape(len(self.slopes), *[1] * missing, *self.value.shape)


def _full(one: Smooth, value: Any) -> tuple[int, ...]:
    return (len(one.slopes), *np.shape(value))


def stacked(parts: Sequence[Smooth]) -> Smooth:
    """Return a vector of numbers."""
    return Smooth(
        np.array([float(each.value) for each in parts]),
        np.stack([each.slopes for each in parts], axis=1),
    )
