"""``gainsem screen``: careless answers, copies and items that do not work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gainsem.cli.declarations import debug, lang, results_options
from gainsem.cli.help_pages import Command
from gainsem.cli.reading_options import reading_of, reading_options
from gainsem.cli.screening_options import screening_options
from gainsem.cli.terminal import say

if TYPE_CHECKING:
    from gainsem.results.screening import Screening


@click.command("screen", cls=Command, short_help="Look for careless answers and odd items.")
@click.argument("data", metavar="DATA", type=click.Path(allow_dash=True))
@results_options(
    folder="screen.json, tables, screening.pdf and .svg", record="The record of the screening"
)
@lang
@screening_options
@reading_options
@debug
def command(data: str, **arguments: Any) -> None:
    """Look through the answers in DATA: who answered without care, which items do not work.

    Nobody is left out and nothing is changed.  DATA is a table or the folder of a survey.

    \b
    gainsem screen surveys/bfi --out results/screening
    """
    from gainsem.cli.destinations import Destinations
    from gainsem.cli.screening_folder import fill
    from gainsem.results.screening_record import screening_to_json

    places = Destinations(arguments["out"], arguments["json"])
    with places.opened() as folder:
        screening = _screen(data, arguments)
        written = places.write(
            folder,
            record=lambda: screening_to_json(screening),
            fill=lambda place, record: fill(place, screening, record, lang=arguments["lang"]),
        )
    if not arguments["quiet"]:
        say(repr(screening) if places.piped else screening.summary(), err=places.piped)
        for place in written:
            say(f"wrote {place}", err=True)


def _screen(data: str, arguments: dict[str, Any]) -> Screening:
    from gainsem.api import read_survey, screen
    from gainsem.io.handed_in import read_model
    from gainsem.survey.flags import answers_asked_for, checked_thresholds

    thresholds = checked_thresholds(arguments["threshold"])
    text = read_model(Path(arguments["model"])) if arguments["model"] else None
    survey = read_survey(data, beside=text.source if text else "", **reading_of(arguments))
    items = arguments["items"]
    return screen(
        survey,
        [name.strip() for name in items.split(",") if name.strip()] if items else None,
        model=text,
        thresholds=thresholds,
        seconds=arguments["seconds"],
        attention=answers_asked_for(arguments["attention"]) or None,
        respondent=arguments["respondent"],
    )
