"""The parameter table as it is estimated: exploratory blocks stand unrotated."""

from __future__ import annotations

from gainsem.core.linalg import Array
from gainsem.estimation.sample import Sample
from gainsem.model.parameter_table import ParameterTable
from gainsem.options import Options


def determined(
    table: ParameterTable, sample: Sample, options: Options, *, cov: Array | None = None
) -> ParameterTable:
    """Return the table with exploratory blocks as they are estimated: unrotated.

    Parameters
    ----------
    table : ParameterTable
    sample : Sample
    options : Options
    cov : ndarray, shape (p, p), optional
        Sample covariances the start is found from (default: those of the sample).
    """
    if not table.blocks:
        return table
    from gainsem.estimation.rotation_plans import plans_of
    from gainsem.estimation.unrotated import unrotated_table

    plans_of(table.blocks, options, sample.facts.items)  # refused before anything is estimated
    return unrotated_table(table, sample.moments.cov if cov is None else cov)
