"""What a terminal and a notebook show of an equity view."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from gainsem.results.table import STYLE

if TYPE_CHECKING:
    from gainsem.results.equity.record import Equity

MOST_LINES = 60


WORDS = {
    "en": {
        "title": "Equity view: {line}",
        "line": "{variable}, {groups} groups, n = {n}: {size}{doubt}",
        "none": "no gap could be estimated",
        "largest": "largest gap {gap} in {factor}{between}",
        "between": " ({group})",
        "doubt": "; NOT to be trusted",
    },
    "zh": {
        "title": "组间差距：{line}",
        "line": "{variable}，{groups} 组，n = {n}：{size}{doubt}",
        "none": "未能估计任何差距",
        "largest": "最大差距为 {gap}（{factor}{between}）",
        "between": "，{group}",
        "doubt": "；目前不可采信",
    },
}


def equity_verdict(found: Equity, lang: str = "en") -> str:
    """Return the result in one line."""
    words = WORDS[lang]
    told = [row for row in found.gaps if (row.kind, row.wave) == ("raw", "")]
    widest = max(told, key=lambda row: abs(row.est), default=None)
    size = words["none"]
    if widest is not None:
        named = found.label(widest.group, lang) if lang != "en" else widest.group
        factor = found.label(widest.factor, lang) if lang != "en" else widest.factor
        between = words["between"].format(group=named) if len(found.groups) > 2 else ""
        size = words["largest"].format(gap=f"{widest.est:.2f}", factor=factor, between=between)
    return words["line"].format(
        variable=found.variable,
        groups=len(found.groups),
        n=found.n_obs,
        size=size,
        doubt="" if found.trusted else words["doubt"],
    )


def equity_page(found: Equity, lang: str = "en") -> str:
    """Return verdict, tables, findings and paragraph."""
    from gainsem.results.equity.paragraph import equity_paragraph
    from gainsem.results.equity.tables import equity_tables

    tables = equity_tables(found, lang)
    parts = [WORDS[lang]["title"].format(line=equity_verdict(found, lang))]
    parts += [table.to_text() for table in tables.values() if len(table.rows) <= MOST_LINES]
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
