"""A small version of the simulation of indices that is published under docs.

40 samples of 600 respondents, the model fitted anew to each.  Bounds are four Monte Carlo
standard errors, and for the coverage of 95 % intervals what binomial numbers allow.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "simulations"))

import index_scores as simulation

REPLICATIONS = 40


@pytest.mark.slow
def test_intervals_cover_and_groups_are_not_shrunk() -> None:
    rows = {(row["method"], row["quantity"]): row for row in simulation.simulate(600, REPLICATIONS)}
    for quantity in ("mean", "gap", "trend", "gini", "districts"):
        row = rows["plausible values", quantity]
        assert abs(row["bias"]) < 4.0 * row["bias_mc"] + 0.01 * abs(row["truth"]), row
        # Binomial with 40 trials of .95: fewer than 33 have a probability of .002.
        assert row["coverage"] >= 33 / 40, row
        assert 0.75 < row["se_ratio"] < 1.35, row
    districts = rows["plausible values", "districts"]
    shrunk = rows["factor scores", "districts"]
    assert 0.93 < districts["slope"] < 1.07
    assert shrunk["slope"] < districts["slope"] - 0.04
    spread, truth = rows["plausible values", "sd"], rows["plausible values", "sd"]["truth"]
    assert abs(spread["bias"]) < 0.03 * truth
    assert rows["factor scores", "sd"]["bias"] < -0.04 * truth
    assert np.isfinite(districts["coverage_mc"])
