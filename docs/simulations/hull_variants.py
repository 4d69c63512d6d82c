"""How often each variant of the hull method is right: ``python hull_variants.py`` (3 minutes).

The populations of ``number_of_factors.py``.  Writes ``hull_variants.csv`` beside this file: the
share of 100 samples in which a variant names the number of major factors.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from number_of_factors import DRAWS, POPULATIONS, REPLICATIONS, SEED
from numpy.typing import NDArray

import gainsem
from gainsem.core.hull import hull

Array = NDArray[np.float64]


def verdicts(found: gainsem.NFactors) -> dict[str, int | None]:
    """Return the numbers of factors, by fit and by whether the end of the hull is judged."""
    retained = (found["parallel_components"], found["parallel_factors"])
    largest = max(max(number or 0 for number in retained) + 1, 2)
    some = [each for each in found.solutions if each.n_factors <= largest]
    df = np.array([each.df for each in some], dtype=np.float64)
    fits = {"CAF": np.array([each.caf for each in some])}
    excess = np.array([each.chisq - each.df for each in some])
    if np.isfinite(excess).all() and excess[0] > 0.0:
        fits["CFI, not cut"] = 1.0 - excess / excess[0]
        fits["CFI, cut at 1"] = np.minimum(fits["CFI, not cut"], 1.0)
    result: dict[str, int | None] = {}
    for name, fit in fits.items():
        result[f"{name}; end judged"] = hull(fit, df).n_factors
        result[f"{name}; as published"] = _as_published(fit, df)
    return result


def _as_published(fit: Array, df: Array) -> int | None:
    """Return the elbow among the inner points only."""
    on_hull = np.flatnonzero(hull(fit, df).on_hull)
    return hull(fit[: on_hull[-1] + 1], df[: on_hull[-1] + 1]).n_factors if len(on_hull) else None


def main() -> int:
    """Write the table."""
    place = Path(__file__).with_suffix(".csv")
    with place.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["population", "variant", "right"])
        for number, population in enumerate(POPULATIONS):
            truth = population.n_factors if max(population.loadings) > 0 else 0
            right: dict[str, list[bool]] = {}
            for k in range(REPLICATIONS):
                rng = np.random.default_rng(np.random.SeedSequence(SEED, spawn_key=(number, k)))
                rows = population.sample(rng)
                frame = pd.DataFrame(rows, columns=[f"q{j}" for j in range(rows.shape[1])])
                ordered = "all" if population.ordinal else None
                found = gainsem.n_factors(frame, ordered=ordered, draws=DRAWS, samples=0, seed=k)
                for name, verdict in verdicts(found).items():
                    right.setdefault(name, []).append(verdict == truth)
            for name, each in right.items():
                writer.writerow([population.title, name, f"{sum(each) / REPLICATIONS:.2f}"])
            file.flush()
            print(population.title, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
