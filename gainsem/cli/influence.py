"""``gainsem influence``: a saved fit and its answers in; whom the results hang on out."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gainsem.cli.declarations import debug, fit_file, lang, option, results_options
from gainsem.cli.help_pages import Command
from gainsem.cli.reading_options import reading_of, reading_options
from gainsem.cli.terminal import say

if TYPE_CHECKING:
    from gainsem.io.output import OutputFolder
    from gainsem.results.fit import Fit
    from gainsem.results.influence import Influence
    from gainsem.survey.survey import Survey


@click.command("influence", cls=Command, short_help="Whom do the results hang on?")
@fit_file
@click.argument("data", metavar="DATA", type=click.Path(allow_dash=True))
@results_options(
    folder="influence.json, influence.csv, dfbetas.csv, casewise.csv, influence.svg, influence.pdf",
    record="The influence of every respondent as one record",
    strict=True,
)
@lang
@option(
    "--exact",
    section="Influence",
    is_flag=True,
    help="Fit the model again without each respondent (default: one step from the scores).",
)
@option(
    "--most",
    section="Influence",
    type=click.IntRange(min=1),
    default=10,
    help="How many respondents to show.  [default: 10]",
)
@reading_options
@debug
def command(fit_json: str, data: str, **arguments: Any) -> int:
    """Say what would change without each respondent of DATA, the answers FIT.json was made from.

    Cook's distance of all estimates, change of chi-square, and the change of
    every estimate in standard errors.

    \b
    gainsem influence results/fit.json surveys/bfi --out results/influence
    """
    from gainsem.api import read_survey
    from gainsem.cli.destinations import Destinations
    from gainsem.cli.strictness import refuse_warnings
    from gainsem.io.fit_json import read_fit

    places = Destinations(arguments["out"], arguments["json"])
    with places.opened() as folder:
        fit, survey = read_fit(fit_json), read_survey(data, **reading_of(arguments))
        found = fit.influence(survey, exact=arguments["exact"])
        if arguments["strict"]:
            refuse_warnings(found.diagnostics)
        fill = partial(_fill, fit=fit, survey=survey, found=found, language=arguments["lang"])
        written = places.write(folder, record=found.to_json, fill=fill)
    if not arguments["quiet"]:
        page = found.summary(arguments["most"])
        say(repr(found) if places.piped else page, err=places.piped)
        for place in written:
            say(f"wrote {place}", err=True)
    return 0


def _fill(
    place: OutputFolder, record: str, *, fit: Fit, survey: Survey, found: Influence, language: str
) -> list[Path]:
    from gainsem.io.csv_file import write_csv
    from gainsem.plots.figure_files import figure_bytes
    from gainsem.plots.from_influence import draw_influence

    frames = {
        "influence": found.to_frame(),
        "dfbetas": found.to_frame("dfbetas"),
        "casewise": fit.casewise(survey),
    }
    written = [place.write("influence.json", record)]
    for name, frame in frames.items():
        frame.insert(0, "line", found.every_line)
        rows = ([int(line), *own] for line, *own in frame.itertuples(index=False))
        written.append(write_csv(place.file(f"{name}.csv"), list(frame.columns), rows))
    figure = draw_influence(found, lang=language)
    return [
        *written,
        *(place.write(f"influence.{kind}", figure_bytes(figure, kind)) for kind in ("svg", "pdf")),
    ]
