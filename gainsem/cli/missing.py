"""``gainsem missing``: which answers are missing, and whether it looks like chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gainsem.cli.declarations import debug, lang, option, results_options
from gainsem.cli.help_pages import Command
from gainsem.cli.reading_options import reading_of, reading_options
from gainsem.cli.terminal import say

if TYPE_CHECKING:
    from gainsem.results.missing import Missing

ITEMS = "Items to look at, joined by commas; a star stands for any letters, as in trust_*."


@click.command("missing", cls=Command, short_help="Look at which answers are missing.")
@click.argument("data", metavar="DATA", type=click.Path(allow_dash=True))
@results_options(
    folder="missing.json, tables, missing.pdf and .svg", record="The record of missing answers"
)
@lang
@option("--items", section="What is looked at", help=ITEMS)
@reading_options
@debug
def command(data: str, **arguments: Any) -> None:
    """Say which answers in DATA are missing together, and whether it looks like chance.

    Nothing is changed or filled in.  DATA is a table or the folder of a survey.

    \b
    gainsem missing surveys/bfi --out results/missing
    """
    from gainsem.cli.destinations import Destinations
    from gainsem.cli.missing_folder import fill

    places = Destinations(arguments["out"], arguments["json"])
    with places.opened() as folder:
        found = _missing(data, arguments)
        written = places.write(
            folder,
            record=found.to_json,
            fill=lambda place, record: fill(place, found, record, lang=arguments["lang"]),
        )
    if not arguments["quiet"]:
        say(repr(found) if places.piped else found.summary(), err=places.piped)
        for place in written:
            say(f"wrote {place}", err=True)


def _missing(data: str, arguments: dict[str, Any]) -> Missing:
    from gainsem.api import missing, read_survey

    survey = read_survey(data, **reading_of(arguments))
    items = arguments["items"]
    chosen = [name.strip() for name in items.split(",") if name.strip()] if items else None
    return missing(survey, chosen)
