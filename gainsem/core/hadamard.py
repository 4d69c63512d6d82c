"""Hadamard matrices: signs of replicates whose strata do not mix.

Matrices of 1 and -1 with orthogonal columns exist in all orders needed here: by doubling
(Sylvester 1867) and from primes (Paley 1933, doi:10.1002/sapm1933121311).
"""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array


def hadamard_matrix(least: int) -> Array:
    """Return a Hadamard matrix of the smallest order known here that is ``least`` or more.

    Parameters
    ----------
    least : int
        1 or more.

    Returns
    -------
    ndarray, shape (R, R)
        Entries 1 and -1, orthogonal columns, the first column all 1.

    Examples
    --------
    >>> hadamard_matrix(3).shape, hadamard_matrix(10).shape
    ((4, 4), (12, 12))
    """
    order = max(least, 1)
    while True:
        found = _of_order(order)
        if found is not None:
            signs: Array = found * found[:, :1]
            return signs
        order += 1


def _of_order(order: int) -> Array | None:
    if order == 1:
        return np.ones((1, 1))
    if order == 2:
        return np.array([[1.0, 1.0], [1.0, -1.0]])
    if order % 4:
        return None
    if _is_prime(order - 1):
        return _first_paley(order - 1)
    if _is_prime(order // 2 - 1) and (order // 2 - 1) % 4 == 1:
        return _second_paley(order // 2 - 1)
    half = _of_order(order // 2)
    return None if half is None else np.kron(np.array([[1.0, 1.0], [1.0, -1.0]]), half)


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % each for each in range(2, int(number**0.5) + 1))


def _conference(prime: int) -> Array:
    """Return the bordered matrix of quadratic residues, 0 on its diagonal: C C' = prime I."""
    residues = np.unique(np.arange(1, prime) ** 2 % prime)
    places = np.arange(prime)
    apart = (places[:, None] - places[None, :]) % prime
    core = np.where(np.isin(apart, residues), 1.0, -1.0)
    np.fill_diagonal(core, 0.0)
    bordered = np.zeros((prime + 1, prime + 1))
    bordered[1:, 1:] = core
    bordered[0, 1:] = 1.0
    bordered[1:, 0] = 1.0 if prime % 4 == 1 else -1.0
    return bordered


def _first_paley(prime: int) -> Array:
    matrix: Array = np.eye(prime + 1) + _conference(prime)
    return matrix


def _second_paley(prime: int) -> Array:
    size = prime + 1
    off, own = np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([[1.0, -1.0], [-1.0, -1.0]])
    matrix: Array = np.kron(_conference(prime), off) + np.kron(np.eye(size), own)
    return matrix
