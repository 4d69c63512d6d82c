"""Whether several chains of draws have come to the same place."""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array


def split_rhat(chains: Array) -> Array:
    """Return the potential scale reduction of quantities drawn in several chains.

    Each chain is cut in half; ``sqrt(((n - 1) / n W + B / n) / W)`` compares the variance
    between the halves with that within (Gelman & Rubin 1992, doi:10.1214/ss/1177011136;
    split: Vehtari et al. 2021, doi:10.1214/20-BA1221).  1 at convergence.

    Parameters
    ----------
    chains : ndarray, shape (chains, draws, quantities)

    Returns
    -------
    ndarray, shape (quantities,)
        1 for a quantity that does not vary at all; NaN with fewer than 4 draws.

    Examples
    --------
    >>> import numpy as np
    >>> apart = np.array([[0.0, 1.0, 0.0, 1.0], [9.0, 8.0, 9.0, 8.0]])[:, :, None]
    >>> bool(split_rhat(apart)[0] > 5)
    True
    """
    half = chains.shape[1] // 2
    if half < 2:
        return np.full(chains.shape[2], np.nan)
    parts = np.concatenate([chains[:, :half], chains[:, -half:]])
    within = parts.var(axis=1, ddof=1).mean(axis=0)
    between = parts.mean(axis=1).var(axis=0, ddof=1)
    still = within <= 0.0
    ratio = (half - 1.0) / half + between / np.where(still, 1.0, within)
    stuck = np.where(between > 0.0, np.inf, 1.0)
    result: Array = np.where(still, stuck, np.sqrt(ratio))
    return result
