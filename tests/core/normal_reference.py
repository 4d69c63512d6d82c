"""The bivariate normal distribution by Owen's T function: another way than the package's."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, owens_t


def bivariate_cdf(h, k, r):
    """Return P(X <= h, Y <= k) (Owen 1956, doi:10.1214/aoms/1177728074)."""
    h, k, r = np.broadcast_arrays(*(np.asarray(each, dtype=float) for each in (h, k, r)))
    h, k = (np.where(np.abs(each) < 1e-14, 1e-14, each) for each in (h, k))
    root = np.sqrt(1.0 - r * r)
    below = 0.5 * (ndtr(h) + ndtr(k))
    below = below - owens_t(h, (k - r * h) / (h * root)) - owens_t(k, (h - r * k) / (k * root))
    return below - np.where(h * k < 0, 0.5, 0.0)


def cell_probabilities(h, k, r):
    """Return the probabilities of the cells cut out by two sets of thresholds."""
    far = 40.0
    edges_h, edges_k = np.concatenate([[-far], h, [far]]), np.concatenate([[-far], k, [far]])
    below = bivariate_cdf(edges_h[:, None], edges_k[None, :], r)
    below[0, :] = 0.0
    below[:, 0] = 0.0
    return np.diff(np.diff(below, axis=0), axis=1)


def cell_slopes(h, k, r):
    """Return the derivatives of the cell probabilities by the correlation (Plackett)."""
    free = 1.0 - r * r
    density = np.zeros((len(h) + 2, len(k) + 2))
    hh, kk = np.asarray(h)[:, None], np.asarray(k)[None, :]
    exponent = (r * hh * kk - 0.5 * (hh**2 + kk**2)) / free
    density[1:-1, 1:-1] = np.exp(exponent) / (2.0 * np.pi * np.sqrt(free))
    return np.diff(np.diff(density, axis=0), axis=1)
