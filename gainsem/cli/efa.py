"""``gainsem efa``: a survey in; factors, tables and a model to confirm out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gainsem.cli.declarations import OUTPUT, debug, lang, option, results_options, stacked
from gainsem.cli.efa_options import factor_arguments, factor_options
from gainsem.cli.help_pages import Command
from gainsem.cli.reading_options import reading_of, reading_options
from gainsem.cli.second_opinion_option import second_opinion
from gainsem.cli.terminal import say

if TYPE_CHECKING:
    from gainsem.results.efa import Efa

table_options = stacked(
    option("--model", section=OUTPUT, type=click.Path(), help="A model to confirm (.lav)."),
    option("--cut", section=OUTPUT, type=float, help="Smallest loading shown.  [default: 0.3]"),
    option("--errors", section=OUTPUT, is_flag=True, help="Show standard errors of loadings."),
)


@click.command("efa", cls=Command, short_help="Look for factors behind items.")
@click.argument("data", metavar="DATA", type=click.Path(allow_dash=True))
@results_options(
    folder="efa.json, tables, figures, model.lav, report.pdf",
    record="The record of the analysis",
    report="The report (.pdf).",
    strict=True,
)
@table_options
@second_opinion
@lang
@factor_options
@reading_options
@debug
def command(data: str, **arguments: Any) -> int:
    """Look for factors behind the items of the survey DATA.

    DATA is a table (CSV, TSV, XLSX) or the folder of a survey: its codebook and
    its responses.  A dash stands for standard input.

    \b
    gainsem efa surveys/bfi --factors 5 --out results/efa
    """
    from gainsem.api import report
    from gainsem.cli.destinations import Destinations
    from gainsem.cli.efa_files import fill, write_model
    from gainsem.io.output import check_output

    if arguments["model"]:
        check_output(arguments["model"])
    shown = arguments["lang"]
    places = Destinations(arguments["out"], arguments["json"], arguments["report"])
    with places.opened() as folder:
        efa = _analysis(data, arguments)
        written = places.write(
            folder,
            record=efa.to_json,
            fill=lambda place, record: fill(place, efa, record, lang=shown),
            report=lambda path: report(efa, path, lang=shown),
        )
        written += write_model(efa, arguments["model"])
    if not arguments["quiet"]:
        cut = 0.3 if arguments["cut"] is None else arguments["cut"]
        page = efa.summary(cut=cut, errors=arguments["errors"], lang=shown)
        say(repr(efa) if places.piped else page, err=places.piped)
        for place in written:
            say(f"wrote {place}", err=True)
    return 0 if efa.usable else 1


def _analysis(data: str, arguments: dict[str, Any]) -> Efa:
    from gainsem.api import efa, read_survey
    from gainsem.api import second_opinion as second_opinion_on
    from gainsem.cli.progress import ProgressLine
    from gainsem.cli.strictness import refuse_warnings
    from gainsem.factor.choices import efa_options, is_auto

    options, asked = factor_arguments(arguments), arguments["factors"]
    chosen = efa_options(1 if is_auto(asked) else asked, options)  # refused before reading
    named = {*(chosen.items or ()), *([chosen.weights] if chosen.weights else [])}
    keep = named if chosen.items and not any("*" in name for name in named) else None
    survey = read_survey(data, keep=keep, **reading_of(arguments))
    with ProgressLine(quiet=arguments["quiet"]) as line:
        result = efa(survey, asked, progress=line, **options)
    if arguments["second_opinion"]:
        result = second_opinion_on(result)
    if arguments["strict"]:
        refuse_warnings(result.diagnostics)
    return result
