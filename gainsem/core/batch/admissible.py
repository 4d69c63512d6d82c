"""Which of many solutions are improper: negative variances, impossible latent covariances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gainsem.core.batch.implied import ImpliedStack, elements_at
from gainsem.core.batch.stacks import cholesky_factors
from gainsem.core.structure import Indices

AT_ROUNDING = 1e-8


def improper_solutions(
    implied: ImpliedStack, variances: Indices, latent: Indices
) -> NDArray[np.bool_]:
    """Return which solutions no population can have, shape (b,).

    Parameters
    ----------
    implied : ImpliedStack
    variances : ndarray of int, shape (v, 3)
        Places of the variances.
    latent : ndarray of int, shape (l,)
        Columns of Lambda of the latent variables.
    """
    below = elements_at(implied, variances) < -AT_ROUNDING
    negative = np.asarray(below.any(axis=1), dtype=np.bool_)
    if not len(latent):
        return negative
    cov = implied.eta_cov[:, latent[:, None], latent]
    own = np.einsum("bii->bi", cov)
    lifted = cov + AT_ROUNDING * own[:, :, None] * np.eye(len(latent))
    factors = cholesky_factors(lifted)
    proper = np.isfinite(np.einsum("bii->bi", factors)).all(axis=1)
    return np.asarray(negative | ~proper, dtype=np.bool_)
