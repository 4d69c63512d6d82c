"""Families of parameters that ``group_equal`` names, and the model does not have."""

from __future__ import annotations

from collections.abc import Sequence

from gainsem.errors import OptionError
from gainsem.model.variables import Variables
from gainsem.options import Options


def refuse_absent_families(
    options: Options, variables: Sequence[Variables], ordinal: Sequence[str]
) -> None:
    """Refuse equal intercepts where only thresholds are, and the other way round.

    Means of latent variables are then free in later groups, as whoever asks for equal
    intercepts or thresholds wants them, and nothing determines them.

    Parameters
    ----------
    options : Options
    variables : sequence of Variables
        One a group.
    ordinal : sequence of str
        The ordinal items.

    Raises
    ------
    OptionError
        E-GRP-68.
    """
    equal = options.group_equal
    explained = {
        name for own in variables for name in own.observed if name not in own.exogenous_observed
    }
    if "intercepts" in equal and "thresholds" not in equal and explained <= set(ordinal):
        raise _absent("intercepts", "all its items are ordinal, and have thresholds", "thresholds")
    if "thresholds" in equal and "intercepts" not in equal and not ordinal:
        raise _absent("thresholds", "none of its items is ordinal", "intercepts")


def _absent(family: str, why: str, other: str) -> OptionError:
    return OptionError.of(
        "E-GRP-68",
        f"group_equal names {family}, and the model has none: {why}.",
        why="means of factors could not be compared",
        do=f"say  {other}  in place of  {family}",
    )
