"""Defined parameters that have no value at the estimates, said in the result."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from gainsem.diagnostics import Diagnostic, warning
from gainsem.results.fit import ParameterEstimate


def definition_findings(rows: Iterable[ParameterEstimate]) -> Iterator[Diagnostic]:
    """Yield W-EST-97 for every ``:=`` that divides by zero or leaves a function's domain."""
    for row in rows:
        if row.op == ":=" and not math.isfinite(row.est):
            what = "is not defined" if math.isnan(row.est) else "is infinite"
            yield warning(
                "W-EST-97",
                f"the defined parameter '{row.lhs}' {what} at the estimates:"
                f" {row.lhs} := {row.rhs}.",
                why="it divides by zero, or takes a root or logarithm of a negative number",
                do="correct the formula; the other results do not depend on it",
            )
