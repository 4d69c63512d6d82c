"""MAP, empirical Kaiser criterion, hull, very simple structure, rank sums: closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from gainsem.core.average_partial import average_partials
from gainsem.core.empirical_kaiser import kaiser_references
from gainsem.core.hull import hull
from gainsem.core.rank_sum import smaller_pvalue
from gainsem.core.simple_structure_fit import simple_structure_fit


@pytest.mark.parametrize(("p", "r"), [(5, 0.4), (8, 0.1)])
def test_average_partials_of_equal_correlations(p: int, r: float) -> None:
    """Without the first component all partial correlations are -1 / (p - 1)."""
    matrix = np.full((p, p), r) + (1 - r) * np.eye(p)
    for power in (2, 4):
        found = average_partials(matrix, power=power)
        assert found[0] == pytest.approx(r**power)
        assert found[1] == pytest.approx((1.0 / (p - 1)) ** power)
        assert len(found) == p - 1


def test_average_partials_end_where_nothing_is_left() -> None:
    matrix = np.eye(4)
    matrix[0, 1] = matrix[1, 0] = 1.0
    found = average_partials(matrix)
    assert np.isfinite(found[0])
    assert np.isnan(found[-1])


def test_references_of_the_empirical_kaiser_criterion() -> None:
    """Braeken and van Assen: (1 + sqrt(p/n))^2 first, what is left on average after that."""
    p, n = 6, 150.0
    roots = np.array([2.4, 1.2, 0.8, 0.7, 0.5, 0.4])
    up = (1.0 + np.sqrt(p / n)) ** 2
    expected = [up, max(3.6 / 5 * up, 1.0), *[1.0] * 4]
    assert kaiser_references(roots, n) == pytest.approx(expected)
    assert kaiser_references(np.ones(p), n) == pytest.approx(np.full(p, up))
    assert kaiser_references(roots, 1e12) == pytest.approx(np.ones(p), abs=1e-4)


def test_the_hull_leaves_out_what_lies_below_it() -> None:
    fit = np.array([0.0, 0.30, 0.90, 0.93, 0.92, 0.95])
    df = np.array([20.0, 14.0, 9.0, 5.0, 2.0, 0.0])
    found = hull(fit, df)
    assert found.n_factors == 2
    assert found.on_hull.tolist() == [True, False, True, True, False, True]
    gained, to_gain = 0.90 / 11.0, 0.03 / 4.0
    assert found.elbow[2] == pytest.approx(gained / to_gain)


def test_the_end_of_the_hull_is_judged_by_the_step_after_it() -> None:
    """Three factors fit best; a fourth changes a thousandth. Two lie below the line 1 - 3."""
    df = np.array([66.0, 54.0, 43.0, 33.0, 24.0])
    for after in (0.999, 1.001, 1.0):
        fit = np.array([0.0, 0.5, 0.75, 1.0, after])
        found = hull(fit, df)
        assert found.n_factors == 3
        step = max(abs(after - 1.0) / 9.0, 1e-12)
        assert found.elbow[3] == pytest.approx(0.5 / 21.0 / step)
    assert hull(np.array([0.0, 0.9, 0.95, 0.5]), np.array([9.0, 5.0, 2.0, 0.0])).n_factors == 1


def test_a_hull_of_two_points_has_no_elbow() -> None:
    assert hull(np.array([0.1, 0.5]), np.array([3.0, 0.0])).n_factors is None
    assert hull(np.array([np.nan, 0.5, 0.4]), np.array([5.0, 3.0, 0.0])).n_factors is None


def test_very_simple_structure_is_perfect_where_each_item_has_one_loading() -> None:
    loadings = np.zeros((6, 2))
    loadings[:3, 0], loadings[3:, 1] = 0.8, 0.6
    r = loadings @ loadings.T
    assert simple_structure_fit(r, loadings, 1) == pytest.approx(1.0)
    crossed = loadings.copy()
    crossed[0, 1] = 0.4
    r = crossed @ crossed.T
    assert simple_structure_fit(r, crossed, 1) < 1.0
    assert simple_structure_fit(r, crossed, 2) == pytest.approx(1.0)
    assert np.isnan(simple_structure_fit(r, crossed, 3))


@pytest.mark.parametrize("seed", range(4))
def test_rank_sums_against_scipy(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=40).round(1), rng.normal(0.3, 1.0, size=55).round(1)
    expected = mannwhitneyu(first, second, alternative="less", method="asymptotic").pvalue
    assert smaller_pvalue(first, second) == pytest.approx(expected, abs=1e-12)


def test_rank_sums_of_equal_numbers_say_nothing() -> None:
    assert smaller_pvalue(np.ones(5), np.ones(7)) == 0.5
