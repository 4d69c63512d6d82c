"""Rotation criteria and their search: derivatives, known minima, invariances."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.direct_rotation import promax, schmid_leiman
from gainsem.core.factor_extraction import extract_ml
from gainsem.core.factor_order import in_order, variance_explained
from gainsem.core.factor_rotation import congruence, rotate, row_scale
from gainsem.core.rotation_criteria import (
    behind_general,
    crawford_ferguson,
    entropy,
    geomin,
    infomax,
    oblimin,
    simplimax,
    towards_target,
)
from gainsem.core.rotation_search import random_turns, search_rotations
from tests.core.factor_models import implied, noisy, simple_structure, with_crossloadings

TARGET = np.where(np.arange(36).reshape(12, 3) % 4 == 0, np.nan, 0.1)
CRITERIA = {
    "crawford-ferguson": crawford_ferguson(0.3),
    "oblimin": oblimin(0.4),
    "quartimin": oblimin(0.0),
    "geomin": geomin(0.01),
    "infomax": infomax(),
    "entropy": entropy(),
    "simplimax": simplimax(20),
    "target": towards_target(TARGET),
    "bi-geomin": behind_general(geomin(0.01)),
}


@pytest.mark.parametrize("name", CRITERIA)
def test_slopes_are_the_derivatives(name: str) -> None:
    loadings = np.random.default_rng(7).uniform(-0.8, 0.8, (2, 12, 3))
    value, slope = CRITERIA[name](loadings)
    step, numeric = 1e-6, np.zeros_like(loadings)
    for index in np.ndindex(loadings.shape):
        moved = np.zeros_like(loadings)
        moved[index] = step
        up, down = CRITERIA[name](loadings + moved)[0], CRITERIA[name](loadings - moved)[0]
        numeric[index] = (up - down)[index[0]] / (2.0 * step)
    np.testing.assert_allclose(slope, numeric, atol=1e-8)
    assert value.shape == (2,)


def test_varimax_as_crawford_ferguson_is_kaisers_varimax() -> None:
    """For orthogonal rotations the two differ by a constant (Crawford & Ferguson 1970)."""
    loadings = np.random.default_rng(3).uniform(-0.8, 0.8, (12, 3))
    turns = random_turns(3, 3, seed=9)
    rotated = loadings @ turns
    kaiser = (rotated**2).var(axis=1).sum(axis=1)
    sums = crawford_ferguson(1.0 / 12.0)(rotated)[0] + 12.0 / 4.0 * kaiser
    np.testing.assert_allclose(sums, sums[0], atol=1e-12)


@pytest.mark.parametrize("name", ["quartimin", "geomin", "infomax", "simplimax"])
def test_a_perfect_simple_structure_is_recovered(name: str) -> None:
    loadings, phi = simple_structure()
    criterion = simplimax(24) if name == "simplimax" else CRITERIA[name]
    criterion = geomin(1e-6) if name == "geomin" else criterion
    unrotated = extract_ml(implied(loadings, phi), 3).loadings
    found = rotate(unrotated, criterion, oblique=True, starts=40, seed=2)
    assert found.converged
    # Geomin's epsilon and infomax's curvature keep zeros from being exactly zero.
    assert congruence(found.loadings, loadings).min() > (0.98 if name == "infomax" else 0.9999)


def test_an_oblique_rotation_keeps_what_the_factors_explain() -> None:
    r = noisy(implied(*with_crossloadings()))
    unrotated = extract_ml(r, 3).loadings
    for oblique in (True, False):
        found = in_order(rotate(unrotated, geomin(0.01), oblique=oblique, starts=20, seed=1))
        common = found.loadings @ found.phi @ found.loadings.T
        np.testing.assert_allclose(common, unrotated @ unrotated.T, atol=1e-12)
        np.testing.assert_allclose(np.diag(found.phi), 1.0, atol=1e-12)
        explained = variance_explained(found.loadings, found.phi)
        assert explained.sum() == pytest.approx((unrotated**2).sum())
        assert (np.diff(explained) <= 0).all()
        assert (found.loadings.sum(axis=0) > 0).all()


def test_nothing_near_the_minimum_is_lower() -> None:
    r = noisy(implied(*with_crossloadings()))
    unrotated = extract_ml(r, 3).loadings
    found = rotate(unrotated, geomin(0.001), oblique=True, starts=50, seed=1)
    rng = np.random.default_rng(4)
    for size in (1e-1, 1e-2, 1e-3):
        turns = found.turn + size * rng.standard_normal((200, 3, 3))
        turns /= np.sqrt((turns**2).sum(axis=-2, keepdims=True))
        around = unrotated @ np.linalg.inv(turns).swapaxes(-1, -2)
        assert (geomin(0.001)(around)[0] >= found.value - 1e-13).all()


def test_random_starts_are_counted_and_repeatable() -> None:
    loadings = np.random.default_rng(3).uniform(-0.7, 0.7, (15, 5))
    one = rotate(loadings, geomin(0.0001), oblique=True, starts=60, seed=5)
    two = rotate(loadings, geomin(0.0001), oblique=True, starts=60, seed=5)
    assert np.array_equal(one.loadings, two.loadings)
    assert len(one.minima) > 1
    assert sum(each.starts for each in one.minima) + one.failed == 60
    values = [each.value for each in one.minima]
    assert values == sorted(values)
    assert one.minima[0].congruence == pytest.approx(1.0, abs=1e-6)
    assert one.value <= values[0] + 1e-12


def test_a_search_cut_short_says_so() -> None:
    unrotated = extract_ml(noisy(implied(*with_crossloadings())), 3).loadings
    found = search_rotations(
        unrotated, geomin(0.001), random_turns(4, 3, seed=1), oblique=True, max_iterations=2
    )
    assert not found.converged.any()
    assert (
        rotate(unrotated, geomin(0.001), oblique=True, starts=4, seed=1, max_iterations=2).failed
        == 4
    )


def test_random_turns_are_rotations() -> None:
    turns = random_turns(6, 4, seed=3)
    assert np.array_equal(turns[0], np.eye(4))
    np.testing.assert_allclose(
        turns.swapaxes(-1, -2) @ turns, np.tile(np.eye(4), (6, 1, 1)), atol=1e-14
    )


def test_a_full_target_in_reach_is_hit() -> None:
    loadings, phi = with_crossloadings()
    unrotated = extract_ml(implied(loadings, phi), 3).loadings
    found = rotate(unrotated, towards_target(loadings), oblique=True, starts=10, seed=1)
    np.testing.assert_allclose(found.loadings, loadings, atol=1e-5)
    np.testing.assert_allclose(found.phi, phi, atol=1e-5)


def test_a_bifactor_structure_is_recovered() -> None:
    loadings = np.zeros((15, 4))
    loadings[:, 0] = np.linspace(0.45, 0.7, 15)
    loadings[np.arange(15), 1 + np.arange(15) // 5] = 0.45
    unrotated = extract_ml(implied(loadings, np.eye(4)), 4).loadings
    found = in_order(
        rotate(unrotated, behind_general(oblimin(0.0)), oblique=False, starts=50, seed=1), held=1
    )
    np.testing.assert_allclose(found.loadings[:, 0], loadings[:, 0], atol=1e-4)
    assert congruence(found.loadings, loadings).min() > 0.9999


def test_kaiser_and_cureton_mulaik_scales() -> None:
    unrotated = extract_ml(noisy(implied(*with_crossloadings())), 3).loadings
    assert row_scale(unrotated, None) is None
    lengths = ((unrotated * row_scale(unrotated, "kaiser")[:, None]) ** 2).sum(axis=1)
    np.testing.assert_allclose(lengths, 1.0)
    weighted = unrotated * row_scale(unrotated, "cureton-mulaik")[:, None]
    assert ((weighted**2).sum(axis=1) <= 1.01).all()


def test_promax_turns_towards_powers_of_varimax() -> None:
    unrotated = extract_ml(noisy(implied(*with_crossloadings())), 3).loadings
    scale = row_scale(unrotated, "kaiser")
    varimax = rotate(
        unrotated, crawford_ferguson(1 / 12), oblique=False, starts=1, seed=1, scale=scale
    )
    found = promax(unrotated, varimax, power=4.0)
    np.testing.assert_allclose(
        found.loadings @ found.phi @ found.loadings.T, unrotated @ unrotated.T, atol=1e-12
    )
    # The best least squares fit of column j to its target, up to length.
    best = np.linalg.lstsq(unrotated, varimax.loadings**3 * np.abs(varimax.loadings), rcond=None)[0]
    cosines = congruence(unrotated @ best, found.loadings)
    np.testing.assert_allclose(cosines, 1.0, atol=1e-12)


def test_schmid_leiman_reproduces_a_hierarchy() -> None:
    loadings, _ = simple_structure()
    gamma = np.array([0.8, 0.7, 0.6])
    phi = np.outer(gamma, gamma)
    np.fill_diagonal(phi, 1.0)
    found = schmid_leiman(loadings, phi)
    np.testing.assert_allclose(found.of_factors, gamma, atol=1e-8)
    np.testing.assert_allclose(
        found.loadings @ found.loadings.T, loadings @ phi @ loadings.T, atol=1e-7
    )
