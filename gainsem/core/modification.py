"""Score tests of parameters that are not in the model, and what they would become.

Sorbom (1989), doi:10.1007/BF02294623; Saris, Satorra & Sorbom (1987),
doi:10.2307/271030.  The structure is extended by the candidates; one gradient
and one strip of the information matrix serve them all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gainsem.core.discrepancy import MLPoint
from gainsem.core.implied import gather
from gainsem.core.information import information_block, information_diagonal
from gainsem.core.linalg import Array
from gainsem.core.structure import Indices, Structure

NOTHING_LEFT = 1e-8


@dataclass(frozen=True)
class ScoreTests:
    """One value a candidate; NaN where the candidate is not identified.

    Parameters
    ----------
    mi : ndarray
        Modification index, chi-square with one degree of freedom.
    epc : ndarray
        Expected parameter change.
    """

    mi: Array
    epc: Array


def score_tests(
    structure: Structure,
    point: MLPoint,
    vcov: Array,
    n: float,
    *,
    candidates: tuple[Indices, Indices, Indices],
) -> ScoreTests:
    """Test candidates one at a time.

    Parameters
    ----------
    structure : Structure
    point : MLPoint
        At the solution.
    vcov : ndarray, shape (q, q)
        Inverse of the expected information of all observations, within the
        equality constraints.
    n : float
    candidates : tuple of ndarray of int, shape (k,)
        Matrix, row and column (``row >= col`` in psi and theta).

    Returns
    -------
    ScoreTests
    """
    extra = replace(
        structure,
        matrix=candidates[0],
        row=candidates[1],
        col=candidates[2],
        param=np.arange(len(candidates[0]), dtype=np.intp),
        n_params=len(candidates[0]),
    )
    own, new = gather(structure, point.implied), gather(extra, point.implied)
    k = point.k
    score = new.c * point.weighted[new.u, new.v]
    if structure.means:
        score -= new.t * point.pull[new.w]
    score *= -n
    across = np.zeros((structure.n_params, len(score)))
    np.add.at(across, structure.param, n * information_block(own, new, k))
    alone = n * information_diagonal(new, k)
    return _tests(score, alone, across, vcov)


def score_tests_of(
    score: Array, information: Array, n_free: int, *, inverse: Array | None = None
) -> ScoreTests:
    """Test candidates one at a time, given one score and one information matrix of all.

    Parameters
    ----------
    score : ndarray, shape (q + k,)
        Of the free parameters and of the candidates behind them.
    information : ndarray, shape (q + k, q + k)
    n_free : int
        q.
    inverse : ndarray, shape (q, q), optional
        Of the information about the free parameters, where more than this is known of them.
    """
    own, across = information[:n_free, :n_free], information[:n_free, n_free:]
    vcov = inverse
    if vcov is None:
        vcov = np.asarray(np.linalg.pinv(own, hermitian=True), dtype=np.float64)
    return _tests(score[n_free:], np.diag(information)[n_free:], across, vcov)


def _tests(score: Array, alone: Array, across: Array, vcov: Array) -> ScoreTests:
    left = alone - np.einsum("ik,ij,jk->k", across, vcov, across, optimize=True)
    left = np.where(left > NOTHING_LEFT * alone, left, np.nan)
    return ScoreTests(score**2 / left, score / left)
