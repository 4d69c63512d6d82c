"""Coverage of the intervals of an indirect effect, by simulation.

``python docs/simulations/indirect_effects.py`` writes the table of the section "Intervals of
an indirect effect" of ``README.md`` (about five minutes on one core).  Three latent variables
with three items each (loadings .8, .7, .6), ``X -> M -> Y`` and ``X -> Y``; n = 200; normal
variables, or all of them skewed.
"""

from __future__ import annotations

import argparse
import warnings
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import gainsem

README = Path(__file__).with_name("README.md")
NAMES = [f"{c}{i}" for c in "xmy" for i in (1, 2, 3)]
MODEL = """X =~ x1 + x2 + x3
M =~ m1 + m2 + m3
Y =~ y1 + y2 + y3
M ~ X
Y ~ M + X
"""
LOADINGS = np.array([0.8, 0.7, 0.6])
DIRECT = 0.15
INTERVALS = ("delta", "delta, robust", "Monte Carlo", "percentile", "basic", "BC", "BCa")
HEAD = ("variables", "a", "b", "interval", "coverage", "above", "below", "width", "lost")
MONTE_CARLO_DRAWS = 2000

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Condition:
    """What the population is like."""

    skewed: bool
    a: float
    b: float
    n: int = 200

    @property
    def truth(self) -> float:
        """The indirect effect, in units of the first items of X and Y."""
        return self.a * self.b


CONDITIONS = tuple(
    Condition(skewed, a, b) for skewed in (False, True) for a, b in ((0.4, 0.4), (0.4, 0.0))
)


def noise(draw: np.random.Generator, size: tuple[int, ...], *, skewed: bool) -> Array:
    """Return numbers of variance 1: normal, or exponential (skewness 2, excess kurtosis 6)."""
    return draw.exponential(size=size) - 1.0 if skewed else draw.normal(size=size)


def drawn(condition: Condition, draw: np.random.Generator) -> pd.DataFrame:
    """Return one sample; all latent variables have variance 1."""
    a, b, c = condition.a, condition.b, DIRECT
    of_x, of_m, of_y = noise(draw, (3, condition.n), skewed=condition.skewed)
    m = a * of_x + np.sqrt(1.0 - a**2) * of_m
    y = b * m + c * of_x + np.sqrt(1.0 - b**2 - c**2 - 2.0 * a * b * c) * of_y
    factors = np.repeat(np.column_stack([of_x, m, y]), 3, axis=1)
    loadings = np.tile(LOADINGS, 3)
    errors = noise(draw, (condition.n, 9), skewed=condition.skewed)
    return pd.DataFrame(factors * loadings + errors * np.sqrt(1.0 - loadings**2), columns=NAMES)


def limits(data: pd.DataFrame, *, draws: int, seed: int) -> Array:
    """Return the limits of every interval, shape (7, 2); NaN without a usable fit."""
    lost = np.full((len(INTERVALS), 2), np.nan)
    try:
        plain = gainsem.fit(MODEL, data, estimator="MLR")
        fit = gainsem.fit(MODEL, data, estimator="ML")
        if not (plain.usable and fit.usable):
            return lost
        resampled = gainsem.fit(
            MODEL, data, estimator="ML", bootstrap=draws, boot_ci_type="bca", seed=seed
        )
    except gainsem.GainsemError:
        return lost
    found = [of(fit), of(plain)]
    found.append(of(fit, interval="monte.carlo", draws=MONTE_CARLO_DRAWS, seed=seed))
    for kind in ("percentile", "basic", "bc", "bca"):
        own = replace(resampled, bootstrap=replace(resampled.bootstrap, interval=kind))
        found.append(of(own))
    return np.array(found)


def of(fit: gainsem.Fit, **options: object) -> tuple[float, float]:
    """Return the limits of the indirect effect."""
    (row,) = (each for each in fit.effects("X", "Y", **options).rows if each.kind == "indirect")
    return row.ci_lower, row.ci_upper


def coverage(condition: Condition, *, replications: int, draws: int, seed: int) -> list[list[str]]:
    """Return the rows of one condition.

    *above* and *below* are the shares of intervals that lie wholly above and below the truth.
    """
    streams = np.random.SeedSequence(seed).spawn(replications)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = np.array(
            [
                limits(drawn(condition, np.random.default_rng(stream)), draws=draws, seed=k)
                for k, stream in enumerate(streams)
            ]
        )
    rows = []
    for k, name in enumerate(INTERVALS):
        lower, upper = found[:, k].T
        known = np.isfinite(lower) & np.isfinite(upper)
        above, below = lower[known] > condition.truth, upper[known] < condition.truth
        numbers = [1.0 - above.mean() - below.mean(), above.mean(), below.mean()]
        numbers.append((upper - lower)[known].mean())
        first = ["skewed" if condition.skewed else "normal", str(condition.a), str(condition.b)]
        cells = [f"{number:.3f}" for number in numbers]
        rows.append([*first, name, *cells, str(int((~known).sum()))])
    return rows


def main() -> None:
    """Simulate and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=300)
    parser.add_argument("--draws", type=int, default=300)
    parser.add_argument("--seed", type=int, default=20261125)
    given = parser.parse_args()
    lines = ["| " + " | ".join(HEAD) + " |", "| " + " | ".join("---" for _ in HEAD) + " |"]
    for k, condition in enumerate(CONDITIONS):
        rows = coverage(
            condition, replications=given.replications, draws=given.draws, seed=given.seed + k
        )
        lines += ["| " + " | ".join(cells) + " |" for cells in rows]
        print("\n".join(lines[-len(rows) :]), flush=True)
    text = README.read_text(encoding="utf-8")
    start, end = "<!-- indirect -->\n", "<!-- end -->"
    head, _, rest = text.partition(start)
    README.write_text(
        head + start + "\n".join(lines) + "\n" + end + rest.partition(end)[2], encoding="utf-8"
    )


if __name__ == "__main__":
    main()
