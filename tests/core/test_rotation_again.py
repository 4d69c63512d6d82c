"""Rotations found again from a known one, and columns brought into a known order."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.factor_order import turned
from gainsem.core.factor_rotation import rotate, row_scale
from gainsem.core.rotation_again import aligned, rotate_from, towards
from gainsem.core.rotation_criteria import crawford_ferguson, geomin
from tests.core.factor_models import with_crossloadings

LOADINGS, PHI = with_crossloadings()
UNROTATED = LOADINGS @ np.linalg.cholesky(PHI)


@pytest.mark.parametrize("oblique", [True, False])
@pytest.mark.parametrize("kaiser", [True, False])
def test_the_same_loadings_end_at_once_where_they_were(oblique: bool, kaiser: bool) -> None:
    criterion = geomin(0.01) if oblique else crawford_ferguson(1 / 12)
    scale = row_scale(UNROTATED, "kaiser" if kaiser else None)
    known = rotate(UNROTATED, criterion, oblique=oblique, starts=20, seed=1, scale=scale)
    turn = np.linalg.qr(np.random.default_rng(2).normal(size=(3, 3)))[0]
    near = towards(UNROTATED @ turn, UNROTATED)
    np.testing.assert_allclose(near, UNROTATED, atol=1e-12)
    found = rotate_from(near, criterion, known.turn, oblique=oblique, scale=scale)
    np.testing.assert_allclose(found.loadings, known.loadings, atol=1e-6)
    np.testing.assert_allclose(found.phi, known.phi, atol=1e-6)
    assert found.converged


def test_columns_come_back_whatever_their_order_and_signs() -> None:
    known = rotate(UNROTATED, geomin(0.01), oblique=True, starts=20, seed=1)
    mixed = turned(known, np.array([2, 0, 1]), np.array([-1.0, 1.0, -1.0]))
    found = aligned(mixed, known.loadings)
    np.testing.assert_array_equal(found.loadings, known.loadings)
    np.testing.assert_allclose(found.phi, known.phi)
