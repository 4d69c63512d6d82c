"""Traces and sums of robust tests against the large matrices they are about.

Slopes are central differences with step 1e-6, good to about 1e-9; traces are sums of a few hundred
products of them, hence 1e-6 relative.
"""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.casewise_scores import Deviations
from gainsem.core.discrepancy import expected_information, ml_point
from gainsem.core.gamma_products import gamma_products
from gainsem.core.gram_traces import is_cheaper, pair_sums, unrelated_pair_squares
from gainsem.core.implied import imply
from gainsem.core.joint_gamma import joint_traces, of_one_group, residual_spread
from gainsem.core.moment_rows import MomentRows
from gainsem.core.moments import sample_moments
from gainsem.core.normal_traces import (
    explained_by,
    independence_trace,
    saturated_trace,
    turned,
)
from gainsem.core.robust_residuals import residual_variances as likelihood_residual_variances
from gainsem.core.robust_residuals import score_sums
from gainsem.core.turned_moments import turned_problem, unrelated_products
from tests.core.explicit_moments import normal_weight, places, rows_of, slopes_of
from tests.core.random_structures import random_structure

CLOSE = {"rel": 1e-6, "abs": 1e-8}
GIVEN = [(), (0, 2)]


def example(seed, given, *, means):
    """Return structure, point, answers, and what the given variables explain of them."""
    structure, params = random_structure(seed, means=means)
    rng = np.random.default_rng(seed)
    values = rng.standard_t(6, size=(83, structure.n_observed)) @ np.diag(
        rng.uniform(0.5, 2.0, structure.n_observed)
    )
    at = np.array(given, dtype=np.intp)
    return structure, params, values, explained_by(values - values.mean(axis=0), at)


def explicit(structure, params, values, explained):
    """Return Gamma, V, Delta and M."""
    z = rows_of(values, explained, means=structure.means)
    gamma = z.T @ z / len(z)
    weight = normal_weight(imply(structure, params).sigma, means=structure.means)
    slopes = slopes_of(structure, params)
    return gamma, weight, slopes, np.linalg.pinv(slopes.T @ weight @ slopes)


@pytest.mark.parametrize("means", [False, True])
@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("seed", [3, 8])
def test_saturated_trace(seed, given, means):
    structure, params, values, explained = example(seed, given, means=means)
    gamma, weight, _, _ = explicit(structure, params, values, explained)
    of = turned(imply(structure, params).sigma, values - values.mean(axis=0), explained=explained)
    assert saturated_trace(of, means=means) == pytest.approx(np.sum(weight * gamma), **CLOSE)


@pytest.mark.parametrize("means", [False, True])
@pytest.mark.parametrize("given", GIVEN)
def test_both_moments_of_the_statistic(given, means):
    structure, params, values, explained = example(8, given, means=means)
    gamma, weight, slopes, bread = explicit(structure, params, values, explained)
    residual = weight - weight @ slopes @ bread @ slopes.T @ weight
    product = residual @ gamma
    implied = imply(structure, params)
    of = turned(implied.sigma, values - values.mean(axis=0), explained=explained)
    problem = turned_problem(of, structure, implied, np.eye(len(params)))
    found = gamma_products(
        problem.moments, problem.weight, problem.jacobian, problem.unrelated, squares=True
    )
    whole = of_one_group(problem.jacobian, found.diagonal, found)
    (trace, squared), _ = joint_traces([whole], bread, found.meat)
    assert trace == pytest.approx(np.trace(product), **CLOSE)
    assert squared == pytest.approx(np.trace(product @ product), **CLOSE)


@pytest.mark.parametrize("means", [False, True])
@pytest.mark.parametrize("given", GIVEN)
def test_pairs_of_respondents_know_the_second_moment(given, means, monkeypatch):
    monkeypatch.setattr("gainsem.core.gram_traces.ROWS", 10)
    structure, params, values, explained = example(3, given, means=means)
    gamma, weight, slopes, _ = explicit(structure, params, values, explained)
    away = values - values.mean(axis=0)
    of = turned(imply(structure, params).sigma, away, explained=explained)
    scores = rows_of(values, explained, means=means) @ weight @ slopes
    found = pair_sums(of, scores, means=means)
    product = weight @ gamma
    assert found.squares == pytest.approx(np.trace(product @ product), **CLOSE)
    expected = slopes.T @ product @ product @ weight @ slopes
    np.testing.assert_allclose(
        found.across, expected, rtol=1e-6, atol=1e-7 * np.abs(expected).max()
    )


def test_pairs_are_taken_where_they_are_fewer_operations():
    few = turned(np.eye(40), np.ones((100, 40)))
    many = turned(np.eye(4), np.ones((100, 4)))
    assert is_cheaper(few)
    assert not is_cheaper(many)


@pytest.mark.parametrize("given", GIVEN)
def test_both_moments_of_the_baseline_statistic(given):
    structure, _, values, explained = example(8, given, means=False)
    p, at = structure.n_observed, np.array(given, dtype=np.intp)
    row, col = places(p)
    apart = (row != col) & ~(np.isin(row, at) & np.isin(col, at))
    s = np.cov(values, rowvar=False, bias=True)
    sigma = np.diag(np.diag(s))
    sigma[np.ix_(at, at)] = s[np.ix_(at, at)]
    z = rows_of(values, explained, means=False)
    gamma, weight = z.T @ z / len(z), normal_weight(sigma, means=False)
    slopes = np.eye(len(row))[:, ~apart]
    bread = np.linalg.inv(slopes.T @ weight @ slopes)
    product = (weight - weight @ slopes @ bread @ slopes.T @ weight) @ gamma
    of = turned(sigma, values - values.mean(axis=0), explained=explained, first=at)
    moments, unrelated = unrelated_products(of, len(at))
    squared = moments.sums_of_squares(np.ones(moments.size), unrelated)[1]
    assert independence_trace(of, len(at)) == pytest.approx(np.trace(product), **CLOSE)
    assert squared == pytest.approx(np.trace(product @ product), **CLOSE)
    by_pairs = unrelated_pair_squares(of, len(at))
    assert by_pairs == pytest.approx(np.trace(product @ product), **CLOSE)


@pytest.mark.parametrize("means", [False, True])
@pytest.mark.parametrize("given", GIVEN)
def test_sums_of_scores_and_residual_variances(given, means):
    structure, params, values, explained = example(3, given, means=means)
    gamma, weight, slopes, bread = explicit(structure, params, values, explained)
    mean, cov = values.mean(axis=0), np.cov(values, rowvar=False, bias=True)
    point = ml_point(structure, sample_moments(cov, 83.0, mean=mean), params)
    if explained is not None:
        cov = cov - explained.T @ explained / len(explained)
    sums = score_sums(
        structure, point.implied, point.omega, Deviations(values, mean, cov, explained)
    )
    meat = slopes.T @ weight @ gamma @ weight @ slopes
    np.testing.assert_allclose(sums.meat, meat, rtol=1e-6, atol=1e-6 * np.abs(meat).max())
    left = np.eye(len(gamma)) - slopes @ bread @ slopes.T @ weight
    expected = np.diag(left @ gamma @ left.T)
    found = likelihood_residual_variances(sums, slopes, bread)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8)
    information = expected_information(structure, point)
    np.testing.assert_allclose(information, slopes.T @ weight @ slopes, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("means", [False, True])
def test_a_diagonal_weight(means):
    structure, params, values, _ = example(8, (), means=means)
    gamma, _, slopes, _ = explicit(structure, params, values, None)
    weight = 1.0 / np.diag(gamma)
    bread = np.linalg.pinv((slopes.T * weight) @ slopes)
    own, (row, col) = np.arange(values.shape[1]), places(values.shape[1])
    rows = np.ascontiguousarray((values - values.mean(axis=0)).T)
    moments = MomentRows(rows, own if means else own[:0], row, col)
    np.testing.assert_allclose(moments.gamma(), gamma, atol=1e-12)
    np.testing.assert_allclose(moments.variances(), np.diag(gamma), rtol=1e-12)
    first = len(gamma) - len(row)
    apart = first + np.flatnonzero(row != col)
    found = gamma_products(moments, weight, slopes, apart, squares=True)
    whole = of_one_group(slopes, found.diagonal, found)
    model, baseline = joint_traces([whole], bread, found.meat)
    v = np.diag(weight)
    product = (v - v @ slopes @ bread @ slopes.T @ v) @ gamma
    assert model[0] == pytest.approx(np.trace(product), **CLOSE)
    assert model[1] == pytest.approx(np.trace(product @ product), **CLOSE)
    zero = (v @ gamma)[np.ix_(apart, apart)]
    assert baseline[0] == pytest.approx(np.trace(zero), **CLOSE)
    assert baseline[1] == pytest.approx(np.trace(zero @ zero), **CLOSE)
    left = np.eye(len(gamma)) - slopes @ bread @ slopes.T @ v
    np.testing.assert_allclose(
        residual_spread(whole, bread, bread @ found.meat @ bread),
        np.diag(left @ gamma @ left.T),
        rtol=1e-6,
        atol=1e-8,
    )


def test_blocks_of_gamma_do_not_matter(monkeypatch):
    rows = np.random.default_rng(2).normal(size=(6, 101))
    second, first = np.triu_indices(6)
    moments = MomentRows(rows, np.arange(6), first, second)
    root, chosen = np.linspace(0.5, 2.0, moments.size), np.arange(3, 9)
    whole = moments.sums_of_squares(root, chosen)
    monkeypatch.setattr("gainsem.core.moment_rows.BLOCK", 7)
    monkeypatch.setattr("gainsem.core.moment_rows.CHUNK", 10)
    assert moments.sums_of_squares(root, chosen) == pytest.approx(whole, rel=1e-12)
