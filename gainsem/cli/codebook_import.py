"""``gainsem codebook import``: a codebook from a form, a DDI or SPSS file, or a table."""

from __future__ import annotations

from pathlib import Path

import click

from gainsem.cli.declarations import OUTPUT, debug, option
from gainsem.cli.help_pages import Command
from gainsem.cli.terminal import say


@click.command("import", cls=Command, short_help="Make a codebook from a form or file.")
@click.argument("source", metavar="SOURCE", type=click.Path())
@option(
    "--out",
    section=OUTPUT,
    metavar="PATH",
    type=click.Path(path_type=Path),
    required=True,
    help="Where to write the codebook (.yaml).",
)
@option("--force", section=OUTPUT, is_flag=True, help="Replace a file that is there.")
@debug
def import_command(source: str, out: Path, force: bool) -> None:
    """Make a codebook from SOURCE; what it is, is told by its suffix and its sheets.

    \b
    .xlsx .xls .ods   an XLSForm, or a table of items
    .csv .tsv         a table of items
    .xml              DDI-Codebook
    .sav .zsav        the dictionary of an SPSS file

    What could not be taken over is listed, here and at the top of the codebook.
    """
    from gainsem.errors import CodebookError
    from gainsem.io.codebook_formats.import_codebook import import_codebook
    from gainsem.io.output import check_output, refuse_to_replace, write_atomically

    if out.suffix.lower() not in (".yaml", ".yml"):
        raise CodebookError.of(
            "E-BOOK-28", f"{out}: a codebook is a YAML file.", do="let its name end in .yaml"
        )
    check_output(out) if force else refuse_to_replace(out)
    made = import_codebook(source)
    write_atomically(out, made.text)
    for each in made.diagnostics:
        say(str(each), err=True)
    say(f"wrote {out}; look through it with  gainsem codebook check {out}", err=True)
