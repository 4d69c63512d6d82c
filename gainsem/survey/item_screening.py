"""What screening tells of every item: missing answers, distribution, unused codes, direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.item_rest import item_rest_correlations
from gainsem.diagnostics import Diagnostic, warning
from gainsem.survey.answer_sheets import AnswerSheets
from gainsem.survey.check_items import CLEARLY_NEGATIVE
from gainsem.survey.descriptives import describe
from gainsem.survey.phrases import names_text, number_text

FLOOR_OR_CEILING = 0.15
"""Terwee et al. (2007), doi:10.1016/j.jclinepi.2006.03.012; they judge scores of scales."""
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ItemFinding:
    """One item; shares lie between 0 and 1, NaN is what does not exist."""

    item: str
    construct: str
    reverse: bool
    n: int
    missing: int
    missing_share: float
    mean: float
    sd: float
    skewness: float
    kurtosis: float
    floor_share: float
    ceiling_share: float
    unused: str
    item_rest: float
    remarks: str


def item_findings(sheets: AnswerSheets) -> tuple[ItemFinding, ...]:
    """Return what is known of every item, as it is keyed.

    Floor and ceiling are the shares of answers at the lowest and the highest box; a remark
    is made from 15 % on.  An item with a clearly negative correlation with the rest of its
    scale (below -.1 and twice the standard error of a zero correlation) may be worded the
    other way round.

    Parameters
    ----------
    sheets : AnswerSheets
    """
    names = [item.name for item in sheets.items]
    rest, construct = _item_rest(sheets)
    rows = describe(sheets.keyed, names)
    asked = sheets.asked.sum(axis=0)
    gone = (np.isnan(sheets.keyed) & sheets.asked).sum(axis=0)
    found = []
    for j, row in enumerate(rows):
        item, (low, high) = sheets.items[j], sheets.spans[j]
        answers = sheets.keyed[~np.isnan(sheets.keyed[:, j]), j]
        floor, ceiling = _share(answers, low), _share(answers, high)
        unused = _unused(item.codes, answers)
        suspected = rest[j] < min(CLEARLY_NEGATIVE, -2.0 / np.sqrt(max(len(answers), 1)))
        remarks = [
            text
            for text, holds in (
                ("nobody answered", not len(answers)),
                ("always the same answer", len(answers) > 0 and bool(np.ptp(answers) == 0)),
                ("floor", floor >= FLOOR_OR_CEILING),
                ("ceiling", ceiling >= FLOOR_OR_CEILING),
                ("unused codes", bool(unused)),
                ("worded the other way round?", bool(suspected)),
            )
            if holds
        ]
        found.append(
            ItemFinding(
                item=item.name,
                construct=construct[j],
                reverse=item.reverse,
                n=int(row["n"]),
                missing=int(gone[j]),
                missing_share=float(gone[j] / asked[j]) if asked[j] else float("nan"),
                mean=row["mean"],
                sd=row["sd"],
                skewness=row["skewness"],
                kurtosis=row["kurtosis"],
                floor_share=floor,
                ceiling_share=ceiling,
                unused=names_text(number_text(code) for code in unused),
                item_rest=float(rest[j]),
                remarks=", ".join(remarks),
            )
        )
    return tuple(found)


def turned_suspects(found: Sequence[ItemFinding]) -> tuple[Diagnostic, ...]:
    """Return a warning (W-SCR-16) that names items that may be worded the other way round."""
    suspects = [row for row in found if "worded the other way round?" in row.remarks]
    if not suspects:
        return ()
    listed = names_text(f"{row.item} (r={row.item_rest:.2f})" for row in suspects)
    return (
        warning(
            "W-SCR-16",
            f"{listed} {'runs' if len(suspects) == 1 else 'run'} against the other items of the"
            " same construct.",
            why="until they are turned, inconsistent, person_fit and straight judge respondents"
            " wrongly",
            do="set  reverse: true  for them in the codebook, if that is how they are worded",
        ),
    )


def _share(answers: Array, code: float) -> float:
    return float(np.mean(answers == code)) if len(answers) else float("nan")


def _unused(codes: tuple[float, ...], answers: Array) -> list[float]:
    """Return the legal codes nobody chose; none for an item nobody answered."""
    if not len(answers):
        return []
    chosen = set(np.unique(answers).tolist())
    return [code for code in codes if code not in chosen]


def _item_rest(sheets: AnswerSheets) -> tuple[Array, list[str]]:
    """Return item-rest correlations, and the construct of each item, by item."""
    rest = np.full(len(sheets.items), np.nan)
    construct = [item.construct for item in sheets.items]
    common = sheets.on_one_scale(sheets.keyed)
    for name, block in sheets.blocks.items():
        rest[block] = item_rest_correlations(common[:, block])
        for j in block.tolist():
            construct[j] = name
    return rest, construct
