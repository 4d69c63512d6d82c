"""Parallel analysis: eigenvalues of the answers against those that chance alone makes.

Horn (1965, doi:10.1007/BF02289447), with upper quantiles in place of means (Glorfeld 1995,
doi:10.1177/0013164495055003002; Buja & Eyuboglu 1992, doi:10.1207/s15327906mbr2704_2, for
permutations).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gainsem.core.correlation_smoothing import LEAST_EIGENVALUE, smoothed
from gainsem.core.factor_extraction import extract_uls
from gainsem.core.linalg import Array
from gainsem.core.null_correlations import STREAM, NullModel, generator

Communalities = Literal["smc", "one_factor"]


@dataclass(frozen=True)
class NullEigenvalues:
    """Eigenvalues of draws, in descending order.

    Parameters
    ----------
    components, factors : ndarray, shape (draws, p)
        Of the correlations, and of the correlations with communalities in the diagonal.
    """

    components: Array
    factors: Array


def reduced_eigenvalues(r: Array, communalities: Communalities = "smc") -> Array:
    """Return the eigenvalues of correlations with communalities in the diagonal, descending.

    Humphreys & Ilgen (1969, doi:10.1177/001316446902900303) and Montanelli & Humphreys (1976,
    doi:10.1007/BF02293559): parallel analysis of common factors.

    Parameters
    ----------
    r : ndarray, shape (..., p, p)
    communalities : {"smc", "one_factor"}
        Squared multiple correlations ``1 - 1 / r^ii``, or those of one least squares factor.

    Returns
    -------
    ndarray, shape (..., p)
    """
    flat = r.reshape(-1, *r.shape[-2:])
    smallest = np.linalg.eigvalsh(flat)[:, 0]
    proper = flat
    if (smallest < LEAST_EIGENVALUE).any():
        proper = np.array(
            [
                smoothed(one) if least < LEAST_EIGENVALUE else one
                for one, least in zip(flat, smallest, strict=True)
            ]
        )
    if communalities == "one_factor":
        unique = np.array([extract_uls(one, 1).uniquenesses for one in proper])
    else:
        unique = 1.0 / np.einsum("kii->ki", np.linalg.inv(proper))
    reduced = flat.copy()
    np.einsum("kii->ki", reduced)[...] = 1.0 - unique
    values = np.linalg.eigvalsh(reduced)[:, ::-1]
    return np.asarray(values.reshape(r.shape[:-1]))


def eigenvalues(r: Array) -> Array:
    """Return the eigenvalues of correlations, shape (..., p), in descending order."""
    return np.asarray(np.linalg.eigvalsh(r)[..., ::-1])


def null_eigenvalues(
    model: NullModel,
    draws: Sequence[int],
    *,
    seed: int,
    communalities: Communalities = "smc",
) -> NullEigenvalues:
    """Return the eigenvalues of some draws.

    Parameters
    ----------
    model : NullModel
    draws : sequence of int
        Their numbers; draw k has the stream ``SeedSequence(seed, spawn_key=(1, k))``.
    seed : int
    communalities : {"smc", "one_factor"}
    """
    matrices = np.array([model.draw(generator(seed, STREAM, k)) for k in draws])
    return NullEigenvalues(eigenvalues(matrices), reduced_eigenvalues(matrices, communalities))


def retained(observed: Array, limits: Array) -> int:
    """Return how many eigenvalues in a row, from the first, lie above their limits."""
    below = np.flatnonzero(~(observed > limits))
    return int(below[0]) if len(below) else len(observed)
