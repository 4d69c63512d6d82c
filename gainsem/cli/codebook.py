"""``gainsem codebook``: check, show, export and import what was asked in a survey."""

from __future__ import annotations

import click

from gainsem.cli.codebook_export import export_command
from gainsem.cli.codebook_import import import_command
from gainsem.cli.declarations import DATA, OUTPUT, debug, option, stacked
from gainsem.cli.help_pages import Command
from gainsem.cli.terminal import say

codebook_argument = click.argument("codebook", metavar="CODEBOOK", type=click.Path())
table_options = stacked(
    option("--encoding", section=DATA, help="Encoding of the file.  [default: found out]"),
    option("--delimiter", section=DATA, help="Sign between columns.  [default: found out]"),
    option("--sheet", section=DATA, help="Sheet of a workbook.  [default: the first]"),
)


@click.group("codebook", short_help="Check, show, export or import a codebook.")
def command() -> None:
    """Work with the codebook of a survey: CODEBOOK is its path, or the folder it lies in."""


@command.command("check", cls=Command, short_help="Find what is wrong with a codebook.")
@codebook_argument
@click.argument("data", metavar="[DATA]", required=False, type=click.Path())
@table_options
@option("--strict", section=OUTPUT, is_flag=True, help="Exit code 2 for advice, too.")
@debug
def check(codebook: str, data: str | None, strict: bool, **reading: str | None) -> int:
    """Find everything that is wrong with CODEBOOK, and how it fits the answers in DATA.

    The exit code is 2 when something would be refused by a fit; advice alone leaves it 0.
    """
    from gainsem.io.check_codebook import check_codebook, codebook_path

    found = check_codebook(codebook, data, **reading)
    for each in found:
        say(str(each))
    errors = sum(each.severity == "error" for each in found)
    remarks = len(found) - errors
    say(f"{codebook_path(codebook)}: {counted(errors, 'problem')}, {counted(remarks, 'remark')}")
    warned = any(each.severity == "warning" for each in found)
    return 2 if errors or (strict and warned) else 0


def counted(number: int, what: str) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> counted(1, "problem"), counted(0, "remark")
    ('1 problem', 'no remarks')
    """
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


@command.command("show", cls=Command, short_help="Print a codebook as tables.")
@codebook_argument
@option(
    "--lang",
    section=OUTPUT,
    metavar="CODE",
    help="Language of the wordings, such as en.  [default: the codebook's first]",
)
@debug
def show(codebook: str, lang: str | None) -> None:
    """Print CODEBOOK: items by construct, background variables, scales, roles, exports."""
    from gainsem.io.check_codebook import codebook_path
    from gainsem.io.codebook_formats.export_codebook import check_language
    from gainsem.results.codebook_tables import codebook_tables
    from gainsem.survey.codebook_file import read_document

    said, _, _ = read_document(codebook_path(codebook))
    tables = codebook_tables(said, lang=check_language(said, lang))
    say("\n\n".join(table.to_text() for table in tables))


command.add_command(export_command)
command.add_command(import_command)
