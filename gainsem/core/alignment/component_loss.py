"""How much the parameters of many groups differ, by a loss that likes few large differences.

Each pair of groups pays ``f(x) = sqrt(sqrt(x^2 + epsilon))`` for the difference x of a
parameter, weighted with ``sqrt(n_g n_h)`` (Asparouhov & Muthén 2014,
doi:10.1080/10705511.2014.919210, eq. 9 and 10).  The fourth root grows fast near 0 and slowly
further out, so that a minimum has many small differences and a few large ones, as a
rotation to simple structure has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array


@dataclass(frozen=True)
class LossPoint:
    """The loss of a parameter table, with its derivatives by the table's cells.

    Parameters
    ----------
    value : ndarray, shape (B,)
    slope : ndarray, shape (B, G, R)
    exact : ndarray, shape (B, R, G, G)
        Second derivatives within each parameter; those between parameters are 0.
    above : ndarray, shape (B, R, G, G)
        The same of the quadratic that lies above the loss and touches it here: never
        negative, because f is concave in x^2 (Hunter & Lange 2004,
        doi:10.1198/0003130042836).
    """

    value: Array
    slope: Array
    exact: Array
    above: Array


def component(x: Array, epsilon: float) -> Array:
    """Return ``f(x) = (x^2 + epsilon)^(1/4)``.

    Examples
    --------
    >>> import numpy as np
    >>> component(np.array([0.0, 4.0]), 0.0).tolist()
    [0.0, 2.0]
    """
    root: Array = np.sqrt(np.sqrt(x * x + epsilon))
    return root


def loss_at(cells: Array, weights: Array, epsilon: float) -> LossPoint:
    """Return the loss of many parameter tables.

    Parameters
    ----------
    cells : ndarray, shape (B, G, R)
        R parameters in G groups.
    weights : ndarray, shape (R, G, G)
        Of each pair of groups; symmetric, 0 in the diagonal and where a group does not
        have the parameter.
    epsilon : float
        Above 0.
    """
    by_row = cells.swapaxes(-1, -2)
    x = by_row[..., :, None] - by_row[..., None, :]
    root = component(x, epsilon)
    cube = weights / (root * root * root)
    above = 0.5 * cube
    slope = (above * x).sum(axis=-1)
    second = above - 0.75 * cube * x * x / (root * root * root * root)
    value = 0.5 * (weights * root).sum(axis=(-1, -2, -3))
    return LossPoint(value, slope.swapaxes(-1, -2), _laplacian(second), _laplacian(above))


def values_at(cells: Array, weights: Array, epsilon: float) -> Array:
    """Return the loss of many parameter tables alone, shape (B,)."""
    by_row = cells.swapaxes(-1, -2)
    x = by_row[..., :, None] - by_row[..., None, :]
    value: Array = 0.5 * (weights * component(x, epsilon)).sum(axis=(-1, -2, -3))
    return value


def _laplacian(of_pairs: Array) -> Array:
    """Return the second derivatives by the cells of what depends on their differences."""
    result = -of_pairs
    diagonal = np.arange(of_pairs.shape[-1])
    result[..., diagonal, diagonal] += of_pairs.sum(axis=-1)
    return result
