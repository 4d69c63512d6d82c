"""The flags of screening, one function each: from answer sheets to who is flagged."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from gainsem.core.distribution_limits import lower_median_limit, upper_fence
from gainsem.core.respondents.even_odd import FEWEST_PAIRS, even_odd_consistency
from gainsem.core.respondents.guttman_errors import normed_guttman_errors
from gainsem.core.respondents.longest_run import longest_runs
from gainsem.core.respondents.mahalanobis import mahalanobis
from gainsem.core.respondents.near_copies import near_copies, pairs_to_compare
from gainsem.core.respondents.response_speed import relative_speed, seconds_per_item
from gainsem.core.respondents.response_variability import response_variability
from gainsem.core.straight_blocks import FEWEST_IN_BLOCK, MixedBlock, alike, contradictory_blocks
from gainsem.survey.answer_sheets import AnswerSheets
from gainsem.survey.check_respondents import STRAIGHT_ITEMS
from gainsem.survey.flags import BY_NAME
from gainsem.survey.judged import Judged, judge, not_judged

Array = NDArray[np.float64]
Limits = Mapping[str, float]

FEWEST_RESPONDENTS = 20
"""Fewer have no distribution a limit could be taken from."""
FEWEST_FOR_COPIES = 20
"""With fewer items honest people agree on 85 % of them too often by chance."""
MOST_PAIRS = 100_000_000
MOST_CATEGORIES = 12
BREAK_OFF = 0.5


def _speed(sheets: AnswerSheets, asked: Limits) -> Judged:
    seconds = sheets.seconds
    if seconds is None:
        return not_judged("speed", len(sheets.keyed), sheets.unknown["speed"])
    items = sheets.asked.sum(axis=1) + len(sheets.checks)
    columns = {
        "seconds": seconds,
        "seconds_per_item": seconds_per_item(seconds, items),
        "speed_index": relative_speed(seconds),
    }
    return judge("speed", columns, asked)


def _longstring(sheets: AnswerSheets, asked: Limits) -> Judged:
    n, p = sheets.keyed.shape
    if p < STRAIGHT_ITEMS:
        return not_judged("longstring", n, f"it needs {STRAIGHT_ITEMS} items, there are {p}")
    runs = longest_runs(sheets.ticked, sheets.scale).astype(np.float64)
    found = float(max(STRAIGHT_ITEMS, math.ceil(p / 2)))
    columns = {"longstring": runs}
    return judge("longstring", columns, asked, found=found, origin="number of items")


def _irv(sheets: AnswerSheets, asked: Limits) -> Judged:
    n, p = sheets.keyed.shape
    if p < STRAIGHT_ITEMS:
        return not_judged("irv", n, f"it needs {STRAIGHT_ITEMS} items, there are {p}")
    if n < FEWEST_RESPONDENTS and "irv" not in asked:
        return not_judged("irv", n, _too_few(n))
    ticked = sheets.on_one_scale(sheets.ticked)
    spread = response_variability(ticked)
    return judge("irv", {"irv": spread}, asked, found=lower_median_limit(spread))


def _inconsistent(sheets: AnswerSheets, asked: Limits) -> Judged:
    n = len(sheets.keyed)
    scales = [block for block in sheets.blocks.values() if len(block) > 1]
    if len(scales) < FEWEST_PAIRS:
        reason = f"it needs {FEWEST_PAIRS} scales of two or more items, there are {len(scales)}"
        return not_judged("inconsistent", n, reason)
    index = even_odd_consistency(sheets.on_one_scale(sheets.keyed), scales)
    return judge("inconsistent", {"even_odd": index}, asked)


def _outlier(sheets: AnswerSheets, asked: Limits) -> Judged:
    n = len(sheets.keyed)
    low = np.fmin.reduce(sheets.keyed, axis=0, initial=np.inf)
    high = np.fmax.reduce(sheets.keyed, axis=0, initial=-np.inf)
    varied = sheets.keyed[:, high > low]
    if varied.shape[1] < 2:
        return not_judged("outlier", n, "it needs two items whose answers vary")
    if n <= varied.shape[1]:
        return not_judged("outlier", n, "it needs more respondents than items")
    found = mahalanobis(varied)
    columns = {
        "mahalanobis": found.squared,
        "items_answered": found.df.astype(np.float64),
        "mahalanobis_p": found.pvalue,
    }
    return judge("outlier", columns, asked)


def _person_fit(sheets: AnswerSheets, asked: Limits) -> Judged:
    n = len(sheets.keyed)
    if n < FEWEST_RESPONDENTS and "person_fit" not in asked:
        return not_judged("person_fit", n, _too_few(n))
    sizes = [round(high - low) + 1 for low, high in sheets.spans]
    categories = sheets.keyed - np.array([low for low, _ in sheets.spans])
    whole = np.isnan(categories) | (categories == np.floor(categories))
    fits = whole.all(axis=0) & (np.array(sizes) <= MOST_CATEGORIES)
    scales = [block[fits[block]] for block in sheets.blocks.values()]
    scales = [block for block in scales if len(block) > 1]
    if not scales:
        reason = f"it needs a scale of two or more items with up to {MOST_CATEGORIES} categories"
        return not_judged("person_fit", n, reason)
    index = normed_guttman_errors(categories, scales, sizes)
    return judge("person_fit", {"guttman": index}, asked, found=upper_fence(index))


def _attention(sheets: AnswerSheets, asked: Limits) -> Judged:
    n = len(sheets.keyed)
    if not sheets.checks:
        return not_judged("attention", n, sheets.unknown["attention"])
    failed = np.zeros(n)
    for answers, wanted in sheets.checks.values():
        failed += ~np.isnan(answers) & (answers != wanted)
    return judge("attention", {"attention_failed": failed}, asked)


def _duplicate(sheets: AnswerSheets, asked: Limits) -> Judged:
    n, p = sheets.keyed.shape
    if p < FEWEST_FOR_COPIES:
        return not_judged("duplicate", n, f"it needs {FEWEST_FOR_COPIES} items, there are {p}")
    limit = asked.get("duplicate", BY_NAME["duplicate"].criteria[0].default or 1.0)
    share, partner = np.full(n, np.nan), np.full(n, np.nan)
    # Sheets with little on them agree on what is not there; uniform ones agree anyway.
    answered = (~np.isnan(sheets.keyed)).mean(axis=1) >= BREAK_OFF
    rows = np.flatnonzero(answered & ~alike(sheets.ticked, 1))
    codes = _as_codes(sheets.keyed[rows])
    if pairs_to_compare(codes, limit) > MOST_PAIRS:
        return not_judged("duplicate", n, "too many respondents agree on many items by chance")
    found = near_copies(codes, limit)
    share[rows] = found.share
    has = found.partner >= 0
    partner[rows[has]] = sheets.lines[rows[found.partner[has]]]
    return judge("duplicate", {"copy_share": share, "copy_of_line": partner}, asked)


def _as_codes(values: Array) -> NDArray[np.int32]:
    """Return every different answer of an item as a number of its own, a missing one too."""
    columns = [np.unique(column, return_inverse=True)[1] for column in values.T]
    return np.column_stack(columns).astype(np.int32)


def _missing(sheets: AnswerSheets, asked: Limits) -> Judged:
    of = sheets.asked.sum(axis=1)
    gone = (np.isnan(sheets.keyed) & sheets.asked).sum(axis=1)
    share = np.where(of > 0, gone / np.maximum(of, 1), np.nan)
    columns = {"missing": gone.astype(np.float64), "missing_share": share}
    return judge("missing", columns, asked)


def _straight(sheets: AnswerSheets, asked: Limits) -> Judged:
    n = len(sheets.keyed)
    ticked = sheets.ticked
    whole = np.zeros(n, dtype=bool)
    largest = 0
    for number in np.unique(sheets.scale).tolist():
        columns = np.flatnonzero(sheets.scale == number)
        largest = max(largest, len(columns))
        whole |= alike(ticked[:, columns], max(STRAIGHT_ITEMS, math.ceil(len(columns) / 2)))
    blocks = mixed_blocks(sheets)
    if largest < STRAIGHT_ITEMS and not blocks:
        reason = f"it needs {STRAIGHT_ITEMS} items of one scale, or scales with reversed items"
        return not_judged("straight", n, reason)
    columns_of = {
        "straight_blocks": contradictory_blocks(ticked, blocks).astype(np.float64),
        "all_alike": whole.astype(np.float64),
    }
    found = judge("straight", columns_of, asked)
    return Judged(found.rule, found.hit | whole, found.columns, found.limits)


def mixed_blocks(sheets: AnswerSheets) -> list[MixedBlock]:
    """Return the scales with items of both directions, all on one rating scale."""
    reversed_ = np.array([item.reverse and item.span is not None for item in sheets.items])
    found = []
    for block in sheets.blocks.values():
        one_scale = len(set(sheets.scale[block].tolist())) == 1
        mixed = reversed_[block].any() and not reversed_[block].all()
        if len(block) >= FEWEST_IN_BLOCK and one_scale and mixed:
            found.append(MixedBlock(block, sum(sheets.spans[int(block[0])]) / 2.0))
    return found


def _too_few(n: int) -> str:
    return (
        f"its limit comes from the answers of {FEWEST_RESPONDENTS} or more respondents, "
        f"there are {n}; a threshold of your own can be given"
    )


INDICES: dict[str, Callable[[AnswerSheets, Limits], Judged]] = {
    "speed": _speed,
    "longstring": _longstring,
    "irv": _irv,
    "inconsistent": _inconsistent,
    "outlier": _outlier,
    "person_fit": _person_fit,
    "attention": _attention,
    "duplicate": _duplicate,
    "missing": _missing,
    "straight": _straight,
}


def careless(judged: Mapping[str, Judged], n: int, asked: Limits) -> Judged:
    """Return who shows several kinds of evidence at once.

    Flags of one kind are one piece of evidence: a straight-liner has a long string, a small
    variability and uniform blocks, and is still judged by one behaviour.
    """
    kinds = sorted({each.rule.family for each in judged.values() if each.rule.family})
    by_kind = {
        kind: [each for each in judged.values() if each.rule.family == kind and each.judged]
        for kind in kinds
    }
    known = [flags for flags in by_kind.values() if flags]
    if len(known) < 2:
        return not_judged("careless", n, "it needs flags of two kinds that can be judged")
    count = sum(np.any([flag.hit for flag in flags], axis=0).astype(float) for flags in known)
    return judge("careless", {"kinds_of_evidence": np.asarray(count)}, asked)
