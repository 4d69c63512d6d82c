"""Whether what is planted in the sense-of-gain survey comes back.

::

    python docs/simulations/planted_values.py            # both parts, about 6 minutes

Draws surveys from ``surveys/sense_of_gain/population.yaml`` with other seeds, fits
``models/sense_of_gain_structural.lav`` and writes bias, variation and coverage of every path and
loading to ``planted_values.csv`` beside this file.
"""

from __future__ import annotations

import csv
import io
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

import gainsem
from gainsem.io.frames import read_frame
from gainsem.survey.population_file import FILE, Population, read_population
from gainsem.survey.recode import apply_codebook
from gainsem.survey.survey import Survey
from gainsem.survey.synthetic import Truth, as_csv, draw_survey

HERE = Path(__file__).resolve().parent
SURVEY = HERE.parents[1] / "surveys" / "sense_of_gain"
MODEL = HERE.parents[1] / "models" / "sense_of_gain_structural.lav"
FIRST_SEED, REACH = 1000, 1.96
CLEAN = {"acquiescence": 0.0, "careless": None}
# Part: draws, what is changed in the population, who is fitted.
PARTS = {"as planted": (60, {}, "AC1=4"), "clean": (40, CLEAN, "")}
Found = dict[tuple[str, str, str], list[tuple[float, float, float]]]


def drawn(population: Population) -> tuple[Survey, Truth]:
    """Return a survey with the indices of the districts, and the truth behind it."""
    survey = draw_survey(population)
    answers, indices = (
        pd.read_csv(io.StringIO(as_csv(table))) for table in (survey.responses, survey.clusters)
    )
    table = read_frame(answers.merge(indices, on="district"))
    book = population.codebook
    return Survey(apply_codebook(table, book), book), survey.truth


def true_value(truth: Truth, lhs: str, op: str, rhs: str) -> float:
    """Return what an estimate should be; over both waves the gap in SS is the mean of two.

    What rural does by way of income and education, which the model leaves out, is not counted.
    """
    if op == "=~":
        return truth.effect(rhs, lhs)
    halfway = f"{rhs}*wave"
    gap = truth.effect(lhs, rhs)
    return gap + truth.effect(lhs, halfway) / 2 if halfway in truth.covariates else gap


def estimates(fit: gainsem.Fit) -> Iterator[tuple[tuple[str, str, str], float, float]]:
    """Yield standardised estimates; effects of rural as differences."""
    spread = {each["name"]: each["sd"] for each in fit.sample.descriptives}
    for row in fit.standardized().to_dict("records"):
        if row["op"] in ("~", "=~"):
            unit = spread["rural"] if row["rhs"] == "rural" else 1.0
            yield (row["lhs"], row["op"], row["rhs"]), row["est_std"] / unit, row["se"] / unit


def run(part: str) -> Found:
    """Return error, standard error and true value of every parameter in every draw."""
    n, change, where = PARTS[part]
    found: Found = defaultdict(list)
    population = read_population(SURVEY / FILE)
    for number in range(n):
        said = population.said.model_copy(update={"seed": FIRST_SEED + number, **change})
        survey, truth = drawn(replace(population, said=said))
        chosen = survey.select(where) if where else survey
        fit = gainsem.fit(MODEL, chosen, missing="pairwise")
        for key, estimate, error in estimates(fit):
            value = true_value(truth, *key)
            found[key].append((estimate - value, error, value))
    return found


def main() -> None:
    """Write the table."""
    with (HERE / "planted_values.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["part", "parameter", "true", "bias", "sd", "mean_se", "coverage"])
        for part in PARTS:
            for key, draws in run(part).items():
                off, error, value = np.array(draws).T
                covered = np.mean(np.abs(off) <= REACH * error)
                numbers = (value[0], off.mean(), off.std(ddof=1), error.mean(), covered)
                writer.writerow([part, " ".join(key), *(f"{number:.4f}" for number in numbers)])


if __name__ == "__main__":
    main()
