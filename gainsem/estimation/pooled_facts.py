"""What a reader wants to know of imputed data: the facts of single data sets, averaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gainsem.results.fit import SampleFacts

EXTREMES = {"min": min, "max": max}


def pooled_facts(facts: Sequence[SampleFacts]) -> SampleFacts:
    """Return the facts with descriptive statistics and counts averaged over the data sets.

    Parameters
    ----------
    facts : sequence of SampleFacts
        Of the same variables, in the same order.
    """
    first = facts[0]
    rows = zip(*(each.descriptives for each in facts), strict=True)
    categories = zip(*(each.categories for each in facts), strict=True)
    covariances = np.array([each.answer_cov for each in facts])
    return replace(
        first,
        descriptives=tuple(_row(own) for own in rows),
        categories=tuple(_counts(own) for own in categories),
        answer_cov=tuple(map(tuple, covariances.mean(axis=0).tolist())) if first.answer_cov else (),
    )


def _row(rows: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    found = dict(rows[0])
    for name, value in rows[0].items():
        if not isinstance(value, float):
            continue
        combine = EXTREMES.get(name, np.mean)
        found[name] = float(combine([row[name] for row in rows]))
    return found


def _counts(rows: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    counts = np.mean([row["counts"] for row in rows], axis=0)
    return {**rows[0], "counts": [round(count) for count in counts.tolist()]}
