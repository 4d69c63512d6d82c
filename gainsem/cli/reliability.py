"""``gainsem reliability``: the measurement sheet of a model and a survey."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gainsem.cli.declarations import debug, lang, results_options
from gainsem.cli.fit_options import given, model_options_without
from gainsem.cli.help_pages import Command
from gainsem.cli.reading_options import reading_of, reading_options
from gainsem.cli.reliability_options import (
    OF_SHEET,
    OWN,
    check_groups,
    named_columns,
    sheet_options,
)
from gainsem.cli.terminal import say

if TYPE_CHECKING:
    from gainsem.cli.reliability_folder import Sheets


@click.command("reliability", cls=Command, short_help="Reliability and validity of the scales.")
@click.argument("model", metavar="MODEL", type=click.Path(allow_dash=True))
@click.argument("data", metavar="DATA", type=click.Path(allow_dash=True))
@results_options(
    folder="reliability.json, every table as CSV, fit.json",
    record="The sheet as JSON",
    report="The report of the fit (.pdf).",
    strict=True,
)
@lang
@sheet_options
@reading_options
@model_options_without(*OWN, "strata", "fpc", "lonely_psu")
@debug
@click.pass_context
def command(ctx: click.Context, /, model: str, data: str, **arguments: Any) -> int:
    """Fit the MODEL to the survey DATA and print its measurement sheet.

    One table a construct (items, loadings, item-total correlations), then alpha, omega, CR, AVE
    and HTMT with intervals.  Every latent variable of the model is a scale.  With --group: the
    sheet of every group, and whether the coefficients are the same in all.

    \b
    gainsem reliability models/bfi.lav surveys/bfi --out results/bfi
    """
    if model == data == "-":
        raise click.UsageError("MODEL and DATA cannot both be standard input.", ctx)
    from gainsem.api import report
    from gainsem.cli.destinations import Destinations
    from gainsem.cli.reliability_folder import fill

    language = arguments["lang"]
    places = Destinations(arguments["out"], arguments["json"], arguments["report"])
    with places.opened() as folder:
        sheets = _sheets(model, data, arguments)
        written = places.write(
            folder,
            record=sheets.to_json,
            fill=lambda place, record: fill(place, sheets, record, lang=language),
            report=lambda path: report(sheets.fit, path, lang=language),
        )
    if not arguments["quiet"]:
        say(repr(sheets.fit) if places.piped else sheets.text(lang=language), err=places.piped)
        for place in written:
            say(f"wrote {place}", err=True)
    return 0 if sheets.fit.usable else 1


def _sheets(model: str, data: str, arguments: dict[str, Any]) -> Sheets:
    from gainsem.api import discriminant, fit, method_bias, read_survey
    from gainsem.cli.reliability_folder import Sheets
    from gainsem.cli.strictness import refuse_warnings
    from gainsem.io.handed_in import columns_named, read_model
    from gainsem.options import options_from

    options = {name: value for name, value in given(arguments).items() if name not in OWN}
    chosen = options_from(options)  # refused before anything is read
    check_groups(chosen.group, arguments)
    text = read_model(Path(model))
    keep = columns_named(text, chosen) | named_columns(arguments)
    survey = read_survey(data, beside=text.source, keep=keep, **reading_of(arguments))
    fitted = fit(text, survey, **options)
    sheet = fitted.reliability(survey, **{name: arguments[name] for name in OF_SHEET})
    wanted, level = arguments["method_bias"] or arguments["marker"], arguments["level"]
    sheets = Sheets(
        fitted,
        sheet,
        discriminant(fitted, survey, level=level) if arguments["tests"] else None,
        method_bias(fitted, survey, marker=arguments["marker"]) if wanted else None,
    )
    if arguments["strict"]:
        refuse_warnings(sheets.diagnostics)
    return sheets
