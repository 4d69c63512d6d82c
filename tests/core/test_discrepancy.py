"""Derivatives of the ML discrepancy against finite differences, and its identities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gainsem.core.discrepancy import (
    expected_information,
    ml_gradient,
    ml_point,
    observed_information,
)
from gainsem.core.implied import imply
from gainsem.core.moments import covariance_of, sample_moments
from tests.core.random_structures import random_structure

# Central differences of a smooth function with step h are good to about h^2 + eps/h:
# 1e-6 gives 1e-9 on values of order 1; 1e-6 relative leaves room for larger values.
STEP, TOLERANCE = 1e-6, 2e-6


def _sample(p, seed):
    mean, cov = covariance_of(np.random.default_rng(seed).normal(size=(60, p)))
    return sample_moments(cov, 60.0, mean=mean)


def _differences(function, point):
    columns = [
        (function(point + STEP * unit) - function(point - STEP * unit)) / (2 * STEP)
        for unit in np.eye(len(point))
    ]
    return np.array(columns)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), means=st.booleans())
def test_gradient_and_hessian_are_exact(seed, means):
    structure, point = random_structure(seed, means=means)
    sample = _sample(structure.n_observed, seed)
    here = ml_point(structure, sample, point)
    assume(here is not None and np.linalg.cond(here.implied.sigma) < 1e4)
    near = [ml_point(structure, sample, point + s * STEP) for s in (-1.0, 1.0)]
    assume(all(near))
    gradient = ml_gradient(structure, here)
    expected = _differences(lambda x: ml_point(structure, sample, x).value, point)
    np.testing.assert_allclose(
        gradient, expected, rtol=TOLERANCE, atol=TOLERANCE * max(1, abs(expected).max())
    )
    hessian = observed_information(structure, here)
    numeric = _differences(lambda x: ml_gradient(structure, ml_point(structure, sample, x)), point)
    np.testing.assert_allclose(
        hessian, numeric, rtol=TOLERANCE, atol=TOLERANCE * max(1, abs(numeric).max())
    )


@pytest.mark.parametrize("means", [False, True])
def test_at_the_implied_moments_the_discrepancy_vanishes(means):
    structure, point = random_structure(3, means=means)
    implied = imply(structure, point)
    sample = sample_moments(implied.sigma, 100.0, mean=implied.mu)
    here = ml_point(structure, sample, point)
    assert here.value == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(ml_gradient(structure, here), 0.0, atol=1e-12)
    np.testing.assert_allclose(
        observed_information(structure, here), expected_information(structure, here), atol=1e-10
    )


def test_outside_the_cone_there_is_no_point():
    structure, point = random_structure(3, means=False)
    assert ml_point(structure, _sample(structure.n_observed, 1), -10 * np.abs(point)) is None
