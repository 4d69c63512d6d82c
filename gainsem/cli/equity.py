"""``gainsem equity``: how far apart groups lie, and what their gaps are made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gainsem.cli.declarations import debug, lang, results_options
from gainsem.cli.equity_options import gap_options, gaps_asked
from gainsem.cli.fit_options import given, model_options_without
from gainsem.cli.help_pages import Command
from gainsem.cli.reading_options import reading_of, reading_options
from gainsem.cli.terminal import say

if TYPE_CHECKING:
    from gainsem.results.equity.record import Equity

DECIDED = ("group_equal", "group_partial", "std_lv", "effect_coding", "parameterization")


@click.command("equity", cls=Command, short_help="Gaps between groups and what they are made of.")
@click.argument("model", metavar="MODEL", type=click.Path(allow_dash=True))
@click.argument("data", metavar="DATA", type=click.Path(allow_dash=True))
@results_options(
    folder="equity.json, tables, figures, report.pdf",
    record="The view as one record",
    report="The report (.pdf).",
    strict=True,
)
@lang
@gap_options
@reading_options
@model_options_without(*DECIDED)
@debug
def command(model: str, data: str, **arguments: Any) -> None:
    """Gaps between the groups of the survey DATA in what MODEL measures.

    In latent standard deviations with intervals, before and after adjusting for covariates;
    decomposed by covariate and by path; wave by wave; and what part is measurement bias.

    \b
    gainsem equity model.lav surveys/city --group hukou --adjust age,edu --out results
    """
    from gainsem.cli.destinations import Destinations
    from gainsem.cli.tables_folder import fill_equity
    from gainsem.report.write import write_report

    language = arguments["lang"]
    places = Destinations(arguments["out"], arguments["json"], arguments["report"])
    with places.opened() as folder:
        found = _viewed(model, data, arguments)
        written = places.write(
            folder,
            record=found.to_json,
            fill=lambda place, record: fill_equity(place, found, record, lang=language),
            report=lambda path: write_report(found, Path(path), lang=language),
        )
    if not arguments["quiet"]:
        say(repr(found) if places.piped else found.summary(lang=language), err=places.piped)
        for place in written:
            say(f"wrote {place}", err=True)


def _viewed(model: str, data: str, arguments: dict[str, Any]) -> Equity:
    from gainsem.api import equity, read_survey
    from gainsem.cli.strictness import refuse_warnings
    from gainsem.io.handed_in import columns_named, read_model
    from gainsem.options import options_from

    options, asked = given(arguments), gaps_asked(arguments)
    text = read_model(Path(model))
    keep = columns_named(text, options_from(options)) | {*asked.get("adjust", ())}
    keep |= {asked["waves"]} if "waves" in asked else set()
    survey = read_survey(data, beside=text.source, keep=keep, **reading_of(arguments))
    found = equity(text, survey, **asked, **options)
    if arguments["strict"]:
        refuse_warnings(found.diagnostics)
    return found
