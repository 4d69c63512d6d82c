"""The rotated loadings of exploratory blocks, each as one matrix."""

from __future__ import annotations

from gainsem.results.block_rotation import BlockRotation
from gainsem.results.fitted import Fitted
from gainsem.results.table import Column, Table


def rotated_loadings_table(fit: Fitted, rotation: BlockRotation) -> Table:
    """Return the standardized loadings of a block: a row an item, a column a factor."""
    values = {(row.rhs, row.lhs): row.std_all for row in fit.parameter_rows if row.op == "=~"}
    names = (Column("item", "Item"),)
    factors = tuple(Column(name, name, "number") for name in rotation.factors)
    rows = tuple(
        (item, *(values[item, name] for name in rotation.factors)) for item in rotation.items
    )
    kind = "oblique" if rotation.oblique else "orthogonal"
    caption = f"Rotated loadings of '{rotation.block}', standardized ({rotation.title}, {kind})"
    return Table((*names, *factors), rows, caption)


def rotated_texts(fit: Fitted) -> list[str]:
    """Return these matrices as text, none for a model without exploratory blocks."""
    return [rotated_loadings_table(fit, each).to_text() for each in fit.rotations]
