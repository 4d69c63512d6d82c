"""Answers drawn from a known population: linear relations, thresholds, gaps, careless answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array

Answers = NDArray[np.int64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class LinearPopulation:
    """Variables that depend linearly on each other and on covariates.

    ``y = beta y + gamma x + between[cluster] + within``: latent variables and the latent
    responses of items alike, so that loadings are a part of ``beta``.

    Parameters
    ----------
    beta : ndarray, shape (m, m)
        Effects of variables (columns) on variables (rows); no variable depends on itself,
        directly or not.
    gamma : ndarray, shape (m, q)
        Effects of the covariates.
    residual : ndarray, shape (m,)
        Residual variances; the parts between and within clusters add up to them.
    between : ndarray, shape (m,)
        The part of each residual variance that everybody of a cluster shares.
    """

    beta: Array
    gamma: Array
    residual: Array
    between: Array

    @property
    def total(self) -> Array:
        """Effects of each variable on each, all ways together: ``inv(I - beta)``."""
        return np.asarray(np.linalg.inv(np.eye(len(self.beta)) - self.beta), dtype=np.float64)

    @property
    def total_gamma(self) -> Array:
        """Effects of the covariates, all ways together, shape (m, q)."""
        return self.total @ self.gamma


def residual_variances(beta: Array, gamma: Array, cov_x: Array) -> Array:
    """Return the residual variances that give every variable a variance of 1.

    With ``A = inv(I - beta)`` the variances are ``diag(A gamma cov_x gamma' A')`` plus
    ``(A * A) psi``, which is linear in the residual variances psi (Bollen 1989,
    doi:10.1002/9781118619179, chapter 4).

    Parameters
    ----------
    beta : ndarray, shape (m, m)
        Of a recursive system: some order of the variables makes it lower triangular.
    gamma : ndarray, shape (m, q)
    cov_x : ndarray, shape (q, q)
        Covariances of the covariates.

    Returns
    -------
    ndarray, shape (m,)
        Not positive where what a variable depends on has a variance of 1 or more already.
    """
    total = np.linalg.inv(np.eye(len(beta)) - beta)
    explained = np.einsum("ij,jk,ik->i", total @ gamma, cov_x, total @ gamma)
    variances: Array = np.linalg.solve(total * total, 1.0 - explained)
    return variances


def draw_variables(
    population: LinearPopulation,
    covariates: Array,
    cluster: NDArray[np.int64],
    rng: np.random.Generator,
) -> Array:
    """Return the variables of respondents with normal residuals, shape (n, m).

    Parameters
    ----------
    population : LinearPopulation
    covariates : ndarray, shape (n, q)
    cluster : ndarray of int, shape (n,)
        The cluster of each respondent, counted from 0.
    rng : numpy.random.Generator
    """
    n, m = len(covariates), len(population.beta)
    between = rng.standard_normal((int(cluster.max()) + 1, m)) * np.sqrt(population.between)
    within = rng.standard_normal((n, m)) * np.sqrt(population.residual - population.between)
    pushed = covariates @ population.gamma.T + between[cluster] + within
    return pushed @ population.total.T


def ordinal_answers(responses: Array, thresholds: Sequence[Array]) -> Answers:
    """Return the categories, counted from 0, that latent responses fall into.

    Category k where ``thresholds[k - 1] < response <= thresholds[k]`` (Muthen 1984,
    doi:10.1007/BF02294210).

    Parameters
    ----------
    responses : ndarray, shape (n, p)
    thresholds : sequence of p ndarrays
        In ascending order, one less than the categories of an item.

    Examples
    --------
    >>> import numpy as np
    >>> ordinal_answers(np.array([[-2.0], [0.0], [0.1]]), [np.array([-1.0, 0.0])]).T
    array([[0, 1, 2]])
    """
    columns = [np.searchsorted(cuts, responses[:, j]) for j, cuts in enumerate(thresholds)]
    return np.column_stack(columns).astype(np.int64)


def marked(share: Array | float, shape: tuple[int, ...], rng: np.random.Generator) -> Marks:
    """Return which cells are hit, each with its own probability.

    A share that is the same everywhere is missing completely at random; one that depends
    on observed variables only, missing at random (Rubin 1976, doi:10.1093/biomet/63.3.581).
    """
    return rng.random(shape) < share


def same_answer(n: int, categories: Sequence[int], rng: np.random.Generator) -> Answers:
    """Return straight-lining: each of n respondents gives one answer everywhere, shape (n, p).

    The place on the scale is drawn evenly and is the same on every item, whichever way it
    is worded.
    """
    place = rng.random((n, 1))
    answers: Answers = np.floor(place * np.asarray(categories)).astype(np.int64)
    return answers


def random_answers(n: int, categories: Sequence[int], rng: np.random.Generator) -> Answers:
    """Return answers that have nothing to do with the questions, shape (n, p)."""
    places = rng.random((n, len(categories)))
    answers: Answers = np.floor(places * np.asarray(categories)).astype(np.int64)
    return answers
