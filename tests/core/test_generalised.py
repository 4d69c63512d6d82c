"""Generalised least squares: derivatives against differences, and its baseline model."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.generalised import GeneralisedLeastSquares, independence_distance
from gainsem.core.implied import imply
from gainsem.core.minimize import minimize
from gainsem.core.moments import covariance_of, sample_moments
from gainsem.core.objective import Objective
from gainsem.core.reduction import no_reduction
from gainsem.core.structure import Matrices, Structure
from tests.core.explicit_moments import moments_of, normal_weight, places
from tests.core.random_structures import random_structure

# As in test_discrepancy: central differences with step 1e-6.
STEP, TOLERANCE = 1e-6, 2e-6


def group_of(seed, *, means):
    structure, params = random_structure(seed, means=means)
    mean, cov = covariance_of(np.random.default_rng(seed).normal(size=(60, structure.n_observed)))
    return GeneralisedLeastSquares(structure, sample_moments(cov, 59.0, mean=mean)), params


def differences(function, point):
    units = np.eye(len(point)) * STEP
    return np.array([(function(point + u) - function(point - u)) / (2 * STEP) for u in units])


@pytest.mark.parametrize("means", [False, True])
@pytest.mark.parametrize("seed", [2, 5, 9])
def test_value_and_derivatives(seed, means):
    group, params = group_of(seed, means=means)
    point, (row, col) = group.at(params), places(group.structure.n_observed)
    sample = group.sample
    target = np.concatenate([*([sample.mean] if means else []), sample.cov[row, col]])
    residual = target - moments_of(group.structure, params)
    weight = normal_weight(sample.cov, means=means)
    assert point.value == pytest.approx(0.5 * residual @ weight @ residual, rel=1e-10)
    gradient = differences(lambda x: group.at(x).value, params)
    np.testing.assert_allclose(
        group.gradient(point), gradient, atol=TOLERANCE * max(1, np.abs(gradient).max())
    )
    hessian = differences(lambda x: group.gradient(group.at(x)), params)
    np.testing.assert_allclose(
        group.hessian(point), hessian, atol=TOLERANCE * max(1, np.abs(hessian).max())
    )


@pytest.mark.parametrize("n_covariates", [0, 1, 2])
def test_the_baseline_model_is_the_minimum_of_its_own_discrepancy(n_covariates):
    p = 5
    cov = covariance_of(np.random.default_rng(1).normal(size=(40, p)) @ (np.eye(p) + 0.3))[1]
    elements = [(3, i, i) for i in range(p)]
    elements += [(3, i, j) for i in range(n_covariates) for j in range(i)]
    matrix, row, col = (np.array(part, dtype=np.intp) for part in zip(*elements, strict=True))
    none = np.zeros(0)
    fixed = Matrices(
        np.zeros((p, 0)), np.zeros((0, 0)), np.zeros((0, 0)), np.zeros((p, p)), np.zeros(p), none
    )
    structure = Structure(
        fixed, matrix, row, col, np.arange(len(elements)), len(elements), means=False
    )
    group = GeneralisedLeastSquares(structure, sample_moments(cov, 39.0))
    objective = Objective([group], no_reduction(len(elements)))
    start = np.array([cov[i, i] if i == j else 0.0 for _, i, j in elements])
    found = minimize(objective.problem(), start)
    assert found.converged
    assert imply(structure, found.params) is not None
    assert independence_distance(cov, n_covariates) == pytest.approx(found.value, rel=1e-10)
