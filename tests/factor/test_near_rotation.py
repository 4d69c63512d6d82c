"""Rotations found near a known one are those found from a hundred random starts."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.factor.choices import EfaOptions
from gainsem.factor.near_rotation import Known, aligned, rotation_near
from gainsem.factor.rotations import make_rotation, plan_rotation

NAMES = [f"x{k}" for k in range(12)]


def simple(*, general: bool = False) -> np.ndarray:
    rng = np.random.default_rng(1)
    loadings = rng.uniform(-0.1, 0.1, (12, 3))
    for k in range(12):
        loadings[k, 1 + k // 6 if general else k // 4] = rng.uniform(0.5, 0.8)
    if general:
        loadings[:, 0] = rng.uniform(0.5, 0.7, 12)
    return loadings @ np.linalg.qr(rng.normal(size=(3, 3)))[0]


@pytest.mark.parametrize(
    ("rotation", "arguments"),
    [
        ("geomin", {}),
        ("oblimin", {"normalize": "kaiser"}),
        ("varimax", {}),
        ("promax", {}),
        ("bi-geomin", {}),
    ],
)
def test_rotations_of_like_loadings_are_those_of_many_starts(rotation, arguments) -> None:
    options = EfaOptions(n_factors=3, rotation=rotation, rotation_args=arguments)
    plan = plan_rotation(options, NAMES)
    first = simple(general=rotation.startswith("bi-"))
    whole = make_rotation(first, plan, options)
    rng = np.random.default_rng(9)
    turned = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    other = (first + rng.normal(0.0, 0.02, first.shape)) @ turned
    known = Known(first, whole.loadings, whole.turn)
    near = rotation_near(other, plan, options, known)
    cold = aligned(make_rotation(other, plan, options), known)
    assert near.converged
    assert near.loadings == pytest.approx(cold.loadings, abs=1e-5)
    assert near.phi == pytest.approx(cold.phi, abs=1e-5)
    assert near.turn.T @ near.turn == pytest.approx(near.phi, abs=1e-9)
    assert np.abs(near.loadings - whole.loadings).max() < 0.15


def test_unrotated_factors_keep_their_places_and_get_their_signs() -> None:
    options = EfaOptions(n_factors=3, rotation="none")
    plan = plan_rotation(options, NAMES)
    first = simple()
    found = rotation_near(first * [-1.0, 1.0, -1.0], plan, options, Known(first, first, np.eye(3)))
    assert found.loadings == pytest.approx(first)
