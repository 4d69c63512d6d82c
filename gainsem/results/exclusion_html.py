"""The face in a notebook of what leaving flagged respondents out has done."""

from __future__ import annotations

from html import escape

from gainsem.results.exclusion import Exclusion
from gainsem.results.exclusion_tables import SHOWN_NOTE, exclusion_table, main_rows
from gainsem.results.table import STYLE

SHOWN = (
    *("lhs", "op", "rhs", "std_all_all", "pvalue_all", "std_all", "pvalue", "difference_se"),
    "change",
)


def exclusion_parts(found: Exclusion) -> list[str]:
    """Return who was left out by which flag, and the estimates with and without them."""
    flags = (f"{flag.name}: {flag.threshold} ({flag.count})" for flag in found.flags)
    who = f"{found.n_excluded} of {found.n_screened} respondents left out. {'; '.join(flags)}."
    parts = [f"<p>{escape(who)}</p>"]
    if found.status_all:
        parts.append(f"<p>No comparison with everybody: {escape(found.status_all)}</p>")
    if found.rows:
        table = exclusion_table(found, main_rows(found)).only(*SHOWN).without_empty_columns()
        parts += [table.to_html(), f'<p class="note">{escape(_note(found))}</p>']
    return parts


def _note(found: Exclusion) -> str:
    rest = len(found.rows) - len(main_rows(found))
    return SHOWN_NOTE + (f" {rest} parameters more are in .exclusion.rows." if rest else "")


def exclusion_to_html(found: Exclusion) -> str:
    """Return the comparison as one HTML fragment; every text escaped."""
    body = "\n".join(exclusion_parts(found))
    return f'<div class="gainsem">\n<style>\n{STYLE}</style>\n{body}\n</div>'
