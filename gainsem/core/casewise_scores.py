"""What every respondent adds to the gradient of the likelihood, and sums of it.

With ``P = (y - m)' Omega C`` the score of one respondent is, element by element,
``c (P_u P_v - Q_uv) + t P_w``: no product of items is ever formed, so that n
respondents, p items and e elements take n (p + e) numbers, block by block.

References
----------
White (1982), doi:10.2307/1912526; Satorra & Bentler (1994); Yuan & Bentler (2000),
doi:10.1111/0081-1750.00078.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gainsem.core.derived import over_parameters
from gainsem.core.implied import Implied, gather
from gainsem.core.linalg import Array
from gainsem.core.structure import Indices, Structure

# Respondents whose scores are held at a time: 8192 times e numbers.
BLOCK = 8192


@dataclass(frozen=True)
class Deviations:
    """Answers less a centre, and the covariance they are expected to have around it.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        Complete answers.
    centre : ndarray, shape (p,)
    cov : ndarray, shape (p, p)
        What is subtracted from the products: Sigma for scores of the likelihood, the
        covariance of these values for the part that varies around the sample moments.
    explained : ndarray, shape (n, p), optional
        What fixed covariates explain of the deviations: its products do not vary.
    """

    values: Array
    centre: Array
    cov: Array
    explained: Array | None = None


def score_blocks(
    structure: Structure,
    implied: Implied,
    omega: Array,
    deviations: Deviations,
    *,
    size: int = BLOCK,
) -> Iterator[Array]:
    """Yield casewise scores by the parameters, block by block.

    Parameters
    ----------
    structure : Structure
    implied : Implied
    omega : ndarray, shape (p, p)
        The weight: the inverse of Sigma, or of S for generalised least squares.
    deviations : Deviations
    size : int
        Respondents of a block.

    Yields
    ------
    ndarray, shape (at most ``size``, q)
    """
    index = gather(structure, implied)
    turn = implied.columns.T @ omega
    subtracted = (turn @ deviations.cov @ turn.T)[index.u, index.v]
    covariances, means = index.c != 0.0, index.t != 0.0
    for start in range(0, len(deviations.values), size):
        block = deviations.values[start : start + size] - deviations.centre
        products = turn @ block.T
        scores = products.take(index.u, axis=0)
        scores *= products.take(index.v, axis=0)
        if deviations.explained is not None:
            given = turn @ deviations.explained[start : start + size].T
            scores -= given.take(index.u, axis=0) * given.take(index.v, axis=0)
            products -= given
        scores -= subtracted[:, None]
        scores *= index.c[:, None]
        if not covariances.all():
            scores[~covariances] = 0.0
        if means.any() and structure.means:
            scores[means] += index.t[means, None] * products[index.w[means]]
        yield over_parameters(structure, scores.T)


def score_crossproduct(
    blocks: Iterator[Array], basis: Array | None = None, *, clusters: Indices | None = None
) -> Array:
    """Return the mean of ``s s'``, the meat of robust errors, in one pass.

    Parameters
    ----------
    blocks : iterator of ndarray, shape (., q)
        Casewise scores, of a complete or an incomplete sample.
    basis : ndarray, shape (q, r), optional
        Of the reduced parameters, where there are constraints.
    clusters : ndarray of int, shape (n,), optional
        The cluster of each respondent, 0 ... C - 1: scores are summed within clusters
        first (Binder 1983, doi:10.2307/1402588).

    Returns
    -------
    ndarray, shape (q, q) or (r, r)
        Divided by the number of respondents, not of clusters.
    """
    total, n, sums = None, 0, None
    for block in blocks:
        part = block if basis is None else block @ basis
        n += len(part)
        if clusters is None:
            product = part.T @ part
            total = product if total is None else total + product
            continue
        if sums is None:
            sums = np.zeros((int(clusters.max()) + 1, part.shape[1]))
        np.add.at(sums, clusters[n - len(part) : n], part)
    if sums is not None:
        total = sums.T @ sums
    if total is None:
        raise ValueError("there are no respondents")
    return total / n
