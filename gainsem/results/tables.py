"""All tables that can be drawn from a fit, in one place to import them from."""

from __future__ import annotations

from gainsem.results.finding_tables import (
    diagnostics_table,
    modification_table,
    residual_highlights_table,
)
from gainsem.results.fit_table import fit_table
from gainsem.results.parameter_tables import (
    covariances_table,
    defined_table,
    intercepts_table,
    loadings_table,
    r_squared_table,
    regressions_table,
    scales_table,
    thresholds_table,
    variances_table,
)
from gainsem.results.sample_tables import (
    categories_table,
    descriptives_table,
    recodes_table,
    sample_table,
)

__all__ = [
    "categories_table",
    "covariances_table",
    "defined_table",
    "descriptives_table",
    "diagnostics_table",
    "fit_table",
    "intercepts_table",
    "loadings_table",
    "modification_table",
    "r_squared_table",
    "recodes_table",
    "regressions_table",
    "residual_highlights_table",
    "sample_table",
    "scales_table",
    "thresholds_table",
    "variances_table",
]
