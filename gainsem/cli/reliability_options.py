"""The options of ``gainsem reliability``, each declared once."""

from __future__ import annotations

from typing import Any

import click

from gainsem.cli.declarations import option, stacked
from gainsem.cli.help_pages import Offered
from gainsem.errors import OptionError

SHEET = "Measurement sheet"
OF_SHEET = ("interval", "bootstrap", "seed", "level", "cluster")
#: Options of this command that a fit may have under the same name.
OWN = (*OF_SHEET, "marker")
ONE_GROUP = ("tests", "method_bias", "marker")


def _names(_: click.Context, __: click.Parameter, given: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (given or "").split(",") if name.strip())


sheet_options = stacked(
    option(
        "--interval",
        section=SHEET,
        type=Offered(("robust", "feldt", "normal", "bootstrap")),
        default=None,
        help="Interval of alpha: for any distribution, Feldt's, for normal items, or by"
        " bootstrap (default: robust; feldt for weighted fits).",
    ),
    option(
        "--bootstrap",
        section=SHEET,
        type=int,
        default=1000,
        help="Draws for the intervals of HTMT.  [default: 1000]",
    ),
    option("--seed", section=SHEET, type=int, default=1, help="Of the draws.  [default: 1]"),
    option(
        "--level",
        section=SHEET,
        type=float,
        default=0.95,
        help="Of all intervals.  [default: 0.95]",
    ),
    option(
        "--cluster",
        section=SHEET,
        default=None,
        help="Column with groups: ICC(1), ICC(2) and rwg (default: the codebook's role cluster).",
    ),
    option(
        "--tests",
        section=SHEET,
        is_flag=True,
        help="Test discriminant validity: fit again with each correlation fixed at .9 and 1.",
    ),
    option(
        "--method-bias",
        section=SHEET,
        is_flag=True,
        help="Diagnostics of common method variance.",
    ),
    option(
        "--marker",
        section=SHEET,
        callback=_names,
        default=None,
        help="Items that have nothing to do with the constructs, joined by commas: correct"
        " correlations for method variance; with two or more, the CFA marker technique.",
    ),
)


def named_columns(arguments: dict[str, Any]) -> set[str]:
    """Return the columns these options name, which reading must keep."""
    cluster = arguments["cluster"]
    return {*arguments["marker"], *([cluster] if cluster else [])}


def check_groups(group: str | None, arguments: dict[str, Any]) -> None:
    """Refuse what is known of one group only, together with several groups.

    Raises
    ------
    OptionError
        E-OPT-02 for tests of discriminant validity or of method bias.
    """
    asked = [f"--{name.replace('_', '-')}" for name in ONE_GROUP if arguments[name]]
    if group is not None and asked:
        raise OptionError.of(
            "E-OPT-02",
            f"{' and '.join(asked)} cannot be had by group.",
            why="these fit the model again, to all respondents together",
            do=f"leave out --group, or {' and '.join(asked)}; for one group select it:"
            f" --where \"{group} == '...'\"",
        )
