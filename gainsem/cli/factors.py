"""``gainsem factors``: are the items worth a factor analysis, and how many factors are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gainsem.cli.declarations import debug, lang, results_options
from gainsem.cli.factors_options import number_arguments, number_options
from gainsem.cli.help_pages import Command
from gainsem.cli.reading_options import reading_of, reading_options
from gainsem.cli.terminal import say

if TYPE_CHECKING:
    from gainsem.results.adequacy import Adequacy
    from gainsem.results.n_factors import NFactors


@click.command("factors", cls=Command, short_help="How many factors do the items have?")
@click.argument("data", metavar="DATA", type=click.Path(allow_dash=True))
@results_options(
    folder="factors.json, tables, scree.svg",
    record="The record of the search",
    strict=True,
)
@lang
@number_options
@reading_options
@debug
def command(data: str, **arguments: Any) -> None:
    """Say whether items are worth a factor analysis, and how many factors they have.

    DATA is a table (CSV, TSV, XLSX) or the folder of a survey: its codebook and
    its responses.  A dash stands for standard input.

    \b
    gainsem factors surveys/bfi --out results/factors
    """
    from gainsem.cli.destinations import Destinations
    from gainsem.cli.factors_files import fill, record_text

    places = Destinations(arguments["out"], arguments["json"])
    with places.opened() as folder:
        worth, found = _found(data, arguments)
        written = places.write(
            folder,
            record=lambda: record_text(worth, found),
            fill=lambda place, record: fill(place, worth, found, record, lang=arguments["lang"]),
        )
    if not arguments["quiet"]:
        page = f"{worth.summary()}\n{found.summary(without=worth.diagnostics)}"
        say(repr(found) if places.piped else page, err=places.piped)
        for place in written:
            say(f"wrote {place}", err=True)


def _found(data: str, arguments: dict[str, Any]) -> tuple[Adequacy, NFactors]:
    from gainsem.api import adequacy, n_factors, read_survey
    from gainsem.cli.progress import ProgressLine
    from gainsem.cli.strictness import refuse_warnings
    from gainsem.factor.number_choices import number_options as checked

    options = number_arguments(arguments)
    chosen = checked(options)  # refused before anything is read
    named = {*(chosen.items or ()), *([chosen.weights] if chosen.weights else [])}
    keep = named if chosen.items and not any("*" in name for name in named) else None
    survey = read_survey(data, keep=keep, **reading_of(arguments))
    worth = adequacy(survey, **options)
    with ProgressLine(quiet=arguments["quiet"]) as line:
        found = n_factors(survey, progress=line, **options)
    if arguments["strict"]:
        said = {str(each): each for each in (*worth.diagnostics, *found.diagnostics)}
        refuse_warnings(said.values())
    return worth, found
