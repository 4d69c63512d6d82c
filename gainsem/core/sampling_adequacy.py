"""Whether correlations are worth factoring: KMO, Bartlett's test, anti-image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.chi_square import upper_tail
from gainsem.core.linalg import Array


@dataclass(frozen=True)
class SamplingAdequacy:
    """How much of the correlations is shared by more than two items.

    Parameters
    ----------
    kmo : float
        Kaiser-Meyer-Olkin measure of all items.
    msa : ndarray, shape (p,)
        The same of each item.
    smc : ndarray, shape (p,)
        Squared multiple correlation of each item with all others.
    anti_image : ndarray, shape (p, p)
        Partial correlations of two items given all others, with the sign turned; the measure
        of each item in the diagonal.
    """

    kmo: float
    msa: Array
    smc: Array
    anti_image: Array


def sampling_adequacy(r: Array) -> SamplingAdequacy:
    """Return the measures of a correlation matrix.

    With ``q_ij = -r^ij / sqrt(r^ii r^jj)`` the partial correlations, ``KMO = sum r_ij^2 /
    (sum r_ij^2 + sum q_ij^2)`` over ``i != j``, by item over ``j`` (Kaiser 1970,
    doi:10.1007/BF02291817; Kaiser & Rice 1974, doi:10.1177/001316447403400115).

    Parameters
    ----------
    r : ndarray, shape (p, p)
        Positive definite.
    """
    inverse = np.linalg.inv(r)
    spread = np.sqrt(np.diag(inverse))
    anti_image = inverse / np.outer(spread, spread)
    np.fill_diagonal(anti_image, 0.0)
    shared = r - np.diag(np.diag(r))
    of_item, partial = (shared**2).sum(axis=1), (anti_image**2).sum(axis=1)
    total, alone = of_item.sum(), partial.sum()
    with np.errstate(invalid="ignore"):
        msa = of_item / (of_item + partial)
        kmo = float(np.divide(total, total + alone))
    np.fill_diagonal(anti_image, msa)
    return SamplingAdequacy(kmo, msa, 1.0 - 1.0 / np.diag(inverse), anti_image)


def common_part(residual: Array) -> float:
    """Return the common part accounted for: ``CAF = 1 - KMO`` of residual correlations.

    Lorenzo-Seva, Timmerman & Kiers (2011), doi:10.1080/00273171.2011.564527.

    Parameters
    ----------
    residual : ndarray, shape (p, p)
        What factors leave of the correlations; its diagonal is taken to be 1.
    """
    whole = residual.copy()
    np.fill_diagonal(whole, 1.0)
    if np.linalg.eigvalsh(whole)[0] < 1e-8:
        return float("nan")
    return 1.0 - sampling_adequacy(whole).kmo


def bartlett_test(r: Array, n: float) -> tuple[float, int, float]:
    """Return the test of uncorrelated items: statistic, degrees of freedom, p value.

    ``-(n - 1 - (2p + 5) / 6) log|R|`` with ``p (p - 1) / 2`` degrees of freedom (Bartlett
    1951, doi:10.1093/biomet/38.3-4.337).
    """
    p = len(r)
    scale = max(n - 1.0 - (2.0 * p + 5.0) / 6.0, 0.0)
    statistic = -scale * float(np.linalg.slogdet(r)[1])
    df = p * (p - 1) // 2
    return statistic, df, upper_tail(statistic, df)
