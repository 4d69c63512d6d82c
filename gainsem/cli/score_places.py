"""Where the results of ``gainsem score`` go."""

from __future__ import annotations

import click

from gainsem.cli.declarations import OUTPUT, option, stacked

score_places = stacked(
    option(
        "--out",
        section=OUTPUT,
        type=click.Path(),
        metavar="DIR",
        help="A folder for everything: tables, index.json, scores.csv, figures, index_report.pdf.",
    ),
    option(
        "--json",
        section=OUTPUT,
        type=click.Path(allow_dash=True),
        metavar="PATH|-",
        help="The tables as one record; a dash prints it instead of the summary.",
    ),
    option("--report", section=OUTPUT, type=click.Path(), help="The report on the indices (.pdf)."),
    option("--strict", section=OUTPUT, is_flag=True, help="Refuse (exit code 2) on any warning."),
    option("--quiet", "-q", section=OUTPUT, is_flag=True, help="Print errors only."),
)
