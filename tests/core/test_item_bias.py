"""Effect sizes of biased items: by hand, closed forms against quadrature, simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from gainsem.core.expected_answers import AnswerScale
from gainsem.core.item_bias import (
    Focal,
    OrdinalGroup,
    expected_sum,
    expected_sum_variance,
    linear_item_bias,
    ordinal_item_bias,
    pooled_sd,
)
from gainsem.core.normal import cdf2

ONE = Focal(np.array([0.4]), np.array([[1.3]]))
TWO = Focal(np.array([0.4, -0.2]), np.array([[1.3, 0.5], [0.5, 0.9]]))
CODES = np.array([1.0, 2.0, 3.0, 4.0])
INTERCEPTS = np.array([[3.0, 2.5, 4.0], [3.2, 2.5, 3.6]])
LOADINGS = np.array([[[0.8], [0.7], [0.9]], [[0.8], [0.5], [1.1]]])
SDS = np.array([[1.1, 0.9, 1.2], [1.0, 0.8, 1.3]])
COUNTS = np.array([400.0, 250.0])


def _scale(*thresholds: float) -> AnswerScale:
    return AnswerScale(np.array(thresholds), CODES[: len(thresholds) + 1], 1.0, 4.0)


def _group(shift: float, slope: float, crossed: float = 0.0, theta: float = 1.0) -> OrdinalGroup:
    loadings = np.array([[0.9, 0.0], [slope, crossed]])
    scales = (_scale(-1.0, 0.2, 1.1), _scale(-0.8 + shift, 0.1 + shift))
    return OrdinalGroup(np.zeros(2), loadings, np.array([1.0, theta]), scales)


def test_linear_items_by_hand() -> None:
    """A difference of intercepts alone: every measure is that difference over its sd."""
    found = linear_item_bias(INTERCEPTS, LOADINGS, ONE, sds=SDS, counts=COUNTS)
    pooled = (399 * 1.1 + 249 * 1.0) / 648
    assert found.difference[0] == pytest.approx(-0.2)
    assert found.dmacs[0] == pytest.approx(0.2 / pooled)
    assert found.signed[0] == pytest.approx(-0.2)
    assert found.unsigned[0] == pytest.approx(0.2)
    assert found.difference[1] == pytest.approx(0.2 * 0.4)
    assert found.score_mean == pytest.approx(-0.2 + 0.08 + 0.4 - 0.08)
    assert found.score_variance == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(pooled_sd(SDS, COUNTS)[0], pooled)


def test_linear_items_against_adaptive_quadrature() -> None:
    found = linear_item_bias(INTERCEPTS, LOADINGS, ONE, sds=SDS, counts=COUNTS)
    density = norm(0.4, np.sqrt(1.3)).pdf
    for item in range(3):
        a = INTERCEPTS[0, item] - INTERCEPTS[1, item]
        b = LOADINGS[0, item, 0] - LOADINGS[1, item, 0]
        # The kink of the absolute difference ends a piece of the integral.
        kink = [-a / b] if b else []
        squared = quad(lambda x, a=a, b=b: (a + b * x) ** 2 * density(x), -10, 10)[0]
        absolute = quad(lambda x, a=a, b=b: abs(a + b * x) * density(x), -10, 10, points=kink)[0]
        assert found.dmacs[item] == pytest.approx(
            np.sqrt(squared) / pooled_sd(SDS, COUNTS)[item], rel=1e-8
        )
        assert found.unsigned[item] == pytest.approx(absolute / SDS[1, item], rel=1e-8)


def test_delta_variance_is_that_of_simulated_expected_sums() -> None:
    loadings = np.array([[[0.8, 0.0], [0.7, 0.3]], [[0.6, 0.0], [0.7, 0.1]]])
    sds = np.ones((2, 2))
    found = linear_item_bias(np.zeros((2, 2)), loadings, TWO, sds=sds, counts=COUNTS)
    total = loadings.sum(axis=1)
    by_hand = total[0] @ TWO.cov @ total[0] - total[1] @ TWO.cov @ total[1]
    assert found.score_variance == pytest.approx(by_hand)
    assert found.score_mean == pytest.approx(0.2 * 0.4 + 0.2 * -0.2)


def test_equal_parameters_have_no_bias() -> None:
    group = _group(0.0, 0.8, 0.3)
    found = ordinal_item_bias(group, group, TWO, sds=np.ones((2, 2)), counts=COUNTS)
    for values in (found.difference, found.dmacs, found.signed, found.unsigned):
        np.testing.assert_array_equal(values, 0.0)
    assert (found.score_mean, found.score_variance) == (0.0, 0.0)


@pytest.mark.parametrize("crossed", [0.0, 0.4])
def test_ordinal_means_and_squares_have_closed_forms(crossed: float) -> None:
    """E[Phi(u)] is a univariate, E[Phi(u) Phi(v)] a bivariate normal probability."""
    groups = (_group(0.3, 0.8, crossed), _group(0.0, 0.6, 0.2 * (crossed > 0), theta=0.7))
    sds = np.array([[1.0, 0.8], [0.9, 0.7]])
    found = ordinal_item_bias(*groups, TWO, sds=sds, counts=COUNTS)
    cut, steps, slopes, theta = [], [], [], []
    for sign, group in zip((1.0, -1.0), groups, strict=True):
        for tau in group.scales[1].thresholds:
            cut.append(tau)
            steps.append(sign)
            slopes.append(group.loadings[1])
            theta.append(group.residual_variances[1])
    a, w = np.array(slopes), np.array(steps)
    total = np.sqrt(np.einsum("ij,jk,ik->i", a, TWO.cov, a) + np.array(theta))
    h = (a @ TWO.mean - np.array(cut)) / total
    r = a @ TWO.cov @ a.T / np.outer(total, total)
    assert found.difference[1] == pytest.approx(float(w @ norm.cdf(h)), abs=1e-12)
    grid = np.meshgrid(h, h, indexing="ij")
    square = w @ cdf2(grid[0].ravel(), grid[1].ravel(), r.ravel()).reshape(r.shape) @ w
    assert found.dmacs[1] == pytest.approx(np.sqrt(square) / pooled_sd(sds, COUNTS)[1], rel=1e-9)


def test_the_absolute_difference_of_curves_that_cross() -> None:
    groups = (_group(0.0, 1.4), _group(0.0, 0.5))
    found = ordinal_item_bias(*groups, TWO, sds=np.ones((2, 2)), counts=COUNTS)
    sd = np.sqrt(1.3)

    def apart(x: float) -> float:
        cuts = groups[0].scales[1].thresholds
        return float((norm.cdf(1.4 * x - cuts) - norm.cdf(0.5 * x - cuts)).sum())

    exact = quad(lambda x: abs(apart(x)) * norm.pdf(x, 0.4, sd), -9, 9, limit=400, epsabs=1e-10)[0]
    # Nodes are .01 apart: two changes of sign cost 1e-6 or so.
    assert found.unsigned[1] == pytest.approx(exact, abs=2e-5)
    assert found.unsigned[1] > 1.5 * abs(found.signed[1])
    assert found.unsigned[1] < found.dmacs[1]


def test_expected_sums_and_their_variance_by_simulation() -> None:
    """200 000 draws: the variance is known to .32 %, here held to four of these."""
    group = _group(0.3, 0.8, 0.4)
    rng = np.random.default_rng(4)
    factors = rng.multivariate_normal(TWO.mean, TWO.cov, 200_000)
    sums = expected_sum(group, factors)
    assert expected_sum_variance(group, TWO) == pytest.approx(sums.var(), rel=0.013)
    alone = expected_sum(group, np.array([[0.0, 0.0]]))[0]
    by_hand = 2 + norm.cdf([1.0, -0.2, -1.1]).sum() + norm.cdf([0.5, -0.4]).sum()
    assert alone == pytest.approx(by_hand)
