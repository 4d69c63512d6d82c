"""What a fit says about the sampling design of its respondents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gainsem.core.implied import Implied
from gainsem.estimation.found import Found
from gainsem.estimation.rows import parameter_rows
from gainsem.results.design_facts import DesignFacts


def design_facts(
    found: Found, implied: Implied, rotated: Callable[[Found], Found]
) -> DesignFacts | None:
    """Return the facts of a design; None where nothing was said of one.

    Parameters
    ----------
    found : Found
        As estimated, exploratory blocks not yet rotated.
    implied : Implied
        At the estimates that are shown.
    rotated : callable
        Rotates exploratory blocks, errors included.
    """
    design = found.sample.design
    if design is None:
        return None
    columns, units = design.columns, design.units
    facts = DesignFacts(
        weights=columns.weights or "",
        cluster=columns.cluster or "",
        strata=columns.strata or "",
        fpc=columns.fpc or "",
        lonely_psu=columns.lonely_psu,
        n=design.n,
        effective_n=design.effective_n,
        simple_se=_simple_se(found, implied, rotated),
    )
    if units is None:
        return facts
    return replace(
        facts,
        n_units=units.n_units,
        n_strata=units.n_strata,
        freedom=units.freedom,
        n_lonely=int(units.alone.sum()),
    )


def _simple_se(
    found: Found, implied: Implied, rotated: Callable[[Found], Found]
) -> tuple[float, ...]:
    """Return the standard errors of a simple random sample, of rotated factors as well."""
    if found.simple_vcov is None or found.solution.vcov is None:
        return ()
    simple = replace(found, solution=replace(found.solution, vcov=found.simple_vcov))
    if simple.table.blocks:
        simple = rotated(simple)
    rows = parameter_rows(simple.table, simple.compiled, implied, simple.solution)
    return tuple(row.se for row in rows)
