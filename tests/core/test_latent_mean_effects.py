"""Standardised differences of factor means: by hand, by differences, by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from gainsem.core.latent_mean_effects import latent_mean_effects

MEANS = np.array([0.0, 0.5, -0.2])
VARIANCES = np.array([1.0, 1.6, 0.8])
SIZES = np.array([300.0, 100.0, 200.0])
ROOT = np.random.default_rng(1).normal(size=(6, 6))
VCOV = 0.002 * ROOT @ ROOT.T


def test_effects_by_hand() -> None:
    pooled = latent_mean_effects(MEANS, VARIANCES, SIZES, VCOV)
    assert pooled.effect[1] == pytest.approx(0.5 / np.sqrt((100 * 1.6 + 300 * 1.0) / 400))
    glass = latent_mean_effects(MEANS, VARIANCES, SIZES, VCOV, divisor="reference")
    assert glass.effect.tolist() == pytest.approx([0.0, 0.5, -0.2])
    other = latent_mean_effects(MEANS, VARIANCES, SIZES, VCOV, reference=1, divisor="reference")
    assert other.effect[0] == pytest.approx(-0.5 / np.sqrt(1.6))
    for found, place in ((pooled, 0), (other, 1)):
        assert (found.effect[place], found.se[place]) == (0.0, 0.0)
        assert found.superiority[place] == 0.5
    assert pooled.superiority[1] == pytest.approx(norm.cdf(0.5 / np.sqrt(2.6)))


@pytest.mark.parametrize("divisor", ["pooled", "reference"])
@pytest.mark.parametrize("reference", [0, 2])
def test_errors_are_those_of_derivatives_by_differences(divisor, reference: int) -> None:
    options = {"reference": reference, "divisor": divisor}

    def effect(values: np.ndarray) -> np.ndarray:
        return latent_mean_effects(values[:3], values[3:], SIZES, VCOV, **options).effect

    at, step = np.concatenate([MEANS, VARIANCES]), 1e-6
    jacobian = np.array(
        [(effect(at + move) - effect(at - move)) / (2 * step) for move in step * np.eye(6)]
    ).T
    found = latent_mean_effects(MEANS, VARIANCES, SIZES, VCOV, level=0.9, **options)
    np.testing.assert_allclose(
        found.se, np.sqrt(np.diag(jacobian @ VCOV @ jacobian.T)), rtol=1e-6, atol=1e-12
    )
    np.testing.assert_allclose(found.ci_upper - found.effect, norm.ppf(0.95) * found.se)
    np.testing.assert_allclose(found.effect - found.ci_lower, norm.ppf(0.95) * found.se)
