"""The options of the commands about files, languages and messages, each declared once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from gainsem.cli.help_pages import Option

Decorator = Callable[[Any], Any]
LANGUAGES = ("en", "zh")

DATA, OUTPUT = "Reading the data", "Results"


def option(*names: str, section: str, **attributes: Any) -> Decorator:
    """Declare one option under a heading of the help page."""
    return click.option(*names, cls=Option, section=section, **attributes)


def stacked(*decorators: Decorator) -> Decorator:
    """Return several declarations as one, in the order they are written."""

    def declare(function: Any) -> Any:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return declare


def _debug(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(dict)["debug"] = True


debug = option(
    "--debug",
    section="Other",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_debug,
    help="Show the traceback of an error.",
)
lang = option(
    "--lang",
    section=OUTPUT,
    type=click.Choice(LANGUAGES),
    default="en",
    help="Language of the report and of item wordings.  [default: en]",
)


def results_options(
    *, folder: str, record: str, report: str = "", strict: bool = False
) -> Decorator:
    """Declare where the results of a command go.

    Parameters
    ----------
    folder : str
        What ``--out`` puts into its folder.
    record : str
        What ``--json`` writes.
    report : str
        What ``--report`` writes; empty for a command without a report.
    strict : bool
        Whether the command can refuse on a warning.
    """
    declared = [
        option(
            "--out",
            section=OUTPUT,
            type=click.Path(),
            metavar="DIR",
            help=f"A folder for everything: {folder}.",
        ),
        option(
            "--json",
            section=OUTPUT,
            type=click.Path(allow_dash=True),
            metavar="PATH|-",
            help=f"{record}; a dash prints it instead of the summary.",
        ),
    ]
    if report:
        declared.append(option("--report", section=OUTPUT, type=click.Path(), help=report))
    if strict:
        said = "Refuse (exit code 2) on any warning."
        declared.append(option("--strict", section=OUTPUT, is_flag=True, help=said))
    quiet = option("--quiet", "-q", section=OUTPUT, is_flag=True, help="Print errors only.")
    return stacked(*declared, quiet)


fit_file = click.argument("fit_json", metavar="FIT.json", type=click.Path())
