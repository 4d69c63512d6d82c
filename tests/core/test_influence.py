"""Influence functions against what happens when one respondent counts a little more."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.contingency import answers
from gainsem.core.ordinal_statistics import ordinal_statistics
from tests.core.normal_reference import bivariate_cdf, cell_probabilities, cell_slopes
from tests.core.random_responses import differences

COUNTS = [2, 3, 5]
# A step of 1e-4 leaves an error of 1e-8 of curvature, and 1e-7 of the search's 1e-11.
STEP, CLOSE = 1e-4, 2e-6


def _values(*, absent, n=60, seed=8):
    rng = np.random.default_rng(seed)
    # Latent responses that are not normal: the two kinds of influence then differ.
    latent = 0.8 * rng.exponential(size=(n, 1)) + 0.6 * rng.normal(size=(n, 3))
    cuts = [[0.7], [0.2, 1.2], [0.0, 0.5, 1.0, 1.6]]
    columns = [np.searchsorted(cut, column) for cut, column in zip(cuts, latent.T, strict=True)]
    values = np.column_stack(columns).astype(float)
    if absent:
        values[rng.random(values.shape) < 0.15] = np.nan
    return answers(values, COUNTS)


def _perturbed(given, weights):
    """Return n times the derivatives of all moments by the weight of each respondent."""
    n = given.n_obs
    columns = []
    for i in range(n):
        change = STEP * (np.arange(n) == i)
        up = ordinal_statistics(given, weights=weights + change).statistics.vector
        down = ordinal_statistics(given, weights=weights - change).statistics.vector
        columns.append(n * (up - down) / (2.0 * STEP))
    return np.array(columns).T


@pytest.mark.parametrize("absent", [False, True], ids=["complete", "pairwise"])
def test_with_second_derivatives_it_is_the_derivative_by_the_weight(absent):
    given = _values(absent=absent)
    n = given.n_obs
    found = ordinal_statistics(given, hessian=True)
    rows = _rows(found)
    expected = _perturbed(given, np.ones(n))
    np.testing.assert_allclose(rows, expected, rtol=CLOSE, atol=CLOSE * np.abs(expected).max())
    single = found.statistics.influence(0, found.statistics.order.size)
    # What is handed on is in single precision.
    np.testing.assert_allclose(single, rows, rtol=1e-6, atol=1e-6)


def test_with_weights_as_well():
    given = _values(absent=False)
    weights = np.random.default_rng(2).uniform(0.3, 2.0, size=given.n_obs)
    weights *= given.n_obs / weights.sum()
    found = ordinal_statistics(given, weights=weights, hessian=True)
    expected = _perturbed(given, weights)
    np.testing.assert_allclose(
        _rows(found), expected, rtol=CLOSE, atol=CLOSE * np.abs(expected).max()
    )
    z = found.statistics.influence(0, found.statistics.order.size)
    np.testing.assert_allclose(z, _rows(found) * weights, rtol=1e-6, atol=1e-6)


def test_the_usual_kind_divides_by_outer_products():
    given = _values(absent=False)
    found = ordinal_statistics(given)
    h, k = found.statistics.thresholds[1], found.statistics.thresholds[2]
    pair = 2  # items 1 and 2, the last of three pairs
    rho, table = found.found.rho[pair], found.tables[:3, :5, pair]
    row, col = (side[pair] for side in found.statistics.order.pairs)
    assert (row, col) == (2, 1)
    table = found.tables[:5, :3, pair]
    cells = cell_probabilities(k, h, rho)
    score = cell_slopes(k, h, rho) / cells
    information = (table * score**2).sum()
    n = given.n_obs
    values = score.copy()
    for side, cuts in enumerate((k, h)):
        levels = found.influence.of_levels[: len(cuts), :, (2, 1)[side]]
        for level in range(len(cuts)):
            step = np.zeros(len(cuts))
            step[level] = 1e-6
            up, down = ((k + s * step, h) if side == 0 else (k, h + s * step) for s in (1, -1))
            slope = (cell_probabilities(*up, rho) - cell_probabilities(*down, rho)) / 2e-6
            cross = (table * score * slope / cells).sum()
            moved = cross / n * levels[level]
            values -= moved[:5, None] if side == 0 else moved[None, :3]
    values *= n / information
    np.testing.assert_allclose(found.influence.of_pairs[pair, :5, :3], values, atol=1e-6)


def test_both_kinds_are_one_where_responses_are_normal():
    # One respondent a cell, weighted by the probability of the cell: the population.
    h, k = np.array([-0.6, 0.5]), np.array([-1.0, 0.1, 0.9])
    cells = cell_probabilities(h, k, 0.55)
    a, b = np.indices(cells.shape).reshape(2, -1)
    weights = cells.ravel() * cells.size
    given = answers(np.column_stack([a, b]).astype(float), [3, 4])
    usual = ordinal_statistics(given, weights=weights)
    honest = ordinal_statistics(given, weights=weights, hessian=True)
    np.testing.assert_allclose(usual.influence.of_pairs, honest.influence.of_pairs, atol=1e-8)
    np.testing.assert_allclose(usual.honest, 1.0, atol=1e-8)


def test_a_tetrachoric_varies_as_the_delta_method_says():
    # A table of two by two has as many moments as parameters: Gamma is the delta method's.
    table = np.array([[40.0, 15.0], [20.0, 45.0]])
    n = table.sum()
    cells = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    values = np.repeat(cells, table.ravel().astype(int), axis=0)
    for hessian in (False, True):
        found = ordinal_statistics(answers(values, [2, 2]), hessian=hessian).statistics
        (h,), (k,), rho = found.thresholds[0], found.thresholds[1], found.cov[1, 0]
        step, centre = 1e-6, np.array([h, k, rho])

        def shares(x):
            h, k, r = x
            edges = [(h, 30.0), (30.0, k), (h, k)]
            return np.array([bivariate_cdf(*edge, r) for edge in edges])

        slopes = differences(shares, centre, step).T
        margins = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 0]], dtype=float)
        p = table.ravel() / n
        cov = margins @ (np.diag(p) - np.outer(p, p)) @ margins.T
        inverse = np.linalg.inv(slopes)
        np.testing.assert_allclose(found.gamma(), inverse @ cov @ inverse.T, rtol=2e-6)
        np.testing.assert_allclose(np.diag(found.gamma()), found.variances, rtol=2e-6)


@pytest.mark.parametrize("absent", [False, True], ids=["complete", "pairwise"])
@pytest.mark.parametrize("hessian", [False, True])
def test_influences_add_up_to_nothing_and_their_squares_to_the_variances(absent, hessian):
    found = ordinal_statistics(_values(absent=absent), hessian=hessian)
    rows = _rows(found)
    np.testing.assert_allclose(rows.sum(axis=1), 0.0, atol=1e-6)
    np.testing.assert_allclose((rows**2).mean(axis=1), found.statistics.diagonal, rtol=1e-9)
    if not hessian:
        np.testing.assert_array_equal(found.statistics.diagonal, found.statistics.variances)


def _rows(found):
    """Return the influence matrix in double precision, unweighted."""
    given, influence = found.influence.given, found.influence
    codes = given.codes.astype(int)
    levels = [
        influence.of_levels[: count - 1, codes[item], item]
        for item, count in enumerate(given.n_categories)
    ]
    row, col = influence.pairs
    pairs = [
        influence.of_pairs[at, codes[i], codes[j]]
        for at, (i, j) in enumerate(zip(row, col, strict=True))
    ]
    return np.concatenate([*levels, np.array(pairs)])
