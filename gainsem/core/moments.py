"""Sample moments of one group, as a discrepancy sees them."""

from __future__ import annotations

from dataclasses import dataclass

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
    cov: Array, n_obs: int, *, mean: Array | None = None, wishart: bool = False
) -> SampleMoments | None:
    """Return the moments a likelihood is maximised for.

    Parameters
    ----------
    cov : ndarray, shape (p, p)
        With divisor n.
    n_obs : int
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
