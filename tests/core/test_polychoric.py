"""Polychoric correlations against the roots of the score, found by scipy with Owen's T."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import ndtri
from scipy.stats import multivariate_normal

from gainsem.core.contingency import answers
from gainsem.core.ordinal_statistics import ordinal_statistics
from gainsem.core.polychoric import (
    cells_of,
    corners_of,
    density_at,
    polychoric_correlations,
    thresholds_of,
)
from tests.core.normal_reference import cell_probabilities, cell_slopes


def of_table(table):
    """Return rho, its statistics and the thresholds of one table of counts."""
    table = np.asarray(table, dtype=float)
    size = max(table.shape)
    padded = np.zeros((size, size))
    padded[: table.shape[0], : table.shape[1]] = table
    counts = np.stack([padded.sum(axis=1), padded.sum(axis=0)])
    thresholds = thresholds_of(counts)
    corners = corners_of(thresholds, (np.array([0]), np.array([1])))
    found = polychoric_correlations(padded[:, :, None], corners)
    return float(found.rho[0]), cells_of(found.cumulative, corners)[:, :, 0], found


def expected_rho(table):
    """Return the root of the score, thresholds from the margins; None for a border maximum."""
    table = np.asarray(table, dtype=float)
    h = ndtri(np.cumsum(table.sum(axis=1))[:-1] / table.sum())
    k = ndtri(np.cumsum(table.sum(axis=0))[:-1] / table.sum())

    some = table > 0

    def score(r):
        cells = cell_probabilities(h, k, r)[some]
        return float((table[some] * cell_slopes(h, k, r)[some] / cells).sum())

    # Cells that vanish in rounding far from the maximum cost a likelihood all the same.
    grid = np.sin(np.linspace(-1.49, 1.49, 100))
    value = [
        float((table[some] * np.log(np.maximum(cell_probabilities(h, k, r)[some], 1e-16))).sum())
        for r in grid
    ]
    best = int(np.argmax(value))
    if best in (0, len(grid) - 1) or not score(grid[best - 1]) > 0 > score(grid[best + 1]):
        return None
    return brentq(score, grid[best - 1], grid[best + 1], xtol=1e-13)


def drawn(rng, shape, rho, n):
    cuts = [np.sort(rng.uniform(-1.6, 1.6, size=size - 1)) for size in shape]
    y = rng.multivariate_normal([0, 0], [[1, rho], [rho, 1]], size=n)
    codes = [np.searchsorted(cut, column) for cut, column in zip(cuts, y.T, strict=True)]
    table = np.zeros(shape)
    np.add.at(table, tuple(codes), 1.0)
    return table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]


@settings(max_examples=50, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(2, 12),
    cols=st.integers(2, 12),
    rho=st.floats(-0.93, 0.93),
    n=st.integers(60, 3000),
)
def test_the_correlation_is_the_root_of_the_score(seed, rows, cols, rho, n):
    table = drawn(np.random.default_rng(seed), (rows, cols), rho, n)
    assume(min(table.shape) > 1)
    expected = expected_rho(table)
    # Empty cells can send the maximum to the border.
    assume(expected is not None and abs(expected) < 0.985)
    found, cells, _ = of_table(table)
    # Newton's method stops at steps of 1e-11.
    assert found == pytest.approx(expected, abs=1e-9)
    np.testing.assert_allclose(cells.sum(), 1.0, atol=1e-14)


@pytest.mark.parametrize("rho", [-0.99, 0.985, 0.99])
def test_strong_correlations(rho):
    # At -.99 a step too long leads to where cells with answers have no chance left.
    table = drawn(np.random.default_rng(4), (5, 5), rho, 4000)
    assert of_table(table)[0] == pytest.approx(expected_rho(table), abs=1e-8)


def test_a_sparse_table():
    table = np.array(
        [[3, 0, 0, 0, 0], [1, 2, 0, 1, 0], [0, 1, 4, 0, 0], [0, 0, 1, 0, 2], [0, 1, 0, 1, 3]]
    )
    assert of_table(table)[0] == pytest.approx(expected_rho(table), abs=1e-9)


@pytest.mark.parametrize("rho", [-0.8, -0.2, 0.0, 0.5, 0.9])
@pytest.mark.parametrize("shape", [(2, 2), (2, 5), (7, 3), (12, 12)])
def test_the_population_is_found_from_its_own_probabilities(shape, rho):
    rng = np.random.default_rng(1)
    h, k = (np.sort(rng.uniform(-1.5, 1.5, size=size - 1)) for size in shape)
    table = 1000.0 * cell_probabilities(h, k, rho)
    found, cells, _ = of_table(table)
    assert found == pytest.approx(rho, abs=1e-9)
    np.testing.assert_allclose(1000 * cells[: shape[0], : shape[1]], table, atol=1e-8)


def test_two_by_two_is_tetrachoric():
    # With medians as cuts the quadrant probability is 1/4 + asin(rho) / 2 pi.
    share = 0.25 + np.arcsin(0.6) / (2 * np.pi)
    table = 200 * np.array([[share, 0.5 - share], [0.5 - share, share]])
    assert of_table(table)[0] == pytest.approx(0.6, abs=1e-11)


@pytest.mark.parametrize("sign", [1, -1])
def test_perfect_association_stops_short_of_1(sign):
    rho, _, found = of_table(np.diag([20.0, 30.0, 40.0])[::sign])
    assert abs(rho) <= 0.9999
    assert rho == pytest.approx(sign, abs=2e-3)
    assert np.isfinite(found.cumulative).all()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(2, 6))
def test_turning_an_item_round_turns_the_sign(seed, size):
    table = drawn(np.random.default_rng(seed), (size, size), 0.5, 300) + 1.0
    assert of_table(table[::-1])[0] == pytest.approx(-of_table(table)[0], abs=1e-9)
    assert of_table(table.T)[0] == pytest.approx(of_table(table)[0], abs=1e-9)


def _items(n=300, p=4, seed=3):
    rng = np.random.default_rng(seed)
    latent = 0.7 * rng.normal(size=(n, 1)) + 0.7 * rng.normal(size=(n, p))
    cuts = [[0.2], [-0.5, 0.4], [-1.0, 0.0, 0.8], [-1.2, -0.4, 0.3, 1.1]]
    columns = [np.searchsorted(cut, column) for cut, column in zip(cuts, latent.T, strict=True)]
    return np.column_stack(columns).astype(float), [2, 3, 4, 5]


def test_items_with_different_numbers_of_categories_do_not_disturb_each_other():
    values, counts = _items()
    together = ordinal_statistics(answers(values, counts)).statistics
    for i in range(4):
        for j in range(i):
            chosen = [j, i]
            alone = ordinal_statistics(
                answers(values[:, chosen], [counts[c] for c in chosen])
            ).statistics
            assert together.cov[i, j] == pytest.approx(alone.cov[1, 0], abs=1e-10)
    for item, tau in enumerate(together.thresholds):
        share = np.cumsum(np.bincount(values[:, item].astype(int)))[:-1] / len(values)
        np.testing.assert_allclose(tau, ndtri(share), atol=1e-13)


def test_integer_weights_are_respondents_counted_several_times():
    values, counts = _items()
    times = np.random.default_rng(0).integers(0, 4, size=len(values))
    copies = np.repeat(values, times, axis=0)
    repeated = ordinal_statistics(answers(copies, counts)).statistics
    weights = times * len(values) / times.sum()
    weighted = ordinal_statistics(answers(values, counts), weights=weights).statistics
    np.testing.assert_allclose(weighted.vector, repeated.vector, atol=1e-10)


def test_weights_of_1_change_nothing():
    values, counts = _items()
    plain = ordinal_statistics(answers(values, counts)).statistics
    weighted = ordinal_statistics(answers(values, counts), weights=np.ones(300)).statistics
    np.testing.assert_allclose(weighted.vector, plain.vector, atol=1e-14)
    np.testing.assert_allclose(weighted.variances, plain.variances, rtol=1e-12)


def test_pairs_use_those_who_answered_both_and_thresholds_all_who_answered():
    values, counts = _items()
    values[np.random.default_rng(1).random(values.shape) < 0.2] = np.nan
    found = ordinal_statistics(answers(values, counts)).statistics
    for i in range(4):
        answered = values[~np.isnan(values[:, i]), i].astype(int)
        share = np.cumsum(np.bincount(answered))[:-1] / len(answered)
        np.testing.assert_allclose(found.thresholds[i], ndtri(share), atol=1e-13)
    both = ~np.isnan(values[:, [2, 3]]).any(axis=1)
    table = np.zeros((4, 5))
    np.add.at(table, tuple(values[both][:, [2, 3]].astype(int).T), 1.0)
    h, k = found.thresholds[2], found.thresholds[3]

    def score(r):
        return float((table * cell_slopes(h, k, r) / cell_probabilities(h, k, r)).sum())

    assert found.cov[3, 2] == pytest.approx(brentq(score, -0.5, 0.9, xtol=1e-13), abs=1e-9)


def test_an_empty_cell_of_two_by_two_counts_as_zero_add_says():
    values = np.repeat([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]], [30, 20, 50], axis=0)
    for added in (0.25, 0.5, 1.0):
        found = ordinal_statistics(answers(values, [2, 2]), zero_add=added)
        table = np.array([[30 - added, added], [20 + added, 50 - added]]).T
        assert found.statistics.cov[1, 0] == pytest.approx(expected_rho(table), abs=1e-8)
        assert found.tables[1, 0, 0] == 0.0


@pytest.mark.parametrize("rho", [-0.9, 0.0, 0.4])
def test_density_at_corners_and_the_slope_of_its_logarithm(rho):
    h, k = np.random.default_rng(0).normal(size=(2, 20))
    squares = (h * h + k * k) / 2.0

    def expected(at):
        return multivariate_normal([0, 0], [[1, at], [at, 1]]).pdf(np.column_stack([h, k]))

    density, slope = density_at(h * k, squares, np.float64(rho))
    np.testing.assert_allclose(density, expected(rho), rtol=1e-12)
    # Central differences: h^2 + eps / h, about 1e-9 on values up to 100.
    change = np.log(expected(rho + 1e-5)) - np.log(expected(rho - 1e-5))
    np.testing.assert_allclose(slope, change / 2e-5, rtol=1e-6, atol=1e-6)
