"""Sums over respondents that robust errors and residuals are made of, in one pass.

The residual of maximum likelihood is ``(I - Delta M Delta' V) s`` and its covariance
needs ``Gamma V Delta`` only: products of every respondent's moments with the scores
(Satorra & Bentler 1994; Ogasawara 2001, doi:10.1111/j.2044-8317.2001.tb01081.x).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gainsem.core.casewise_scores import Deviations, score_blocks
from gainsem.core.implied import Implied
from gainsem.core.linalg import Array
from gainsem.core.structure import Indices, Structure

# Respondents at a time, and numbers: p (p + 1) / 2 products of each are held (32 MB at most).
SIZE, NUMBERS = 4096, 2**22


@dataclass(frozen=True)
class ScoreSums:
    """Means over respondents, scores and products about the sample moments.

    Parameters
    ----------
    meat : ndarray, shape (r, r)
        ``Delta' V Gamma V Delta``.
    across : ndarray, shape (P, r)
        ``Gamma V Delta``: means (where they are modelled), variances, covariances column
        by column.
    spread : ndarray, shape (P,)
        The diagonal of Gamma.
    """

    meat: Array
    across: Array
    spread: Array


def score_sums(
    structure: Structure,
    implied: Implied,
    omega: Array,
    deviations: Deviations,
    basis: Array | None = None,
) -> ScoreSums:
    """Return the sums in one pass over the respondents.

    Parameters
    ----------
    structure : Structure
    implied : Implied
    omega : ndarray, shape (p, p)
        Inverse of Sigma.
    deviations : Deviations
        About the sample moments, so that scores have mean 0 and products need not be
        centred.
    basis : ndarray, shape (q, r), optional
        Of the reduced parameters, where there are constraints.
    """
    n, p = deviations.values.shape
    size = structure.n_params if basis is None else basis.shape[1]
    n_pairs = p * (p + 1) // 2
    meat, across = np.zeros((size, size)), np.zeros((n_pairs, size))
    own_across, fourth = np.zeros((p, size)), np.zeros((p, p))
    at_a_time = min(SIZE, 1 + NUMBERS // n_pairs)
    scores = score_blocks(structure, implied, omega, deviations, size=at_a_time)
    for block, (rows, given) in zip(scores, _rows(deviations, at_a_time), strict=True):
        score = block if basis is None else block @ basis
        meat += score.T @ score
        across += _products(rows, given) @ score
        squares = rows**2
        fourth += squares @ squares.T
        if given is not None:
            both, given_squares = rows * given, given**2
            fourth += given_squares @ given_squares.T - 2.0 * (both @ both.T)
        if structure.means:
            own_across += (rows if given is None else rows - given) @ score
    place = np.concatenate(places(p))
    spread = fourth / n - deviations.cov**2
    col, row = np.triu_indices(p)
    spread_of = spread[row, col][place]
    across = across[place] / n
    if structure.means:
        across = np.concatenate([own_across / n, across])
        spread_of = np.concatenate([np.diag(deviations.cov), spread_of])
    return ScoreSums(meat / n, across, spread_of)


def residual_variances(sums: ScoreSums, slopes: Array, bread: Array) -> Array:
    """Return n times the asymptotic variances of the residuals, shape (P,).

    Parameters
    ----------
    sums : ScoreSums
    slopes : ndarray, shape (P, r)
        Delta.
    bread : ndarray, shape (r, r)
        Inverse of the expected information.
    """
    turned = slopes @ bread
    result: Array = sums.spread - 2.0 * (turned * sums.across).sum(axis=1)
    result += ((turned @ sums.meat) * turned).sum(axis=1)
    return result


def _rows(deviations: Deviations, size: int) -> Iterator[tuple[Array, Array | None]]:
    """Yield deviations of some respondents, variables in rows, and what is explained of them."""
    for start in range(0, len(deviations.values), size):
        part = deviations.values[start : start + size] - deviations.centre
        given = deviations.explained
        explained = None if given is None else np.ascontiguousarray(given[start : start + size].T)
        yield np.ascontiguousarray(part.T), explained


def _products(rows: Array, given: Array | None) -> Array:
    """Return all squares and products, those of one variable with the ones behind it in a row."""
    p, n = rows.shape
    products = np.empty((p * (p + 1) // 2, n))
    start = 0
    for k in range(p):
        part = products[start : start + p - k]
        np.multiply(rows[k:], rows[k], out=part)
        if given is not None:
            part -= given[k:] * given[k]
        start += p - k
    return products


def places(p: int) -> tuple[Indices, Indices]:
    """Return where variances and where covariances stand among the products."""
    col, row = np.triu_indices(p)
    return np.flatnonzero(col == row), np.flatnonzero(col != row)
