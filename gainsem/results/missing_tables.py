"""Tables of missing answers: items, patterns, coverage; Little's test as a value."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gainsem.results.missing_answers import MissingAnswers
from gainsem.results.table import Column, Table
from gainsem.results.test import Test

PATTERNS_SHOWN = 15
CHANCE = "the means of the items are the same whatever else is missing"
LITTLE = (
    "Little, R. J. A. (1988). A test of missing completely at random for multivariate data with "
    "missing values. Journal of the American Statistical Association, 83, 1198-1202. "
    "https://doi.org/10.1080/01621459.1988.10478722"
)


def little_of(answers: MissingAnswers) -> Test | None:
    """Return Little's test, None where it could not be computed."""
    if not math.isfinite(answers.mcar_statistic):
        return None
    return Test(
        "Little's test of answers missing completely at random",
        answers.mcar_statistic,
        answers.mcar_df,
        answers.mcar_pvalue,
        CHANCE,
        reference=LITTLE,
    )


def patterns_table(answers: MissingAnswers, *, most: int | None = None) -> Table:
    """Return who answered what: respondents, share, how many items miss, and which.

    Parameters
    ----------
    answers : MissingAnswers
    most : int, optional
        Only the commonest patterns; a note says how many are not shown.
    """
    columns = (
        Column("respondents", "Respondents", "integer"),
        Column("percent", "%", "number", 1),
        Column("n_missing", "Missing", "integer"),
        Column("missing", "Items missing"),
    )
    rows = [_pattern(answers, signs, count) for signs, count in answers.patterns[:most]]
    hidden = answers.patterns[len(rows) :]
    notes: tuple[str, ...] = ()
    if hidden:
        people = sum(count for _, count in hidden)
        notes = (f"{len(hidden)} rarer patterns of {people} respondents are not shown.",)
    return Table(columns, tuple(rows), "Patterns of missing answers", notes)


def _pattern(answers: MissingAnswers, signs: str, count: int) -> tuple[Any, ...]:
    gone = [name for name, sign in zip(answers.names, signs, strict=True) if sign == "0"]
    return (count, 100.0 * count / answers.n_used, len(gone), ", ".join(gone) or "none")


def coverage_table(answers: MissingAnswers) -> Table:
    """Return the share of respondents who answered both items of every pair."""
    share = answers.together / max(answers.n_used, 1)
    columns = (
        Column("item", "Item"),
        *(Column(name, name, "number", 3) for name in answers.names),
    )
    rows = tuple(
        (name, *(float(share[i, j]) if j <= i else None for j in range(len(answers.names))))
        for i, name in enumerate(answers.names)
    )
    return Table(columns, rows, "Coverage: share of respondents who answered both items")


def missing_items_table(
    answers: MissingAnswers, available: np.ndarray | None, moments: Any
) -> Table:
    """Return one row an item: missing answers, moments of all answers to it, EM moments.

    Parameters
    ----------
    answers : MissingAnswers
    available : ndarray, shape (p, 2), or None
        Mean and standard deviation of the answers there are.
    moments : Moments
        Of the EM algorithm.
    """
    columns = (
        Column("item", "Item"),
        Column("n", "n", "integer"),
        Column("missing", "Missing", "integer"),
        Column("percent", "%", "number", 1),
        Column("mean", "Mean", "number", 3),
        Column("sd", "SD", "number", 3),
        Column("em_mean", "EM mean", "number", 3),
        Column("em_sd", "EM SD", "number", 3),
    )
    n = answers.n_used
    answered = np.diag(answers.together).astype(int).tolist()
    # Divisor n - 1, as the standard deviation beside it.
    variances = np.maximum(np.diag(moments.cov), 0.0)
    spread = np.sqrt(variances * n / max(n - 1, 1)).tolist()
    mean = [None] * len(spread) if moments.mean is None else moments.mean.tolist()
    own = np.full((len(spread), 2), np.nan) if available is None else available
    rows = tuple(
        (name, count, n - count, 100.0 * (n - count) / n, *map(float, own[k]), mean[k], spread[k])
        for k, (name, count) in enumerate(zip(answers.names, answered, strict=True))
    )
    return Table(columns, rows, "Items")
