"""Standard errors of rotated estimates by differences of the whole rotation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gainsem.core.linalg import Array
from gainsem.results.fitted import Solution

STEP = 1e-4


def errors_of_rotating_again(again: Callable[[Array], Array], solution: Solution) -> Array:
    """Return the errors a rotation, as a function of unrotated estimates, gives its results.

    Central differences of steps of 1e-4: good to about 1e-6.
    """
    assert solution.vcov is not None
    at = solution.params
    slopes = [
        (again(at + STEP * one) - again(at - STEP * one)) / (2 * STEP) for one in np.eye(len(at))
    ]
    jacobian = np.array(slopes).T
    return np.asarray(np.sqrt(np.diag(jacobian @ solution.vcov @ jacobian.T)))
