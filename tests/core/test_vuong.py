"""Vuong's tests against closed forms: two normal models with one parameter each."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gainsem.core.vuong import CasewiseModel, distinguishability, ratio_test


def normal_mean(y, *, sd):
    """Return the model y ~ N(m, sd^2), m estimated."""
    m = y.mean()
    loglik = -0.5 * (np.log(2.0 * np.pi * sd**2) + (y - m) ** 2 / sd**2)
    return CasewiseModel(loglik, ((y - m) / sd**2)[:, None], np.array([[1.0 / sd**2]]), 1)


@pytest.fixture
def y():
    return np.random.default_rng(5).normal(size=400)


def test_a_model_is_not_told_apart_from_itself(y):
    one = normal_mean(y, sd=1.0)
    found = distinguishability(one, one)
    assert found.variance == 0.0
    assert found.pvalue == 1.0
    assert math.isnan(ratio_test(one, one).z)


def test_the_weights_of_two_independent_regressions_are_known():
    """y with the mean m x1, or the mean m x2; x1 and x2 orthogonal, of length n.

    At m = 0 in both, A = B = I: W has the eigenvalues 1 and -1, so that the p value is that
    of a chi-square with two degrees of freedom, exp(-n omega^2 / 2).
    """
    n = 400
    x = np.tile([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]], (n // 4, 1))
    y = np.random.default_rng(2).normal(size=n)
    y = y - x @ (x.T @ y) / n
    y = y / y.std()  # unrelated to both, with variance 1: the scores have it, too
    gone = [0.05, -0.08]
    models = []
    for k in (0, 1):
        residual = y - gone[k] * x[:, k]
        scores = (y * x[:, k])[:, None]
        models.append(CasewiseModel(-0.5 * residual**2, scores, np.eye(1), 1))
    found = distinguishability(*models)
    cross = float((models[0].scores * models[1].scores).mean())
    own = [float((model.scores**2).mean()) for model in models]
    root = math.sqrt((own[0] + own[1]) ** 2 / 4.0 - cross**2)
    middle = (own[0] - own[1]) / 2.0
    weights = [(middle + root) ** 2, (middle - root) ** 2]
    assert weights == pytest.approx([1.0, 1.0], abs=0.15)
    assert found.pvalue == pytest.approx(
        math.exp(-found.statistic / (2.0 * np.mean(weights))), rel=0.05
    )


def test_the_ratio_test_is_a_z_test_of_the_mean_ratio(y):
    one, two = normal_mean(y, sd=1.0), normal_mean(y, sd=1.3)
    found = ratio_test(one, two)
    ratios = one.loglik - two.loglik
    z = ratios.mean() / ratios.std() * math.sqrt(len(y))
    assert found.z == pytest.approx(z, rel=1e-12)
    assert found.p_first + found.p_second == pytest.approx(1.0)
    swapped = ratio_test(two, one)
    assert (swapped.z, swapped.lower) == pytest.approx((-found.z, -found.upper))


def test_parameters_have_their_price(y):
    one, two = normal_mean(y, sd=1.0), normal_mean(y, sd=1.3)
    rich = CasewiseModel(one.loglik, one.scores, one.information, 4)
    price = math.log(len(y)) / 2.0
    plain, paid = ratio_test(one, two), ratio_test(rich, two, penalty=price)
    assert paid.ratio == pytest.approx(plain.ratio - 3.0 * price)
    assert paid.difference == pytest.approx(plain.difference + 3.0 * math.log(len(y)))
    assert paid.upper - paid.lower == pytest.approx(plain.upper - plain.lower)
    assert plain.upper - plain.lower == pytest.approx(
        4.0 * 1.959963984540054 * math.sqrt(len(y)) * (one.loglik - two.loglik).std()
    )
