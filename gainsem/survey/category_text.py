"""How categories and their counts are written, in messages and reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from gainsem.survey.collapse import Runs
from gainsem.survey.item_codes import Groups
from gainsem.survey.phrases import number_text


def number_row(codes: Iterable[float]) -> str:
    """Return codes beside each other: ``"1 2 3"``."""
    return " ".join(map(number_text, codes))


def runs_text(codes: NDArray[np.float64], runs: Runs) -> str:
    """Return the categories after merging: ``"{1,2} 3 4 5"``."""
    return " ".join(category_text([float(codes[k]) for k in run]) for run in runs)


def category_text(codes: Sequence[float]) -> str:
    """Return how a category is called: ``"3"``, or ``"{1,2}"`` after a merge."""
    shown = ",".join(map(number_text, codes))
    return shown if len(codes) == 1 else f"{{{shown}}}"


def counts_text(counts: NDArray[np.int64], groups: Groups) -> str:
    """Return ``"2 14 88"``, or ``"A 2 14 88; B 0 3 5"`` for groups."""
    rows = [" ".join(map(str, row)) for row in counts.tolist()]
    if not groups.labels:
        return rows[0]
    return "; ".join(f"{label} {row}" for label, row in zip(groups.labels, rows, strict=True))
