"""Reliability of the sum of ordinal items, from thresholds and latent correlations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.normal import cdf, cdf2


def categorical_omega(thresholds: Sequence[Array], common: Array, total: Array) -> float:
    """Return the reliability of the sum of ordinal items.

    Green & Yang (2009, doi:10.1007/s11336-008-9099-3).  An item's category is the number
    of its thresholds below the latent response, so that two items covary by ``sum_ab
    [Phi2(tau_ia, tau_jb; rho_ij) - Phi(tau_ia) Phi(tau_jb)]``.  The reliability is this
    sum over all pairs, an item and its parallel twin among them, at the correlations the
    factor explains, divided by the variance of the sum at the correlations there are.

    Parameters
    ----------
    thresholds : sequence of ndarray
        Of each item, in units of its latent response's standard deviation and from its
        mean.
    common : ndarray, shape (k, k)
        Correlations of latent responses that the factor explains; squared standardised
        loadings on the diagonal.
    total : ndarray, shape (k, k)
        Correlations of latent responses; the diagonal is not looked at.

    Examples
    --------
    >>> cuts = [np.array([0.0])] * 2
    >>> half = np.full((2, 2), 0.5)
    >>> round(categorical_omega(cuts, half, half), 6)
    0.5
    """
    true = category_covariances(thresholds, common)
    apart = total.copy()
    np.fill_diagonal(apart, 0.0)
    seen = category_covariances(thresholds, apart)
    np.fill_diagonal(seen, [category_variance(cuts) for cuts in thresholds])
    return float(true.sum() / seen.sum())


def category_covariances(thresholds: Sequence[Array], cor: Array) -> Array:
    """Return the covariances of the categories of ordinal items, shape (k, k).

    The diagonal holds that of each item with a twin of the correlation that stands there.
    """
    k, most = len(thresholds), max(map(len, thresholds))
    cuts, given = np.zeros((k, most)), np.zeros((k, most), dtype=bool)
    for i, own in enumerate(thresholds):
        cuts[i, : len(own)], given[i, : len(own)] = own, True
    row, col = np.tril_indices(k)
    h, j = cuts[row][:, :, None], cuts[col][:, None, :]
    # A correlation of 1 is a limit the formula cannot be evaluated at.
    rho = np.clip(cor[row, col], -1.0 + 1e-12, 1.0 - 1e-12)[:, None, None]
    apart = cdf2(h, j, rho) - cdf(h) * cdf(j)
    apart *= given[row][:, :, None] & given[col][:, None, :]
    found = np.zeros((k, k))
    found[row, col] = found[col, row] = apart.sum(axis=(1, 2))
    return found


def category_variance(thresholds: Array) -> float:
    """Return the variance of the category of one item, categories one apart."""
    steps = np.diff(np.concatenate([[0.0], cdf(thresholds), [1.0]]))
    codes = np.arange(len(steps), dtype=np.float64)
    mean = float(steps @ codes)
    return float(steps @ (codes - mean) ** 2)
