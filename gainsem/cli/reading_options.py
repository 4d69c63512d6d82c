"""The options of all commands that read answers, and what they mean for the reader."""

from __future__ import annotations

from typing import Any

import click

from gainsem.cli.declarations import DATA, option, stacked

READING = (
    "codebook",
    "where",
    "encoding",
    "delimiter",
    "sheet",
    "allow_short_rows",
    "join",
    "keep_unfinished",
)


def _joins(ctx: click.Context, _: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    parts = [text.rpartition(":") for text in given]
    for text, (table, _sign, column) in zip(given, parts, strict=True):
        if not table or not column:
            raise click.BadParameter(
                f"'{text}' is not TABLE:COLUMN, such as district_indices.csv:district", ctx
            )
    return {table: column for table, _sign, column in parts}


reading_options = stacked(
    option(
        "--codebook",
        section=DATA,
        type=click.Path(),
        help="The codebook, where it does not lie beside DATA or MODEL.",
    ),
    option(
        "--where",
        section=DATA,
        metavar="COLUMN=VALUE",
        multiple=True,
        help="Use only the rows with this value in this column; may be repeated.",
    ),
    option("--encoding", section=DATA, help="Encoding of the file.  [default: found out]"),
    option("--delimiter", section=DATA, help="Sign between columns.  [default: found out]"),
    option("--sheet", section=DATA, help="Sheet of a workbook.  [default: the first]"),
    option(
        "--allow-short-rows",
        section=DATA,
        is_flag=True,
        help="Take cells that lack at the end of a row as missing, with a warning.",
    ),
    option(
        "--keep-unfinished",
        section=DATA,
        is_flag=True,
        help="Keep questionnaires in a survey tool's export that were never sent off.",
    ),
    option(
        "--join",
        section=DATA,
        metavar="TABLE:COLUMN",
        multiple=True,
        callback=_joins,
        help="Join a second table by a column that both have; may be repeated.",
    ),
)


def reading_of(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the options about reading that were given, as ``read_survey`` takes them."""
    return {name: arguments[name] for name in READING if arguments[name]}
