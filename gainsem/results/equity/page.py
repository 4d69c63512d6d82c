"""What a terminal and a notebook show of an equity view."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from gainsem.results.table import STYLE

if TYPE_CHECKING:
    from gainsem.results.equity.record import Equity

MOST_LINES = 60


def equity_verdict(found: Equity) -> str:
    """Return the result in one line."""
    told = [row for row in found.gaps if (row.kind, row.wave) == ("raw", "")]
    widest = max(told, key=lambda row: abs(row.est), default=None)
    size = "no gap could be estimated"
    if widest is not None:
        between = f" ({widest.group})" if len(found.groups) > 2 else ""
        size = f"largest gap {widest.est:.2f} in {widest.factor}{between}"
    doubt = "" if found.trusted else "; NOT to be trusted"
    n_groups = len(found.groups)
    return f"{found.variable}, {n_groups} groups, n = {found.n_obs}: {size}{doubt}"


def equity_page(found: Equity, lang: str = "en") -> str:
    """Return verdict, tables, findings and paragraph."""
    from gainsem.results.equity.paragraph import equity_paragraph
    from gainsem.results.equity.tables import equity_tables

    parts = [f"Equity view: {equity_verdict(found)}"]
    parts += [
        table.to_text()
        for table in equity_tables(found, lang).values()
        if len(table.rows) <= MOST_LINES
    ]
    parts += [str(each) for each in found.diagnostics]
    parts.append(equity_paragraph(found, lang))
    return "\n\n".join(parts) + "\n"


def equity_html(found: Equity) -> str:
    """Return verdict and tables as one HTML fragment; every text escaped."""
    from gainsem.results.equity.tables import equity_tables

    body = "\n".join(table.to_html() for table in equity_tables(found, "en").values())
    said = "".join(f'\n<p class="note">{escape(str(each))}</p>' for each in found.diagnostics)
    head = escape(equity_verdict(found))
    return f'<div class="gainsem"><style>\n{STYLE}</style>\n<p>{head}</p>\n{body}{said}</div>'
