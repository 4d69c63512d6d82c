"""Partial invariance: which items to let differ, found step by step and written down.

Forward search (Yoon & Kim 2014, Behavior Research Methods 46, 1199-1206): of all items that
are held equal at a level the one whose release improves the fit most is let go, as long as
that improvement is significant after Bonferroni's correction for the items that were tried.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from gainsem.errors import GainsemError
from gainsem.estimation.invariance.fitting import Study, difference
from gainsem.estimation.invariance.levels import Freed, released_by
from gainsem.results.fitted import FittedModel
from gainsem.results.invariance.rows import AnchorRow, DifferenceTest
from gainsem.results.item_release import item_release_tests

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
    study: Study,
    level: str,
    fit: FittedModel,
    freed: Freed,
    *,
    anchors: Sequence[AnchorRow] = (),
    alpha: float = ALPHA,
) -> Search:
    """Let items of a level differ, one at a time.

    Parameters
    ----------
    study : Study
    level : str
    fit : FittedModel
        Of the level, with ``freed``.
    freed : Freed
    anchors : sequence of AnchorRow
        Items that stay equal; a factor without any keeps two of its items.
    alpha : float
    """
    kept = {row.item for row in anchors if row.chosen}
    log: list[Released] = []
    while True:
        tried = list(_candidates(study, level, freed, kept))
        best: tuple[Released, FittedModel, Freed] | None = None
        for item in _promising(study, fit, level, tried):
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


def _promising(study: Study, fit: FittedModel, level: str, tried: list[str]) -> list[str]:
    """Return the items worth a fit: those with the largest score tests a degree of freedom."""
    wanted = {
        item: [
            place for key in released_by(level, item, study.measured) for place in study.later(key)
        ]
        for item in tried
    }
    try:
        tests = item_release_tests(fit, wanted)
    except GainsemError:
        return tried
    if tests.keys() < set(tried):
        return tried
    gain = {name: test.statistic / test.df if test.df else 0.0 for name, test in tests.items()}
    return sorted(tried, key=lambda item: -gain[item])[:MOST_FITS]


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


def _candidates(study: Study, level: str, freed: Freed, anchors: Collection[str]) -> Iterator[str]:
    """Yield the items still held equal that may be let go.

    Anchors never are; factors without one each keep two items that are equal throughout.  A
    rotation mixes the loadings of an exploratory block, so that its items are let differ in
    intercepts and residual variances only.
    """
    measured = study.measured
    released = {item for items in freed.items.values() for item in items}
    for items, factors in measured.sets.items():
        own = [item for item in items if item not in measured.factors]
        held = [item for item in own if item not in released]
        if level in ("thresholds", "metric") and set(factors) <= measured.exploratory:
            continue
        anchored = sum(item in anchors for item in own) >= len(factors)
        for item in own:
            if item in anchors or item in freed.of(level) or item in freed.of("thresholds"):
                continue
            if level == "thresholds" and measured.thresholds.get(item, 0) < 2:
                continue
            if item in released or anchored or len(held) > FEWEST_ANCHORS * len(factors):
                yield item
