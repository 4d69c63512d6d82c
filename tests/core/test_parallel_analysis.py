"""Parallel analysis: what is drawn, how eigenvalues are reduced, how many are retained."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.contingency import answers
from gainsem.core.null_correlations import (
    ContinuousNull,
    OrdinalNull,
    generator,
    pairwise_correlations,
    wishart_correlations,
)
from gainsem.core.ordinal_statistics import ordinal_statistics
from gainsem.core.parallel_analysis import (
    eigenvalues,
    null_eigenvalues,
    reduced_eigenvalues,
    retained,
)

PAIRS = np.tril_indices(4, -1)


def categories(n: int = 300, *, gaps: bool = False) -> np.ndarray:
    rng = np.random.default_rng(3)
    rows = rng.integers(0, 4, size=(n, 4)).astype(float)
    if gaps:
        rows[rng.random(rows.shape) < 0.1] = np.nan
    return rows


def test_squared_multiple_correlations_of_equal_correlations_are_a_formula() -> None:
    """SMC of p items with correlations r: (p-1) r^2 / (1 + (p-2) r); reduced roots follow."""
    p, r = 5, 0.4
    matrix = np.full((p, p), r) + (1 - r) * np.eye(p)
    smc = (p - 1) * r**2 / (1 + (p - 2) * r)
    found = reduced_eigenvalues(matrix)
    assert found == pytest.approx([smc + (p - 1) * r, *[smc - r] * (p - 1)], abs=1e-12)


def test_one_least_squares_factor_leaves_nothing_of_a_one_factor_matrix() -> None:
    loadings = np.array([0.9, 0.7, 0.6, 0.5])
    matrix = np.outer(loadings, loadings)
    np.fill_diagonal(matrix, 1.0)
    found = reduced_eigenvalues(matrix, "one_factor")
    assert found == pytest.approx([float(loadings @ loadings), 0.0, 0.0, 0.0], abs=1e-7)


def test_a_singular_matrix_among_others_is_smoothed_for_its_communalities_only() -> None:
    good = np.eye(3)
    bad = np.ones((3, 3))
    both = reduced_eigenvalues(np.stack([good, bad]))
    assert both.shape == (2, 3)
    assert both[0] == pytest.approx(reduced_eigenvalues(good))
    assert np.isfinite(both[1]).all()


def test_wishart_correlations_are_those_of_drawn_respondents() -> None:
    """Means and variances of 4000 draws each way agree within 5 Monte Carlo errors."""
    p, n = 3, 12
    rng = np.random.default_rng(1)
    quick = np.array([wishart_correlations(p, n, rng)[np.tril_indices(p, -1)] for _ in range(4000)])
    slow = np.array(
        [np.corrcoef(rng.standard_normal((p, n)))[np.tril_indices(p, -1)] for _ in range(4000)]
    )
    spread = np.sqrt(1.0 / (n - 1))
    assert quick.mean(axis=0) == pytest.approx(0.0, abs=5 * spread / np.sqrt(4000))
    assert quick.var(axis=0) == pytest.approx(1.0 / (n - 1), rel=0.12)
    assert quick.var(axis=0) == pytest.approx(slow.var(axis=0), rel=0.15)


def test_no_more_respondents_than_items_can_be_drawn() -> None:
    matrix = wishart_correlations(6, 4, np.random.default_rng(1))
    assert np.diag(matrix) == pytest.approx(1.0)
    assert np.abs(matrix).max() <= 1.0 + 1e-12


@pytest.mark.parametrize("gaps", [False, True])
def test_permuted_answers_have_the_correlations_of_permuted_answers(gaps: bool) -> None:
    rows = categories(gaps=gaps)
    model = ContinuousNull(len(rows), 4, rows, "permutation")
    mean, spread = np.nanmean(rows, axis=0), np.nanstd(rows, axis=0)
    shuffled = generator(1, 9).permuted(((rows - mean) / spread).T, axis=1)
    found = model.draw(generator(1, 9))
    for i, j in zip(*PAIRS, strict=True):
        both = ~np.isnan(shuffled[i]) & ~np.isnan(shuffled[j])
        expected = np.corrcoef(shuffled[i, both], shuffled[j, both])[0, 1]
        assert found[i, j] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("gaps", [False, True])
def test_permuted_categories_have_the_polychorics_of_the_full_estimator(gaps: bool) -> None:
    """The draws use the very estimator of gainsem.polychoric; only its errors are left out."""
    rows = categories(gaps=gaps)
    given = answers(rows, [4] * 4)
    model = OrdinalNull(given, PAIRS, "permutation")
    codes = generator(1, 9).permuted(given.codes, axis=1)
    drawn = np.where(codes == 4, np.nan, codes.astype(float)).T
    full = ordinal_statistics(answers(drawn, [4] * 4)).statistics.cov
    assert model.draw(generator(1, 9)) == pytest.approx(full, abs=1e-9)


def test_simulated_categories_keep_thresholds_and_gaps() -> None:
    rows = categories(4000, gaps=True)
    model = OrdinalNull(answers(rows, [4] * 4), PAIRS, "normal")
    drawn = model._simulated(np.random.default_rng(2))
    assert ((drawn == 4) == (model.given.codes == 4)).all()
    share = [np.mean(drawn[0][drawn[0] < 4] == k) for k in range(4)]
    own = [np.mean(rows[~np.isnan(rows[:, 0]), 0] == k) for k in range(4)]
    assert share == pytest.approx(own, abs=0.04)


def test_draws_do_not_depend_on_their_order_or_company() -> None:
    model = OrdinalNull(answers(categories(), [4] * 4), PAIRS, "permutation")
    whole = null_eigenvalues(model, range(6), seed=5)
    parts = [null_eigenvalues(model, [k], seed=5) for k in (5, 2)]
    assert parts[0].components[0].tolist() == whole.components[5].tolist()
    assert parts[1].factors[0].tolist() == whole.factors[2].tolist()
    other = null_eigenvalues(model, range(6), seed=6)
    assert other.components[0].tolist() != whole.components[0].tolist()


def test_an_empty_cell_of_two_binary_items_is_filled_as_for_the_answers_themselves() -> None:
    rows = np.zeros((40, 3))
    rows[:2, 0] = 1.0
    rows[2:4, 1] = 1.0
    rows[:20, 2] = 1.0
    model = OrdinalNull(answers(rows, [2] * 3), np.tril_indices(3, -1), "permutation")
    found = null_eigenvalues(model, range(10), seed=1)
    assert np.isfinite(found.components).all()
    assert found.components.max() < 2.9


def test_two_items_nobody_answered_together_count_as_unrelated() -> None:
    columns = np.array([[1.0, 2.0, np.nan, np.nan], [np.nan, np.nan, 1.0, 2.0]])
    assert pairwise_correlations(columns)[0, 1] == 0.0


def test_eigenvalues_above_their_limits_count_from_the_first_in_a_row() -> None:
    limits = np.array([1.2, 1.1, 1.0])
    assert retained(np.array([2.0, 1.05, 1.04]), limits) == 1
    assert retained(np.array([1.0, 1.5, 1.5]), limits) == 0
    assert retained(np.array([2.0, 1.5, 1.1]), limits) == 3


def test_chance_alone_is_seldom_taken_for_a_component() -> None:
    """95 % of samples without factors keep none; 60 samples: 51 or more with P > .999."""
    none = 0
    for k in range(60):
        rows = np.random.default_rng(k).standard_normal((120, 6))
        drawn = null_eigenvalues(ContinuousNull(120, 6, rows, "permutation"), range(100), seed=k)
        limits = np.quantile(drawn.components, 0.95, axis=0)
        none += retained(eigenvalues(np.corrcoef(rows.T)), limits) == 0
    assert none >= 51
