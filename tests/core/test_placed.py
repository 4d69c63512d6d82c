"""Groups in one vector: scattered sums are those of explicit index matrices."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.placed import Places, mean_values

APART = Places(np.array([3, 0, 4]), 5)
SHARED = Places(np.array([1, 1, 2]), 5)


def picks(places: Places) -> np.ndarray:
    """Return the matrix (q_g, q) that picks a group's parameters."""
    return np.eye(places.size)[places.at]


@pytest.mark.parametrize("places", [APART, SHARED])
def test_scattered_sums(places):
    rng = np.random.default_rng(1)
    vector, matrix, rows = rng.normal(size=3), rng.normal(size=(3, 3)), rng.normal(size=(4, 3))
    pick = picks(places)
    np.testing.assert_allclose(places.vector(vector), pick.T @ vector)
    np.testing.assert_allclose(places.matrix(matrix), pick.T @ matrix @ pick)
    np.testing.assert_allclose(places.columns(rows), rows @ pick)


def test_only_parameters_of_their_own_are_apart():
    assert APART.apart
    assert not SHARED.apart


def test_a_shared_start_is_the_weighted_mean():
    groups = [(Places(np.array([0, 1]), 3), np.array([1.0, 2.0]), 0.25)]
    groups.append((Places(np.array([0, 2]), 3), np.array([5.0, 7.0]), 0.75))
    assert mean_values(groups, 3).tolist() == [4.0, 2.0, 7.0]
