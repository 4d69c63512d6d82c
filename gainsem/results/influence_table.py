"""The most influential respondents as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gainsem.results.table import Column, Table

if TYPE_CHECKING:
    from gainsem.results.influence import Influence

COLUMNS = (
    Column("line", "Line", "integer"),
    Column("cook", "Cook's distance", "number"),
    Column("displacement", "Likelihood displacement", "number"),
    Column("delta_chisq", "Change of chi-square", "number"),
    Column("parameter", "Most moved"),
    Column("dfbetas", "by", "number"),
)
NOTE = (
    "Cook's distance: how far all estimates are from those without the respondent (Pek & MacCallum"
    " 2011). Change of chi-square: above 0 where the model fits better without the respondent. By:"
    " standard errors the estimate gains from the respondent."
)
ONE_STEP = "Computed in one step from the scores; exact=True (--exact) fits the model without each."
REFITTED = "The model was fitted again without each respondent."


def influence_table(found: Influence, most: int) -> Table:
    """Return the respondents with the largest generalised Cook's distances.

    Parameters
    ----------
    found : Influence
    most : int
        Rows.
    """
    rows = []
    for k in found.order[:most].tolist():
        own = found.dfbetas[k]
        known = bool(np.isfinite(own).any())
        at = int(np.nanargmax(np.abs(own))) if known else 0
        rows.append(
            (
                int(found.lines[k]),
                float(found.cook[k]),
                float(found.displacement[k]),
                float(found.delta_chisq[k]),
                found.names[at] if known else "",
                float(own[at]) if known else float("nan"),
            )
        )
    caption = f"Most influential of {len(found.rows)} respondents"
    return Table(COLUMNS, tuple(rows), caption, (NOTE, REFITTED if found.exact else ONE_STEP))
