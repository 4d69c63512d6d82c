"""Invented respondents: their district, wave and background, before they answer anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gainsem.survey.responses import Item, Responses
from gainsem.survey.selection import matching

if TYPE_CHECKING:
    from gainsem.survey.population_document import (
        ChancesDocument,
        CutsDocument,
        NormalDocument,
        PopulationDocument,
    )

Column = NDArray[np.float64]


def draw_clusters(said: PopulationDocument, rng: np.random.Generator) -> dict[str, Column]:
    """Return the variables of the clusters, one value a cluster."""
    n = said.sample.clusters
    return {name: _normal(each, n, rng) for name, each in said.clusters.items()}


def sampled(said: PopulationDocument) -> tuple[Column, NDArray[np.int64]]:
    """Return the wave (1, 2, ...) and the cluster (0, 1, ...) of every respondent."""
    sample = said.sample
    cluster = np.tile(np.repeat(np.arange(sample.clusters), sample.respondents), sample.waves)
    wave = np.repeat(np.arange(1.0, sample.waves + 1.0), sample.clusters * sample.respondents)
    return wave, cluster


def draw_background(
    said: PopulationDocument,
    of_cluster: Mapping[str, Column],
    cluster: NDArray[np.int64],
    rng: np.random.Generator,
) -> dict[str, Column]:
    """Return the background variables, each drawn given those before it.

    Parameters
    ----------
    said : PopulationDocument
    of_cluster : mapping of str to ndarray
        Variables of the clusters.
    cluster : ndarray of int, shape (n,)
    rng : numpy.random.Generator
    """
    columns = {name: values[cluster] for name, values in of_cluster.items()}
    for name, each in said.background.items():
        if each.kind == "normal":
            limit = columns[each.at_most] if each.at_most else None
            columns[name] = _normal(each, len(cluster), rng, at_most=limit)
        elif each.kind == "cuts":
            columns[name] = _cut(each, columns, cluster, rng)
        else:
            columns[name] = _by_chance(each, columns, rng)
    return {name: columns[name] for name in said.background}


def as_covariate(column: Column) -> Column:
    """Return a variable as it enters effects.

    One with the values 0 and 1 stays as it is, any other is standardised; a missing value
    counts as an average one.
    """
    filled = np.where(np.isnan(column), np.nanmean(column), column)
    if set(np.unique(column[~np.isnan(column)])) <= {0.0, 1.0}:
        return filled
    spread = float(filled.std()) or 1.0
    standardised: Column = (filled - filled.mean()) / spread
    return standardised


def chosen(columns: Mapping[str, Column], where: str) -> NDArray[np.bool_]:
    """Return which respondents a selection describes; all without one."""
    n = len(next(iter(columns.values())))
    if not where:
        return np.ones(n, dtype=bool)
    values = np.column_stack(list(columns.values()))
    return matching(Responses(values, tuple(Item(name) for name in columns)), where)


def _normal(
    said: NormalDocument, n: int, rng: np.random.Generator, *, at_most: Column | None = None
) -> Column:
    """Return normal numbers; what falls outside the range is reflected into it."""
    low, high = said.range
    values = said.mean + said.sd * rng.standard_normal(n)
    top = np.full(n, high) if at_most is None else np.minimum(high, at_most)
    values = np.where(values < low, 2 * low - values, values)
    values = np.where(values > top, 2 * top - values, values)
    return np.asarray(np.round(np.clip(values, low, top), said.decimals), dtype=np.float64)


def _cut(
    said: CutsDocument,
    columns: Mapping[str, Column],
    cluster: NDArray[np.int64],
    rng: np.random.Generator,
) -> Column:
    n = len(cluster)
    between = rng.standard_normal(int(cluster.max()) + 1) * np.sqrt(said.between)
    latent = between[cluster] + rng.standard_normal(n) * np.sqrt(1.0 - said.between)
    for name, effect in said.on.items():
        latent = latent + effect * as_covariate(columns[name])
    codes = np.array(said.codes or range(1, len(said.cuts) + 2), dtype=np.float64)
    drawn = codes[np.searchsorted(said.cuts, latent)]
    asked = chosen(columns, said.only)
    column: Column = np.where(asked, drawn, codes[0])
    return column


def _by_chance(
    said: ChancesDocument, columns: Mapping[str, Column], rng: np.random.Generator
) -> Column:
    n = len(next(iter(columns.values())))
    place = rng.random(n)
    values = np.full(n, np.nan)
    waiting = np.ones(n, dtype=bool)
    for rule in said.chances:
        hit = waiting & chosen(columns, rule.where)
        codes = np.array([float(code) for code in rule.codes])
        reach = np.cumsum(list(rule.codes.values()))
        values[hit] = codes[np.searchsorted(reach / reach[-1], place[hit], side="right")]
        waiting &= ~hit
    return values
