"""Answers as they were ticked, on one scale, with what else is known of each sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.survey.check_respondents import WIDEST_RATING
from gainsem.survey.responses import Item
from gainsem.survey.screened_items import ScreenedItems

Array = NDArray[np.float64]
Span = tuple[float, float]


@dataclass(frozen=True)
class AnswerSheets:
    """What the indices of screening are made of, for n respondents and p items.

    Parameters
    ----------
    items : tuple of Item
    keyed : ndarray, shape (n, p)
        Answers with reversed items turned; NaN where missing.
    spans : tuple of (float, float)
        Lowest and highest answer of each item's scale.
    scale : ndarray of int, shape (p,)
        Number of the scale of each item: items with the same span have the same.
    blocks : dict of str to ndarray
        Columns of each construct.
    asked : ndarray of bool, shape (n, p)
        Who was asked what.
    seconds : ndarray, shape (n,), or None
        Time of the whole questionnaire; NaN where unknown.
    checks : dict of str to (ndarray, float)
        Answers to each attention check, and the one it asks for.
    lines : ndarray, shape (n,)
        Line of the file.
    unknown : dict of str to str
        Why a flag cannot be judged, where the reason lies in the data at hand.
    """

    items: tuple[Item, ...]
    keyed: Array
    spans: tuple[Span, ...]
    scale: NDArray[np.int64]
    blocks: Mapping[str, NDArray[np.int64]]
    asked: NDArray[np.bool_]
    seconds: Array | None
    checks: Mapping[str, tuple[Array, float]]
    lines: NDArray[np.int64]
    unknown: Mapping[str, str]

    @property
    def ticked(self) -> Array:
        """Answers as they were ticked: reversed items turned back."""
        ticked = self.keyed.copy()
        for j, item in enumerate(self.items):
            if item.reverse and item.span:
                ticked[:, j] = sum(item.span) - ticked[:, j]
        return ticked

    def on_one_scale(self, answers: Array) -> Array:
        """Return answers on the commonest scale; those of other scales are stretched to it."""
        low, high = Counter(self.spans).most_common(1)[0][0]
        common = answers.copy()
        for j, (own_low, own_high) in enumerate(self.spans):
            if (own_low, own_high) != (low, high) and own_high > own_low:
                share = (answers[:, j] - own_low) / (own_high - own_low)
                common[:, j] = low + share * (high - low)
        return common


def answer_sheets(
    chosen: ScreenedItems,
    *,
    asked: NDArray[np.bool_],
    seconds: Array | None,
    checks: Mapping[str, tuple[Array, float]],
    unknown: Mapping[str, str],
) -> AnswerSheets:
    """Return the sheets of all respondents.

    Parameters
    ----------
    chosen : ScreenedItems
    asked, seconds, checks, unknown
        As in :class:`AnswerSheets`.
    """
    answers = chosen.responses
    spans = scale_spans(answers.values, answers.items)
    numbers = {span: number for number, span in enumerate(dict.fromkeys(spans))}
    return AnswerSheets(
        items=answers.items,
        keyed=answers.values,
        spans=spans,
        scale=np.array([numbers[span] for span in spans], dtype=np.int64),
        blocks={
            name: np.array(columns, dtype=np.int64) for name, columns in chosen.constructs.items()
        },
        asked=asked,
        seconds=seconds,
        checks=checks,
        lines=answers.lines,
        unknown=unknown,
    )


def scale_spans(values: Array, items: tuple[Item, ...]) -> tuple[Span, ...]:
    """Return the ends of every item's scale: the codebook's, else those of the answers.

    Items without a codebook that together fit one rating scale are taken to share it: that
    nobody chose an end of one of them does not make it another scale.
    """
    with np.errstate(invalid="ignore"):
        low = np.fmin.reduce(values, axis=0, initial=np.inf)
        high = np.fmax.reduce(values, axis=0, initial=-np.inf)
    bare = [j for j, item in enumerate(items) if item.span is None and low[j] <= high[j]]
    ends = (float(low[bare].min()), float(high[bare].max())) if bare else (0.0, 0.0)
    shared = ends[1] - ends[0] <= WIDEST_RATING
    return tuple(
        item.span or (ends if shared or low[j] > high[j] else (float(low[j]), float(high[j])))
        for j, item in enumerate(items)
    )
