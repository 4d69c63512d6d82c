"""Sets of groups that share a parameter, by hand and in a population with known bias."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from gainsem.core.alignment.align import align
from gainsem.core.alignment.errors import alignment_errors
from gainsem.core.alignment.invariance import alignment_invariance, compared_means, invariant_set
from gainsem.core.alignment.recovery import normal_replicates, recovery
from tests.core.alignment.groups import population, sampling_covariances

SIZES = np.full(6, 400.0)
BIASED = ((1, 1, 0.0, 0.8), (3, 4, -0.5, 0.0), (4, 8, 0.0, -0.9))


def test_a_group_far_from_the_others_is_left_out() -> None:
    values = np.array([1.0, 1.1, 0.9, 2.0])
    found = invariant_set(values, 0.01 * np.eye(4), np.array([1.0, 1.0, 2.0, 1.0]))
    assert found.invariant.tolist() == [True, True, True, False]
    assert found.deviating.tolist() == [False, False, False, True]
    assert found.mean == pytest.approx(3.9 / 4)
    # 2 less the mean (1 + 1.1 + 2 * .9) / 4, with variance .01 (1 + 1/16 + 1/16 + 1/4).
    z = (2.0 - 0.975) / np.sqrt(0.01 * (1 + 6 / 16))
    assert found.pvalues[3] == pytest.approx(2 * norm.sf(z), rel=1e-9)
    # A member: the mean contains it.
    z = (1.0 - 0.975) / np.sqrt(0.01 * (0.75**2 + 5 / 16))
    assert found.pvalues[0] == pytest.approx(2 * norm.sf(z), rel=1e-9)


def test_groups_are_connected_through_others() -> None:
    """0 and .6 differ at .01 (z = 4.2), but .3 lies between (z = 2.1); all are near their mean."""
    found = invariant_set(np.array([0.0, 0.3, 0.6, 9.0]), 0.01 * np.eye(4), np.ones(4))
    assert found.invariant.tolist() == [True, True, True, False]


def test_groups_outside_the_first_set_can_enter() -> None:
    """The last is connected with none of the others (z of 2.6), but p > .001 from their mean."""
    found = invariant_set(np.array([0.0, 0.0, 0.0, 0.37]), 0.01 * np.eye(4), np.ones(4))
    assert 2 * norm.sf(0.37 / np.sqrt(0.02)) < 0.01
    assert 2 * norm.sf(0.37 / np.sqrt(0.01 * 4 / 3)) > 0.001
    assert found.invariant.all()
    assert found.mean == pytest.approx(0.0925)


def test_a_group_without_the_parameter_is_in_no_set() -> None:
    values = np.array([1.0, np.nan, 1.0])
    covariances = np.full((3, 3), np.nan)
    covariances[np.ix_([0, 2], [0, 2])] = 0.01 * np.eye(2)
    found = invariant_set(values, covariances, np.ones(3))
    assert found.invariant.tolist() == [True, False, True]
    assert not found.deviating.any()
    assert np.isnan(found.pvalues[1])


def test_planted_bias_is_what_the_table_names() -> None:
    made = population(n_items=10, biased=BIASED)
    found = align(made.configural_loadings, made.configural_positions, SIZES)
    errors = alignment_errors(found, sampling_covariances(6, found.table.width, size=0.03))
    invariance = alignment_invariance(found, errors)
    loadings = [
        (g, k) for k, s in enumerate(invariance.loadings) for g in np.flatnonzero(s.deviating)
    ]
    positions = [
        (g, k) for k, s in enumerate(invariance.positions) for g in np.flatnonzero(s.deviating)
    ]
    assert loadings == [(3, 4)]
    assert positions == [(1, 1), (4, 8)]
    assert invariance.share == pytest.approx(3 / 120)
    assert invariance.loading_share == pytest.approx(1 / 60)
    assert invariance.position_share == pytest.approx(2 / 60)
    assert invariance.trustworthy


def test_invariant_parameters_are_explained_wholly() -> None:
    made = population(n_items=10)
    found = align(made.configural_loadings, made.configural_positions, SIZES)
    errors = alignment_errors(found, sampling_covariances(6, found.table.width, size=0.03))
    invariance = alignment_invariance(found, errors)
    np.testing.assert_allclose(invariance.loading_r2, 1.0, atol=1e-10)
    np.testing.assert_allclose(invariance.position_r2, 1.0, atol=1e-10)
    assert invariance.average_index == pytest.approx(1.0)
    assert invariance.share == 0.0


def test_explained_variation_by_hand() -> None:
    """One item's loading differs: R squared from the population's own numbers."""
    made = population(n_items=10, biased=((3, 4, -0.5, 0.0),))
    found = align(made.configural_loadings, made.configural_positions, SIZES, epsilon=1e-8)
    errors = alignment_errors(found, sampling_covariances(6, found.table.width, size=0.03))
    invariance = alignment_invariance(found, errors)
    configural = made.configural_loadings[:, 4, 0]
    rest = configural - made.sds[:, 0] * made.loadings[:, 4, 0].mean()
    by_hand = 1.0 - rest.var() / configural.var()
    assert invariance.loading_r2[4] == pytest.approx(by_hand, abs=1e-3)
    assert invariance.average_index < 1.0


def test_differences_of_means_have_the_errors_of_their_covariances() -> None:
    made = population(n_items=10, biased=BIASED)
    found = align(made.configural_loadings, made.configural_positions, SIZES)
    errors = alignment_errors(found, sampling_covariances(6, found.table.width, size=0.05))
    differences, pvalues = compared_means(found, errors, 1)
    cov = errors.means[1]
    z = (found.means[2, 1] - found.means[5, 1]) / np.sqrt(cov[2, 2] + cov[5, 5] - 2 * cov[2, 5])
    assert differences[2, 5] == pytest.approx(found.means[2, 1] - found.means[5, 1])
    assert pvalues[2, 5] == pytest.approx(2 * norm.sf(abs(z)), rel=1e-8)
    assert (np.diag(pvalues) == 1.0).all()


def test_recovery_is_good_with_little_noise_and_poor_with_much() -> None:
    made = population(n_items=10, biased=BIASED)
    found = align(made.configural_loadings, made.configural_positions, SIZES)
    small, large = (
        recovery(
            found,
            normal_replicates(found, sampling_covariances(6, found.table.width, size=size)),
            draws=20,
            starts=3,
        )
        for size in (0.02, 0.6)
    )
    assert small.trustworthy
    assert (small.average > 0.99).all()
    assert (small.average_of_variances > 0.9).all()
    assert np.abs(small.mean_bias).max() < 0.03
    assert not large.trustworthy
    assert (large.mean_rmse[1:] > 5 * small.mean_rmse[1:]).all()
    assert small.failed == 0


def test_replicates_without_noise_are_the_estimates() -> None:
    made = population(n_thresholds=3)
    turned = made.configural_loadings.copy()
    turned[4, :, 1] *= -1.0
    found = align(turned, made.configural_positions, SIZES, thresholds=True)
    replicate = normal_replicates(found, np.zeros((6, found.table.width, found.table.width)))
    loadings, thresholds = replicate(np.random.default_rng(1))
    np.testing.assert_allclose(loadings, turned)
    np.testing.assert_allclose(thresholds, made.configural_positions)
