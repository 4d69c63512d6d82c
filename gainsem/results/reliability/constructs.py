"""What measures each construct of a model: items, or constructs of a lower order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.errors import SpecificationError
from gainsem.model.parameter_table import ParameterTable


@dataclass(frozen=True)
class Construct:
    """A latent variable and what it points at.

    Parameters
    ----------
    name : str
    items : tuple of str
        Observed variables.
    rows : tuple of int
        Rows of the parameter table with their loadings.
    parts : tuple of str
        Latent variables of the next lower order.
    part_rows : tuple of int
        Rows with the loadings of these.
    places : ndarray of int
        Of the items among the observed variables of the table.
    shares : tuple of str
        Other latent variables that point at some of the items.
    ordinal : bool
        Whether all items are ordinal.
    mixed : bool
        Whether some are ordinal and some are not.
    """

    name: str
    items: tuple[str, ...]
    rows: tuple[int, ...]
    parts: tuple[str, ...]
    part_rows: tuple[int, ...]
    places: NDArray[np.intp]
    shares: tuple[str, ...]
    ordinal: bool
    mixed: bool


def constructs_of(table: ParameterTable) -> tuple[Construct, ...]:
    """Return the latent variables that point at something, in the order of the model.

    Raises
    ------
    SpecificationError
        E-REL-01 when there are none.
    """
    found = tuple(_construct(table, name) for name in table.latent)
    found = tuple(one for one in found if one.items or one.parts)
    if not found:
        raise SpecificationError.of(
            "E-REL-01",
            "The model has no latent variables, so there is no scale whose reliability to tell.",
            why="alpha, omega, AVE and HTMT belong to constructs that several items measure",
            do="write which items measure what, such as  trust =~ q1 + q2 + q3",
        )
    return found


def _construct(table: ParameterTable, name: str) -> Construct:
    pointing = [(k, row) for k, row in enumerate(table.rows) if row.op == "=~" and row.lhs == name]
    of_items = [(k, row.rhs) for k, row in pointing if row.rhs not in table.latent]
    of_parts = [(k, row.rhs) for k, row in pointing if row.rhs in table.latent]
    items = tuple(item for _, item in of_items)
    kinds = {item in table.ordinal for item in items}
    return Construct(
        name,
        items,
        tuple(k for k, _ in of_items),
        tuple(part for _, part in of_parts),
        tuple(k for k, _ in of_parts),
        np.array([table.observed.index(item) for item in items], dtype=np.intp),
        _sharing(table, name, items),
        kinds == {True},
        len(kinds) > 1,
    )


def _sharing(table: ParameterTable, name: str, items: tuple[str, ...]) -> tuple[str, ...]:
    others = (
        row.lhs for row in table.rows if row.op == "=~" and row.lhs != name and row.rhs in items
    )
    return tuple(dict.fromkeys(others))
