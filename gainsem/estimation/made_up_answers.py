"""Answers that have exactly given covariances, for programs that take answers only."""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array

SEED = 1


def made_up_answers(cov: Array, n: int) -> Array:
    """Return answers whose covariances (divisor n) are exactly those given.

    Parameters
    ----------
    cov : ndarray, shape (p, p)
        Positive definite.
    n : int
        Respondents, more than p.

    Returns
    -------
    ndarray, shape (n, p)
        Means are zero.  Normal noise is made uncorrelated by its QR decomposition and
        given the covariances by their Cholesky factor.
    """
    noise = np.random.default_rng(SEED).normal(size=(n, len(cov)))
    orthogonal = np.linalg.qr(noise - noise.mean(axis=0))[0]
    return np.asarray(np.sqrt(n) * orthogonal @ np.linalg.cholesky(cov).T)
