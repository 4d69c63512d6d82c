"""Standardised values by hand, and their Jacobian against finite differences."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.implied import imply
from gainsem.core.standardize import standardize
from tests.core.random_structures import random_structure
from tests.core.test_linear_parts import one_factor


def test_one_factor_by_hand():
    structure = one_factor(np.ones(3))
    params = np.array([2.0, 0.5, 4.0, 1.0, 9.0, 3.0])
    places = np.column_stack([structure.matrix, structure.row, structure.col])
    implied = imply(structure, params)
    result = standardize(
        structure, implied, places, np.arange(6), scaled=np.array([True]), observed=True
    )
    # item 2: loading 2, factor variance 4, error 9 -> 2 * 2 / sqrt(16 + 9)
    assert result.values[0] == pytest.approx(0.8)
    assert result.values[1] == pytest.approx(0.5 * 2.0 / np.sqrt(1.0 + 3.0))
    assert result.values[2] == pytest.approx(1.0)
    assert result.values[4] == pytest.approx(9.0 / 25.0)
    by_latent = standardize(
        structure, implied, places, np.arange(6), scaled=np.array([True]), observed=False
    )
    assert by_latent.values[0] == pytest.approx(4.0)
    assert by_latent.values[4] == pytest.approx(9.0)


@pytest.mark.parametrize("seed", [1, 2, 5, 8])
@pytest.mark.parametrize("observed", [True, False])
def test_jacobian_is_exact(seed, observed):
    structure, point = random_structure(seed, means=True)
    places = np.column_stack([structure.matrix, structure.row, structure.col])
    scaled = np.arange(structure.n_latent) % 2 == 0

    def at(params):
        return standardize(
            structure,
            imply(structure, params),
            places,
            structure.param,
            scaled=scaled,
            observed=observed,
        )

    step = 1e-6
    numeric = np.array(
        [
            (at(point + step * unit).values - at(point - step * unit).values) / (2 * step)
            for unit in np.eye(len(point))
        ]
    ).T
    exact = at(point).jacobian
    # Central differences: h^2 + eps / h, about 1e-9 on values of order 1.
    np.testing.assert_allclose(exact, numeric, rtol=1e-6, atol=1e-6 * np.nanmax(np.abs(numeric)))
