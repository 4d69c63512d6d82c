"""Coverage of the intervals of alpha, omega and HTMT, by simulation.

``python docs/simulations/reliability.py`` writes the tables of the section "Intervals of
alpha, omega and HTMT" of ``README.md`` (about ten minutes); ``--alpha`` and ``--model`` are
the replications of the two parts.  Two constructs with five items each; loadings equal
(alpha is the reliability, HTMT the correlation) or unequal; answers normal, or five
categories, symmetric or skewed.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import gainsem
from gainsem.core.alpha import alpha, alpha_se, alpha_se_any_distribution, feldt_interval
from gainsem.core.categorical_omega import (
    categorical_omega,
    category_covariances,
    category_variance,
)
from gainsem.core.reliability_interval import log_interval
from gainsem.core.resampling import bias_corrected_interval, resampled

README = Path(__file__).with_name("README.md")
MODEL = "f =~ a1 + a2 + a3 + a4 + a5\ng =~ b1 + b2 + b3 + b4 + b5"
NAMES = [f"{c}{i}" for c in "ab" for i in range(1, 6)]
CORRELATION = 0.5
LOADINGS = {"equal": np.full(5, 0.7), "unequal": np.array([0.85, 0.8, 0.7, 0.6, 0.5])}
CUTS = {
    "symmetric": np.array([-1.5, -0.5, 0.5, 1.5]),
    "skewed": np.array([0.0, 0.7, 1.3, 1.9]),
}
HEADS = {
    "alpha": ("answers", "loadings", "n", "feldt", "normal", "robust", "bootstrap"),
    "model": ("answers", "loadings", "n", "omega", "htmt", "lost"),
}
DRAWS = 200

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Condition:
    """What the answers are like."""

    answers: str
    loadings: str
    n: int


CONDITIONS = tuple(
    Condition(answers, loadings, n)
    for answers in ("normal", "symmetric", "skewed")
    for loadings in ("equal", "unequal")
    for n in (100, 400)
)


def population(condition: Condition) -> tuple[float, float, float]:
    """Return alpha, omega and HTMT of the population (of the answers; HTMT of responses)."""
    loadings = LOADINGS[condition.loadings]
    common = np.outer(loadings, loadings)
    cor = common + np.diag(1.0 - loadings**2)
    within = common[np.tril_indices(5, -1)].mean()
    htmt = CORRELATION * common.mean() / within
    if condition.answers == "normal":
        return alpha(cor), loadings.sum() ** 2 / cor.sum(), htmt
    cuts = [CUTS[condition.answers]] * 5
    cov = category_covariances(cuts, common)
    np.fill_diagonal(cov, [category_variance(each) for each in cuts])
    return alpha(cov), categorical_omega(cuts, common, cor), htmt


def drawn(condition: Condition, draw: np.random.Generator) -> pd.DataFrame:
    """Return one sample of answers."""
    loadings = np.tile(LOADINGS[condition.loadings], 2)
    phi = np.array([[1.0, CORRELATION], [CORRELATION, 1.0]])
    factors = np.repeat(draw.multivariate_normal(np.zeros(2), phi, condition.n), 5, axis=1)
    errors = draw.normal(size=(condition.n, 10)) * np.sqrt(1.0 - loadings**2)
    values = factors * loadings + errors
    if condition.answers != "normal":
        values = np.digitize(values, CUTS[condition.answers]) + 1.0
    return pd.DataFrame(values, columns=NAMES)


def alpha_covered(condition: Condition, data: pd.DataFrame) -> Array:
    """Return whether each interval of alpha holds the value of the population."""
    true_alpha, _, _ = population(condition)
    values = data.to_numpy()[:, :5]
    n, cov = len(values), np.cov(values.T)
    found = alpha(cov)
    draws = resampled(lambda rows: np.array(alpha(np.cov(values[rows].T))), n, draws=DRAWS, seed=1)
    limits = [
        feldt_interval(found, n, 5, level=0.95),
        log_interval(found, alpha_se(cov, n), level=0.95),
        log_interval(found, alpha_se_any_distribution(values), level=0.95),
        bias_corrected_interval(draws, np.array(found), level=0.95),
    ]
    return np.array([float(lower <= true_alpha <= upper) for lower, upper in limits])


def model_covered(condition: Condition, data: pd.DataFrame) -> Array:
    """Return whether omega's and HTMT's intervals hold their values; NaN without a usable fit."""
    _, true_omega, true_htmt = population(condition)
    try:
        fit = gainsem.fit(MODEL, data, ordered=condition.answers != "normal")
        sheet = fit.reliability(data, bootstrap=DRAWS) if fit.usable else None
    except gainsem.GainsemError:
        sheet = None
    if sheet is None:
        return np.full(2, np.nan)
    first, htmt = sheet.constructs[0], sheet.htmt
    within_omega = first.omega_lower <= true_omega <= first.omega_upper
    within_htmt = htmt.lower[1, 0] <= true_htmt <= htmt.upper[1, 0]
    return np.array([float(within_omega), float(within_htmt)])


PARTS = {"alpha": alpha_covered, "model": model_covered}


def coverage(part: str, condition: Condition, *, replications: int, seed: int) -> list[str]:
    """Return the cells of one row: shares of intervals that hold their value."""
    streams = np.random.SeedSequence(seed).spawn(replications)
    found = np.array(
        [PARTS[part](condition, drawn(condition, np.random.default_rng(s))) for s in streams]
    )
    kept = found[~np.isnan(found[:, 0])]
    shares = [f"{share:.3f}" for share in kept.mean(axis=0)]
    return [*shares, *([str(len(found) - len(kept))] if part == "model" else [])]


def table(part: str, *, replications: int, seed: int) -> str:
    """Return the table of a part."""
    heads = HEADS[part]
    lines = ["| " + " | ".join(heads) + " |", "| " + " | ".join("---" for _ in heads) + " |"]
    for k, condition in enumerate(CONDITIONS):
        cells = [condition.answers, condition.loadings, str(condition.n)]
        cells += coverage(part, condition, replications=replications, seed=seed + k)
        lines.append("| " + " | ".join(cells) + " |")
        print(lines[-1], flush=True)
    return "\n".join(lines) + "\n"


def main() -> None:
    """Simulate and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alpha", type=int, default=1000, help="replications of alpha")
    parser.add_argument("--model", type=int, default=100, help="replications of omega and HTMT")
    parser.add_argument("--seed", type=int, default=2026)
    given = parser.parse_args()
    text = README.read_text(encoding="utf-8")
    for part, count in (("alpha", given.alpha), ("model", given.model)):
        start, end = f"<!-- reliability {part} -->\n", "<!-- end -->"
        head, _, rest = text.partition(start)
        rows = table(part, replications=count, seed=given.seed)
        text = head + start + rows + end + rest.partition(end)[2]
        README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
