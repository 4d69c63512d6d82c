"""How often each category was chosen, next to how often the model says it would be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gainsem.core.linalg import Array
from gainsem.errors import EstimationError, OptionError, UnknownVariableError, did_you_mean
from gainsem.results.computed import computed
from gainsem.results.fitted import Fitted
from gainsem.results.score_answers import answers_to
from gainsem.results.table import Column, Table

OBSERVED = Column("observed", "Observed", "number")
IMPLIED = Column("implied", "Implied", "number")
SINGLE = (Column("item", "Item"), Column("category", "Category", "number", 0), OBSERVED, IMPLIED)
PAIRS = (
    Column("item1", "Item"),
    Column("category1", "Category", "number", 0),
    Column("item2", "Item"),
    Column("category2", "Category", "number", 0),
    OBSERVED,
    IMPLIED,
)

Pair = tuple[str, str]


def category_table(
    fit: Fitted, *, pairs: Sequence[Pair] | Pair | None = None, data: Any = None
) -> Table:
    """Return observed and implied probabilities of categories, or of pairs of them.

    Parameters
    ----------
    fit : Fitted
    pairs : sequence of (str, str), optional
        Pairs of items whose two-way tables to return instead of single items.
    data : Responses, Survey, DataFrame, str or Path, optional
        Answers to count; without them those of the fit (single items only).

    Raises
    ------
    EstimationError
        E-EST-87 for a fit without ordinal items.
    UnknownVariableError
        E-MOD-71 for a name that is no ordinal item of the model.
    """
    names = fit.table.ordinal
    if not names:
        raise EstimationError.of(
            "E-EST-87",
            "There are no category probabilities: the model has no ordinal items.",
            do='fit it with ordered="all", or with a codebook that says  measure: ordinal',
        )
    answers = None if data is None else answers_to(fit, data)
    if pairs is None:
        return Table(SINGLE, _single(fit, answers), "Category probabilities")
    chosen = [_pair(each, names) for each in _as_pairs(pairs)]
    return Table(PAIRS, _double(fit, chosen, answers), "Probabilities of pairs of categories")


def _single(fit: Fitted, answers: Array | None) -> tuple[tuple[Any, ...], ...]:
    from gainsem.core.category_probabilities import marginal

    codes = _codes(fit)
    cuts, _ = _standardised(fit)
    rows: list[tuple[Any, ...]] = []
    for k, (name, implied) in enumerate(zip(fit.table.ordinal, marginal(cuts), strict=True)):
        observed = _observed(fit, k) if answers is None else _shares(fit, answers, name)
        columns = zip(codes[name], observed, implied, strict=True)
        rows += [(name, code, float(seen), float(said)) for code, seen, said in columns]
    return tuple(rows)


def _double(fit: Fitted, pairs: list[Pair], answers: Array | None) -> tuple[tuple[Any, ...], ...]:
    from gainsem.core.category_probabilities import pairwise

    codes, names = _codes(fit), fit.table.ordinal
    cuts, cor = _standardised(fit)
    places = [(names.index(a), names.index(b)) for a, b in pairs]
    rows: list[tuple[Any, ...]] = []
    for (a, b), implied in zip(pairs, pairwise(cuts, cor, places), strict=True):
        observed = np.full(implied.shape, np.nan)
        if answers is not None:
            observed = _joint_shares(fit, answers, a, b, shape=implied.shape)
        rows += [
            (a, one, b, other, float(observed[i, j]), float(implied[i, j]))
            for i, one in enumerate(codes[a])
            for j, other in enumerate(codes[b])
        ]
    return tuple(rows)


def _standardised(fit: Fitted) -> tuple[list[Array], Array]:
    """Return thresholds ``(tau - mu) / sigma`` and correlations of the ordinal items."""
    found = computed(fit)
    at = [fit.table.observed.index(name) for name in fit.table.ordinal]
    sigma = found.sigma[np.ix_(at, at)]
    deviation = np.sqrt(np.diag(sigma))
    counts = dict(fit.table.levels)
    cuts = [
        found.thresholds(position, counts[fit.table.observed[position]]) / own
        for position, own in zip(at, deviation, strict=True)
    ]
    return cuts, sigma / np.outer(deviation, deviation)


def _codes(fit: Fitted) -> dict[str, list[float]]:
    """Return one code a category: the lowest of those it is made of."""
    return {each["name"]: [merged[0] for merged in each["codes"]] for each in fit.sample.categories}


def _observed(fit: Fitted, position: int) -> Array:
    """Return the proportions among the respondents of the fit; weighted ones where it is.

    Counts know no weights; sample thresholds do, but are no proportions given covariates.
    """
    name = fit.table.ordinal[position]
    if fit.options.weights is None:
        [record] = [each for each in fit.sample.categories if each["name"] == name]
        counts = np.array(record["counts"], dtype=np.float64)
        shares: Array = counts / counts.sum()
        return shares
    from gainsem.core.category_probabilities import marginal

    cuts = fit.moments.thresholds[fit.moments.names.index(name)]
    if fit.table.conditional:
        return np.full(len(cuts) + 1, np.nan)
    return marginal([cuts])[0]


def _shares(fit: Fitted, answers: Array, name: str) -> Array:
    column = answers[:, fit.table.observed.index(name)]
    given = column[~np.isnan(column)].astype(np.intp)
    counts = np.bincount(given, minlength=dict(fit.table.levels)[name] + 1)
    return np.asarray(counts / max(len(given), 1), dtype=np.float64)


def _joint_shares(fit: Fitted, answers: Array, a: str, b: str, *, shape: tuple[int, ...]) -> Array:
    columns = answers[:, [fit.table.observed.index(a), fit.table.observed.index(b)]]
    given = columns[~np.isnan(columns).any(axis=1)].astype(np.intp)
    counts = np.zeros(shape)
    np.add.at(counts, (given[:, 0], given[:, 1]), 1.0)
    return np.asarray(counts / max(len(given), 1), dtype=np.float64)


def _as_pairs(pairs: Any) -> list[Pair]:
    """Return pairs of names, also from one pair alone."""
    given: list[Any] = [pairs] if isinstance(pairs, str) else list(pairs)
    if len(given) == 2 and all(isinstance(each, str) for each in given):
        given = [tuple(given)]
    for each in given:
        if isinstance(each, str) or len(each) != 2 or each[0] == each[1]:
            raise OptionError.of(
                "E-OPT-01",
                f"pairs={pairs!r} names no pairs of different items.",
                do='write  pairs=[("q1", "q2"), ("q1", "q3")]',
            )
    return [(str(each[0]), str(each[1])) for each in given]


def _pair(pair: Pair, names: tuple[str, ...]) -> Pair:
    for name in pair:
        if name not in names:
            raise UnknownVariableError.of(
                "E-MOD-71",
                f"'{name}' is no ordinal item of the model.{did_you_mean(name, names)}",
                do=f"its ordinal items are: {', '.join(names)}",
            )
    return pair
