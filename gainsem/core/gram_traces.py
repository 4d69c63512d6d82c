"""Second moments of likelihood statistics from products of respondents with each other.

``tr(V Gamma V Gamma)`` is the mean square of ``z_i' V z_j`` over all pairs of respondents,
and turned by Sigma that is ``((y_i' y_j)^2 - ...) / 2``: p multiplications a pair where
Gamma takes p^4 / 8 a respondent.  For up to some ten thousand respondents that is less.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.normal_traces import Turned

# Respondents whose products with all others are held at a time.
ROWS = 256


@dataclass(frozen=True)
class PairSums:
    """Means over pairs of respondents.

    Parameters
    ----------
    squares : float
        ``tr(V Gamma V Gamma)``.
    across : ndarray, shape (r, r)
        ``Delta' V Gamma V Gamma V Delta``.
    """

    squares: float
    across: Array


def is_cheaper(of: Turned) -> bool:
    """Return whether pairs of respondents are fewer operations than Gamma."""
    p, n = of.rows.shape
    return bool(n * (2 * p + 20) < (p * (p + 1) // 2) ** 2)


def pair_sums(of: Turned, scores: Array, *, means: bool) -> PairSums:
    """Return the sums of the whole model.

    Parameters
    ----------
    of : Turned
        Deviations from the sample means, by the implied covariances.
    scores : ndarray, shape (n, r)
        Casewise, about the sample moments: ``z_i' V Delta``.
    means : bool
        Whether means are among the moments.
    """
    rows, given = of.rows, of.explained
    n, total = rows.shape[1], 0.0
    across = np.zeros((scores.shape[1],) * 2)
    centre = _centre(of)
    for part in _parts(n):
        product = _products(rows, given, part)
        _centred(product, centre, part)
        if means:
            free = rows if given is None else rows - given
            product += free[:, part].T @ free
        total += float(np.vdot(product, product))
        across += scores[part].T @ (product @ scores)
    return PairSums(total / n**2, across / n**2)


def unrelated_pair_squares(of: Turned, n_covariates: int) -> float:
    """Return ``tr((U Gamma)^2)`` of the model in which only covariates are related.

    Parameters
    ----------
    of : Turned
        By the covariances of that model; its covariates first.
    n_covariates : int
    """
    k, rows, given = n_covariates, of.rows, of.explained
    n, total = rows.shape[1], 0.0
    squares = rows[k:] ** 2
    if given is not None:
        squares -= given[k:] ** 2
    level = squares.mean(axis=1)
    centre = _centre(of) - 0.5 * (level @ squares)
    covariates = None if given is not None or not k else rows[:k]
    if covariates is not None:
        own = covariates @ covariates.T / n
        centre -= 0.5 * (covariates * (own @ covariates)).sum(axis=0)
    for part in _parts(n):
        product = _products(rows, given, part)
        product -= 0.5 * (squares[:, part].T @ squares)
        if covariates is not None:
            product -= 0.5 * (covariates[:, part].T @ covariates) ** 2
        _centred(product, centre, part)
        total += float(np.vdot(product, product))
    return float(total / n**2)


def _parts(n: int) -> Iterator[slice]:
    return (slice(start, min(start + ROWS, n)) for start in range(0, n, ROWS))


def _products(rows: Array, given: Array | None, part: slice) -> Array:
    """Return ``z_i' V z_j`` of some respondents with all, before Gamma is centred."""
    product: Array = rows[:, part].T @ rows
    product *= product
    if given is not None:
        product -= (rows[:, part].T @ given) ** 2
        product -= (given[:, part].T @ rows) ** 2
        product += (given[:, part].T @ given) ** 2
    product *= 0.5
    return product


def _centre(of: Turned) -> Array:
    """Return the mean of every respondent's products with all others, shape (n,)."""
    cov = of.cov
    centre: Array = (of.rows * (cov @ of.rows)).sum(axis=0)
    if of.explained is not None:
        centre -= (of.explained * (cov @ of.explained)).sum(axis=0)
    return 0.5 * centre


def _centred(product: Array, centre: Array, part: slice) -> None:
    """Centre products of some respondents with all, in place."""
    product -= centre
    product -= (centre[part] - centre.mean())[:, None]
