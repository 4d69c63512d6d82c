"""Means, variances and covariances of continuous variables as one vector of moments."""

from __future__ import annotations

import numpy as np

from gainsem.core.categorical import MomentOrder, moment_vector
from gainsem.core.linalg import Array
from gainsem.core.moment_rows import MomentRows
from gainsem.core.response_moments import ResponseModel
from gainsem.core.structure import Structure


def continuous_model(structure: Structure) -> ResponseModel:
    """Return how a structure implies the moments of continuous variables."""
    p = structure.n_observed
    return ResponseModel(
        structure=structure,
        order=MomentOrder((0,) * p),
        y=np.arange(p),
        x=np.zeros(0, dtype=np.intp),
        rescaled=np.zeros(p, dtype=bool),
        levels=structure.means,
        scale=np.ones(p),
    )


def continuous_vector(model: ResponseModel, cov: Array, mean: Array | None) -> Array:
    """Return the sample moments that take part, in the order of the model."""
    p = len(cov)
    level = np.zeros(p) if mean is None else mean
    return moment_vector(model.order, [np.zeros(0)] * p, level, np.zeros((p, 0)), cov)[model.kept]


def continuous_rows(model: ResponseModel, answers: Array) -> MomentRows:
    """Return what every respondent adds to these moments.

    Parameters
    ----------
    model : ResponseModel
    answers : ndarray, shape (n, p)
    """
    rows = np.ascontiguousarray((answers - answers.mean(axis=0)).T)
    own, (row, col) = np.arange(len(rows)), model.order.pairs
    means = own if model.levels else own[:0]
    return MomentRows(rows, means, np.append(own, row), np.append(own, col))
