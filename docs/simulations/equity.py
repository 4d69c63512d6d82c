"""How often intervals of gaps, adjusted gaps and their parts hold what was planted.

    python docs/simulations/equity.py [draws]

Two groups of 300.  Two factors, four and three items with four ordered answers; the groups differ
by -.5 in the first factor at the same age, and by .6 standard deviations of age, with slope .4;
one item is harder to agree to by .4 in the second group.  WLSMV, that item let differ.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

import gainsem

MODEL = "trust =~ t1 + t2 + t3 + t4\ncare =~ c1 + c2 + c3"
CUTS = (-1.5, -0.6, 0.3)
SD = float(np.sqrt(1.0 + 0.4**2))
TRUE = {
    ("trust", "raw"): (-0.5 - 0.24) / SD,
    ("trust", "adjusted"): -0.5 / SD,
    ("trust", "explained"): -0.24 / SD,
    ("care", "raw"): 0.0,
}


def answers(seed: int, size: int = 300) -> pd.DataFrame:
    """Return the answers of two groups."""
    rng = np.random.default_rng(seed)
    rural = np.repeat([0.0, 1.0], size)
    age = rng.normal(size=2 * size) + 0.6 * (rural == 0.0)
    rest = rng.normal(size=2 * size)
    trust = 0.4 * age - 0.5 * rural + rest
    care = 0.4 * rest + rng.normal(size=2 * size)
    columns = {"rural": rural, "age": age}
    for name in ("t1", "t2", "t3", "t4", "c1", "c2", "c3"):
        response = 0.8 * (trust if name[0] == "t" else care) + 0.6 * rng.normal(size=2 * size)
        response -= 0.4 * rural if name == "t4" else 0.0
        columns[name] = np.searchsorted(CUTS, response) + 1.0
    return pd.DataFrame(columns)


def main(draws: int) -> None:
    """Print bias, standard error and coverage of every quantity."""
    found: dict[tuple[str, str], list[tuple[float, float, bool]]] = {key: [] for key in TRUE}
    for seed in range(draws):
        frame = answers(seed)
        items = list(frame.columns[2:])
        view = gainsem.equity(MODEL, frame, "rural", adjust="age", partial=["t4"], ordered=items)
        rows = {
            ("trust", "raw"): view.gap("trust"),
            ("trust", "adjusted"): view.gap("trust", kind="adjusted"),
            ("trust", "explained"): next(
                part for part in view.parts if (part.factor, part.kind) == ("trust", "explained")
            ),
            ("care", "raw"): view.gap("care"),
        }
        for key, row in rows.items():
            held = row.ci_lower < TRUE[key] < row.ci_upper
            found[key].append((row.est, row.se, held))
    for key, own in found.items():
        est, se, held = (np.array(column) for column in zip(*own, strict=True))
        print(
            f"{' '.join(key):16s} true {TRUE[key]:6.3f}  mean {est.mean():6.3f}  SD {est.std():.3f}"
            f"  mean SE {se.mean():.3f}  coverage {held.mean():.3f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 120)
