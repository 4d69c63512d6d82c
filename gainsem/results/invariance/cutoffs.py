"""How much worse a fit may become when groups are made equal: conventions, with sources.

All come from simulations of certain models, estimators and sizes of groups, and none is a
law.  A difference is that of the restricted model less the general one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Constraint = Literal[
    "configural", "thresholds", "loadings", "intercepts", "residuals", "structural"
]
Measure = Literal["cfi", "rmsea", "srmr", "mfi", "gammahat"]
IndexVerdict = Literal["holds", "mixed", "fails", "unjudged"]

FALLING = frozenset({"cfi", "mfi", "gammahat"})
"""Measures that are large where the fit is good."""
MANY_GROUPS = 10
SMALL_SAMPLE = 300
POOR_CFI, POOR_RMSEA = 0.90, 0.10
"""Beyond these a model does not fit to begin with."""
AT_ROUNDING = 1e-9
"""A difference of printed numbers that is just the limit stays within it."""


def fits_badly(measures: Mapping[str, float]) -> bool:
    """Return whether a configural model fits so badly that changes of its fit say little.

    An RMSEA above .10 is what Browne & Cudeck (1992, doi:10.1177/0049124192021002005) would
    not employ; a CFI below .90 is the older limit of Bentler & Bonett
    (1980, doi:10.1037/0033-2909.88.3.588).  An unknown measure does not speak.
    """
    return bool(
        measures.get("cfi", math.nan) < POOR_CFI or measures.get("rmsea", math.nan) > POOR_RMSEA
    )


@dataclass(frozen=True, slots=True)
class DeltaCutoff:
    """The difference from which on a measure speaks against equality of one kind."""

    constraint: Constraint
    measure: Measure
    limit: float

    def met_by(self, difference: float) -> bool:
        """Return whether a difference stays within the limit."""
        worse = -difference if self.measure in FALLING else difference
        return worse <= self.limit + AT_ROUNDING


@dataclass(frozen=True, slots=True)
class Convention:
    """The cut-offs of one paper.

    ``source`` is a key of the bibliography, ``cited`` how a page names it, ``studied`` what
    its simulations were about.
    """

    key: str
    source: str
    cited: str
    doi: str
    studied: str
    cutoffs: tuple[DeltaCutoff, ...]

    def of(self, constraint: Constraint) -> tuple[DeltaCutoff, ...]:
        """Return the cut-offs for one kind of equality."""
        return tuple(each for each in self.cutoffs if each.constraint == constraint)


@dataclass(frozen=True, slots=True)
class JudgedDifference:
    """One difference held against its limit."""

    measure: Measure
    difference: float
    limit: float
    met: bool


def _same(measures: Mapping[Measure, float], *constraints: Constraint) -> tuple[DeltaCutoff, ...]:
    """Return the same limits for several kinds of equality."""
    return tuple(
        DeltaCutoff(constraint, measure, limit)
        for constraint in constraints
        for measure, limit in measures.items()
    )


CHEUNG_RENSVOLD = _same(
    {"cfi": 0.01, "gammahat": 0.001, "mfi": 0.02},
    *("thresholds", "loadings", "intercepts", "residuals", "structural"),
)
CONVENTIONS: Mapping[str, Convention] = MappingProxyType(
    {
        each.key: each
        for each in (
            Convention(
                "cheung_rensvold_2002",
                "cheung_rensvold_2002",
                "Cheung & Rensvold 2002",
                "10.1207/S15328007SEM0902_5",
                "two groups of 150 or more, continuous items, maximum likelihood",
                CHEUNG_RENSVOLD,
            ),
            Convention(
                "chen_2007",
                "chen_2007",
                "Chen 2007",
                "10.1080/10705510701301834",
                "two groups of equal size, more than 300 respondents, continuous items",
                (
                    *_same({"cfi": 0.01, "rmsea": 0.015, "srmr": 0.03}, "loadings"),
                    *_same(
                        {"cfi": 0.01, "rmsea": 0.015, "srmr": 0.01},
                        *("thresholds", "intercepts", "residuals"),
                    ),
                ),
            ),
            Convention(
                "chen_2007_small",
                "chen_2007",
                "Chen 2007",
                "10.1080/10705510701301834",
                "two groups of unequal size, 300 respondents or fewer, continuous items",
                (
                    *_same({"cfi": 0.005, "rmsea": 0.01, "srmr": 0.025}, "loadings"),
                    *_same(
                        {"cfi": 0.005, "rmsea": 0.01, "srmr": 0.005},
                        *("thresholds", "intercepts", "residuals"),
                    ),
                ),
            ),
            Convention(
                "meade_2008",
                "meade_2008",
                "Meade, Johnson & Braddy 2008",
                "10.1037/0021-9010.93.3.568",
                "two groups, continuous items, maximum likelihood",
                _same({"cfi": 0.002}, *("thresholds", "loadings", "intercepts")),
            ),
            Convention(
                "rutkowski_svetina_2014",
                "rutkowski_svetina_2014",
                "Rutkowski & Svetina 2014",
                "10.1177/0013164413498257",
                "10 or 20 groups, continuous items",
                (
                    *_same({"cfi": 0.02, "rmsea": 0.03}, "loadings"),
                    *_same({"cfi": 0.01, "rmsea": 0.01}, "intercepts"),
                ),
            ),
            Convention(
                "rutkowski_svetina_2017",
                "rutkowski_svetina_2017",
                "Rutkowski & Svetina 2017",
                "10.1080/08957347.2016.1243540",
                "10 or 20 groups, ordinal items, WLSMV",
                (
                    *_same({"cfi": 0.004, "rmsea": 0.05}, "loadings"),
                    *_same({"cfi": 0.004, "rmsea": 0.01}, *("thresholds", "intercepts")),
                ),
            ),
        )
    }
)


def usual_convention(*, ordinal: bool, n_groups: int, n_obs: int) -> str:
    """Return the convention whose simulations are nearest to a study.

    Few groups of ordinal items have none of their own; they get those of continuous items.

    Parameters
    ----------
    ordinal : bool
    n_groups, n_obs : int
        Groups, and respondents of all groups.

    Examples
    --------
    >>> usual_convention(ordinal=False, n_groups=2, n_obs=900)
    'chen_2007'
    """
    if n_groups >= MANY_GROUPS:
        return "rutkowski_svetina_2017" if ordinal else "rutkowski_svetina_2014"
    return "chen_2007_small" if n_obs <= SMALL_SAMPLE else "chen_2007"


def judge_differences(
    constraint: Constraint, differences: Mapping[str, float], convention: str
) -> tuple[JudgedDifference, ...]:
    """Hold the differences of fit measures against the cut-offs of a convention.

    Parameters
    ----------
    constraint : str
        What was made equal.
    differences : mapping
        Restricted less general; what is missing or NaN is not judged.
    convention : str
        A key of :data:`CONVENTIONS`.

    Examples
    --------
    >>> [found] = judge_differences("loadings", {"cfi": -0.012}, "chen_2007")
    >>> found.measure, found.limit, found.met
    ('cfi', 0.01, False)
    """
    return tuple(
        JudgedDifference(
            each.measure,
            differences[each.measure],
            each.limit,
            each.met_by(differences[each.measure]),
        )
        for each in CONVENTIONS[convention].of(constraint)
        if math.isfinite(differences.get(each.measure, math.nan))
    )


def index_verdict(
    judged: tuple[JudgedDifference, ...], *, significant: bool = False
) -> IndexVerdict:
    """Return what judged differences say together.

    ``"fails"`` needs the first measure (CFI) beyond its limit, and something that supports it:
    another measure, as Chen words it ("a change in CFI, supplemented by a change in RMSEA
    or SRMR"), or the test of the difference; where there is but one measure, nothing else.  Some
    beyond their limits, but not these: ``"mixed"``.

    Parameters
    ----------
    judged : tuple of JudgedDifference
    significant : bool
        Whether the test of the difference speaks against equality.
    """
    if not judged:
        return "unjudged"
    beyond = [not each.met for each in judged]
    if not any(beyond):
        return "holds"
    supported = significant or len(beyond) == 1 or any(beyond[1:])
    return "fails" if beyond[0] and supported else "mixed"
