"""The page a factor analysis prints in a terminal, and its face in a notebook."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from gainsem.results.cells import number_text
from gainsem.results.correlations import TITLES
from gainsem.results.efa_tables import (
    CUT,
    factor_correlations_table,
    loadings_table,
    measures_table,
    minima_table,
    residuals_table,
    variance_table,
)
from gainsem.results.reported_measures import index_versions, reported_measures
from gainsem.results.second_opinion import second_opinion_text
from gainsem.results.summary_lines import Entry, section
from gainsem.results.table import STYLE, Column, Table

if TYPE_CHECKING:
    from gainsem.results.efa import Efa

EIGENVALUES_SHOWN = 12


def efa_verdict(efa: Efa) -> str:
    """Return whether the solution can be used, and why not."""
    count = sum(each.severity == "warning" for each in efa.diagnostics)
    if efa.usable:
        after = {0: "", 1: ", with 1 warning"}.get(count, f", with {count} warnings")
        return f"Usable{after}: extraction and rotation have converged."
    what = "the rotation" if efa.solution.extraction_converged else "the extraction"
    return f"NOT usable: {what} has not converged."


def efa_line(efa: Efa) -> str:
    """Return ``repr(efa)``."""
    solution = efa.solution
    shown = reported_measures(efa.fit_measures)
    version = index_versions(efa.fit_measures)[0]
    known = {"CFI": "cfi", "RMSEA": "rmsea", "SRMR": "srmr"}
    indices = [
        f"{version + ' ' if version and key != 'srmr' else ''}{name} = {shown[key]:.3f}"
        for name, key in known.items()
        if key in shown and (efa.fit_measures.get("df", 0) > 0 or key == "srmr")
    ]
    parts = [
        f"{len(efa.names)} items, {len(solution.factors)} factor{_s(len(solution.factors))}",
        f"n = {efa.n_obs}",
        solution.rotation_title,
        *indices,
    ]
    state = "usable" if efa.usable else "NOT usable"
    return f"<Efa by {efa.estimator}: {', '.join(parts)}; {state}>"


def efa_text(
    efa: Efa, *, sort: bool = True, cut: float = CUT, errors: bool = False, lang: str = "en"
) -> str:
    """Return the summary of a factor analysis."""
    tables = [
        measures_table(efa),
        loadings_table(efa, sort=sort, cut=cut, errors=errors, lang=lang),
        factor_correlations_table(efa),
        variance_table(efa),
        residuals_table(efa),
        *([minima_table(efa)] if len(efa.solution.minima) > 1 else []),
    ]
    parts = [
        f"gainsem {efa.provenance.gainsem}. {efa_verdict(efa)}",
        section("", _how(efa)),
        _eigenvalues(efa),
        *(table.without_empty_columns().to_text() for table in tables if table.rows),
    ]
    parts += second_opinion_text(efa.second_opinion)
    if efa.diagnostics:
        parts.append("Diagnostics\n\n" + "\n".join(map(str, efa.diagnostics)))
    return "\n\n".join(parts) + "\n"


def efa_html(efa: Efa) -> str:
    """Return the solution as one HTML fragment with its own scoped style, without scripts."""
    tables = [
        measures_table(efa),
        loadings_table(efa),
        factor_correlations_table(efa),
        variance_table(efa),
    ]
    if efa.diagnostics:
        tables.append(_diagnostics(efa))
    mark = "usable" if efa.usable else "not-usable"
    return "\n".join(
        [
            f'<div class="gainsem">\n<style>\n{STYLE}</style>',
            f'<p><strong class="{mark}">{escape(efa_verdict(efa))}</strong></p>',
            f"<p>{escape(efa_line(efa).strip('<>').rpartition(';')[0])}</p>",
            *(table.without_empty_columns().to_html() for table in tables if table.rows),
            "</div>",
        ]
    )


def _how(efa: Efa) -> list[Entry]:
    solution, options = efa.solution, efa.options
    entries = [
        ("Estimator", efa.estimator),
        ("Correlations", TITLES[efa.kind]),
        ("Extraction", _ended(solution.extraction_converged, solution.extraction_iterations)),
        ("Rotation", _rotation(efa)),
        ("Items", str(len(efa.names))),
        ("Factors", str(len(solution.factors))),
        ("Respondents used", str(efa.sample.n_used)),
        ("Respondents read", str(efa.sample.n_read)),
    ]
    if efa.kind == "pairwise":
        entries.append(("Respondents errors and tests go by", str(efa.n_obs)))
    if solution.starts > 1:
        best = solution.minima[0][1] if solution.minima else 0
        entries.append(
            ("Random starts (seed)", f"{solution.starts} ({options['seed']}), {best} to the best")
        )
    return entries


def _rotation(efa: Efa) -> str:
    solution = efa.solution
    if solution.rotation_title.startswith("None"):
        return "none"
    kind = "oblique" if solution.oblique else "orthogonal"
    scaled = "" if solution.normalize == "none" else f", {solution.normalize.title()} rows"
    state = "" if solution.rotation_converged else ", NOT converged"
    return f"{solution.rotation_title}, {kind}{scaled}{state}"


def _ended(converged: bool, steps: int) -> str:
    return f"{'converged' if converged else 'NOT converged'} after {steps} step{_s(steps)}"


def _eigenvalues(efa: Efa) -> str:
    values = efa.solution.eigenvalues.tolist()
    shown = "  ".join(number_text(value, 2) for value in values[:EIGENVALUES_SHOWN])
    more = "  ..." if len(values) > EIGENVALUES_SHOWN else ""
    return f"Eigenvalues of the correlations\n\n  {shown}{more}"


def _diagnostics(efa: Efa) -> Table:
    columns = (Column("code", "Code"), Column("severity", "Severity"), Column("message", "Message"))
    rows = tuple((each.code, each.severity, each.message) for each in efa.diagnostics)
    return Table(columns, rows, "Diagnostics")


def _s(count: int) -> str:
    return "" if count == 1 else "s"
