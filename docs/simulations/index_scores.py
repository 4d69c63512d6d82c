"""Simulation of gain indices: coverage, and what other ways of scoring groups do.

Samples come from a known population (``tests/scored_study.py``).  The model is fitted anew to
every sample, so that the error of the measurement model, which the intervals leave out, is in
the figures.  Compared are the plausible values of ``gainsem.score`` and indices computed from
factor scores (EBM) as if these were true.

    python docs/simulations/index_scores.py --replications 200
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

from ordinal_wlsmv import markdown, put_into, write_csv  # noqa: E402

import gainsem  # noqa: E402
from gainsem.estimation.scoring.answers import scored_answers  # noqa: E402
from gainsem.estimation.scoring.index import plausible_indices  # noqa: E402
from gainsem.estimation.scoring.measurement import measurement_of  # noqa: E402
from tests.scored_study import (  # noqa: E402
    figures,
    own_indices,
    population_index,
    sample,
    write_study,
)

SEED = 20261125
SIZES = (300, 900)


def replicate(n: int, seed: int) -> dict[tuple[str, str], list[tuple[float, ...]]]:
    """Return estimate, standard error, coverage and the sample's own truth of every quantity."""
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        study = write_study(Path(name) / "study", n=n, seed=seed)
        survey = gainsem.read_survey(study)
        fit = gainsem.fit(study / "model.lav", survey, missing="pairwise")
        if not fit.usable:
            return {}
        scores = gainsem.score(
            fit, survey, by=["district", "rural"], compare="rural", seed=seed, weights="none"
        )
        found = _of_scores(scores, "plausible values")
        found |= _of_factor_scores(scores, survey, fit)
    own = sample(n, seed)
    true = figures(own_indices(own.eta)["G"], own)
    true["gini"], true["sd"] = true["gini"] * n / (n - 1), true["sd"] * np.sqrt(n / (n - 1))
    districts = [f"district {k}" for k in range(1, 7)]
    return {
        (method, quantity): [
            (*one, true[name])
            for one, name in zip(
                part, districts if quantity == "districts" else [quantity], strict=True
            )
        ]
        for (method, quantity), part in found.items()
    }


def _of_scores(scores, method):
    """Return the figures of the overall index."""
    rows = {(r.by, r.level): r for r in scores.index if r.construct == "G" and not r.wave}
    everybody, truth = rows["", ""], population_index("G")
    found = {
        (method, "mean"): [_interval(everybody.mean, everybody.se, truth["mean"], everybody)],
        (method, "gini"): [
            (
                everybody.gini,
                everybody.gini_se,
                everybody.gini_ci_lower <= truth["gini"] <= everybody.gini_ci_upper,
            )
        ],
        (method, "sd"): [(everybody.sd, np.nan, True)],
    }
    found[method, "districts"] = [
        _interval(row.mean, row.se, truth[f"district {level}"], row)
        for (by, level), row in rows.items()
        if by == "district"
    ]
    [gap] = [g for g in scores.gaps if (g.construct, g.wave) == ("G", "")]
    found[method, "gap"] = [_interval(gap.difference, gap.se, truth["gap"], gap)]
    [trend] = [t for t in scores.trends if (t.construct, t.level) == ("G", "")]
    found[method, "trend"] = [_interval(trend.slope, trend.se, truth["trend"], trend)]
    return found


def _interval(value, se, truth, row):
    return (value, se, row.ci_lower <= truth <= row.ci_upper)


def _of_factor_scores(scores, survey, fit):
    """Return figures that take the index at each EBM score for the truth."""
    items = {name: [f"{name.lower()}{k}" for k in (1, 2, 3)] for name in "ABC"}
    answers = scored_answers(
        fit, survey.responses, [item for own in items.values() for item in own]
    )
    part = measurement_of(fit, answers.values[answers.scored], items)
    factors = scores.to_frame("scores")[list("ABC")].to_numpy()[answers.scored]
    index = plausible_indices(factors[None], part, scores.constructs)["G"][0]
    truth = population_index("G")
    responses = survey.responses
    district, rural = responses.column("district"), responses.column("rural")
    found = {("factor scores", "mean"): [_plain(index, truth["mean"])]}
    found["factor scores", "sd"] = [(index.std(ddof=1), np.nan, True)]
    found["factor scores", "districts"] = [
        _plain(index[district == k], truth[f"district {k}"]) for k in range(1, 7)
    ]
    ends = [index[rural == k] for k in (1, 0)]
    gap = ends[0].mean() - ends[1].mean()
    se = np.sqrt(sum(part.var(ddof=1) / len(part) for part in ends))
    found["factor scores", "gap"] = [(gap, se, abs(gap - truth["gap"]) < 1.96 * se)]
    return found


def _plain(values, truth):
    se = values.std(ddof=1) / np.sqrt(len(values))
    return (values.mean(), se, abs(values.mean() - truth) < 1.96 * se)


def simulate(n: int, replications: int) -> Iterator[dict]:
    """Return one row a method and quantity."""
    seeds = np.random.SeedSequence([SEED, n]).generate_state(replications)
    every: dict[tuple[str, str], list] = {}
    for seed in seeds:
        for key, part in replicate(n, int(seed % 1_000_000)).items():
            every.setdefault(key, []).append(part)
    truth = population_index("G")
    for (method, quantity), parts in every.items():
        values = np.array([[one[:2] for one in part] for part in parts])
        off = values[:, :, 0] - np.array([[one[3] for one in part] for part in parts])
        covered = np.array([[one[2] for one in part] for part in parts], dtype=float)
        true = (
            np.array([truth[f"district {k}"] for k in range(1, 7)])
            if quantity == "districts"
            else np.array([truth[quantity]])
        )
        spread = values[:, :, 0].std(axis=0, ddof=1)
        block = covered.mean(axis=1)
        yield {
            "n": n,
            "method": method,
            "quantity": quantity,
            "replications": len(parts),
            "truth": float(true.mean()),
            "bias": off.mean(),
            "bias_mc": off.mean(axis=1).std(ddof=1) / np.sqrt(len(parts)),
            # How far apart the groups are, relative to the truth: below 1 they are shrunk.
            "slope": np.polyfit(true, values[:, :, 0].mean(axis=0), 1)[0] if len(true) > 1 else "",
            "se_ratio": (values[:, :, 1].mean(axis=0) / spread).mean() if quantity != "sd" else "",
            "coverage": covered.mean() if quantity != "sd" else "",
            "coverage_mc": block.std(ddof=1) / np.sqrt(len(parts)) if quantity != "sd" else "",
        }


def main() -> None:
    """Run the simulation and write its CSV and its table in README.md."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--replications", type=int, default=200)
    parser.add_argument("--out", type=Path, default=HERE, help="folder of README.md and the CSV")
    arguments = parser.parse_args()
    rows = [row for n in SIZES for row in simulate(n, arguments.replications)]
    write_csv(rows, arguments.out / "index_scores.csv")
    if (arguments.out / "README.md").exists():
        put_into(arguments.out / "README.md", "index_scores", markdown(rows))


if __name__ == "__main__":
    main()
