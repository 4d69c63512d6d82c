"""Standard errors against derivatives by differences, and against simulated estimates."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.alignment.align import Alignment, align
from gainsem.core.alignment.errors import AlignmentErrors, alignment_errors
from gainsem.core.alignment.recovery import normal_replicates
from tests.core.alignment.groups import population, sampling_covariances

SIZES = np.array([300.0, 500.0, 200.0, 400.0])
BIASED = ((1, 1, 0.3, 0.4), (3, 4, -0.2, -0.5))


def _stacked(found: Alignment) -> np.ndarray:
    parts = (found.loadings, found.positions, found.means, found.variances)
    return np.concatenate([part.ravel() for part in parts])


def _errors(errors: AlignmentErrors) -> np.ndarray:
    parts = (
        errors.loading_errors,
        errors.position_errors,
        errors.mean_errors,
        errors.variance_errors,
    )
    return np.concatenate([part.ravel() for part in parts])


def _moved(found: Alignment, move: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the configural estimates with a change of one of them."""
    zero = np.zeros((found.table.width,) * 2)
    replicate = normal_replicates(found, np.tile(zero, (found.table.n_groups, 1, 1)))
    loadings, positions = replicate(np.random.default_rng(0))
    table = found.table
    loadings[:, table.item, table.factor] += move[:, : len(table.item)]
    positions[:, table.of_item, table.step] += move[:, len(table.item) :]
    return loadings, positions


@pytest.mark.parametrize(
    ("n_thresholds", "method", "crossed", "absent"),
    [(0, "fixed", False, True), (0, "free", True, False), (2, "fixed", True, False)],
)
def test_errors_are_those_of_derivatives_by_differences(
    n_thresholds: int, method, crossed: bool, absent: bool
) -> None:
    made = population(4, n_thresholds=n_thresholds, biased=BIASED, seed=4)
    loadings, positions = made.configural_loadings.copy(), made.configural_positions.copy()
    loadings += np.where(loadings, np.random.default_rng(1).normal(0, 0.05, loadings.shape), 0)
    if crossed:
        loadings[:, 0, 1] = [0.3, 0.35, 0.25, 0.3]
    if absent:
        loadings[2, 1], positions[2, 1] = np.nan, np.nan
    options = {"thresholds": n_thresholds > 0, "method": method, "starts": 2}
    found = align(loadings, positions, SIZES, **options)
    width = found.table.width
    vcov = sampling_covariances(4, width, size=0.05)
    step, columns = 1e-5, []
    for k in range(4 * width):
        move = np.zeros(4 * width)
        move[k] = step
        ends = [
            align(*_moved(found, sign * move.reshape(4, width)), SIZES, **options)
            for sign in (1.0, -1.0)
        ]
        columns.append((_stacked(ends[0]) - _stacked(ends[1])) / (2.0 * step))
    jacobian = np.array(columns).T
    whole = np.zeros((4 * width, 4 * width))
    for g in range(4):
        block = slice(g * width, (g + 1) * width)
        whole[block, block] = vcov[g]
    have = np.concatenate([found.table.has_loading, found.table.has_position], axis=1).ravel()
    numeric = jacobian[:, have] @ whole[np.ix_(have, have)] @ jacobian[:, have].T
    of_moments = numeric[-16:, -16:].reshape(2, 4, 2, 2, 4, 2)
    numeric = np.sqrt(np.maximum(np.diag(numeric), 0.0))
    # Differences of minima found to 1e-9 with steps of 1e-5.
    np.testing.assert_allclose(
        _errors(alignment_errors(found, vcov)), numeric, rtol=1e-4, atol=1e-7
    )
    for factor in range(2):
        joint = of_moments[:, :, factor, :, :, factor].reshape(8, 8)
        found_joint = alignment_errors(found, vcov).moments[factor]
        np.testing.assert_allclose(found_joint, joint, rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(
        _errors(alignment_errors(found, whole)), _errors(alignment_errors(found, vcov)), atol=1e-14
    )


def test_errors_are_the_spread_of_simulated_estimates() -> None:
    """400 draws: the standard deviation is known to 3.5 %, and ratios to .88 to 1.12 at 3.5 sd."""
    made = population(4, 10, 1, biased=BIASED, seed=4)
    found = align(made.configural_loadings, made.configural_positions, SIZES, epsilon=0.05)
    vcov = sampling_covariances(4, found.table.width, size=0.02)
    errors = alignment_errors(found, vcov)
    replicate, rng = normal_replicates(found, vcov), np.random.default_rng(5)
    draws = [align(*replicate(rng), SIZES, epsilon=0.05, starts=2).means[1:] for _ in range(400)]
    ratio = np.std(draws, axis=0) / errors.mean_errors[1:]
    assert ratio.min() > 0.88
    assert ratio.max() < 1.12


def test_what_is_fixed_has_no_error() -> None:
    made = population(4, biased=BIASED)
    found = align(made.configural_loadings, made.configural_positions, SIZES)
    errors = alignment_errors(found, sampling_covariances(4, found.table.width, size=0.05))
    assert (errors.mean_errors[0] == 0.0).all()
    assert (errors.variance_errors[0] == 0.0).all()
    assert (errors.mean_errors[1:] > 0.01).all()


def test_a_covariance_matrix_of_another_shape_is_refused() -> None:
    made = population(4)
    found = align(made.configural_loadings, made.configural_positions, SIZES)
    with pytest.raises(ValueError, match="4 blocks of 12 x 12"):
        alignment_errors(found, np.eye(12))


def test_the_free_method_says_when_equal_loadings_determine_nothing() -> None:
    made = population(4, biased=((1, 1, 0.0, 0.4),))
    arguments = (made.configural_loadings, made.configural_positions, SIZES)
    free, fixed = align(*arguments, method="free"), align(*arguments)
    assert fixed.determined
    assert not free.determined
    assert [s.determined for s in free.searches] == [True, True, False, False]
    errors = alignment_errors(free, sampling_covariances(4, free.table.width, size=0.05))
    assert np.isnan(errors.mean_errors).all()
    assert np.isfinite(errors.loading_errors).all()
    assert np.isfinite(errors.variance_errors).all()
