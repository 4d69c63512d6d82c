"""Linear algebra of stacks of matrices in which single ones may fail.

Every matrix is worked on by itself, so that a result does not depend on the others of
its stack; where numpy refuses a stack because of one matrix, that one becomes NaN.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gainsem.core.linalg import Array


def inverses(stack: Array) -> Array:
    """Return the inverses of a stack of matrices, NaN for singular ones."""
    return _each(_inverse, stack)


def cholesky_factors(stack: Array) -> Array:
    """Return lower Cholesky factors, NaN for matrices that are not positive definite."""
    return _each(_factor, stack)


def _inverse(matrix: Array) -> Array:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def _factor(matrix: Array) -> Array:
    return np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)


def _each(function: Callable[[Array], Array], stack: Array) -> Array:
    try:
        return function(stack)
    except np.linalg.LinAlgError:
        return np.array([_or_nan(function, each) for each in stack]).reshape(stack.shape)


def _or_nan(function: Callable[..., Array], *arguments: Array) -> Array:
    try:
        return function(*arguments)
    except np.linalg.LinAlgError:
        return np.full(arguments[-1].shape, np.nan)
