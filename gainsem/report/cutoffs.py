"""Cut-offs for fit measures, as data with their sources, and the verdict drawn from them.

They are conventions from simulations of particular models, not laws: the report
prints the source beside each and a caution below the table.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Grade = Literal["good", "acceptable", "mediocre", "poor"]
FitLevel = Literal["good", "acceptable", "mixed", "poor", "untestable"]


@dataclass(frozen=True, slots=True)
class CutOff:
    """One limit: a measure on its right side earns the grade.

    Parameters
    ----------
    measure : str
        Key of ``fit.fit_measures``.
    grade : {"good", "acceptable", "mediocre"}
    relation : {">=", "<=", ">"}
    limit : float
    source : str
        Key of the reference in :mod:`gainsem.report.bibliography`.
    """

    measure: str
    grade: Grade
    relation: Literal[">=", "<=", ">"]
    limit: float
    source: str

    def met_by(self, value: float) -> bool:
        """Return whether a value is on the right side of the limit (the limit included)."""
        if self.relation == ">":
            return value > self.limit
        return value >= self.limit if self.relation == ">=" else value <= self.limit


CUT_OFFS: tuple[CutOff, ...] = (
    CutOff("cfi", "good", ">=", 0.95, "hu_bentler_1999"),
    CutOff("cfi", "acceptable", ">=", 0.90, "marsh_2004"),
    CutOff("tli", "good", ">=", 0.95, "hu_bentler_1999"),
    CutOff("tli", "acceptable", ">=", 0.90, "marsh_2004"),
    CutOff("rmsea", "good", "<=", 0.06, "hu_bentler_1999"),
    CutOff("rmsea", "acceptable", "<=", 0.08, "browne_cudeck_1992"),
    CutOff("rmsea", "mediocre", "<=", 0.10, "maccallum_1996"),
    CutOff("srmr", "good", "<=", 0.08, "hu_bentler_1999"),
    CutOff("srmr", "acceptable", "<=", 0.10, "schermelleh_2003"),
)
EXACT_FIT = CutOff("pvalue", "good", ">", 0.05, "kline_2023")
CLOSE_FIT = CutOff("rmsea_pvalue", "good", ">", 0.05, "maccallum_1996")
JUDGED = ("cfi", "tli", "rmsea", "srmr")
CAUTIONS = ("marsh_2004", "greiff_heene_2017", "mcneish_wolf_2023")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One measure held against its cut-offs; ``met`` is None where none is met."""

    measure: str
    value: float
    grade: Grade
    met: CutOff | None


def cut_offs_of(measure: str) -> tuple[CutOff, ...]:
    """Return the cut-offs of a measure, the strictest first."""
    return tuple(cut for cut in CUT_OFFS if cut.measure == measure)


def judge(measure: str, value: float) -> Judgement:
    """Hold one measure against its cut-offs.

    Examples
    --------
    >>> judge("cfi", 0.95).grade, judge("cfi", 0.949).grade, judge("rmsea", 0.11).grade
    ('good', 'acceptable', 'poor')
    """
    for cut in cut_offs_of(measure):
        if cut.met_by(value):
            return Judgement(measure, value, cut.grade, cut)
    return Judgement(measure, value, "poor", None)


def judge_fit(measures: Mapping[str, float]) -> tuple[Judgement, ...]:
    """Judge the measures that were computed, in the order of :data:`JUDGED`.

    A saturated model (df = 0) reproduces any data and is not judged.
    """
    if not measures.get("df", 0) > 0:
        return ()
    known = [(name, measures.get(name, math.nan)) for name in JUDGED]
    return tuple(judge(name, value) for name, value in known if math.isfinite(value))


def fit_level(judgements: tuple[Judgement, ...]) -> FitLevel:
    """Return what the measures say together.

    ``good``: every one good; ``acceptable``: every one at least acceptable;
    ``poor``: none acceptable; ``mixed``: some are and some are not.

    Examples
    --------
    >>> fit_level(judge_fit({"df": 24, "cfi": 0.93, "tli": 0.89, "rmsea": 0.09, "srmr": 0.065}))
    'mixed'
    """
    if not judgements:
        return "untestable"
    passed = [one.grade in ("good", "acceptable") for one in judgements]
    if all(one.grade == "good" for one in judgements):
        return "good"
    if all(passed):
        return "acceptable"
    return "mixed" if any(passed) else "poor"
