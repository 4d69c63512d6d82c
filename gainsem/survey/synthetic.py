"""A synthetic survey: answers drawn from a population file, the same bytes every time.

::

    python -m gainsem.survey.synthetic surveys/sense_of_gain

writes ``responses.csv`` (what the codebook calls ``responses``) and the tables of the districts
beside ``population.yaml``.
"""

from __future__ import annotations

import csv
import io
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gainsem.core.generate import (
    LinearPopulation,
    draw_variables,
    ordinal_answers,
    residual_variances,
)
from gainsem.errors import CodebookError, GainsemError
from gainsem.survey.answer_behaviour import Behaviour, behave
from gainsem.survey.background import as_covariate, draw_background, draw_clusters, sampled
from gainsem.survey.phrases import number_text
from gainsem.survey.population_file import (
    FILE,
    Population,
    covariates_of,
    factors_of,
    read_population,
)

Column = NDArray[np.float64]
Table = dict[str, list[str]]
STYLE = "acquiescence"


@dataclass(frozen=True)
class Truth:
    """What the answers were drawn from.

    Parameters
    ----------
    names : tuple of str
        Latent variables, items, and last the tendency to agree: rows of ``linear``.
    covariates : tuple of str
        Columns of ``linear.gamma``; ``"rural*wave"`` is a product.
    linear : LinearPopulation
    values : ndarray, shape (n, q)
        The covariates as they enter: differences from 0 to 1, or standardised.
    """

    names: tuple[str, ...]
    covariates: tuple[str, ...]
    linear: LinearPopulation
    values: Column

    def effect(self, outcome: str, cause: str, *, total: bool = False) -> float:
        """Return the effect of one variable on another; with ``total``, all ways together."""
        row, linear = self.names.index(outcome), self.linear
        if cause in self.covariates:
            effects = linear.total_gamma if total else linear.gamma
            return float(effects[row, self.covariates.index(cause)])
        return float((linear.total if total else linear.beta)[row, self.names.index(cause)])


@dataclass(frozen=True)
class Drawn:
    """A synthetic survey in hand: its tables as text, and the truth behind them."""

    responses: Table
    clusters: Table
    truth: Truth


def draw_survey(population: Population) -> Drawn:
    """Return answers of invented respondents.

    Every part of the draw has a random generator of its own, spawned from the seed, so that
    a change of how people skip questions leaves what they think as it was.

    Raises
    ------
    CodebookError
        E-SIM-04: the effects on a variable leave no variance for the rest of it.
    OptionError
        E-OPT-04: a selection in the population cannot be read.
    """
    said = population.said
    streams = np.random.SeedSequence(said.seed).spawn(4)
    place, people, thoughts, habits = (np.random.default_rng(stream) for stream in streams)
    of_cluster = draw_clusters(said, place)
    wave, cluster = sampled(said)
    background = draw_background(said, of_cluster, cluster, people)
    known = {name: column[cluster] for name, column in of_cluster.items()} | background
    truth = truth_of(population, {**known, "wave": wave - 1.0})
    variables = draw_variables(truth.linear, truth.values, cluster, thoughts)
    first = len(said.latent)
    cuts = [np.array(said.thresholds) + item.shift for item in said.items.values()]
    answers = ordinal_answers(variables[:, first : first + len(cuts)], cuts)
    given = behave(population, answers, background, habits)
    return Drawn(
        responses=_responses(population, given, background, (wave, cluster)),
        clusters=_clusters(population, of_cluster),
        truth=truth,
    )


def truth_of(population: Population, known: dict[str, Column]) -> Truth:
    """Return the linear relations of a population, with residual variances that fit.

    Parameters
    ----------
    population : Population
    known : dict of str to ndarray
        The covariates of the respondents; ``wave`` counts from 0.
    """
    said = population.said
    names = (*said.latent, *said.items, STYLE)
    depends = {name: dict(latent.on) for name, latent in said.latent.items()}
    for name, entry in said.items.items():
        item = population.item[name]
        sign = -1.0 if item.reverse else 1.0
        own = {item.construct: entry.loading} if item.construct else {}
        depends[name] = {**own, STYLE: sign * said.acquiescence, **entry.direct}
    on_covariates = dict.fromkeys(e for on in depends.values() for e in on if e not in names)
    covariates = tuple(dict.fromkeys([*covariates_of(said), *on_covariates]))
    values = np.column_stack([_product(each, known) for each in covariates])
    beta, gamma = np.zeros((len(names),) * 2), np.zeros((len(names), len(covariates)))
    for i, name in enumerate(names):
        for effect, size in depends.get(name, {}).items():
            if effect in names:
                beta[i, names.index(effect)] = size
            else:
                gamma[i, covariates.index(effect)] = size
    residual = residual_variances(beta, gamma, np.atleast_2d(np.cov(values.T, bias=True)))
    between = np.zeros(len(names))
    between[: len(said.latent)] = [latent.between for latent in said.latent.values()]
    _refuse_impossible(population, names, residual - between)
    return Truth(names, covariates, LinearPopulation(beta, gamma, residual, between), values)


def _product(effect: str, known: dict[str, Column]) -> Column:
    column = np.ones(len(known["wave"]))
    for name in factors_of(effect):
        column = column * (known[name] if name == "wave" else as_covariate(known[name]))
    return column


def _refuse_impossible(population: Population, names: tuple[str, ...], left: Column) -> None:
    impossible = [name for name, variance in zip(names, left, strict=True) if variance <= 0]
    if impossible:
        raise CodebookError.of(
            "E-SIM-04",
            f"{population.source}: the effects on {', '.join(impossible)} explain a variance of"
            " 1 or more; nothing is left for the rest.",
            do="make these effects or loadings, or their share between clusters, smaller",
        )


def _responses(
    population: Population,
    given: Behaviour,
    background: dict[str, Column],
    design: tuple[Column, NDArray[np.int64]],
) -> Table:
    """Return the table of answers as text: roles first, then background, items, the rest."""
    wave, cluster = design
    roles = population.codebook.roles
    n = len(wave)
    table: Table = {roles["respondent"]: [f"R{number:04d}" for number in range(1, n + 1)]}
    if population.said.sample.waves > 1:
        table[roles["wave"]] = list(map(number_text, wave))
    table[roles["cluster"]] = [str(each + 1) for each in cluster]
    table |= {name: list(map(_cell, column)) for name, column in background.items()}
    described = [*population.codebook.names]
    answers = {name: list(map(_cell, column)) for name, column in given.answers.items()}
    table |= {name: answers[name] for name in described if name in answers}
    table[roles["seconds"]] = list(map(number_text, given.seconds))
    table[roles["weight"]] = [f"{weight:.4f}" for weight in given.weight]
    table["true_careless"] = [str(kind) for kind in given.careless]
    return table


def _clusters(population: Population, of_cluster: dict[str, Column]) -> Table:
    n = population.said.sample.clusters
    key = population.codebook.roles["cluster"]
    numbers = {key: [str(number) for number in range(1, n + 1)]}
    return numbers | {name: list(map(_cell, column)) for name, column in of_cluster.items()}


def _cell(value: float) -> str:
    return "" if np.isnan(value) else number_text(value)


def as_csv(table: Table) -> str:
    """Return a table as CSV text."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*table.values(), strict=True))
    return stream.getvalue()


def files_of(folder: Path) -> dict[Path, str]:
    """Return the files of a synthetic survey: path to text.  Nothing is written."""
    population = read_population(folder / FILE)
    drawn = draw_survey(population)
    book = population.codebook
    files = {book.responses or folder / "responses.csv": as_csv(drawn.responses)}
    for table in book.tables:
        if table.key == book.roles["cluster"] and population.said.clusters:
            files[table.path] = as_csv(drawn.clusters)
    return files


def main(arguments: list[str]) -> int:
    """Write the files of the synthetic survey in a folder; return the exit code."""
    if len(arguments) != 1:
        print("usage: python -m gainsem.survey.synthetic FOLDER", file=sys.stderr)  # noqa: T201
        return 2
    try:
        for path, text in files_of(Path(arguments[0])).items():
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {path}")  # noqa: T201
    except GainsemError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
