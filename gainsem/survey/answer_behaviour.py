"""How invented respondents fill in a questionnaire: gaps, missing codes, haste, attention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gainsem.core.generate import Answers, marked, random_answers, same_answer
from gainsem.survey.background import chosen

if TYPE_CHECKING:
    from gainsem.survey.population_document import MissingDocument, SecondsDocument
    from gainsem.survey.population_file import Population

Column = NDArray[np.float64]
CAREFUL, SAME, RANDOM = 0, 1, 2


@dataclass(frozen=True)
class Behaviour:
    """What is in the table at the end, respondent by respondent.

    Parameters
    ----------
    answers : dict of str to ndarray
        Codes as given, so of reversed items not turned; NaN for a blank.
    careless : ndarray of int, shape (n,)
        0 careful, 1 the same answer throughout, 2 answers at random.
    seconds, weight : ndarray, shape (n,)
    """

    answers: dict[str, Column]
    careless: NDArray[np.int64]
    seconds: Column
    weight: Column


def behave(
    population: Population,
    answers: Answers,
    background: Mapping[str, Column],
    rng: np.random.Generator,
) -> Behaviour:
    """Return what respondents leave behind, given what they would answer with full care.

    Parameters
    ----------
    population : Population
    answers : ndarray of int, shape (n, p)
        Categories from 0, turned so that the highest is the most of the construct.
    background : mapping of str to ndarray
    rng : numpy.random.Generator
    """
    said, n = population.said, len(answers)
    names = list(said.items)
    checks = {
        name: code for name, code in population.codebook.attention.items() if name not in names
    }
    items = [population.item[name] for name in [*names, *checks]]
    counts = [len(item.codes) for item in items]
    codes = np.column_stack(
        [answers, *[_attentive(population, name, n, rng) for name in checks]]
    ).astype(np.int64)
    for j, item in enumerate(items):
        if item.reverse:
            codes[:, j] = counts[j] - 1 - codes[:, j]
    careless, seconds = _care(population, n, rng)
    for kind, draw in ((SAME, same_answer), (RANDOM, random_answers)):
        hit = careless == kind
        codes[hit] = draw(int(hit.sum()), counts, rng)
    columns = {item.name: np.array(item.codes)[codes[:, j]] for j, item in enumerate(items)}
    _leave_out(columns, names, said.missing, background, rng)
    weight = np.exp(said.weight_spread * rng.standard_normal(n))
    return Behaviour(columns, careless, seconds, weight / weight.mean())


def _attentive(
    population: Population, name: str, n: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return the answers to an attention check: the one asked for, or any."""
    codes = population.item[name].codes
    asked = codes.index(population.codebook.attention[name])
    passed = rng.random(n) < population.said.attentive
    return np.where(passed, asked, random_answers(n, [len(codes)], rng)[:, 0])


def _care(
    population: Population, n: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], Column]:
    said = population.said
    careless = np.zeros(n, dtype=np.int64)
    seconds = _seconds(said.seconds, n, rng)
    if said.careless is not None:
        place = rng.random(n) / max(said.careless.share, np.finfo(float).tiny)
        careless[place < 1.0] = RANDOM
        careless[place < said.careless.same_answer] = SAME
        hasty = _seconds(said.careless.seconds, n, rng)
        seconds = np.where(careless > CAREFUL, hasty, seconds)
    return careless, seconds


def _seconds(said: SecondsDocument, n: int, rng: np.random.Generator) -> Column:
    return np.round(said.median * np.exp(said.spread * rng.standard_normal(n)))


def _leave_out(
    columns: dict[str, Column],
    names: list[str],
    said: MissingDocument,
    background: Mapping[str, Column],
    rng: np.random.Generator,
) -> None:
    """Put blanks and missing codes into the answers, in place; a blank is the last word."""
    n = len(next(iter(columns.values())))
    for name in names:
        if name in said.dont_know:
            rule = said.dont_know[name]
            hit = marked(rule.share, (n,), rng) & chosen(background, rule.only)
            columns[name][hit] = said.dont_know_code
        if said.refused is not None:
            columns[name][marked(said.refused.share, (n,), rng)] = said.refused.code
        share = np.full(n, said.blank)
        if said.rising is not None and name in said.rising.items:
            by = background[said.rising.by]
            low, high = np.nanmin(by), np.nanmax(by)
            share = share + said.rising.up_to * np.nan_to_num((by - low) / (high - low))
        columns[name][marked(share, (n,), rng)] = np.nan
