"""What a fit says about the sampling design of its respondents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from gainsem.core.implied import Implied
from gainsem.estimation.found import Found
from gainsem.estimation.rows import parameter_rows
from gainsem.results.design_facts import DesignFacts
from gainsem.survey.sampling_design import SamplingDesign


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
    return None if design is None else facts_of(design, _simple_se(found, implied, rotated))


def facts_of(design: SamplingDesign, simple_se: tuple[float, ...]) -> DesignFacts:
    """Return what is told of a design.

    Parameters
    ----------
    design : SamplingDesign
        Of some respondents of a sample: with the units that hold any of them.
    simple_se : tuple of float
        Standard errors of a simple random sample, one a parameter row; may be empty.
    """
    columns, units = design.columns, design.units
    facts = DesignFacts(
        weights=columns.weights or "",
        cluster=columns.cluster or "",
        strata=columns.strata or "",
        fpc=columns.fpc or "",
        lonely_psu=columns.lonely_psu,
        n=design.n,
        effective_n=design.effective_n,
        simple_se=simple_se,
        total=design.total,
    )
    if units is None:
        return facts
    present = np.unique(units.cluster)
    strata = np.unique(units.stratum[present])
    return replace(
        facts,
        n_units=len(present),
        n_strata=len(strata),
        freedom=len(present) - len(strata),
        n_lonely=int(units.alone[strata].sum()),
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
