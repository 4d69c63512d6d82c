"""What a terminal and a notebook show of a study of measurement invariance."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from gainsem.results.table import STYLE, Table

if TYPE_CHECKING:
    from gainsem.results.invariance.record import Invariance

BULKY = ("parameters",)
"""Tables that are files and pictures, not a page of text."""
MOST_LINES = 60


def invariance_verdict(found: Invariance) -> str:
    """Return the result in one line."""
    highest = found.highest
    level = "no level holds" if highest is None else f"{highest.name} holds"
    if highest is not None and highest.freed:
        level += f" with {len(highest.freed)} freed"
    if found.misfit:
        level += ", of a model that fits badly"
    if not found.steps:
        level = "aligned" if found.alignment is not None else "nothing tested"
    if found.repeated:
        return f"{len(found.groups)} waves, n = {found.n_obs}: {level}"
    return f"{found.variable}, {len(found.groups)} groups, n = {found.n_obs}: {level}"


def invariance_page(found: Invariance, lang: str = "en") -> str:
    """Return verdict, tables, findings and paragraph."""
    from gainsem.results.invariance.paragraph import invariance_paragraph

    parts = [f"Measurement invariance: {invariance_verdict(found)}"]
    parts += [table.to_text() for table in _shown(found)]
    parts += [f"{step.name}: {step.remark}" for step in found.steps if step.remark]
    parts += [str(each) for each in found.diagnostics]
    parts.append(invariance_paragraph(found, lang))
    return "\n\n".join(parts) + "\n"


def invariance_html(found: Invariance) -> str:
    """Return verdict and tables as one HTML fragment; every text escaped."""
    body = "\n".join(table.to_html() for table in _shown(found))
    said = "".join(f'\n<p class="note">{escape(str(each))}</p>' for each in found.diagnostics)
    head = escape(invariance_verdict(found))
    return f'<div class="gainsem"><style>\n{STYLE}</style>\n<p>{head}</p>\n{body}{said}</div>'


def _shown(found: Invariance) -> list[Table]:
    """Return the levels in two tables, fit and change, and the shorter of the other tables."""
    shown = []
    for name, table in found.tables().items():
        if name == "levels":
            shown += level_tables(table)
        elif name not in BULKY and len(table.rows) <= MOST_LINES:
            shown.append(table)
    return shown


def level_tables(levels: Table) -> list[Table]:
    """Return the wide table of levels as two that fit a page: fit, and change of fit."""
    changes = [key for key in levels.keys if key == "against" or key.startswith("delta_")]
    fit = levels.without(*changes, "verdict", "freed")
    fit = Table(fit.columns, fit.rows, "Fit of the levels")
    if not changes:
        return [fit]
    kept = ("level", *changes, *(key for key in ("verdict", "freed") if key in levels.keys))
    change = levels.only(*kept)
    rows = tuple(row for row in change.rows if row[1])
    return [fit, Table(change.columns, rows, "Change of fit", levels.notes)]
