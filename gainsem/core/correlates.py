"""Auxiliary variables as saturated correlates of a model.

They have means and variances of their own and covary with each other and with every
observed variable of the model, so that the model restricts nothing about them, and what
they know of missing answers is used (Graham 2003, doi:10.1207/S15328007SEM1001_4).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.structure import Matrix, Structure


def with_correlates(structure: Structure, n_correlates: int) -> Structure:
    """Return a structure with further observed variables, saturated, behind the model's.

    Their means are the last parameters but one block, their variances and covariances the
    last block: elements of Theta, which adds to what the model implies.

    Parameters
    ----------
    structure : Structure
        Of p observed variables and q parameters.
    n_correlates : int
    """
    p, k, fixed = structure.n_observed, n_correlates, structure.fixed
    size = p + k
    theta = np.zeros((size, size))
    theta[:p, :p] = fixed.theta
    lambda_ = np.vstack([fixed.lambda_, np.zeros((k, fixed.lambda_.shape[1]))])
    grown = replace(fixed, lambda_=lambda_, theta=theta, nu=np.concatenate([fixed.nu, np.zeros(k)]))
    places = [(Matrix.NU, i, 0) for i in range(p, size)]
    places += [(Matrix.THETA, i, j) for i in range(p, size) for j in range(i + 1)]
    matrix, row, col = np.array(places, dtype=np.intp).T
    param = structure.n_params + np.arange(len(places), dtype=np.intp)
    return replace(
        structure,
        fixed=grown,
        matrix=np.concatenate([structure.matrix, matrix]),
        row=np.concatenate([structure.row, row]),
        col=np.concatenate([structure.col, col]),
        param=np.concatenate([structure.param, param]),
        n_params=structure.n_params + len(places),
    )


def correlate_values(structure: Structure, n_model: int, mean: Array, cov: Array) -> Array:
    """Return start values of the correlates' parameters: their moments, as they are.

    Parameters
    ----------
    structure : Structure
        From :func:`with_correlates`.
    n_model : int
        Parameters of the model.
    mean, cov : ndarray, shapes (p + k,) and (p + k, p + k)
    """
    own = structure.param >= n_model
    of_mean = structure.matrix[own] == Matrix.NU
    row, col = structure.row[own], structure.col[own]
    values: Array = np.where(of_mean, mean[row], cov[row, col])
    return values
