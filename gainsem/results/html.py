"""The face of a fit in a notebook: verdict, measures, estimates; every text escaped."""

from __future__ import annotations

from html import escape

from gainsem.results.exclusion_html import exclusion_parts
from gainsem.results.finding_tables import diagnostics_table
from gainsem.results.fit_table import fit_table
from gainsem.results.fitted import Fitted
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
from gainsem.results.table import STYLE
from gainsem.results.verdict import WITHHELD_TEXT, estimates_withheld, one_line_verdict, verdict

ESTIMATES = (
    loadings_table,
    regressions_table,
    covariances_table,
    intercepts_table,
    thresholds_table,
    variances_table,
    scales_table,
    defined_table,
    r_squared_table,
)


def fit_to_html(fit: Fitted) -> str:
    """Return the fit as one HTML fragment with its own scoped style, without scripts."""
    mark = "usable" if fit.usable else "not-usable"
    head = one_line_verdict(fit).strip("<>").rpartition(";")[0]
    parts = [
        f'<div class="gainsem">\n<style>\n{STYLE}</style>',
        f'<p><strong class="{mark}">{escape(verdict(fit))}</strong></p>',
        f"<p>{escape(head)}</p>",
    ]
    if estimates_withheld(fit):
        parts.append(f"<p>{WITHHELD_TEXT}</p>")
    tables = (build(fit) for build in (fit_table, *ESTIMATES))
    parts += [table.without_empty_columns().to_html() for table in tables if table.rows]
    if fit.exclusion is not None and fit.exclusion.n_excluded and not estimates_withheld(fit):
        parts += exclusion_parts(fit.exclusion)
    if fit.diagnostics:
        parts.append(diagnostics_table(fit).to_html())
    return "\n".join([*parts, "</div>"])
