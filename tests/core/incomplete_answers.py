"""Answers with holes, and a model for them, as arrays."""

from __future__ import annotations

import numpy as np

from gainsem.core.structure import Matrices, Matrix, Structure


def with_holes(n: int = 200, p: int = 4, *, missing: float = 0.2, seed: int = 4) -> np.ndarray:
    """Return correlated answers of which some are missing; everybody has one at least."""
    rng = np.random.default_rng(seed)
    loadings = np.linspace(0.9, 0.5, p)
    values = rng.standard_normal((n, 1)) * loadings + rng.standard_normal((n, p)) * 0.7
    values += np.arange(p)
    holes = rng.uniform(size=values.shape) < missing
    holes[np.arange(n), rng.integers(0, p, n)] = False
    return np.where(holes, np.nan, values)


def loglikelihood(values: np.ndarray, mean: np.ndarray, cov: np.ndarray) -> float:
    """Return the log-likelihood, respondent by respondent."""
    total = 0.0
    for row in values:
        seen = ~np.isnan(row)
        part, apart = cov[np.ix_(seen, seen)], row[seen] - mean[seen]
        total -= 0.5 * seen.sum() * np.log(2 * np.pi)
        total -= 0.5 * (np.linalg.slogdet(part)[1] + apart @ np.linalg.solve(part, apart))
    return total


def two_factors() -> tuple[Structure, np.ndarray]:
    """Return a model of four items with a path between two factors, and parameters.

    Two loadings are equal; one latent mean is free, so that every kind of element is there.
    """
    lambda_ = np.zeros((4, 2))
    lambda_[0, 0] = lambda_[2, 1] = 1.0
    zero = np.zeros((2, 2))
    fixed = Matrices(lambda_, zero, zero, np.zeros((4, 4)), np.zeros(4), np.zeros(2))
    places = [
        (Matrix.LAMBDA, 1, 0, 0),
        (Matrix.LAMBDA, 3, 1, 0),
        (Matrix.BETA, 1, 0, 1),
        (Matrix.PSI, 0, 0, 2),
        (Matrix.PSI, 1, 1, 3),
        *((Matrix.THETA, i, i, 4 + i) for i in range(4)),
        (Matrix.THETA, 3, 1, 8),
        (Matrix.NU, 1, 0, 9),
        (Matrix.NU, 3, 0, 10),
        (Matrix.ALPHA, 0, 0, 11),
        (Matrix.ALPHA, 1, 0, 12),
    ]
    matrix, row, col, param = np.array(places, dtype=np.intp).T.copy()
    params = np.array([0.8, 0.6, 0.7, 0.4, 0.5, 0.6, 0.4, 0.5, 0.1, 0.9, 2.8, 0.1, 2.1])
    return Structure(fixed, matrix, row, col, param, len(params), True), params
