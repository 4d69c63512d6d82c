"""Modification indices of several groups: of a parameter in one group, all groups counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gainsem.core.linalg import Array
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.groups.joint import expected_inverse, places_of, refuse_unfinished
from gainsem.results.modification import Modification, modification_list

if TYPE_CHECKING:
    from pandas import DataFrame


def grouped_modifications(
    fit: GroupedFit, *, minimum: float = 0.0, sort: bool = True, op: str | None = None
) -> tuple[tuple[int, Modification], ...]:
    """Return group number and index of every parameter a group's model leaves out.

    Parameters
    ----------
    fit : GroupedFit
    minimum : float
    sort : bool
    op : str, optional
    """
    refuse_unfinished(fit, "modification indices")
    inverse, rows = expected_inverse(fit), []
    for k, (view, places) in enumerate(zip(fit.by_group.values(), places_of(fit), strict=True)):
        own: Array = inverse[places.at][:, places.at]
        found = modification_list(view, minimum=minimum, sort=False, op=op, inverse=own)
        rows += [(k + 1, row) for row in found]
    return tuple(sorted(rows, key=lambda each: -each[1].mi) if sort else rows)


def grouped_modification_frame(
    fit: GroupedFit, *, minimum: float = 0.0, sort: bool = True, op: str | None = None
) -> DataFrame:
    """Return them as a data frame, columns ``lhs op rhs group mi epc sepc_lv sepc_all``."""
    import pandas as pd

    names = list(Modification.__slots__)
    columns = [*names[:3], "group", *names[3:]]
    rows = []
    for group, row in grouped_modifications(fit, minimum=minimum, sort=sort, op=op):
        values = [getattr(row, name) for name in names]
        rows.append([*values[:3], group, *values[3:]])
    return pd.DataFrame(rows, columns=columns)
