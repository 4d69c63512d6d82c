"""Sample moments of one group, as a discrepancy sees them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array, factor


@dataclass(frozen=True)
class SampleMoments:
    """Means and covariances of one group.

    Parameters
    ----------
    cov : ndarray, shape (p, p)
        S, with the divisor the likelihood asks for.
    mean : ndarray, shape (p,) or None
    n : float
        What the discrepancy is multiplied with: n, or n - 1 (Wishart).
    logdet : float
        log|S|.
    """

    cov: Array
    mean: Array | None
    n: float
    logdet: float


def sample_moments(cov: Array, n: float, *, mean: Array | None = None) -> SampleMoments | None:
    """Return the moments with log|S|, or None when S is not positive definite."""
    factored = factor(cov)
    if factored is None:
        return None
    return SampleMoments(cov, mean, n, factored.logdet)


def sample_for_likelihood(
    cov: Array, n_obs: float, *, mean: Array | None = None, wishart: bool = False
) -> SampleMoments | None:
    """Return the moments a likelihood is maximised for.

    Parameters
    ----------
    cov : ndarray, shape (p, p)
        With divisor n.
    n_obs : float
        Respondents, or what their weights add up to.
    mean : ndarray, shape (p,), optional
    wishart : bool
        Divisor and multiplier n - 1 instead of n.
    """
    n = float(n_obs)
    if wishart:
        return sample_moments(cov * (n / (n - 1.0)), n - 1.0, mean=mean)
    return sample_moments(cov, n, mean=mean)


def covariance_of(values: Array) -> tuple[Array, Array]:
    """Return the mean (p,) and the covariance (p, p, divisor n) of complete rows.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        Without missing values.
    """
    mean = values.mean(axis=0)
    centred = values - mean
    return mean, centred.T @ centred / len(values)


def pairwise_covariance(values: Array, weights: Array | None = None) -> Array:
    """Return covariances of columns, each from the rows that have both, shape (p, p).

    Parameters
    ----------
    values : ndarray, shape (n, p)
        NaN where an answer is missing.
    weights : ndarray, shape (n,), optional

    Returns
    -------
    ndarray
        Divisor: the weights (rows, without any) that both have.  NaN where none has.

    Examples
    --------
    >>> pairwise_covariance(np.array([[1.0, 2.0], [3.0, 6.0], [5.0, np.nan]])).tolist()
    [[2.6666666666666665, 2.0], [2.0, 4.0]]
    """
    present = ~np.isnan(values)
    shown = present.astype(np.float64)
    # Centred first, so that large answers do not cost digits.
    middle = np.array(
        [
            own[own_given].mean() if own_given.any() else 0.0
            for own, own_given in zip(values.T, present.T, strict=True)
        ]
    )
    apart = np.where(present, values - middle, 0.0)
    left, right = (
        (apart, shown) if weights is None else (each * weights[:, None] for each in (apart, shown))
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        count = right.T @ shown
        mean = left.T @ shown / count
        cov: Array = left.T @ apart / count - mean * mean.T
    return np.where(count > 0.0, cov, np.nan)
