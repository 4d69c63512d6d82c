"""A small version of the simulation of data screening that is published under docs.

The bounds are what 200 replications show (docs/simulations/screening.csv), with an allowance
of four Monte Carlo errors of ten replications: 180 careless of each kind, 14,040 honest.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "simulations"))

import screening as simulation

REPLICATIONS = 10
PUBLISHED = Path(simulation.__file__).with_name("screening.csv")


def published() -> dict[tuple[str, str], dict[str, float]]:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["scenario"], row["flag"]): {
            name: float(row[name]) for name in ("straight", "random", "honest")
        }
        for row in rows
    }


def error(share: float, n: int) -> float:
    return 4.0 * (max(share * (1.0 - share), 0.001) / n) ** 0.5


@pytest.mark.parametrize("number", range(len(simulation.SCENARIOS)))
def test_the_flags_find_what_is_published(number: int) -> None:
    scenario = simulation.SCENARIOS[number]
    expected = published()
    rows = simulation.replicate(scenario, 100 + number, REPLICATIONS)
    assert len(rows) >= 11
    for row in rows:
        told = expected[scenario.title, str(row["flag"])]
        careless = REPLICATIONS * simulation.N * simulation.SHARE / 2
        for kind, n in (("straight", careless), ("random", careless), ("honest", 14_040.0)):
            # Honest people of one survey share its item means: twice the binomial error.
            spread = error(told[kind], round(n)) * (2.0 if kind == "honest" else 1.0)
            assert abs(float(row[kind]) - told[kind]) < spread, (scenario.title, row, kind)


def test_what_the_page_promises() -> None:
    shares = published()
    first = simulation.SCENARIOS[0].title
    assert shares[first, "careless"]["honest"] < 0.005
    assert min(shares[first, "careless"]["straight"], shares[first, "careless"]["random"]) > 0.98
    assert shares["no times, no check", "longstring"]["straight"] == 1.0
    assert shares["no times, no check", "outlier"]["random"] > 0.98
