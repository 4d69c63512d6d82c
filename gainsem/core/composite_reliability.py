"""How much of a sum score's variance a factor model ascribes to its factors."""

from __future__ import annotations

import math

from gainsem.core.linalg import Array


def omega(loadings: Array, factor_variance: float, total: float) -> float:
    """Return McDonald's omega, ``(sum lambda)^2 psi / var(sum of the items)``.

    McDonald (1999, doi:10.4324/9781410601087); Raykov (1997,
    doi:10.1177/01466216970212006).  ``total`` is the variance of the sum: that of the
    model (residual covariances included), or that of the sample.  With the loadings of
    the general factor of a bifactor model this is omega hierarchical (Zinbarg, Revelle,
    Yovel & Li 2005, doi:10.1007/s11336-003-0974-7).

    Examples
    --------
    >>> import numpy as np
    >>> round(omega(np.array([0.7, 0.7, 0.7]), 1.0, 2.1**2 + 3 * 0.51), 6)
    0.742424
    """
    if total <= 0.0:
        return math.nan
    return float(loadings.sum() ** 2 * factor_variance / total)


def composite_reliability(standardized: Array) -> float:
    """Return CR, ``(sum l)^2 / ((sum l)^2 + sum(1 - l^2))`` of standardised loadings.

    Joreskog (1971, doi:10.1007/BF02291393); Fornell & Larcker (1981,
    doi:10.1177/002224378101800104).

    Examples
    --------
    >>> import numpy as np
    >>> round(composite_reliability(np.array([0.7, 0.8, 0.6])), 6)
    0.744932
    """
    common = float(standardized.sum()) ** 2
    total = common + float((1.0 - standardized**2).sum())
    return common / total if total > 0.0 else math.nan


def average_variance_extracted(standardized: Array) -> float:
    """Return AVE: the mean squared standardised loading.

    Fornell & Larcker (1981, doi:10.1177/002224378101800104).
    """
    return float((standardized**2).mean())


def weighted_variance_extracted(loadings: Array, factor_variance: float, variances: Array) -> float:
    """Return the variance a factor explains, summed over items and divided by their variance.

    Items with larger variances weigh more; equal to AVE for standardised items.
    """
    return float((loadings**2).sum() * factor_variance / variances.sum())


def maximal_reliability(standardized: Array) -> float:
    """Return H, the reliability of the best weighted sum of the items.

    ``1 / (1 + 1 / sum(l^2 / (1 - l^2)))`` (Hancock & Mueller 2001; Li, Rosenthal & Rubin
    1996, doi:10.1037/1082-989X.1.1.98).  1 where an item has no error; NaN where the
    model gives it less than none (a Heywood case).
    """
    squared = standardized**2
    if (squared > 1.0).any():
        return math.nan
    if (squared == 1.0).any():
        return 1.0
    information = float((squared / (1.0 - squared)).sum())
    return information / (1.0 + information)


def second_order_reliability(
    effects: Array,
    loadings: Array,
    *,
    variance: float,
    disturbances: Array,
    sigma: Array,
    theta: Array,
) -> tuple[float, float, float]:
    """Return the reliability of a second-order factor, seen from three sides.

    As semTools names them (Jorgensen et al.): ``omega_l1``, the share of the items' sum;
    ``omega_l2``, the share of the sum of the first-order factors; ``omega_partial``, the
    share of the items' sum after the first-order disturbances are taken out::

        T = (1' Lambda B)^2 psi
        L1 = T / 1' Sigma 1
        L2 = (1' B)^2 psi / ((1' B)^2 psi + 1' Psi_u 1)
        partial = T / (T + 1' Theta 1)

    Parameters
    ----------
    effects : ndarray, shape (p,)
        Of the second-order factor on the items, Lambda B.
    loadings : ndarray, shape (m,)
        Of the first-order factors on it, B.
    variance : float
        Of the second-order factor, psi.
    disturbances : ndarray, shape (m, m)
        Residual covariances of the first-order factors, Psi_u.
    sigma, theta : ndarray, shape (p, p)
        Implied and residual covariances of the items.
    """
    items, factors = effects.sum() ** 2 * variance, loadings.sum() ** 2 * variance
    return (
        float(items / sigma.sum()),
        float(factors / (factors + disturbances.sum())),
        float(items / (items + theta.sum())),
    )
