"""Partial invariance: which items to let differ, found step by step and written down.

Forward search (Yoon & Kim 2014, doi:10.1080/10705511.2014.935258): of all items that are held
equal at a level the one whose release improves the fit most is let go, as long as that
improvement is significant after Bonferroni's correction for the items that were tried.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from gainsem.errors import GainsemError
from gainsem.estimation.invariance.fitting import Study, difference
from gainsem.estimation.invariance.levels import FAMILIES, Freed, Measured
from gainsem.results.fitted import FittedModel
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.groups.release import item_scores
from gainsem.results.invariance.rows import DifferenceTest

ALPHA = 0.05
FEWEST_ANCHORS = 2
MOST_FITS = 3
"""Items fitted in a round, of those with the largest score tests."""


@dataclass(frozen=True)
class Released:
    """One item that was let go: the test of its release, and its p value as corrected."""

    item: str
    test: DifferenceTest
    corrected: float
    tried: int

    def __str__(self) -> str:
        test = self.test
        return (
            f"{self.item}: chi-square difference({test.df}) = {test.statistic:.2f},"
            f" p = {test.pvalue:.2g}, {self.corrected:.2g} after correction for"
            f" {self.tried} items"
        )


@dataclass(frozen=True)
class Search:
    """What a search found: the fit, what is freed, the log."""

    fit: FittedModel
    freed: Freed
    log: tuple[Released, ...]


def search_partial(
    study: Study, level: str, fit: FittedModel, freed: Freed, *, alpha: float = ALPHA
) -> Search:
    """Let items of a level differ, one at a time.

    Parameters
    ----------
    study : Study
    level : str
    fit : FittedModel
        Of the level, with ``freed``.
    freed : Freed
    alpha : float
    """
    log: list[Released] = []
    while True:
        tried = list(_candidates(study, level, freed))
        best: tuple[Released, FittedModel, Freed] | None = None
        for item in _promising(fit, level, tried):
            wider = freed.with_item(level, item)
            found = _released(study, level, fit, wider)
            if found is None:
                continue
            test, candidate = found
            corrected = min(1.0, test.pvalue * len(tried))
            if best is None or test.statistic / test.df > best[0].test.statistic / best[0].test.df:
                best = Released(item, test, corrected, len(tried)), candidate, wider
        if best is None or not best[0].corrected < alpha:
            return Search(fit, freed, tuple(log))
        log.append(best[0])
        fit, freed = best[1], best[2]


def _promising(fit: FittedModel, level: str, tried: list[str]) -> list[str]:
    """Return the items worth a fit: those with the largest score tests, where there are any.

    What a level fixes, and does not hold equal, has no score test here: intercepts of ordinal
    items, for example.
    """
    if not isinstance(fit, GroupedFit):
        return tried
    try:
        scores = item_scores(fit, FAMILIES[level][0])
    except GainsemError:
        return tried
    if not scores.keys() >= set(tried):
        return tried
    return sorted(tried, key=lambda item: -scores[item])[:MOST_FITS]


def _released(
    study: Study, level: str, fit: FittedModel, freed: Freed
) -> tuple[DifferenceTest, FittedModel] | None:
    try:
        candidate = study.at(level, freed)
        test = difference(candidate, fit)
    except GainsemError:
        return None
    if test is None or test.df < 1 or not math.isfinite(test.pvalue):
        return None
    return test, candidate


def _candidates(study: Study, level: str, freed: Freed) -> Iterator[str]:
    """Yield the items still held equal; every factor keeps two that are equal throughout.

    A rotation mixes the loadings of an exploratory block, so that its items are let differ in
    intercepts and residual variances only.
    """
    measured = study.measured
    released = {item for items in freed.items.values() for item in items}
    for items, factors in _sets(study.measured).items():
        own = [item for item in items if item not in measured.factors]
        held = [item for item in own if item not in released]
        if level in ("thresholds", "metric") and set(factors) <= measured.exploratory:
            continue
        for item in own:
            if item in freed.of(level) or item in freed.of("thresholds"):
                continue
            if level == "thresholds" and measured.thresholds.get(item, 0) < 2:
                continue
            if item in released or len(held) > FEWEST_ANCHORS * len(factors):
                yield item


def _sets(measured: Measured) -> dict[tuple[str, ...], list[str]]:
    """Return items -> the factors that have just these: one, or those of a block."""
    found: dict[tuple[str, ...], list[str]] = {}
    for factor, items in measured.factors.items():
        found.setdefault(items, []).append(factor)
    return found
