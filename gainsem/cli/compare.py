"""``gainsem compare``: saved fits in; tests of their differences, evidence, measures out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gainsem.cli.declarations import debug, option, results_options
from gainsem.cli.help_pages import Command, Offered
from gainsem.cli.reading_options import reading_of, reading_options
from gainsem.cli.terminal import say

METHODS = (
    "standard",
    "satorra.bentler.2001",
    "satorra.bentler.2010",
    "satorra.2000",
    "D2",
    "D3",
    "D4",
)


@click.command("compare", cls=Command, short_help="Compare models of the same answers.")
@click.argument("fits", metavar="FIT.json ...", nargs=-1, required=True, type=click.Path())
@results_options(
    folder="comparison.json, models.csv, differences.csv, vuong.csv",
    record="The comparison as one record",
    strict=True,
)
@option(
    "--names",
    section="Comparison",
    help="What to call the models, joined by commas (default: the names of their files).",
)
@option(
    "--method",
    section="Comparison",
    type=Offered(METHODS),
    default=None,
    help="Test of a difference (default: the one that suits the estimator); D2, D3 and D4 pool"
    " those of imputed data sets.",
)
@option(
    "--data",
    section="Comparison",
    type=click.Path(allow_dash=True),
    default=None,
    help="The answers: for Vuong's tests of models that are not nested, and satorra.bentler.2010.",
)
@reading_options
@debug
def command(fits: tuple[str, ...], **arguments: Any) -> int:
    """Compare two or more models fitted to the same answers.

    Every model is tested against the next more general one, after a check that
    this one contains it.  AIC and BIC compare them all; with --data models
    that are not nested are tested, too (Vuong).

    \b
    gainsem compare results/one/fit.json results/two/fit.json
    """
    from gainsem.api import compare, read_survey
    from gainsem.cli.destinations import Destinations
    from gainsem.cli.strictness import refuse_warnings
    from gainsem.io.csv_file import write_csv
    from gainsem.io.fit_json import read_compared

    names = [name.strip() for name in (arguments["names"] or "").split(",") if name.strip()]
    places = Destinations(arguments["out"], arguments["json"])
    with places.opened() as folder:
        read = list(map(read_compared, fits))
        given = arguments["data"]
        data = None if given is None else read_survey(given, **reading_of(arguments))
        found = compare(*read, names=names, method=arguments["method"], data=data)
        if arguments["strict"]:
            refuse_warnings(found.diagnostics)

        def fill(place: Any, record: str) -> list[Path]:
            tables = found.tables().items()
            place.file("vuong.csv").unlink(missing_ok=True)
            return [
                place.write("comparison.json", record),
                *(write_csv(place.file(f"{name}.csv"), one.keys, one.rows) for name, one in tables),
            ]

        written = places.write(folder, record=found.to_json, fill=fill)
    if not arguments["quiet"]:
        say(repr(found) if places.piped else found.summary(), err=places.piped)
        for place in written:
            say(f"wrote {place}", err=True)
    return 0
