"""Reliability in several groups as a page for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gainsem.results.reliability.by_group.compare import FELDT, MOST_PAIRED, WALD_LOG
from gainsem.results.reliability.by_group.tables import (
    HIGHER,
    SCALES,
    comparison_table,
    differences_table,
    equality_table,
)
from gainsem.results.reliability.page import WIDTH, bullets

if TYPE_CHECKING:
    from gainsem.results.reliability.by_group.sheet import GroupedReliability
    from gainsem.results.table import Table

SOURCES = {
    WALD_LOG: (
        "Alphas of independent groups are compared on the scale of log(1 - alpha), on which "
        "their errors are even (Bonett 2003); the interval of a difference is made of the two "
        "intervals (Bonett & Wright 2015)."
    ),
    FELDT: (
        "Two alphas are compared by Feldt's W (1969), for parallel normal items; the interval of "
        "a difference is made of the two intervals (Bonett & Wright 2015)."
    ),
}
MODEL = (
    "Coefficients of the model are compared by the delta method, with the covariances of the "
    "whole fit: groups that share parameters are not independent."
)
CAUTION = (
    "Equal reliability is not equal measurement: whether groups are measured alike is asked by "
    "gainsem invariance."
)


def page_of_groups(found: GroupedReliability, *, lang: str) -> str:
    """Return the comparison, then the sheet of every group (of many their diagnostics only)."""
    comparison, few = found.comparison, len(found) <= MOST_PAIRED
    caption = f"Reliability by {found.variable}"
    tables: list[Table] = [
        comparison_table(comparison, SCALES, caption, short=True),
        comparison_table(comparison, HIGHER, "Higher-order constructs", short=True),
        equality_table(comparison.tests).without_empty_columns(),
    ]
    if few:
        tables.append(differences_table(comparison.differences).without("se", "method"))
    parts = [table.to_text() for table in tables if table.rows]
    parts.append("\n".join(["How groups were compared", "", *bullets(_how(found))]))
    for label, sheet in found.items() if few else ():
        title = f"{found.variable}: {label}"
        parts.append(f"{title}\n{'=' * min(len(title), WIDTH)}\n\n{sheet.summary(lang=lang)}")
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _how(found: GroupedReliability) -> list[str]:
    comparison = found.comparison
    methods = {one.method for one in comparison.tests if not one.why}
    methods |= {one.method for one in comparison.differences}
    said = [text for method, text in SOURCES.items() if method in methods]
    lines = [*said, MODEL]
    if len(found) > MOST_PAIRED:
        lines.append(
            f"Of more than {MOST_PAIRED} groups each is held against the first one: see "
            'to_frame("differences"), or --out.'
        )
    return [*lines, CAUTION]
