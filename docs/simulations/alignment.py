"""How well alignment finds factor means: ``python docs/simulations/alignment.py``.

Answers are simulated, a one-factor model is fitted to every group by itself, and the groups are
aligned.  Counted are bias, standard errors and coverage of the factor means, and how often the
sets of groups name what was planted and what was not.
"""

from __future__ import annotations

import argparse
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

import gainsem
from gainsem.core.alignment.align import align
from gainsem.core.alignment.errors import alignment_errors
from gainsem.core.alignment.invariance import alignment_invariance

SEED = 20261125
LOADINGS = np.array([0.8, 0.7, 0.9, 0.75, 0.85, 0.8])
INTERCEPTS = np.array([3.0, 2.5, 3.5, 3.0, 2.8, 3.2])
ITEMS = [f"x{k}" for k in range(1, 7)]
MODEL = f"f =~ {' + '.join(ITEMS)}"
Array = Any


@dataclass(frozen=True)
class Truth:
    """What a study is drawn from: one loading and two intercepts of some groups deviate."""

    means: Array
    sds: Array
    loadings: Array
    intercepts: Array
    odd_loadings: Array
    odd_intercepts: Array


def truth(groups: int) -> Truth:
    """Return the population; the first group has mean 0 and variance 1 and no bias."""
    rng = np.random.default_rng(SEED)
    means, sds = rng.normal(0.0, 0.4, groups), np.exp(rng.normal(0.0, 0.1, groups))
    means[0], sds[0] = 0.0, 1.0
    odd_loadings = np.zeros((groups, len(ITEMS)), dtype=bool)
    odd_intercepts = np.zeros((groups, len(ITEMS)), dtype=bool)
    odd_loadings[1, 3] = odd_intercepts[2, 1] = odd_intercepts[groups - 1, 4] = True
    loadings = LOADINGS - 0.4 * odd_loadings
    return Truth(
        means, sds, loadings, INTERCEPTS + 0.6 * odd_intercepts, odd_loadings, odd_intercepts
    )


def configural(answers: pd.DataFrame) -> tuple[Array, Array, Array]:
    """Return loadings, intercepts and their covariances in one group."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = gainsem.fit(MODEL, answers, std_lv=True, meanstructure=True)
    free = fit.parameters[fit.parameters["free"]].reset_index(drop=True)
    loadings = free.index[free["op"] == "=~"].to_numpy()
    intercepts = free.index[free["op"] == "~1"].to_numpy()
    order = np.concatenate([loadings, intercepts])
    estimates = free["est"].to_numpy()
    vcov = np.asarray(fit.vcov)[np.ix_(order, order)]
    return estimates[loadings], estimates[intercepts], vcov


def study(true: Truth, n: int, rng: np.random.Generator) -> dict[str, Array]:
    """Return one simulated study: means with errors, and what was found to deviate."""
    groups = len(true.means)
    loadings, intercepts, vcov = [], [], []
    for g in range(groups):
        eta = true.means[g] + true.sds[g] * rng.standard_normal(n)
        noise = 0.6 * rng.standard_normal((n, len(ITEMS)))
        answers = true.intercepts[g] + np.outer(eta, true.loadings[g]) + noise
        found = configural(pd.DataFrame(answers, columns=ITEMS))
        for store, part in zip((loadings, intercepts, vcov), found, strict=True):
            store.append(part)
    aligned = align(
        np.array(loadings)[:, :, None], np.array(intercepts), np.full(groups, float(n)), starts=5
    )
    errors = alignment_errors(aligned, np.array(vcov))
    sets = alignment_invariance(aligned, errors)
    return {
        "means": aligned.means[:, 0],
        "errors": errors.mean_errors[:, 0],
        "loadings": np.array([each.deviating for each in sets.loadings]).T,
        "intercepts": np.array([each.deviating for each in sets.positions]).T,
    }


def simulate(groups: int, n: int, replications: int) -> dict[str, float]:
    """Return what was counted over many studies."""
    true = truth(groups)
    seeds = np.random.SeedSequence(SEED).spawn(replications)
    studies = [study(true, n, np.random.default_rng(seed)) for seed in seeds]
    means = np.array([each["means"] for each in studies])[:, 1:]
    errors = np.array([each["errors"] for each in studies])[:, 1:]
    apart = means - true.means[1:]
    odd = np.concatenate([true.odd_loadings, true.odd_intercepts])
    named = np.array([np.concatenate([s["loadings"], s["intercepts"]]) for s in studies])
    correlations = [np.corrcoef(each["means"], true.means)[0, 1] for each in studies]
    return {
        "groups": groups,
        "n": n,
        "replications": replications,
        "largest_bias": float(np.abs(apart.mean(axis=0)).max()),
        "mean_bias": float(np.abs(apart.mean(axis=0)).mean()),
        "se_ratio": float((errors.mean(axis=0) / means.std(axis=0, ddof=1)).mean()),
        "coverage": float((np.abs(apart) < 1.96 * errors).mean()),
        "planted_named": float(named[:, odd].mean()),
        "others_named": float(named[:, ~odd].mean()),
        "correlation": float(np.mean(correlations)),
    }


def main() -> None:
    """Print a table row for each number of groups and respondents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=200)
    replications = parser.parse_args().replications
    rows = [simulate(*size, replications) for size in ((4, 200), (4, 800), (12, 200), (12, 800))]
    print(pd.DataFrame(rows).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
