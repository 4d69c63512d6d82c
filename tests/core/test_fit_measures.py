"""Fit measures at the points where they are known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.fit_measures import (
    ChiSquare,
    goodness_of_fit,
    incremental,
    parsimony,
    residual_size,
    rmsea,
)


def test_incremental_by_hand():
    measures = incremental(ChiSquare(40.0, 20), ChiSquare(330.0, 30))
    assert measures["cfi"] == pytest.approx(1 - 20 / 300)
    assert measures["tli"] == pytest.approx((11 - 2) / (11 - 1))
    assert measures["nfi"] == pytest.approx(290 / 330)
    assert measures["pnfi"] == pytest.approx(20 / 30 * 290 / 330)
    assert measures["ifi"] == pytest.approx(290 / 310)


def test_a_model_better_than_chance_has_a_cfi_of_one_and_a_larger_rni():
    measures = incremental(ChiSquare(10.0, 20), ChiSquare(330.0, 30))
    assert measures["cfi"] == 1.0
    assert measures["rni"] > 1.0


def test_rmsea_by_hand():
    measures = rmsea(ChiSquare(120.0, 20), 500.0)
    assert measures["rmsea"] == pytest.approx(np.sqrt(100 / (20 * 500)))
    assert measures["rmsea_ci_lower"] < measures["rmsea"] < measures["rmsea_ci_upper"]


def test_rmsea_of_a_saturated_model_is_zero_and_untested():
    measures = rmsea(ChiSquare(0.0, 0), 500.0)
    assert measures["rmsea"] == 0.0
    assert np.isnan(measures["rmsea_pvalue"])


def test_residuals_of_a_perfect_fit_are_zero():
    cov = np.array([[2.0, 0.5], [0.5, 1.0]])
    assert set(residual_size(cov, cov).values()) == {0.0}
    assert goodness_of_fit(cov, cov, 1, 3)["gfi"] == 1.0


def test_srmr_by_hand():
    s, sigma = np.array([[1.0, 0.5], [0.5, 4.0]]), np.array([[1.0, 0.1], [0.1, 4.0]])
    measures = residual_size(s, sigma)
    assert measures["srmr"] == pytest.approx(np.sqrt((0.4 / 2) ** 2 / 3))
    assert measures["crmr"] == pytest.approx(0.2)
    assert measures["rmr"] == pytest.approx(np.sqrt(0.16 / 3))


def test_parsimony_by_hand():
    measures = parsimony(ChiSquare(30.0, 20), 100.0, 10)
    assert measures["mfi"] == pytest.approx(np.exp(-0.05))
    assert measures["ecvi"] == pytest.approx(0.3 + 0.2)
    # 31.410 is the 5 % point of chi-square with 20 df in every table.
    assert measures["cn_05"] == pytest.approx(31.410 / 0.3 + 1, abs=0.01)
