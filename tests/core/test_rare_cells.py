"""Cells that hardly ever occur keep all their digits, and count."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import log_ndtr

from gainsem.core.casewise import casewise_statistics
from gainsem.core.categorical import MomentOrder
from gainsem.core.contingency import answers
from gainsem.core.ordinal_statistics import ordinal_statistics
from gainsem.core.rare_cells import cell_probability

# Six digits are left of the expansion of the tail where it begins.
RELATIVE = 3e-6


def log_probability(h: float, k: float, rho: float) -> float:
    """Return log P(X <= h, Y > k) by adaptive quadrature on a scaled integrand."""
    root = np.sqrt(1.0 - rho * rho)

    def logarithm(x: float) -> float:
        return float(log_ndtr(-(k - rho * x) / root) - 0.5 * x * x - 0.5 * np.log(2 * np.pi))

    top = max(logarithm(x) for x in np.linspace(h - 3.0, h, 400))
    area = quad(lambda x: np.exp(logarithm(x) - top), h - 8.0, h, epsabs=0, limit=400)[0]
    return top + float(np.log(area))


@pytest.mark.parametrize(("h", "k"), [(-1.5, 1.5), (-0.5, 1.0), (-2.5, 0.0)])
@pytest.mark.parametrize("rho", [0.3, 0.8, 0.95, 0.97])
def test_against_quadrature(h, k, rho):
    one = np.array([1.0])
    found = cell_probability(-40.0 * one, h * one, k * one, 40.0 * one, rho * one)
    assert np.log(found[0]) == pytest.approx(log_probability(h, k, rho), abs=RELATIVE)


@pytest.mark.parametrize("discordant", [1, 3])
@pytest.mark.parametrize("rho", [0.95, 0.98, 0.995])
def test_a_few_discordant_answers_count_in_both_ways_to_a_correlation(rho, discordant):
    rng = np.random.default_rng(0)
    latent = rng.multivariate_normal([0, 0], [[1, rho], [rho, 1]], 1000)
    values = np.digitize(latent, [-1.5, -0.5, 0.5, 1.5]).astype(float)
    values[:discordant] = [0.0, 4.0]
    tables = ordinal_statistics(answers(values, (5, 5))).statistics
    cases = casewise_statistics(values, MomentOrder((5, 5))).statistics
    assert tables.cov[0, 1] < rho - 0.01
    assert tables.cov[0, 1] == pytest.approx(cases.cov[0, 1], abs=1e-8)
    # The likelihood has no bound there: a step to either side lowers it.
    assert tables.variances[-1] == pytest.approx(cases.variances[-1], rel=1e-5)
