"""The moments of a likelihood in the coordinates in which its weight is diagonal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.derived import over_parameters
from gainsem.core.implied import Implied, gather
from gainsem.core.linalg import Array
from gainsem.core.moment_rows import MomentRows, all_products
from gainsem.core.normal_traces import Turned
from gainsem.core.structure import Indices, Structure


@dataclass(frozen=True)
class DiagonalProblem:
    """Moments, their diagonal weight, and how the model moves them.

    Parameters
    ----------
    moments : MomentRows
    weight : ndarray, shape (P,)
    jacobian : ndarray, shape (P, q)
        By the reduced parameters.
    unrelated : ndarray of int
        Positions of the covariances that are 0 in the baseline model.
    """

    moments: MomentRows
    weight: Array
    jacobian: Array
    unrelated: Indices


def turned_problem(
    of: Turned, structure: Structure, implied: Implied, basis: Array
) -> DiagonalProblem:
    """Return the moments of a likelihood, turned by Sigma.

    Parameters
    ----------
    of : Turned
        About the sample means, by the implied covariances.
    structure : Structure
    implied : Implied
    basis : ndarray, shape (q, r)
    """
    p = len(of.rows)
    own = np.arange(p if structure.means else 0)
    moments = MomentRows(of.rows, own, *all_products(p), of.explained)
    index, columns = gather(structure, implied), of.turn(implied.columns)
    u, v = columns.take(index.u, axis=1), columns.take(index.v, axis=1) * index.c
    first, second = moments.first, moments.second
    element = u.take(first, axis=0) * v.take(second, axis=0)
    element += v.take(first, axis=0) * u.take(second, axis=0)
    if len(moments.means):
        of_means = (index.t * columns.take(index.w, axis=1)).take(moments.means, axis=0)
        element = np.concatenate([of_means, element])
    weight = np.concatenate([np.ones(len(moments.means)), np.where(first == second, 0.5, 1.0)])
    none = np.zeros(0, dtype=np.intp)
    return DiagonalProblem(moments, weight, over_parameters(structure, element) @ basis, none)


def unrelated_products(of: Turned, n_covariates: int) -> tuple[MomentRows, Indices]:
    """Return the moments of the baseline model turned by its own covariances.

    Covariates come first in ``of``; the positions are those of the covariances that are 0.
    """
    first, second = all_products(len(of.rows))
    moments = MomentRows(of.rows, np.zeros(0, np.intp), first, second, of.explained)
    return moments, np.flatnonzero((first != second) & (first >= n_covariates))
