"""The page a search for a number of factors prints, and its face in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from gainsem.diagnostics import Diagnostic
from gainsem.results.correlations import TITLES
from gainsem.results.n_factors_tables import (
    eigenvalues_table,
    rules_table,
    shown_eigenvalues,
    solutions_table,
)
from gainsem.results.summary_lines import section
from gainsem.results.table import STYLE, Table

if TYPE_CHECKING:
    from gainsem.results.n_factors import NFactors

HOW = {
    "permutation": "answers permuted among respondents",
    "normal": "simulated from normal variables",
}
FIT = ("df", "chisq", "cfi", "rmsea", "bic", "ebic", "rmsr", "caf")
OTHERS = ("map2", "map4", "vss1", "vss2", "cd_rmsr", "cd_pvalue")


def number_verdict(found: NFactors) -> str:
    """Return the suggestion in one sentence."""
    what = f"{found.n_factors} factor{'' if found.n_factors == 1 else 's'}"
    return f"{what}: named by {found.votes} of {found.voters} rules."


def number_line(found: NFactors) -> str:
    """Return ``repr(found)``."""
    verdict = number_verdict(found).rstrip(".").replace(":", ",", 1)
    return f"<NFactors: {verdict}; {len(found.names)} items, n = {found.n_obs}>"


def number_text_page(found: NFactors, without: Sequence[Diagnostic] = ()) -> str:
    """Return the summary, without some of the diagnostics."""
    parts = [
        f"gainsem {found.provenance.gainsem}. {number_verdict(found)}",
        section("", _how(found)),
        *(table.without_empty_columns().to_text() for table in _tables(found)),
    ]
    said = [str(each) for each in found.diagnostics if each not in without]
    if said:
        parts.append("Diagnostics\n\n" + "\n".join(said))
    return "\n\n".join(parts) + "\n"


def number_html(found: NFactors) -> str:
    """Return the verdicts as one HTML fragment with its own scoped style, without scripts."""
    return "\n".join(
        [
            f'<div class="gainsem">\n<style>\n{STYLE}</style>',
            f"<p><strong>{escape(number_verdict(found))}</strong></p>",
            *(table.without_empty_columns().to_html() for table in _tables(found)),
            "</div>",
        ]
    )


def _tables(found: NFactors) -> list[Table]:
    solutions = solutions_table(found)
    return [
        rules_table(found),
        eigenvalues_table(found, most=shown_eigenvalues(found)),
        solutions.only("n_factors", *FIT, "heywood", "converged"),
        replace(solutions.only("n_factors", *OTHERS), caption="Measures of the other rules"),
    ]


def _how(found: NFactors) -> list[tuple[str, str]]:
    options = found.options
    null = options["null"] if found.kind != "pearson" or found.sample.descriptives else "normal"
    return [
        ("Correlations", TITLES[found.kind]),
        ("Items", str(len(found.names))),
        ("Respondents used", str(found.sample.n_used)),
        ("Chance", HOW[null]),
        ("Draws (seed)", f"{options['draws']} ({options['seed']})"),
    ]
