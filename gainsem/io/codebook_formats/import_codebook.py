"""A codebook from another format, as the text of its YAML file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import CodebookError
from gainsem.io.codebook_formats.codebook_yaml import yaml_text
from gainsem.io.codebook_formats.draft import Draft, LeftOut
from gainsem.io.codebook_formats.finish import finish
from gainsem.io.file_bytes import FileBytes, missing_file, read_bytes, read_table_bytes
from gainsem.io.workbook import is_workbook, sheets_of_workbook_bytes
from gainsem.survey.codebook_file import document_of_bytes
from gainsem.survey.phrases import names_text

SPSS = (".sav", ".zsav")
XML = (".xml", ".ddi")
FORM_SHEETS = frozenset({"survey", "choices", "settings"})


@dataclass(frozen=True)
class Imported:
    """A codebook as YAML, what the source has besides, and what was decided on the way."""

    text: str
    left_out: tuple[LeftOut, ...]
    diagnostics: tuple[Diagnostic, ...]


def import_codebook(path: str | os.PathLike[str]) -> Imported:
    """Return the codebook that an XLSForm, a DDI or SPSS file or a table of items describes.

    What it is, is told by its suffix and, for workbooks, by their sheets.

    Parameters
    ----------
    path : str or path
        ``.xlsx``, ``.xls`` or ``.ods`` (an XLSForm or a table of items), ``.csv`` or
        ``.tsv`` (a table of items), ``.xml`` (DDI-Codebook), ``.sav`` or ``.zsav`` (SPSS).

    Returns
    -------
    Imported

    Raises
    ------
    FileError, CodebookError
        What is wrong with the source, all problems of a form or table together.
    """
    draft = _draft(Path(path))
    finished = finish(draft)
    text = yaml_text(finished.content, draft, finished.left_out)
    document_of_bytes(text.encode(), f"the codebook of {draft.source}")
    left = [_left_note(draft, finished.left_out)] if finished.left_out else []
    return Imported(text, finished.left_out, (*finished.remarks, *left))


def _draft(path: Path) -> Draft:
    suffix = path.suffix.lower()
    if suffix in SPSS:
        from gainsem.io.codebook_formats.spss_dictionary import draft_of_spss

        return draft_of_spss(path)
    if suffix in XML:
        from gainsem.io.codebook_formats.ddi_read import draft_of_ddi

        return draft_of_ddi(read_bytes(path))
    if suffix in (".yaml", ".yml"):
        raise _is_codebook(path)
    from gainsem.io.codebook_formats.item_table_read import draft_of_table

    file = read_table_bytes(path)
    return _of_workbook(file) if is_workbook(file.data) else draft_of_table(file)


def _of_workbook(file: FileBytes) -> Draft:
    from gainsem.io.codebook_formats.item_table_read import draft_of_table
    from gainsem.io.codebook_formats.xlsform_read import draft_of_xlsform

    sheets = sheets_of_workbook_bytes(file)
    if FORM_SHEETS & {name.strip().casefold() for name in sheets}:
        return draft_of_xlsform(sheets, file)
    return draft_of_table(file)


def _is_codebook(path: Path) -> Exception:
    if not path.is_file():
        return missing_file(path)
    return CodebookError.of(
        "E-BOOK-28",
        f"{path} is a YAML file; a codebook that is one needs no import.",
        do=f"see what it says with  gainsem codebook show {path}",
    )


def _left_note(draft: Draft, left_out: tuple[LeftOut, ...]) -> Diagnostic:
    n = len(left_out)
    said = "1 thing was not taken over" if n == 1 else f"{n} things were not taken over"
    return note(
        "I-BOOK-40",
        f"{draft.source}: {said}.",
        where=names_text(map(str, left_out)),
        do="see the list at the top of the codebook",
    )
