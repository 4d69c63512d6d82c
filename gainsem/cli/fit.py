"""``gainsem fit``: a model and a survey in; summary, files and an exit code out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gainsem.cli.bootstrap_options import carried_out, run_options
from gainsem.cli.declarations import debug, lang, results_options
from gainsem.cli.fit_options import given, model_options
from gainsem.cli.help_pages import Command
from gainsem.cli.imputed_options import data_argument, imputed_options
from gainsem.cli.reading_options import reading_of, reading_options
from gainsem.cli.second_opinion_option import second_opinion
from gainsem.cli.terminal import say

if TYPE_CHECKING:
    from gainsem.io.output import OutputFolder
    from gainsem.results.fit import Fit
    from gainsem.results.groups.grouped_fit import GroupedFit


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
    from gainsem.cli.groups_folder import fill_any
    from gainsem.results.record import blocks_text

    places = Destinations(arguments["out"], arguments["json"], arguments["report"])
    with places.opened() as folder:
        fit = _fit(model, data[0], arguments, folder)
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


def _fit(
    model: str, data: str, arguments: dict[str, Any], folder: OutputFolder | None
) -> Fit | GroupedFit:
    from gainsem.api import fit, read_survey
    from gainsem.api import second_opinion as second_opinion_on
    from gainsem.cli.strictness import refuse_warnings
    from gainsem.io.handed_in import columns_named, read_model
    from gainsem.options import options_from

    options = given(arguments)
    chosen = options_from(options)  # refused before anything is read
    text = read_model(Path(model))
    survey = read_survey(
        data,
        beside=text.source,
        keep=columns_named(text, chosen),
        keep_others=bool(chosen.exclude),
        **reading_of(arguments),
    )
    with carried_out(arguments, folder) as run:
        result: Any = fit(text, survey, **run, **options)
    if arguments["second_opinion"]:
        result = second_opinion_on(result)
    if arguments["strict"]:
        refuse_warnings(result.diagnostics)
    found: Fit | GroupedFit = result
    return found
