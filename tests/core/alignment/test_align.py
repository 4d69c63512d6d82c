"""Alignment of populations whose means, variances and bias are known."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.alignment.align import align, aligned_covariances
from gainsem.core.alignment.parameters import estimate_order, theta_metric
from tests.core.alignment.groups import population

SIZES = np.array([300.0, 500.0, 200.0, 400.0, 350.0, 250.0])


@pytest.mark.parametrize("n_thresholds", [0, 3])
def test_without_bias_alignment_finds_the_population(n_thresholds: int) -> None:
    made = population(n_thresholds=n_thresholds)
    found = align(
        made.configural_loadings,
        made.configural_positions,
        SIZES,
        thresholds=n_thresholds > 0,
    )
    assert found.converged
    np.testing.assert_allclose(found.means, made.means, atol=1e-8)
    np.testing.assert_allclose(np.sqrt(found.variances), made.sds, atol=1e-8)
    first, second = estimate_order(made.loadings, made.positions)
    items, factors = np.array(first).T
    np.testing.assert_allclose(found.loadings, made.loadings[:, items, factors], atol=1e-8)
    rows, steps = np.array(second).T
    positions = made.positions if n_thresholds else made.positions[:, :, None]
    np.testing.assert_allclose(found.positions, positions[:, rows, steps], atol=1e-8)


def test_few_biased_parameters_leave_means_and_variances_nearly_alone() -> None:
    """A small epsilon shows what the loss is made for: bias stays where it is."""
    biased = ((1, 1, 0.5, 0.8), (3, 4, -0.3, -0.7), (4, 9, 0.4, 0.9))
    made = population(n_items=10, biased=biased)
    found = align(made.configural_loadings, made.configural_positions, SIZES, epsilon=1e-6)
    np.testing.assert_allclose(found.means, made.means, atol=0.002)
    np.testing.assert_allclose(np.sqrt(found.variances), made.sds, atol=0.002)
    apart = found.positions - made.positions[0]
    for group, item, _, position in biased:
        assert apart[group, item] == pytest.approx(position, abs=0.005)


def test_the_usual_epsilon_spreads_a_little_of_the_bias() -> None:
    biased = ((1, 1, 0.5, 0.8), (3, 4, -0.3, -0.7))
    made = population(n_items=10, biased=biased)
    found = align(made.configural_loadings, made.configural_positions, SIZES)
    assert np.abs(found.means - made.means).max() < 0.05
    scalar = np.abs(_means_of_equal_weights(made) - made.means)[1, 0]
    assert np.abs(found.means - made.means)[1, 0] < 0.5 * scalar


def _means_of_equal_weights(made) -> np.ndarray:
    """Means that share bias among all items: what equal intercepts would give, about."""
    loadings, apart = made.loadings[0], made.configural_positions - made.configural_positions[0]
    return apart @ np.linalg.pinv(loadings).T


def test_alignment_is_another_writing_of_the_configural_model() -> None:
    made = population(seed=5, biased=((2, 3, 0.4, 0.5),))
    found = align(made.configural_loadings, made.configural_positions, SIZES, method="free")
    table = found.table
    sd = np.sqrt(found.variances[:, table.factor])
    np.testing.assert_allclose(found.loadings * sd, table.loadings, rtol=1e-12)
    moved = found.loadings * found.means[:, table.factor]
    np.testing.assert_allclose(found.positions + moved, made.configural_positions, atol=1e-12)


def test_the_fixed_method_holds_the_reference_and_the_free_one_finds_it() -> None:
    biased = ((1, 1, 0.5, 0.0), (3, 4, -0.3, 0.0), (2, 2, 0.4, 0.0), (5, 8, 0.5, 0.0))
    made = population(n_items=10, biased=biased)
    arguments = (made.configural_loadings, made.configural_positions, SIZES)
    fixed = align(*arguments, reference=2)
    assert (fixed.means[2] == 0.0).all()
    assert (fixed.variances[2] == 1.0).all()
    free = align(*arguments, method="free", epsilon=1e-6)
    assert (free.variances[0] == 1.0).all()
    np.testing.assert_allclose(free.means, made.means, atol=0.01)
    held = align(*arguments, epsilon=1e-6)
    assert free.loss <= held.loss + 1e-9


def test_a_reference_group_changes_the_metric_only() -> None:
    made = population(seed=8, biased=((1, 1, 0.5, 0.8),))
    arguments = (made.configural_loadings, made.configural_positions, SIZES)
    first, third = (align(*arguments, method="free", reference=each) for each in (0, 3))
    assert first.loss == pytest.approx(third.loss, rel=1e-9)
    ratio = np.sqrt(first.variances[3])
    np.testing.assert_allclose(third.means * ratio, first.means, atol=1e-6)
    np.testing.assert_allclose(third.variances * ratio**2, first.variances, rtol=1e-6)


def test_a_factor_that_points_the_other_way_is_turned() -> None:
    made = population()
    turned = made.configural_loadings.copy()
    turned[4, :, 1] *= -1.0
    found = align(turned, made.configural_positions, SIZES)
    assert found.signs[4, 1] == -1.0
    assert (found.signs == 1.0).sum() == 11
    np.testing.assert_allclose(found.means, made.means, atol=1e-8)
    correlations = np.tile(np.array([[1.0, -0.4], [-0.4, 1.0]]), (6, 1, 1))
    covariances = aligned_covariances(found, correlations)
    assert covariances[4, 0, 1] == pytest.approx(0.4 * made.sds[4].prod(), rel=1e-6)
    assert covariances[3, 0, 1] == pytest.approx(-0.4 * made.sds[3].prod(), rel=1e-6)


def test_an_item_that_one_group_was_not_asked_is_left_out_there() -> None:
    made = population()
    loadings, positions = made.configural_loadings.copy(), made.configural_positions.copy()
    loadings[2, 1], positions[2, 1] = np.nan, np.nan
    found = align(loadings, positions, SIZES)
    np.testing.assert_allclose(found.means, made.means, atol=1e-8)
    assert np.isnan(found.loadings[2, 1])
    assert np.isnan(found.positions[2, 1])
    assert np.isfinite(found.positions).sum() == found.positions.size - 1


def test_an_item_with_two_factors_joins_their_means() -> None:
    made = population()
    loadings = made.loadings.copy()
    loadings[:, 0, 1] = 0.4
    moved = np.einsum("gij,gj->gi", loadings, made.means)
    found = align(loadings * made.sds[:, None, :], made.positions + moved, SIZES)
    np.testing.assert_allclose(found.means, made.means, atol=1e-7)
    assert [each.factors for each in found.searches if each.what == "mean"] == [(0, 1)]


def test_delta_loadings_become_comparable_with_residual_variances_of_one() -> None:
    loadings, thresholds = theta_metric(
        np.array([[[0.6]], [[0.8]]]), np.array([[[0.4]], [[0.3]]]), np.array([[0.64], [0.36]])
    )
    np.testing.assert_allclose(loadings.ravel(), [0.75, 0.8 / 0.6])
    np.testing.assert_allclose(thresholds.ravel(), [0.5, 0.5])


@pytest.mark.parametrize(
    ("loadings", "positions"),
    [
        (np.ones((1, 3, 1)), np.zeros((1, 3))),
        (np.ones((2, 3, 1)), np.zeros((3, 3))),
        (np.array([[[1.0], [0.0]], [[1.0], [0.0]]]), np.zeros((2, 2))),
    ],
)
def test_what_cannot_be_aligned_is_refused(loadings: np.ndarray, positions: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"two or more groups|must load"):
        align(loadings, positions, np.ones(len(loadings)))
