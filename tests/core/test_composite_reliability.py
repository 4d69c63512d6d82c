"""Coefficients of a factor model: hand-computed values, and identities between them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gainsem.core.alpha import alpha
from gainsem.core.composite_reliability import (
    average_variance_extracted,
    composite_reliability,
    maximal_reliability,
    omega,
    second_order_reliability,
    weighted_variance_extracted,
)

L = np.array([0.6, 0.7, 0.8])


def test_equal_loadings_make_all_of_them_alpha() -> None:
    equal = np.full(4, 0.7)
    sigma = np.outer(equal, equal) + np.diag(1 - equal**2)
    known = alpha(sigma)
    assert omega(equal, 1.0, sigma.sum()) == pytest.approx(known)
    assert composite_reliability(equal) == pytest.approx(known)
    assert maximal_reliability(equal) == pytest.approx(known)


def test_by_hand() -> None:
    """(.6 + .7 + .8)^2 = 4.41; errors .64 + .51 + .36 = 1.51; information by item."""
    assert composite_reliability(L) == pytest.approx(4.41 / 5.92)
    assert average_variance_extracted(L) == pytest.approx((0.36 + 0.49 + 0.64) / 3)
    information = 0.36 / 0.64 + 0.49 / 0.51 + 0.64 / 0.36
    assert maximal_reliability(L) == pytest.approx(information / (1 + information))
    assert weighted_variance_extracted(L * 2, 1.0, np.full(3, 4.0)) == pytest.approx(1.49 / 3)


def test_h_is_the_largest_reliability_of_a_weighted_sum() -> None:
    """Attained by weights l / (1 - l^2), and by no others of many."""
    theta = np.diag(1 - L**2)

    def reliability(w: np.ndarray) -> float:
        return float((w @ L) ** 2 / ((w @ L) ** 2 + w @ theta @ w))

    best = maximal_reliability(L)
    assert reliability(L / (1 - L**2)) == pytest.approx(best)
    others = np.random.default_rng(0).uniform(0, 1, size=(500, 3))
    assert max(map(reliability, others)) <= best


def test_improper_loadings() -> None:
    assert math.isnan(maximal_reliability(np.array([0.5, 1.01])))
    assert maximal_reliability(np.array([0.5, 1.0])) == 1.0
    assert math.isnan(omega(L, 1.0, -1.0))


def test_second_order_by_hand() -> None:
    """Two factors with loadings .8 and .6 on g; two items each with loading 1."""
    b, lam = np.array([0.8, 0.6]), np.kron(np.eye(2), np.ones((2, 1)))
    disturbances, theta = np.diag(1 - b**2), 0.5 * np.eye(4)
    sigma = lam @ (np.outer(b, b) + disturbances) @ lam.T + theta
    l1, l2, partial = second_order_reliability(
        lam @ b, b, variance=1.0, disturbances=disturbances, sigma=sigma, theta=theta
    )
    of_items = (2 * 1.4) ** 2
    assert l1 == pytest.approx(of_items / (of_items + 4 * (0.36 + 0.64) + 2.0))
    assert l2 == pytest.approx(1.4**2 / (1.4**2 + 1.0))
    assert partial == pytest.approx(of_items / (of_items + 2.0))
