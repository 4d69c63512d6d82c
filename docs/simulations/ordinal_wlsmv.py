"""Simulation of ordinal models: ``python docs/simulations/ordinal_wlsmv.py [--help]``.

Three parts, each of which writes a CSV and its table in README.md:

models
    Bias, standard errors, coverage and the test of the model when latent responses are normal.
normality
    The same, with usual and with Hessian standard errors, when they are not.
bootstrap
    Standard errors of the bfi survey against a bootstrap of its respondents.

Every replication draws from a generator of its own (``SeedSequence`` with part, condition and
replication as key) and BLAS works on one thread: the results do not depend on the number of
workers.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

os.environ.update(
    {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM")}
)

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from robust_ml import robust_ml

import gainsem
from gainsem.core.contingency import answers
from gainsem.core.ordinal_statistics import ordinal_statistics
from gainsem.results.standardized import standardized_list

Array = NDArray[np.float64]
Row = dict[str, object]

HERE = Path(__file__).resolve().parent
BIG_FIVE = HERE.parents[1] / "surveys" / "bfi" / "responses.csv"
SEED = 20261125

# The population: three factors, four items each, all latent responses with variance 1.
LOADINGS = np.tile([0.8, 0.7, 0.6, 0.5], 3)
FACTOR_CORRELATIONS = np.array([[1.0, 0.5, 0.4], [0.5, 1.0, 0.3], [0.4, 0.3, 1.0]])
ITEMS = [f"q{k}" for k in range(1, 13)]
MODEL = "\n".join(
    f"f{k + 1} =~ {' + '.join(ITEMS[4 * k : 4 * k + 4])}" for k in range(len(FACTOR_CORRELATIONS))
)
BIG_FIVE_MODEL = "\n".join(f"{f} =~ {' + '.join(f'{f}{k}' for k in range(1, 6))}" for f in "ACENO")
# Shares of the five categories: .07 .24 .38 .24 .07 and .50 .22 .14 .09 .05.
THRESHOLDS = {"symmetric": (-1.5, -0.5, 0.5, 1.5), "skewed": (0.0, 0.583, 1.08, 1.645)}

ESTIMATORS: dict[str, dict[str, str]] = {
    "WLSMV": {"estimator": "WLSMV"},
    "ULSMV": {"estimator": "ULSMV"},
    "WLSMV, Hessian": {"estimator": "WLSMV", "se": "robust.hessian"},
    "MLR (continuous)": {"estimator": "ML", "information": "observed"},
}
ORDINAL = ("WLSMV", "WLSMV, Hessian")
SIZES = {"models": (200, 500, 1000), "normality": (200, 1000)}
BLOCKS = 50
LEVEL, REACH = 0.05, 1.959963984540054
WARNING = "W-ORD-51"
FAILED, IMPROPER, USABLE = 0, 1, 2


@dataclass(frozen=True)
class Responses:
    """How latent responses are distributed; all of them have variance 1.

    Parameters
    ----------
    title : str
    kind : {"normal", "factors", "errors", "style"}
        ``factors``, ``errors``: chi-square with ``strength`` degrees of freedom instead of
        normal.  ``style``: all responses of a respondent are stretched by a factor, log-normal
        with standard deviation ``strength`` of its logarithm (people who use the ends of
        every scale, and people who keep to its middle).
    strength : float
    """

    title: str
    kind: str = "normal"
    strength: float = 0.0

    def draw(self, rng: np.random.Generator, n: int) -> Array:
        """Return latent responses, shape (n, 12)."""
        independent = self._standard(rng, "factors", (n, len(FACTOR_CORRELATIONS)))
        factors = independent @ np.linalg.cholesky(FACTOR_CORRELATIONS).T
        errors = self._standard(rng, "errors", (n, len(ITEMS)))
        latent = np.repeat(factors, 4, axis=1) * LOADINGS + errors * np.sqrt(1.0 - LOADINGS**2)
        if self.kind == "style":
            # The mean square of the factors is 1.
            stretch = self.strength * rng.standard_normal((n, 1)) - self.strength**2
            latent *= np.exp(stretch)
        return latent

    def _standard(self, rng: np.random.Generator, part: str, shape: tuple[int, int]) -> Array:
        if self.kind != part:
            return rng.standard_normal(shape)
        return (rng.chisquare(self.strength, shape) - self.strength) / np.sqrt(2 * self.strength)


NORMAL = Responses("normal")
SHAPES = (
    NORMAL,
    Responses("factors skewed 1", "factors", 8.0),
    Responses("factors skewed 2", "factors", 2.0),
    Responses("errors skewed 1", "errors", 8.0),
    Responses("errors skewed 2", "errors", 2.0),
    Responses("response style .2", "style", 0.2),
    Responses("response style .4", "style", 0.4),
    Responses("response style .6", "style", 0.6),
)


@dataclass(frozen=True)
class Condition:
    """One cell of the design."""

    part: str
    number: int
    responses: Responses
    thresholds: str
    n: int

    def answers(self, replication: int) -> pd.DataFrame:
        """Return answers 1 to 5 of one replication."""
        key = (list(SIZES).index(self.part), self.number, replication)
        rng = np.random.default_rng(np.random.SeedSequence(SEED, spawn_key=key))
        latent = self.responses.draw(rng, self.n)
        return pd.DataFrame(np.digitize(latent, THRESHOLDS[self.thresholds]) + 1, columns=ITEMS)


@dataclass(frozen=True)
class Outcome:
    """What one fit leaves: its state, standardised loadings, polychorics, p value, warning."""

    state: int
    loadings: Array
    loading_errors: Array
    correlations: Array
    correlation_errors: Array
    pvalue: float
    warned: bool


def conditions(part: str) -> list[Condition]:
    """Return the design of a part."""
    if part == "models":
        cells = [(NORMAL, cut, n) for cut in THRESHOLDS for n in SIZES[part]]
    else:
        cells = [(shape, "symmetric", n) for n in SIZES[part] for shape in SHAPES]
    return [Condition(part, k, *cell) for k, cell in enumerate(cells)]


def outcome(frame: pd.DataFrame, options: dict[str, str], model: str = MODEL) -> Outcome:
    """Fit a model and return what is counted."""
    ordinal = options["estimator"] != "ML"
    try:
        fit = gainsem.fit(model, frame, std_lv=True, ordered="all" if ordinal else None, **options)
    except gainsem.GainsemError:
        return _nothing(FAILED)
    if not fit.usable or fit.solution.vcov is None:
        return _nothing(IMPROPER if fit.converged else FAILED)
    pvalue = fit.fit_measures.get("pvalue_scaled", np.nan)
    if not ordinal:
        robust = robust_ml(fit, frame.to_numpy(dtype=np.float64))
        fit, pvalue = robust.fit, robust.pvalue
    rows = [row for row in standardized_list(fit) if row.op == "=~"]
    nothing = np.zeros(0), np.zeros(0)
    return Outcome(
        USABLE,
        np.array([row.est_std for row in rows]),
        np.array([row.se for row in rows]),
        *(polychorics(frame, hessian="se" in options) if ordinal else nothing),
        pvalue,
        any(each.code == WARNING for each in fit.diagnostics),
    )


def polychorics(frame: pd.DataFrame, *, hessian: bool) -> tuple[Array, Array]:
    """Return polychoric correlations and their standard errors."""
    columns = [np.unique(column, return_inverse=True) for column in frame.to_numpy().T]
    indices = np.column_stack([index for _, index in columns]).astype(np.float64)
    found = ordinal_statistics(answers(indices, [len(codes) for codes, _ in columns]))
    rho, n = found.found.rho, len(frame)
    errors = np.sqrt(found.statistics.variances[-len(rho) :] / (n - 1.0))
    return rho, errors * found.honest if hessian else errors


def _nothing(state: int) -> Outcome:
    return Outcome(state, *(np.zeros(0) for _ in range(4)), np.nan, False)


def replicate(condition: Condition, names: Sequence[str], replication: int) -> list[Outcome]:
    """Return the outcomes of all estimators for one sample."""
    frame = condition.answers(replication)
    return [outcome(frame, ESTIMATORS[name]) for name in names]


def resampled(survey: pd.DataFrame, names: Sequence[str], replication: int) -> list[Outcome]:
    """Return the outcomes for respondents drawn with replacement."""
    key = (len(SIZES), 0, replication)
    rng = np.random.default_rng(np.random.SeedSequence(SEED, spawn_key=key))
    drawn = survey.iloc[rng.integers(len(survey), size=len(survey))].reset_index(drop=True)
    return [outcome(drawn, ESTIMATORS[name], BIG_FIVE_MODEL) for name in names]


def every(
    work: Callable[[int], list[Outcome]], replications: int, workers: int
) -> list[list[Outcome]]:
    """Return the outcomes of all replications in their order."""
    if workers == 1:
        return [work(k) for k in range(replications)]
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(work, range(replications), chunksize=10))


# What is counted, with Monte Carlo standard errors.


@dataclass(frozen=True)
class Sample:
    """The outcomes of one estimator in one condition; only usable fits have numbers."""

    outcomes: Sequence[Outcome]

    @property
    def usable(self) -> list[Outcome]:
        """The fits that count."""
        return [each for each in self.outcomes if each.state == USABLE]

    def stacked(self, name: str) -> Array:
        """Return one thing of all usable fits, fits in rows."""
        return np.array([getattr(each, name) for each in self.usable])

    def count(self, state: int) -> int:
        """Return how many fits ended in a state."""
        return sum(each.state == state for each in self.outcomes)


def mean_and_error(values: Array) -> tuple[float, float]:
    """Return the mean of independent values and its standard error."""
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))


def bias(sample: Sample, true: Array) -> tuple[float, float]:
    """Return the bias of the loadings, averaged over them."""
    return mean_and_error((sample.stacked("loadings") - true).mean(axis=1))


def coverage(sample: Sample, true: Array | None = None) -> tuple[float, float]:
    """Return how many 95 % intervals of loadings cover the truth (by default: the mean)."""
    est, se = sample.stacked("loadings"), sample.stacked("loading_errors")
    off = np.abs(est - (est.mean(axis=0) if true is None else true))
    return mean_and_error((off <= REACH * se).mean(axis=1))


def se_ratio(sample: Sample, kind: str) -> tuple[float, float]:
    """Return the mean standard error over the standard deviation, averaged over parameters.

    The Monte Carlo error comes from leaving out one block of replications after the other.
    """
    plural = {"loading": "loadings", "correlation": "correlations"}[kind]
    est, se = sample.stacked(plural), sample.stacked(f"{kind}_errors")

    def ratio(chosen: NDArray[np.bool_]) -> float:
        return float((se[chosen].mean(axis=0) / est[chosen].std(axis=0, ddof=1)).mean())

    block = np.arange(len(est)) % BLOCKS
    without = np.array([ratio(block != k) for k in range(BLOCKS)])
    error = np.sqrt((BLOCKS - 1.0) * without.var())
    return ratio(block >= 0), float(error)


def rejection(sample: Sample) -> tuple[float, float]:
    """Return how often the test of the model rejects at 5 %."""
    return mean_and_error((sample.stacked("pvalue") < LEVEL).astype(np.float64))


def warned(sample: Sample) -> tuple[float, float]:
    """Return how often the warning about standard errors was given."""
    return mean_and_error(sample.stacked("warned").astype(np.float64))


def cells(**found: tuple[float, float]) -> Row:
    """Return values and Monte Carlo errors as cells of a row."""
    row: Row = {}
    for name, (value, error) in found.items():
        row |= {name: round(value, 4), f"{name}_mc": round(error, 4)}
    return row


# The three parts.


def models(replications: int, workers: int) -> Iterator[Row]:
    """Yield the rows of the first part."""
    for condition in conditions("models"):
        work = partial(replicate, condition, tuple(ESTIMATORS))
        found = every(work, replications, workers)
        for name, outcomes in zip(ESTIMATORS, zip(*found, strict=True), strict=True):
            sample = Sample(outcomes)
            yield {
                "thresholds": condition.thresholds,
                "n": condition.n,
                "estimator": name,
                **cells(
                    bias=bias(sample, LOADINGS),
                    se_ratio=se_ratio(sample, "loading"),
                    coverage=coverage(sample, LOADINGS),
                    rejection=rejection(sample),
                ),
                "not_converged": sample.count(FAILED),
                "improper": sample.count(IMPROPER),
            }


def normality(replications: int, workers: int) -> Iterator[Row]:
    """Yield the rows of the second part."""
    for condition in conditions("normality"):
        found = every(partial(replicate, condition, ORDINAL), replications, workers)
        usual, honest = (Sample(outcomes) for outcomes in zip(*found, strict=True))
        yield {
            "responses": condition.responses.title,
            "n": condition.n,
            **cells(
                bias=bias(usual, LOADINGS),
                correlation_usual=se_ratio(usual, "correlation"),
                correlation_hessian=se_ratio(honest, "correlation"),
                loading_usual=se_ratio(usual, "loading"),
                loading_hessian=se_ratio(honest, "loading"),
                coverage_usual=coverage(usual),
                coverage_hessian=coverage(honest),
                rejection_usual=rejection(usual),
                rejection_hessian=rejection(honest),
                warned=warned(usual),
            ),
            "not_usable": len(usual.outcomes) - len(usual.usable),
        }


def bootstrap(replications: int, workers: int) -> Iterator[Row]:
    """Yield the rows of the third part: bootstrap standard deviation over standard error."""
    items = [f"{f}{k}" for f in "ACENO" for k in range(1, 6)]
    survey = pd.read_csv(BIG_FIVE)[items].dropna().astype(float).reset_index(drop=True)
    found = every(partial(resampled, survey, ORDINAL), replications, workers)
    for name, outcomes in zip(ORDINAL, zip(*found, strict=True), strict=True):
        sample, original = Sample(outcomes), outcome(survey, ESTIMATORS[name], BIG_FIVE_MODEL)
        for kind, plural in (("correlation", "correlations"), ("loading", "loadings")):
            ratio = sample.stacked(plural).std(axis=0, ddof=1) / getattr(original, f"{kind}_errors")
            yield {
                "estimator": name,
                "what": "polychorics" if kind == "correlation" else "loadings",
                "count": len(ratio),
                **{
                    label: round(float(np.quantile(ratio, at)), 3)
                    for label, at in (("least", 0.0), ("median", 0.5), ("largest", 1.0))
                },
                "mean": round(float(ratio.mean()), 3),
                "not_usable": len(sample.outcomes) - len(sample.usable),
            }


PARTS = {"models": models, "normality": normality, "bootstrap": bootstrap}


# Tables.


def write_csv(rows: Sequence[Row], path: Path) -> None:
    """Write rows as they were counted."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def markdown(rows: Sequence[Row]) -> str:
    """Return a table with Monte Carlo errors in brackets."""
    columns = [name for name in rows[0] if not name.endswith("_mc")]
    lines = [[name.replace("_", " ") for name in columns], ["---"] * len(columns)]
    lines += [[_cell(row, name) for name in columns] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(row: Row, name: str) -> str:
    value = row[name]
    if not isinstance(value, float):
        return str(value)
    # Adding 0.0 turns -0.0 into 0.0.
    shown = f"{round(value, 3) + 0.0:.3f}"
    return f"{shown} ({row[f'{name}_mc']:.3f})" if f"{name}_mc" in row else shown


def put_into(page: Path, name: str, table: str) -> None:
    """Replace what stands between the marks of a table."""
    text = page.read_text(encoding="utf-8")
    marks = rf"(<!-- {name} -->\n).*?(<!-- end -->)"
    page.write_text(
        re.sub(marks, lambda found: f"{found[1]}{table}\n{found[2]}", text, flags=re.DOTALL),
        encoding="utf-8",
    )


def main(arguments: Iterable[str]) -> None:
    """Run parts, all by default, and write what was found beside this script."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--parts", nargs="+", choices=PARTS, default=[*PARTS])
    asked.add_argument("--replications", type=int, default=500)
    asked.add_argument("--workers", type=int, default=1)
    asked.add_argument("--out", type=Path, default=HERE, help="folder of README.md and the CSVs")
    chosen = asked.parse_args(list(arguments))
    for name in chosen.parts:
        rows = []
        for row in PARTS[name](chosen.replications, chosen.workers):
            rows.append(row)
            print(row, flush=True)
        write_csv(rows, chosen.out / f"{name}.csv")
        if (chosen.out / "README.md").exists():
            put_into(chosen.out / "README.md", name, markdown(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
