"""A small version of the simulation of the sense-of-gain survey that is published under docs.

Over 13 paths and 10 draws 95 % intervals hold the true value in 94 of 100 cases (docs); errors of
one draw depend on each other, so that .80 is asked for.  Biases of single paths have a Monte Carlo
error of .03 / sqrt(10) = .01.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "simulations"))

import planted_values as simulation

DRAWS = 10


@pytest.mark.slow
def test_what_is_planted_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "PARTS", {"clean": (DRAWS, simulation.CLEAN, "")})
    found = simulation.run("clean")
    paths = {key: np.array(draws) for key, draws in found.items() if key[0] in ("GO", "GS")}
    paths = {key: draws for key, draws in paths.items() if key[1] == "~"}
    assert len(paths) == 13
    off = np.array([draws[:, 0] for draws in paths.values()])
    error = np.array([draws[:, 1] for draws in paths.values()])
    assert off.shape == (13, DRAWS)
    assert np.abs(off.mean(axis=1)).max() < 4 * 0.01
    assert np.mean(np.abs(off) <= simulation.REACH * error) > 0.80
    loadings = [np.mean([d[0] for d in found[k]]) for k in found if k[2][-1].isdigit()]
    assert len(loadings) == 39
    assert np.abs(loadings).max() < 4 * 0.02 / np.sqrt(DRAWS)
