"""Traces and meat without Gamma against the dense formulas they stand for."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.normal_weight import normal_weight
from gainsem.core.sandwich import BLOCK, residual_variances, sandwich


def _problem(moments, respondents, parameters, *, unrelated, seed=0):
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(moments, respondents)) * rng.uniform(0.5, 2.0, size=(moments, 1))
    weight = rng.uniform(0.2, 3.0, size=moments)
    jacobian = rng.normal(size=(moments, parameters))
    bread = np.linalg.inv(jacobian.T @ (weight[:, None] * jacobian))
    gamma = z @ z.T / respondents
    scaled = np.sqrt(weight)[:, None] * z
    diagonal = np.diag(gamma)
    parts = sandwich(scaled, weight, jacobian, bread, diagonal, unrelated=unrelated)
    return parts, gamma, np.diag(weight), jacobian, bread


# More moments than a block, thresholds in front or not, a border within a block, and
# correlations of covariates left out of the baseline.
MANY = BLOCK + 40
SIZES = [
    (30, 80, 4, np.arange(30)),
    (30, 80, 4, np.arange(11, 30)),
    (30, 80, 4, np.array([3, 4, 9, 28])),
    (MANY, 60, 5, np.arange(MANY)),
    (MANY, 60, 5, np.arange(BLOCK + 7, MANY)),
    (MANY, 60, 5, np.arange(2, MANY, 3)),
]


@pytest.mark.parametrize(("moments", "respondents", "parameters", "unrelated"), SIZES)
def test_traces_are_those_of_the_dense_products(moments, respondents, parameters, unrelated):
    parts, gamma, w, delta, bread = _problem(moments, respondents, parameters, unrelated=unrelated)
    u = w - w @ delta @ bread @ delta.T @ w
    product = u @ gamma
    # Sums of up to 3e5 products in double precision.
    assert parts.trace == pytest.approx(np.trace(product), rel=1e-11)
    assert parts.trace_squared == pytest.approx(np.trace(product @ product), rel=1e-10)
    of_pairs = (w @ gamma)[np.ix_(unrelated, unrelated)]
    assert parts.baseline_trace == pytest.approx(np.trace(of_pairs), rel=1e-11)
    assert parts.baseline_trace_squared == pytest.approx(np.trace(of_pairs @ of_pairs), rel=1e-10)


def test_meat_and_gamma_delta():
    parts, gamma, w, delta, bread = _problem(30, 80, 4, unrelated=np.arange(11, 30))
    np.testing.assert_allclose(parts.gamma_delta, gamma @ w @ delta, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(parts.meat, delta.T @ w @ gamma @ w @ delta, rtol=1e-10)
    left = np.eye(30) - delta @ bread @ delta.T @ w
    dense = np.diag(left @ gamma @ left.T)
    found = residual_variances(parts, delta, bread, np.diag(gamma))
    np.testing.assert_allclose(found, dense, rtol=1e-10)


def test_with_gamma_and_the_inverse_weight_the_trace_is_the_degrees_of_freedom():
    rng = np.random.default_rng(3)
    variances = rng.uniform(0.5, 2.0, size=12)
    # Orthogonal rows: Gamma is exactly diagonal and W its inverse.
    z = np.linalg.qr(rng.normal(size=(40, 12)))[0].T * np.sqrt(40.0 * variances)[:, None]
    jacobian = rng.normal(size=(12, 3))
    weight = 1.0 / variances
    bread = np.linalg.inv(jacobian.T @ (weight[:, None] * jacobian))
    rows = np.sqrt(weight)[:, None] * z
    parts = sandwich(rows, weight, jacobian, bread, variances, unrelated=np.arange(2, 12))
    assert parts.trace == pytest.approx(9.0, abs=1e-12)
    assert parts.trace_squared == pytest.approx(9.0, abs=1e-12)
    assert parts.baseline_trace == pytest.approx(10.0, abs=1e-12)


@pytest.mark.parametrize("block", [1, 3, 4, 7, 512])
def test_the_trace_with_the_normal_weight(monkeypatch, block):
    rng = np.random.default_rng(5)
    root = rng.normal(size=(6, 9))
    sigma = root @ root.T
    sigma /= np.sqrt(np.outer(np.diag(sigma), np.diag(sigma)))
    col, row = np.triu_indices(6, 1)
    omega = np.linalg.inv(sigma)
    dense = omega[np.ix_(row, row)] * omega[np.ix_(col, col)]
    dense += omega[np.ix_(row, col)] * omega[np.ix_(col, row)]
    z, weight = rng.normal(size=(4 + 15, 40)), rng.uniform(0.5, 2.0, size=4 + 15)
    gamma = z @ z.T / 40
    jacobian = rng.normal(size=(19, 3))
    bread = np.linalg.inv(jacobian.T @ (weight[:, None] * jacobian))
    root, pairs = np.sqrt(weight), np.arange(4, 19)
    # Four thresholds in front, which have no normal weight; blocks cut anywhere.
    normal = normal_weight(sigma[row, col], (row, col), root=root, first=4)
    monkeypatch.setattr("gainsem.core.sandwich.BLOCK", block)
    parts = sandwich(
        root[:, None] * z, weight, jacobian, bread, np.diag(gamma), unrelated=pairs, normal=normal
    )
    of_pairs = gamma[np.ix_(pairs, pairs)]
    assert parts.normal_trace == pytest.approx(np.trace(dense @ of_pairs), rel=1e-11)
    np.testing.assert_allclose(normal.times(jacobian[4:]), dense @ jacobian[4:], rtol=1e-10)


def test_single_precision_is_good_to_six_digits():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(200, 300)) * rng.uniform(0.5, 2.0, size=(200, 1))
    weight, delta = rng.uniform(0.2, 3.0, size=200), rng.normal(size=(200, 6))
    bread = np.linalg.inv(delta.T @ (weight[:, None] * delta))
    diagonal = (z**2).mean(axis=1)
    rows, chosen = np.sqrt(weight)[:, None] * z, np.arange(50, 200)
    exact = sandwich(rows, weight, delta, bread, diagonal, unrelated=chosen)
    single = sandwich(rows.astype(np.float32), weight, delta, bread, diagonal, unrelated=chosen)
    # Rounding errors of 6e-8 average out in the sums.
    assert single.trace == pytest.approx(exact.trace, rel=1e-6)
    assert single.trace_squared == pytest.approx(exact.trace_squared, rel=1e-6)
    np.testing.assert_allclose(single.meat, exact.meat, atol=2e-6 * np.abs(exact.meat).max())
