"""The options about waves of the same people, shared by two commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gainsem.cli.declarations import Decorator, option, stacked

SECTION = "Waves of the same people"


def wave_options(*, required: bool = False) -> Decorator:
    """Declare the waves, and how they make columns."""
    return stacked(
        option(
            "--waves",
            section=SECTION,
            metavar="NAMES",
            required=required,
            help="Waves of the same people, joined by commas, the first one gives the scale.",
        ),
        option(
            "--pattern",
            section=SECTION,
            metavar="TEXT",
            help="How an item and a wave make a column.  [default: {item}_{wave}]",
        ),
        option(
            "--residual-covariances/--no-residual-covariances",
            section=SECTION,
            default=None,
            help="Residuals of the same item covary between waves.  [default: they do]",
        ),
    )


def wave_arguments(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of :func:`gainsem.invariance` about waves, as far as given."""
    names = ("waves", "pattern", "residual_covariances")
    return {name: arguments[name] for name in names if arguments[name] is not None}


def in_all_waves(times: dict[str, Any], names: set[str]) -> set[str]:
    """Return the columns that may be needed: without waves those that are named.

    Raises
    ------
    OptionError
        E-INV-08 for waves or a pattern that make no columns.
    """
    if "waves" not in times:
        return names
    from gainsem.estimation.invariance.waves.names import DEFAULT_PATTERN, checked_waves

    return checked_waves(times["waves"], times.get("pattern", DEFAULT_PATTERN)).in_all(names)


def listed(text: str | None) -> Sequence[str]:
    """Return what is joined by commas."""
    return [name.strip() for name in (text or "").split(",") if name.strip()]
