"""How often the search for partial invariance lets an item differ that does not.

Two groups of 300 with the same measurement model of three factors with four items each
(loadings .8, .7, .6, .7), factor means and variances that differ.  200 samples of continuous
answers (ML) and of answers in five categories (WLSMV).

    python docs/simulations/invariance_search.py
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

import gainsem

MODEL = "\n".join(f"f{k} =~ " + " + ".join(f"x{4 * k + j}" for j in range(1, 5)) for k in range(3))
LOADINGS, CUTS = np.tile([0.8, 0.7, 0.6, 0.7], 3), (-1.2, -0.4, 0.4, 1.2)


def sample(rng: np.random.Generator, *, ordinal: bool) -> pd.DataFrame:
    """Return answers of both groups."""
    frames = []
    for label, mean, scale in (("a", 0.0, 1.0), ("b", 0.3, 1.2)):
        cov = scale**2 * (0.4 + 0.6 * np.eye(3))
        factors = rng.multivariate_normal([mean] * 3, cov, 300)
        noise = rng.normal(size=(300, 12)) * np.sqrt(1 - LOADINGS**2)
        values = np.repeat(factors, 4, axis=1) * LOADINGS + noise
        if ordinal:
            values = np.digitize(values, CUTS) + 1
        columns = [f"x{k}" for k in range(1, 13)]
        frames.append(pd.DataFrame(values, columns=columns).assign(group=label))
    return pd.concat(frames, ignore_index=True)


def main(replications: int = 200) -> None:
    """Print the share of samples in which the search named any item, and a level before strict."""
    for ordinal in (False, True):
        rng = np.random.default_rng(20261125)
        named, named_before_strict, items = 0, 0, 0
        for _ in range(replications):
            data = sample(rng, ordinal=ordinal)
            study = gainsem.invariance(MODEL, data, "group", search=True, ordered=ordinal)
            freed = {item for step in study.steps for item in step.freed}
            early = {
                item
                for step in study.steps
                if step.constraint != "residuals"
                for item in step.freed
            }
            named += bool(freed)
            named_before_strict += bool(early)
            items += len(freed)
        kind = "WLSMV, five categories" if ordinal else "ML"
        print(
            f"| {kind} | {named / replications:.3f} | {named_before_strict / replications:.3f}"
            f" | {items / replications:.3f} |",
            flush=True,
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
