"""Conventions a coefficient is held against, as data with their sources: never a law."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gainsem.results.reliability.record import ConstructFigures

Measure = Literal["alpha", "omega", "cr", "ave", "fornell_larcker", "htmt"]


@dataclass(frozen=True, slots=True)
class Convention:
    """One limit: what is on its right side is what the source asks for.

    ``source`` is a key of the bibliography, ``cited`` how a page names it.
    """

    measure: Measure
    relation: Literal[">=", "<"]
    limit: float
    source: str
    cited: str

    def met_by(self, value: float) -> bool:
        """Return whether a value is on the right side."""
        return value >= self.limit if self.relation == ">=" else value < self.limit


CONVENTIONS = (
    Convention("alpha", ">=", 0.70, "nunnally_1978", "Nunnally 1978"),
    Convention("omega", ">=", 0.70, "nunnally_1978", "Nunnally 1978"),
    Convention("cr", ">=", 0.70, "hair_2019", "Hair, Black, Babin & Anderson 2019"),
    Convention("ave", ">=", 0.50, "fornell_larcker_1981", "Fornell & Larcker 1981"),
    Convention("htmt", "<", 0.85, "henseler_2015", "Henseler, Ringle & Sarstedt 2015"),
)
FORNELL_LARCKER = ("fornell_larcker_1981", "Fornell & Larcker 1981")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One coefficient of one construct held against its convention."""

    construct: str
    measure: Measure
    value: float
    limit: float
    met: bool
    source: str


def verdicts(constructs: Iterable[ConstructFigures]) -> tuple[Verdict, ...]:
    """Hold the coefficients of constructs against the conventions.

    Fornell and Larcker compare the square root of AVE with the largest correlation with
    another construct.  What could not be computed is not judged.
    """
    found = []
    for one in constructs:
        values = {
            "alpha": one.alpha,
            "omega": one.omega,
            "cr": one.cr,
            "ave": one.ave,
            "htmt": one.largest_htmt,
        }
        for rule in CONVENTIONS:
            value = values[rule.measure]
            if math.isfinite(value) and not (rule.measure == "omega" and one.shares):
                met = rule.met_by(value)
                found.append(Verdict(one.name, rule.measure, value, rule.limit, met, rule.source))
        if math.isfinite(one.ave) and math.isfinite(one.largest_correlation):
            root = math.sqrt(one.ave)
            limit = one.largest_correlation
            met = root > limit
            found.append(Verdict(one.name, "fornell_larcker", root, limit, met, FORNELL_LARCKER[0]))
    return tuple(found)
