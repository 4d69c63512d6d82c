"""Total effects and their derivatives: finite differences, and lavaan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import gainsem
from gainsem.core.implied import imply
from gainsem.core.total_effects import standardized_total_effects
from gainsem.estimation.scoring.importance import importance_rows, target_of
from tests.core.random_structures import random_structure

DATA = Path(__file__).parents[1] / "reference" / "data" / "poldem.csv"
MODEL = """
ind60 =~ x1 + x2 + x3
dem60 =~ y1 + y2 + y3 + y4
dem65 =~ y5 + y6 + y7 + y8
dem60 ~ a*ind60
dem65 ~ b*ind60 + c*dem60
total := b + a*c
y1 ~~ y5
y2 ~~ y4 + y6
y3 ~~ y7
y4 ~~ y8
y6 ~~ y8
"""
# lavaan 0.6-14: sem(MODEL, PoliticalDemocracy), standardizedSolution(): value and standard
# error of  total  and of  dem65 ~ dem60.  Its search stops at a gradient of about 1e-5.
LAVAAN = {"ind60": (0.577702598393, 0.088078874941), "dem60": (0.885228970879, 0.050861548644)}


@pytest.mark.parametrize("seed", range(12))
def test_derivatives_against_finite_differences(seed: int) -> None:
    structure, point = random_structure(seed, means=seed % 2 == 0)
    implied = imply(structure, point)
    assert implied is not None
    target = structure.n_latent - 1
    found, step = standardized_total_effects(structure, implied, target), 1e-6
    for k in range(structure.n_params):
        ends = []
        for sign in (1.0, -1.0):
            moved = point.copy()
            moved[k] += sign * step
            there = imply(structure, moved)
            assert there is not None
            ends.append(standardized_total_effects(structure, there, target).values)
        slope = (ends[0] - ends[1]) / (2 * step)
        # Central differences: an error of the order of step^2 and of rounding / step.
        np.testing.assert_allclose(found.jacobian[:, k], slope, atol=2e-7, rtol=1e-6)


def test_values_are_sums_over_paths() -> None:
    """Chain with a shortcut, all variances 1 at the start: b + a c, scaled."""
    structure, point = random_structure(0, means=False)
    implied = imply(structure, point)
    assert implied is not None
    found = standardized_total_effects(structure, implied, 0).values
    beta, size = implied.matrices.beta, np.sqrt(np.diag(implied.eta_cov))
    total = sum(np.linalg.matrix_power(beta, k) for k in range(200))
    np.testing.assert_allclose(found, total[0] * size / size[0], rtol=1e-9)


def test_importance_of_political_democracy_agrees_with_lavaan() -> None:
    fit = gainsem.fit(MODEL, str(DATA))
    assert target_of(fit, None) == "dem65"
    scores = gainsem.score(fit, str(DATA), draws=5, overall="dem65")
    rows = {row.construct: row for row in scores.importance}
    assert set(rows) == set(LAVAAN)
    for name, (value, se) in LAVAAN.items():
        assert rows[name].importance == pytest.approx(value, abs=2e-6)
        assert rows[name].importance_se == pytest.approx(se, abs=2e-6)
        assert rows[name].importance_ci_upper == pytest.approx(value + 1.959964 * se, abs=1e-5)
    defined = fit.standardized().set_index("lhs").loc["total"]
    assert rows["ind60"].importance == pytest.approx(defined["est_std"], abs=1e-9)
    assert rows["ind60"].importance_se == pytest.approx(defined["se"], abs=1e-9)


def test_a_model_without_paths_has_no_map() -> None:
    fit = gainsem.fit("ind60 =~ x1 + x2 + x3", str(DATA))
    rows, said = importance_rows(fit, target_of(fit, None), [])
    assert rows == []
    assert [each.code for each in said] == ["I-IDX-18"]
