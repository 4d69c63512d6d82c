"""Which inequalities and bounds hold a solution, said in the result."""

from __future__ import annotations

from collections.abc import Iterator

from gainsem.diagnostics import Diagnostic, warning
from gainsem.estimation.solve import Restricted
from gainsem.model.parameter_table import ParameterTable, Restriction
from gainsem.results.fit import Solution


def binding_restrictions(
    table: ParameterTable, compiled: Restricted, solution: Solution
) -> tuple[Restriction, ...]:
    """Return the inequalities and bounds the estimates lie on."""
    if compiled.restrictions is None:
        return ()
    binds = compiled.restrictions.binding(solution.params)
    pairs = zip(table.restrictions, binds, strict=True)
    return tuple(each for each, holds in pairs if holds and each.relation == ">=")


def binding_findings(
    table: ParameterTable, compiled: Restricted, solution: Solution
) -> Iterator[Diagnostic]:
    """Yield what the user must know of estimates that an inequality holds.

    W-CON-03; a variance that a bound keeps at 0 is a Heywood case all the same: W-CON-04.
    """
    held = binding_restrictions(table, compiled, solution) if solution.converged else ()
    if not held:
        return
    zero = [row.lhs for row in table.rows if _kept_at_zero(row.free, row.op, held)]
    if zero:
        yield warning(
            "W-CON-04",
            f"a bound keeps these variances at 0: {', '.join(zero)}. Without it they would be"
            " negative (Heywood case).",
            why="the bound hides the sign of an improper solution, not its cause",
            do="look for outliers, too few items and too small a sample, and report the bound",
        )
    yield warning(
        "W-CON-03",
        f"{_count(held)} at the solution: {', '.join(each.text for each in held)}.",
        why="standard errors are given what binds; the p value of the model's test is only"
        " approximate, for its distribution is then a mixture (Shapiro 1985)",
        do="report what binds; bootstrap intervals are no way out at a bound",
    )


def _kept_at_zero(free: int, op: str, held: tuple[Restriction, ...]) -> bool:
    if op != "~~" or free < 0:
        return False
    return any(each.coefficients == ((free, 1.0),) and each.constant == 0.0 for each in held)


def _count(held: tuple[Restriction, ...]) -> str:
    return "one inequality binds" if len(held) == 1 else f"{len(held)} inequalities bind"
