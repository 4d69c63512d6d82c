"""``gainsem report``: the PDF of a fit that was made before."""

from __future__ import annotations

import click

from gainsem.cli.declarations import OUTPUT, debug, fit_file, lang, option
from gainsem.cli.help_pages import Command
from gainsem.cli.terminal import say


@click.command("report", cls=Command, short_help="Write the report of a saved fit.")
@fit_file
@option(
    "--report",
    "path",
    section=OUTPUT,
    type=click.Path(),
    required=True,
    help="Where to write the report (.pdf).",
)
@lang
@debug
def command(fit_json: str, path: str, lang: str) -> int:
    """Write the report of FIT.json; nothing is estimated again.

    The exit code is 1 when the fit it shows is not usable.
    """
    from gainsem.api import load, report
    from gainsem.cli.destinations import Destinations

    with Destinations(report=path).opened():
        fit = load(fit_json)
        place = report(fit, path, lang=lang)
    say(f"wrote {place}", err=True)
    return 0 if getattr(fit, "usable", True) else 1
