"""Whether groups leave thresholds and means to themselves, so that no search needs them."""

from __future__ import annotations

from gainsem.model.parameter_table import ParameterTable
from gainsem.model.response import n_without_levels


def levels_apart(joint: ParameterTable, alone: bool) -> bool:
    """Return whether every threshold and mean of every group has a parameter to itself.

    Parameters
    ----------
    joint : ParameterTable
        Of all groups.
    alone : bool
        Whether that is so in every group by itself.
    """
    if not alone or joint.constraints or joint.restrictions:
        return False
    late = [row.free for row in joint.rows if row.is_free and row.op in ("|", "~1")]
    first = n_without_levels(joint)
    return len(set(late)) == len(late) and not any(
        row.free >= first for row in joint.rows if row.op not in ("|", "~1")
    )
