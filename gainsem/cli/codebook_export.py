"""``gainsem codebook export``: a codebook as form, questionnaire, syntax or table."""

from __future__ import annotations

from pathlib import Path

import click

from gainsem.cli.declarations import OUTPUT, debug, option
from gainsem.cli.help_pages import Command
from gainsem.cli.terminal import say


@click.command("export", cls=Command, short_help="Write a form, a questionnaire or SPSS syntax.")
@click.argument("codebook", metavar="CODEBOOK", type=click.Path())
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@option(
    "--lang",
    section=OUTPUT,
    metavar="CODE",
    help="Language of a questionnaire or of SPSS labels.  [default: the codebook's first]",
)
@option("--force", section=OUTPUT, is_flag=True, help="Replace a file that is there.")
@debug
def export_command(codebook: str, path: Path, lang: str | None, force: bool) -> None:
    """Write CODEBOOK in the format that the suffix of PATH asks for.

    \b
    .xlsx   an XLSForm for KoboToolbox, ODK and SurveyCTO
    .pdf    a questionnaire to be printed
    .sps    SPSS syntax: labels, missing values, levels
    .csv    a table of items
    """
    from gainsem.io.check_codebook import codebook_path
    from gainsem.io.codebook_formats.export_codebook import (
        QUESTIONNAIRE,
        check_language,
        check_suffix,
        exported,
    )
    from gainsem.io.output import check_output, refuse_to_replace, write_atomically
    from gainsem.survey.codebook_file import read_document

    suffix = check_suffix(path)
    check_output(path) if force else refuse_to_replace(path)
    said, _, _ = read_document(codebook_path(codebook))
    chosen = check_language(said, lang)
    if suffix == QUESTIONNAIRE:
        from gainsem.report.questionnaire import questionnaire_pdf

        questionnaire = questionnaire_pdf(said, lang=chosen)
        data, remarks = questionnaire.data, questionnaire.diagnostics
    else:
        made = exported(said, suffix, lang=chosen)
        data, remarks = made.data, made.diagnostics
    write_atomically(path, data)
    for each in remarks:
        say(str(each), err=True)
    say(f"wrote {path}", err=True)
