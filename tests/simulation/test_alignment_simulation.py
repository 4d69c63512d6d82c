"""A small version of the simulation of alignment that is published under docs.

40 studies of four groups of 400, the configural model fitted anew to each group.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "simulations"))

import alignment as simulation

REPLICATIONS = 40


@pytest.mark.slow
def test_factor_means_are_found_and_planted_bias_is_named() -> None:
    row = simulation.simulate(4, 400, REPLICATIONS)
    # Standard errors of .08 over 40 studies: a bias of .05 is four Monte Carlo errors.
    assert row["largest_bias"] < 0.05
    # Three means in 40 studies, correlated: fewer than 105 of 120 are beyond four errors.
    assert row["coverage"] > 105 / 120
    assert 0.75 < row["se_ratio"] < 1.3
    assert row["planted_named"] > 0.8
    assert row["others_named"] < 0.02
    assert row["correlation"] > 0.95
