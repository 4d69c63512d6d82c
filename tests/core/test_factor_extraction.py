"""Unrotated factors: known models, and optimality against what scipy's minimiser finds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from gainsem.core.factor_extraction import extract_ml, extract_uls
from gainsem.core.principal_factors import alpha_factors, image_factors, principal_axes
from gainsem.core.weighted_factors import extract_weighted
from tests.core.factor_models import implied, noisy, with_crossloadings


def discrepancy(r: np.ndarray, sigma: np.ndarray) -> float:
    sign, logdet = np.linalg.slogdet(sigma)
    if sign <= 0:
        return np.inf
    return logdet - np.linalg.slogdet(r)[1] + np.trace(np.linalg.solve(sigma, r)) - len(r)


@pytest.mark.parametrize("extract", [extract_ml, extract_uls, principal_axes])
def test_the_factors_of_a_model_that_holds_are_found(extract) -> None:
    loadings, phi = with_crossloadings()
    r = implied(loadings, phi)
    found = extract(r, 3)
    assert found.converged
    assert not found.at_bound.any()
    # 1e-6: communalities are iterated until they move by less than 1e-9.
    np.testing.assert_allclose(
        found.loadings @ found.loadings.T + np.diag(found.uniquenesses), r, atol=1e-6
    )
    sums = (found.loadings**2).sum(axis=0)
    assert (np.diff(sums) <= 0).all()
    assert (found.loadings.sum(axis=0) > 0).all()


def test_the_likelihood_is_at_its_maximum() -> None:
    r = noisy(implied(*with_crossloadings()))
    found = extract_ml(r, 3)
    at = discrepancy(r, found.loadings @ found.loadings.T + np.diag(found.uniquenesses))
    assert at == pytest.approx(found.value, abs=1e-12)
    other = minimize(
        lambda x: discrepancy(
            r, x[:36].reshape(12, 3) @ x[:36].reshape(12, 3).T + np.diag(np.exp(x[36:]))
        ),
        np.concatenate([found.loadings.ravel(), np.log(found.uniquenesses)]) + 0.01,
        method="BFGS",
        options={"gtol": 1e-8, "maxiter": 2000},
    )
    # Another minimiser, over all parameters, from elsewhere: nothing lower.
    assert found.value <= other.fun + 1e-10
    assert found.value == pytest.approx(other.fun, abs=1e-8)


def test_minres_is_where_principal_axes_converge() -> None:
    r = noisy(implied(*with_crossloadings()))
    found, iterated = extract_uls(r, 3), principal_axes(r, 3)
    np.testing.assert_allclose(iterated.loadings, found.loadings, atol=1e-7)
    residual = r - found.loadings @ found.loadings.T - np.diag(found.uniquenesses)
    assert found.value == pytest.approx(0.5 * (residual**2).sum(), abs=1e-14)
    np.testing.assert_allclose(np.diag(residual), 0.0, atol=1e-9)


def test_weighted_with_equal_weights_is_minres() -> None:
    r = noisy(implied(*with_crossloadings()))
    pairs = np.tril_indices(12, -1)
    start = extract_ml(r, 3).loadings
    found = extract_weighted(r, np.full(66, 7.0), pairs, start)
    minres = extract_uls(r, 3)
    assert found.converged
    np.testing.assert_allclose(found.loadings, minres.loadings, atol=1e-8)
    assert found.value == pytest.approx(7.0 * minres.value / 2.0, rel=1e-10)


def test_weighted_gradient_is_zero() -> None:
    r = noisy(implied(*with_crossloadings()))
    pairs = np.tril_indices(12, -1)
    weights = np.random.default_rng(1).uniform(0.5, 5.0, 66)
    found = extract_weighted(r, weights, pairs, extract_ml(r, 3).loadings)
    weight = np.zeros((12, 12))
    weight[pairs] = weights
    weight += weight.T
    gradient = (weight * (r - found.loadings @ found.loadings.T)) @ found.loadings
    np.testing.assert_allclose(gradient, 0.0, atol=1e-8)


def test_a_heywood_case_stays_at_the_bound_and_is_told() -> None:
    loadings = np.array([0.99, 0.9, 0.2, 0.25, 0.15, 0.2])[:, None]
    r = implied(loadings, np.eye(1))
    r[0, 1] = r[1, 0] = 0.96
    found = extract_ml(r, 1)
    assert found.at_bound[0]
    assert found.uniquenesses[0] == pytest.approx(0.005)
    assert found.converged


def test_alpha_factors_are_generalised_eigenvectors() -> None:
    """Kaiser & Caffrey (1965): (R - Psi) w = lambda H^2 w, H^2 the communalities."""
    r = noisy(implied(*with_crossloadings()))
    found = alpha_factors(r, 3)
    common = r - np.diag(found.uniquenesses)
    h = 1.0 - found.uniquenesses
    scaled = common / np.sqrt(np.outer(h, h))
    columns = found.loadings / np.sqrt(h)[:, None]
    sizes = (columns**2).sum(axis=0)
    np.testing.assert_allclose(scaled @ columns, columns * sizes, atol=1e-6)


def test_image_factors_are_those_of_the_image_covariances() -> None:
    """With all factors, the loadings give Guttman's image covariances (1953)."""
    r = noisy(implied(*with_crossloadings()))
    every = image_factors(r, 12)
    inverse = np.linalg.inv(r)
    s2 = np.diag(1.0 / np.diag(inverse))
    image = r + s2 @ inverse @ s2 - 2.0 * s2
    np.testing.assert_allclose(every.loadings @ every.loadings.T, image, atol=1e-12)
