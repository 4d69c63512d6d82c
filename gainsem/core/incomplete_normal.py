"""The likelihood of normal data with missing answers, pattern by pattern.

With o what a pattern observed, ``Omega_o`` the inverse of that part of Sigma (zero
elsewhere), ``d = m - mu`` and ``T = S + d d'`` of its respondents::

    -2 logl = sum n_o (p_o log 2 pi + log|Sigma_oo| + tr(Omega_o T_o))

(Anderson 1957, doi:10.1080/01621459.1957.10501379; Arbuckle 1996, Full information
estimation in the presence of incomplete data).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array, PositiveDefinite, factor
from gainsem.core.missing_patterns import Patterns

LOG_2_PI = float(np.log(2.0 * np.pi))


@dataclass(frozen=True)
class IncompletePoint:
    """The likelihood at one mean vector and covariance matrix, per respondent.

    Parameters
    ----------
    value : float
        ``-logl / n``.
    omega : ndarray, shape (K, p, p)
        Inverse of the observed part of Sigma of every pattern, zero elsewhere.
    drift : ndarray, shape (K, p)
        ``Omega_o d`` of every pattern.
    weight : ndarray, shape (p, p)
        ``sum n_o / n (Omega_o - Omega_o T_o Omega_o)``.
    pull : ndarray, shape (p,)
        ``sum n_o / n Omega_o d``.
    """

    value: float
    omega: Array
    drift: Array
    weight: Array
    pull: Array


def incomplete_point(patterns: Patterns, mean: Array, cov: Array) -> IncompletePoint | None:
    """Evaluate the likelihood.

    Parameters
    ----------
    patterns : Patterns
    mean : ndarray, shape (p,)
    cov : ndarray, shape (p, p)

    Returns
    -------
    IncompletePoint or None
        None where the observed part of a pattern is not positive definite.
    """
    factored = _inverses(patterns, cov)
    if factored is None:
        return None
    omega, logdet = factored
    shares = patterns.shares
    apart = np.where(patterns.observed, patterns.mean - mean, 0.0)
    drift = np.matmul(omega, apart[:, :, None])[:, :, 0]
    many = len(patterns.cov)
    within = np.matmul(omega[:many], patterns.cov)
    spread = (drift * apart).sum(axis=1)
    spread[:many] += np.trace(within, axis1=1, axis2=2)
    n_answers = patterns.observed.sum(axis=1)
    value = 0.5 * float(shares @ (n_answers * LOG_2_PI + logdet + spread))
    weight = np.tensordot(shares, omega, axes=1)
    weight -= np.tensordot(shares[:many], np.matmul(within, omega[:many]), axes=1)
    weight -= (drift * shares[:, None]).T @ drift
    return IncompletePoint(value, omega, drift, (weight + weight.T) / 2.0, shares @ drift)


def bends(patterns: Patterns, point: IncompletePoint, here: slice) -> Array:
    """Return ``Omega_o T_o Omega_o - Omega_o / 2`` of some patterns, shape (K, p, p)."""
    omega, drift = point.omega[here], point.drift[here]
    bent = drift[:, :, None] * drift[:, None, :] - 0.5 * omega
    cov = patterns.cov[here]
    many = len(cov)
    bent[:many] += np.matmul(np.matmul(omega[:many], cov), omega[:many])
    return np.asarray(bent)


def casewise_drift(values: Array, patterns: Patterns, mean: Array, point: IncompletePoint) -> Array:
    """Return ``Omega_o (y - mu)`` of every respondent, shape (n, p).

    Parameters
    ----------
    values : ndarray, shape (n, p)
        NaN where missing; only respondents with an answer, sorted as ``patterns.row``.
    """
    apart = np.nan_to_num(values - mean)
    drift = np.empty_like(apart)
    order = np.argsort(patterns.row, kind="stable")
    sizes = np.bincount(patterns.row, minlength=len(patterns))
    for k, end in enumerate(np.cumsum(sizes)):
        rows = order[end - sizes[k] : end]
        drift[rows] = apart[rows] @ point.omega[k]
    return drift


def _inverses(patterns: Patterns, cov: Array) -> tuple[Array, Array] | None:
    """Return inverses of the observed parts, zero elsewhere, and their log-determinants."""
    whole = factor(cov)
    if whole is None:
        # Parts can be positive definite where the whole is not: pairs nobody answered together.
        return _inverted(patterns.observed, cov)
    omega = np.empty((len(patterns), *cov.shape))
    logdet = np.empty(len(patterns))
    n_missing = (~patterns.observed).sum(axis=1)
    for count in np.unique(n_missing).tolist():
        here = np.flatnonzero(n_missing == count)
        few = count <= len(cov) // 3
        found = (
            _reduced(patterns.observed[here], whole, count)
            if few
            else _inverted(patterns.observed[here], cov)
        )
        if found is None:
            return None
        omega[here], logdet[here] = found
    return omega, logdet


def _reduced(
    observed: NDArray[np.bool_], whole: PositiveDefinite, count: int
) -> tuple[Array, Array] | None:
    """Return the inverses where few are missing, from that of the whole matrix.

    ``Omega_oo - Omega_om Omega_mm^-1 Omega_mo`` and ``log|Sigma| + log|Omega_mm|``.
    """
    inverse = whole.inverse
    if count == 0:
        return np.broadcast_to(inverse, (len(observed), *inverse.shape)), np.full(
            len(observed), whole.logdet
        )
    gone = np.nonzero(~observed)[1].reshape(-1, count)
    across = inverse[gone]
    own = np.take_along_axis(across, gone[:, None, :], axis=2)
    try:
        lower = np.linalg.cholesky(own)
    except np.linalg.LinAlgError:
        return None
    half = np.linalg.solve(lower, across)
    omega = inverse - np.matmul(half.transpose(0, 2, 1), half)
    omega *= observed[:, :, None] & observed[:, None, :]
    diagonal = np.arange(count)
    logdet: Array = whole.logdet + 2.0 * np.log(lower[:, diagonal, diagonal]).sum(axis=1)
    return omega, logdet


def _inverted(observed: NDArray[np.bool_], cov: Array) -> tuple[Array, Array] | None:
    """Return the inverses, each from its own part of the matrix."""
    if not np.isfinite(cov).all():
        return None
    seen = observed[:, :, None] & observed[:, None, :]
    parts = np.where(seen, cov, 0.0)
    diagonal = np.arange(len(cov))
    parts[:, diagonal, diagonal] += ~observed
    try:
        lower = np.linalg.cholesky(parts)
        omega = np.linalg.inv(parts)
    except np.linalg.LinAlgError:
        return None
    logdet: Array = 2.0 * np.log(lower[:, diagonal, diagonal]).sum(axis=1)
    omega[:, diagonal, diagonal] -= ~observed
    return omega, logdet
