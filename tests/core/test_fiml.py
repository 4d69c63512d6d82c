"""The likelihood of incomplete answers, its derivatives, and the scores of respondents.

Values against a sum over respondents; derivatives against central differences (error of the
order 1e-9 for steps of 1e-5, hence 1e-6 relative).
"""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.discrepancy import ml_gradient, ml_point, observed_information
from gainsem.core.em_moments import em_moments
from gainsem.core.fiml import FimlGroup, casewise_scores
from gainsem.core.implied import imply
from gainsem.core.incomplete_normal import incomplete_point
from gainsem.core.missing_patterns import missing_patterns
from gainsem.core.moment_jacobian import moment_jacobian
from gainsem.core.moments import covariance_of, sample_moments
from gainsem.core.normal_moments import normal_weight_matrix
from gainsem.core.unrestricted import unrestricted_information, unrestricted_scores
from tests.core.incomplete_answers import loglikelihood, two_factors, with_holes


def differences(function, at, step=1e-5):
    """Return central differences of a function by every element of a vector."""
    columns = []
    for k in range(len(at)):
        up, down = at.copy(), at.copy()
        up[k] += step
        down[k] -= step
        columns.append((function(up) - function(down)) / (2 * step))
    return np.array(columns).T


@pytest.fixture(scope="module")
def values():
    return with_holes()


@pytest.fixture(scope="module")
def group(values):
    structure, _ = two_factors()
    return FimlGroup(structure, missing_patterns(values), 0.0)


@pytest.fixture(scope="module")
def params():
    return two_factors()[1]


def test_the_value_is_the_likelihood(group, params, values):
    implied = imply(group.structure, params)
    expected = -loglikelihood(values, implied.mu, implied.sigma) / len(values)
    assert group.at(params).value == pytest.approx(expected, rel=1e-12)


def test_gradient_and_hessian(group, params):
    point = group.at(params)
    gradient = differences(lambda x: group.at(x).value, params)
    np.testing.assert_allclose(group.gradient(point), gradient, rtol=1e-6, atol=1e-8)
    hessian = differences(lambda x: group.gradient(group.at(x)), params)
    np.testing.assert_allclose(group.hessian(point), hessian, rtol=1e-6, atol=1e-8)


def test_scores_add_up_to_the_gradient(group, params, values):
    point = group.at(params)
    scores = casewise_scores(group, point, values)
    np.testing.assert_allclose(-scores.mean(axis=0), group.gradient(point), atol=1e-12)
    alone = FimlGroup(group.structure, missing_patterns(values[7:8]), 0.0)
    np.testing.assert_allclose(-scores[7], alone.gradient(alone.at(params)), atol=1e-12)


def test_complete_answers_have_the_complete_discrepancy(params):
    values = with_holes(missing=0.0)
    structure, _ = two_factors()
    mean, cov = covariance_of(values)
    sample = sample_moments(cov, float(len(values)), mean=mean)
    found = em_moments(values)
    group = FimlGroup(structure, found.patterns, found.point.value)
    point, whole = group.at(params), ml_point(structure, sample, params)
    assert point.value == pytest.approx(whole.value, rel=1e-10)
    np.testing.assert_allclose(group.gradient(point), ml_gradient(structure, whole), atol=1e-12)
    np.testing.assert_allclose(
        group.hessian(point), observed_information(structure, whole), atol=1e-11
    )


def test_expected_information_is_that_of_the_moments(group, params):
    point = group.at(params)
    jacobian = moment_jacobian(group.structure, point.implied)
    of_moments = unrestricted_information(group.patterns, point.normal, expected=True)
    np.testing.assert_allclose(
        group.expected(point), jacobian.T @ of_moments @ jacobian, rtol=1e-10, atol=1e-12
    )


def test_the_jacobian_of_the_moments(group, params):
    def moments(x):
        implied = imply(group.structure, x)
        col, row = np.triu_indices(len(implied.mu))
        return np.concatenate([implied.mu, implied.sigma[row, col]])

    found = moment_jacobian(group.structure, group.at(params).implied)
    np.testing.assert_allclose(found, differences(moments, params), atol=1e-8)


def test_information_about_the_moments(values):
    patterns = missing_patterns(values)
    p = values.shape[1]
    col, row = np.triu_indices(p)
    rng = np.random.default_rng(1)
    cov = np.cov(rng.standard_normal((50, p)).T) + np.eye(p)
    mean = np.arange(p) + 0.1
    scores = unrestricted_scores(values, patterns, mean, incomplete_point(patterns, mean, cov))

    def score(x):
        sigma = np.zeros((p, p))
        sigma[row, col] = sigma[col, row] = x[p:]
        point = incomplete_point(patterns, x[:p], sigma)
        return unrestricted_scores(values, patterns, x[:p], point).mean(axis=0)

    def value(x):
        sigma = np.zeros((p, p))
        sigma[row, col] = sigma[col, row] = x[p:]
        return loglikelihood(values, x[:p], sigma) / len(values)

    at = np.concatenate([mean, cov[row, col]])
    np.testing.assert_allclose(scores.mean(axis=0), differences(value, at), rtol=1e-6, atol=1e-8)
    information = unrestricted_information(patterns, incomplete_point(patterns, mean, cov))
    np.testing.assert_allclose(information, -differences(score, at), rtol=1e-6, atol=1e-8)


def test_one_complete_respondent_has_the_normal_weight():
    values = with_holes(60, missing=0.0)
    found = em_moments(values)
    weight = normal_weight_matrix(np.linalg.inv(found.cov))
    np.testing.assert_allclose(
        unrestricted_information(found.patterns, found.point), weight, atol=1e-9
    )


def test_blocks_of_the_information_are_the_whole(values, monkeypatch):
    found = em_moments(values)
    whole = unrestricted_information(found.patterns, found.point)
    monkeypatch.setattr("gainsem.core.unrestricted.BLOCK", 1)
    np.testing.assert_allclose(
        unrestricted_information(found.patterns, found.point), whole, atol=1e-13
    )
