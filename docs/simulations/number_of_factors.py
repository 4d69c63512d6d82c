"""How often each rule names the right number of factors: ``python number_of_factors.py``.

Writes ``number_of_factors.csv`` beside this file: one row a population and rule, the share of
samples in which it names the number of major factors.  Every replication has a random stream
of its own (seed 20261125).
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import gainsem

SEED, REPLICATIONS, DRAWS, SAMPLES = 20261125, 100, 100, 60
FIVE_CATEGORIES = (-1.5, -0.5, 0.5, 1.5)
MINOR, MINOR_SIZE = 20, 0.10


@dataclass(frozen=True)
class Population:
    """Items under correlated factors, with or without many small ones besides."""

    title: str
    n: int
    n_factors: int
    items: int
    loadings: tuple[float, float]
    between: float
    ordinal: bool = False
    minor: bool = False

    def sample(self, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return answers, shape (n, p)."""
        m, k = self.n_factors, self.items
        phi = np.full((m, m), self.between) + (1.0 - self.between) * np.eye(m)
        factors = rng.standard_normal((self.n, m)) @ np.linalg.cholesky(phi).T
        loading = np.tile(np.linspace(*self.loadings, k), m)
        rest = 1.0 - loading**2
        answers = np.repeat(factors, k, axis=1) * loading
        if self.minor:
            small = rng.standard_normal((m * k, MINOR))
            small *= np.sqrt(MINOR_SIZE / (small**2).sum(axis=1, keepdims=True))
            answers += rng.standard_normal((self.n, MINOR)) @ small.T
            rest = rest - MINOR_SIZE
        answers += rng.standard_normal(answers.shape) * np.sqrt(rest)
        if self.ordinal:
            answers = np.digitize(answers, FIVE_CATEGORIES) + 1.0
        return np.asarray(answers)


POPULATIONS = (
    Population("no factors, 10 items, n = 200", 200, 1, 10, (0.0, 0.0), 0.0),
    Population("1 factor, 8 items, n = 200", 200, 1, 8, (0.7, 0.4), 0.0),
    Population("3 factors of 4 items, r = .3, n = 200", 200, 3, 4, (0.8, 0.5), 0.3),
    Population("3 factors of 4 items, r = .6, n = 200", 200, 3, 4, (0.8, 0.5), 0.6),
    Population("3 factors of 4 items, r = .6, n = 1000", 1000, 3, 4, (0.8, 0.5), 0.6),
    Population("5 factors of 5 items, ordinal, r = .3, n = 500", 500, 5, 5, (0.8, 0.5), 0.3, True),
    Population("the same with 20 minor factors, n = 500", 500, 5, 5, (0.8, 0.5), 0.3, True, True),
)


def shares(place: int, population: Population) -> dict[str, float]:
    """Return the share of right verdicts by rule; ``suggested`` is the number most name."""
    right: dict[str, list[bool]] = {}
    truth = population.n_factors if max(population.loadings) > 0 else 0
    for k in range(REPLICATIONS):
        rng = np.random.default_rng(np.random.SeedSequence(SEED, spawn_key=(place, k)))
        answers = population.sample(rng)
        frame = pd.DataFrame(answers, columns=[f"q{j}" for j in range(answers.shape[1])])
        ordered = "all" if population.ordinal else None
        found = gainsem.n_factors(frame, ordered=ordered, draws=DRAWS, samples=SAMPLES, seed=k)
        right.setdefault("suggested", []).append(found.n_factors == truth)
        for rule in found.rules:
            if rule.n_factors is not None:
                right.setdefault(rule.key, []).append(rule.n_factors == truth)
    return {key: float(np.mean(each)) for key, each in right.items()}


def main() -> int:
    """Write the table, one line after the other."""
    place = Path(__file__).with_suffix(".csv")
    with place.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["population", "rule", "right"])
        for number, population in enumerate(POPULATIONS):
            for rule, share in shares(number, population).items():
                writer.writerow([population.title, rule, f"{share:.2f}"])
            file.flush()
            print(population.title, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
