"""``gainsem fit``: a model and a survey in; summary, files and an exit code out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gainsem.cli.bootstrap_options import run_options
from gainsem.cli.declarations import debug, lang, results_options
from gainsem.cli.fit_options import model_options
from gainsem.cli.help_pages import Command
from gainsem.cli.imputed_options import data_argument, imputed_options
from gainsem.cli.reading_options import reading_options
from gainsem.cli.second_opinion_option import second_opinion
from gainsem.cli.terminal import say

if TYPE_CHECKING:
    pass


@click.command("fit", cls=Command, short_help="Fit a model to a survey.")
@click.argument("model", metavar="MODEL", type=click.Path(allow_dash=True))
@data_argument
@results_options(
    folder="fit.json, tables, path diagram, report.pdf",
    record="The record of the fit",
    report="The report (.pdf).",
    strict=True,
)
@second_opinion
@lang
@reading_options
@model_options
@imputed_options
@run_options
@debug
def command(model: str, data: tuple[str, ...], **arguments: Any) -> int:
    """Fit the model in the file MODEL to the survey DATA and say what came out.

    MODEL is a text in lavaan's language (a .lav file).  DATA is a table (CSV,
    XLSX, SPSS, Stata, Parquet) or the folder of a survey: its codebook and its
    responses.  A dash stands for standard input.  Several DATA are imputed data
    sets: the model is fitted to each, and the results are pooled.

    \b
    gainsem fit models/bfi.lav surveys/bfi --out results/bfi
    """
    if len(data) > 1 or arguments["imputation"] is not None:
        from gainsem.cli.fit_imputed import run_imputed

        return run_imputed(model, data, arguments)
    from gainsem.api import report
    from gainsem.cli.destinations import Destinations
    from gainsem.cli.fitted import fitted
    from gainsem.cli.groups_folder import fill_any
    from gainsem.results.record import blocks_text

    places = Destinations(arguments["out"], arguments["json"], arguments["report"])
    with places.opened() as folder:
        fit = fitted(model, data[0], arguments, folder)
        written = places.write(
            folder,
            record=lambda: blocks_text(fit.to_dict()),
            fill=lambda place, record: fill_any(place, fit, record, lang=arguments["lang"]),
            report=lambda path: report(fit, path, lang=arguments["lang"]),
        )
    if not arguments["quiet"]:
        say(repr(fit) if places.piped else fit.summary(), err=places.piped)
        for place in written:
            say(f"wrote {place}", err=True)
    return 0 if fit.usable else 1
