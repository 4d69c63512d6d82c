"""A small version of the simulation of intervals of indirect effects published under docs.

Bounds are four Monte Carlo standard errors around .95: with 120 samples .87 to 1.03.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "simulations"))

import indirect_effects as simulation

SAMPLES = 120
ERROR = 4.0 * np.sqrt(0.95 * 0.05 / SAMPLES)


@pytest.mark.slow
@pytest.mark.parametrize("skewed", [False, True])
def test_bootstrap_and_monte_carlo_intervals_hold_their_level(skewed: bool) -> None:
    condition = simulation.Condition(skewed, 0.4, 0.4, n=400)
    rows = simulation.coverage(condition, replications=SAMPLES, draws=200, seed=11)
    coverage = {row[3]: float(row[4]) for row in rows}
    lost = {row[3]: int(row[8]) for row in rows}
    for name in ("Monte Carlo", "percentile", "BC", "BCa"):
        assert coverage[name] == pytest.approx(0.95, abs=ERROR)
        assert lost[name] <= 6


@pytest.mark.parametrize("skewed", [False, True])
def test_the_population_is_the_one_described(skewed: bool) -> None:
    """One large sample: correlations have errors of .003, four of these (skewed: twice that)."""
    condition = simulation.Condition(skewed, 0.4, 0.4, n=100_000)
    data = simulation.drawn(condition, np.random.default_rng(1))
    found = np.cov(data.to_numpy().T)
    assert np.diag(found) == pytest.approx(np.ones(9), abs=0.05)
    x, m, y = (slice(3 * k, 3 * k + 3) for k in range(3))
    between = np.outer(simulation.LOADINGS, simulation.LOADINGS)
    assert found[x, m] == pytest.approx(0.4 * between, abs=0.025)
    assert found[x, y] == pytest.approx((0.4 * 0.4 + 0.15) * between, abs=0.025)
    assert found[m, y] == pytest.approx((0.4 + 0.15 * 0.4) * between, abs=0.025)
    skewness = ((data - data.mean()) ** 3).mean() / data.std() ** 3
    assert (skewness > 0.8).all() if skewed else (np.abs(skewness) < 0.05).all()
