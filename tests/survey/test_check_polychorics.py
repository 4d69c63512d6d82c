from __future__ import annotations

import numpy as np
import pytest

from gainsem.survey.check_polychorics import (
    bivariate_normality,
    check_correlations,
    check_standard_errors,
    undetermined_correlations,
)

NAMES = ["a", "b", "c"]


def matrix(ab: float, ac: float, bc: float) -> np.ndarray:
    return np.array([[1.0, ab, ac], [ab, 1.0, bc], [ac, bc, 1.0]])


def test_ordinary_correlations_raise_nothing() -> None:
    assert check_correlations(matrix(0.5, 0.4, 0.3), NAMES) == ()


@pytest.mark.parametrize("r", [0.995, -0.995])
def test_nearly_identical_items_are_named(r) -> None:
    (said,) = check_correlations(matrix(r, 0.1 * r, 0.1), NAMES)
    assert said.code == "W-DATA-26"
    assert f"a and b are nearly identical (r={r:.4f})" in said.message


def test_a_matrix_that_is_not_positive_definite_says_its_smallest_eigenvalue() -> None:
    (said,) = check_correlations(matrix(0.9, 0.9, 0.1), NAMES)
    smallest = np.linalg.eigvalsh(matrix(0.9, 0.9, 0.1))[0]
    assert said.code == "W-ORD-47"
    assert f"smallest eigenvalue {smallest:.3g}" in said.message


def normality(rmsea: list[float], names: list[str] | None = None):
    size = len(rmsea)
    g2, df, p = np.full(size, 51.26), np.full(size, 15), np.full(size, 0.00001)
    return bivariate_normality(g2, df, p, np.array(rmsea), names or NAMES)


def test_normality_below_the_rule_of_thumb_is_silent() -> None:
    assert normality([0.1, 0.05, np.nan]) is None


def test_pairs_far_from_normal_are_named_in_the_order_of_the_lower_triangle() -> None:
    said = normality([0.05, 0.12, np.nan])
    assert said is not None
    assert said.code == "W-ORD-48"
    assert "1 of 2 pairs" in said.message
    assert said.where == "a and c RMSEA 0.120 (G2 51.3, df 15, p < .001)"
    assert "Joreskog 2005" in said.why


def test_the_worst_five_pairs_are_named() -> None:
    said = normality([0.11, 0.12, 0.13, 0.14, 0.15, 0.16], ["a", "b", "c", "d"])
    assert said is not None
    assert said.where.startswith("most of all: c and d RMSEA 0.160")
    assert said.where.count("RMSEA") == 5
    assert "a and b" not in said.where


@pytest.mark.parametrize(
    ("ratio", "text"), [(1.25, "too small by 20 %"), (0.8, "too large by 25 %")]
)
def test_errors_that_disagree_say_by_how_much(ratio, text) -> None:
    said = check_standard_errors(np.array([ratio, ratio, np.nan, 1.0, ratio]))
    assert said is not None
    assert (said.code, text in said.message) == ("W-ORD-51", True)
    assert said.do == 'use  se="robust.hessian"'
    known = check_standard_errors(np.array([ratio]), corrected=True)
    assert (known.code, known.severity, text in known.message) == ("I-ORD-51", "info", True)


@pytest.mark.parametrize("ratio", [[1.0, 1.08, 0.93], [np.nan], []])
def test_errors_that_agree_or_are_unknown_are_silent(ratio) -> None:
    assert check_standard_errors(np.array(ratio)) is None


def test_a_correlation_without_precision_is_named():
    found = undetermined_correlations(np.array([0.05, 3.0, np.inf]), ["a", "b", "c"])
    assert found.code == "W-ORD-59"
    assert "2 correlations" in found.message
    assert "a and c" in found.message
    assert "b and c" in found.message
    assert undetermined_correlations(np.array([0.05, 0.1, 0.4]), ["a", "b", "c"]) is None
