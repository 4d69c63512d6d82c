"""``gainsem score``: a saved fit and a survey in; indices of groups and scores out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gainsem.cli.declarations import debug, fit_file, lang, results_options
from gainsem.cli.help_pages import Command
from gainsem.cli.reading_options import reading_of, reading_options
from gainsem.cli.score_arguments import score_arguments
from gainsem.cli.score_options import score_options
from gainsem.cli.terminal import say

if TYPE_CHECKING:
    from gainsem.results.scores import Scores


@click.command("score", cls=Command, short_help="Score a survey: indices, gaps, importance.")
@fit_file
@click.argument("data", metavar="DATA", type=click.Path(allow_dash=True))
@results_options(
    folder="tables, index.json, scores.csv, figures, index_report.pdf",
    record="The tables as one record",
    report="The report on the indices (.pdf).",
    strict=True,
)
@lang
@score_options
@reading_options
@debug
def command(fit_json: str, data: str, **arguments: Any) -> int:
    """Score the respondents of the survey DATA with the model fitted in FIT.json.

    Every construct gets an index from 0 to 100, of all respondents and of
    groups, with intervals that include measurement error.

    \b
    gainsem score results/bfi/fit.json surveys/bfi --by gender --out results/index
    """
    from gainsem.cli.destinations import Destinations
    from gainsem.cli.score_folder import fill, index_json
    from gainsem.report.write import write_report

    language = arguments["lang"]
    places = Destinations(arguments["out"], arguments["json"], arguments["report"])
    with places.opened() as folder:
        scores = _scores(fit_json, data, arguments)
        written = places.write(
            folder,
            record=lambda: index_json(scores),
            fill=lambda place, record: fill(place, scores, record, lang=language),
            report=lambda path: write_report(scores, path, lang=language),
        )
    if not arguments["quiet"]:
        say(repr(scores) if places.piped else scores.summary(lang=language), err=places.piped)
        for place in written:
            say(f"wrote {place}", err=True)
    return 0


def _scores(fit_json: str, data: str, arguments: dict[str, Any]) -> Scores:
    from gainsem.api import read_survey, score
    from gainsem.cli.strictness import refuse_warnings
    from gainsem.io.fit_json import read_fit

    options = score_arguments(arguments)
    fit = read_fit(fit_json)
    found = score(fit, read_survey(data, **reading_of(arguments)), **options)
    if arguments["strict"]:
        refuse_warnings(found.diagnostics)
    return found
