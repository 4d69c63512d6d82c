"""``gainsem invariance``: whether the same thing is measured in all groups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gainsem.cli.declarations import debug, lang, results_options
from gainsem.cli.fit_options import given, model_options_without
from gainsem.cli.help_pages import Command
from gainsem.cli.invariance_options import level_options
from gainsem.cli.reading_options import reading_of, reading_options
from gainsem.cli.terminal import say
from gainsem.cli.wave_options import in_all_waves, listed, wave_arguments, wave_options

if TYPE_CHECKING:
    from gainsem.results.invariance.record import Invariance

DECIDED = ("group_equal", "group_partial", "std_lv", "effect_coding", "parameterization")


@click.command("invariance", cls=Command, short_help="Test whether groups are measured alike.")
@click.argument("model", metavar="MODEL", type=click.Path(allow_dash=True))
@click.argument("data", metavar="DATA", type=click.Path(allow_dash=True))
@results_options(
    folder="invariance.json, tables, figures, report.pdf",
    record="The study as one record",
    report="The report (.pdf).",
    strict=True,
)
@lang
@level_options
@wave_options()
@reading_options
@model_options_without(*DECIDED)
@debug
def command(model: str, data: str, **arguments: Any) -> None:
    """Test whether MODEL measures the same in all groups (or waves) of the survey DATA.

    Configural, (thresholds,) metric, scalar and strict invariance, with tests and changes of
    fit; factor means and biased items where they can be compared.

    \b
    gainsem invariance model.lav surveys/city --group hukou --search --out results
    gainsem invariance model.lav panel.csv --waves t1,t2,t3 --out results
    """
    from gainsem.cli.destinations import Destinations
    from gainsem.cli.tables_folder import fill_invariance
    from gainsem.report.write import write_report

    language = arguments["lang"]
    places = Destinations(arguments["out"], arguments["json"], arguments["report"])
    with places.opened() as folder:
        found = _studied(model, data, arguments)
        written = places.write(
            folder,
            record=found.to_json,
            fill=lambda place, record: fill_invariance(place, found, record, lang=language),
            report=lambda path: write_report(found, path, lang=language),
        )
    if not arguments["quiet"]:
        say(repr(found) if places.piped else found.summary(lang=language), err=places.piped)
        for place in written:
            say(f"wrote {place}", err=True)


def _studied(model: str, data: str, arguments: dict[str, Any]) -> Invariance:
    from gainsem.api import invariance, read_survey
    from gainsem.cli.strictness import refuse_warnings
    from gainsem.io.handed_in import columns_named, read_model
    from gainsem.options import options_from

    options, times = given(arguments), wave_arguments(arguments)
    text = read_model(Path(model))
    keep = in_all_waves(times, columns_named(text, options_from(options)))  # or refused now
    survey = read_survey(data, beside=text.source, keep=keep, **reading_of(arguments))
    own = ("search", "anchors", "alignment", "convention")
    asked = {name: arguments[name] for name in own if arguments[name]} | times
    found = invariance(text, survey, structural=listed(arguments["structural"]), **asked, **options)
    if arguments["strict"]:
        refuse_warnings(found.diagnostics)
    return found
