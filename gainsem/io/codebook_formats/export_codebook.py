"""A codebook in the format that the suffix of a path asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.diagnostics import Diagnostic
from gainsem.errors import CodebookError

if TYPE_CHECKING:
    from gainsem.survey.codebook_document import CodebookDocument

QUESTIONNAIRE = ".pdf"
FORMATS = {
    ".xlsx": "an XLSForm for KoboToolbox, ODK and SurveyCTO",
    ".pdf": "a printable questionnaire",
    ".sps": "SPSS syntax",
    ".csv": "a table of items",
}


@dataclass(frozen=True)
class Exported:
    """The bytes of an export, and what has to be said about them."""

    data: bytes
    diagnostics: tuple[Diagnostic, ...] = ()


def check_suffix(path: Path) -> str:
    """Return the suffix of an export.

    Raises
    ------
    CodebookError
        E-BOOK-28: there is no export of that kind.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        listed = ", ".join(f"{each} ({what})" for each, what in FORMATS.items())
        raise CodebookError.of(
            "E-BOOK-28",
            f"{path}: a codebook is not exported as '{suffix}'.",
            do=f"choose one of {listed}",
        )
    return suffix


def check_language(said: CodebookDocument, lang: str | None) -> str:
    """Return the language of an export, the codebook's first where none is asked for.

    Raises
    ------
    CodebookError
        E-BOOK-48: the codebook has no wordings in it.
    """
    if lang and lang not in said.languages:
        raise CodebookError.of(
            "E-BOOK-48",
            f"The codebook has no wordings in the language '{lang}'.",
            where=f"its languages are {', '.join(said.languages)}",
            do="choose one of them",
        )
    return lang or said.languages[0]


def exported(said: CodebookDocument, suffix: str, *, lang: str = "") -> Exported:
    """Return a codebook as XLSForm, SPSS syntax or table of items.

    Parameters
    ----------
    said : CodebookDocument
        From :func:`gainsem.survey.codebook_file.read_document`.
    suffix : {".xlsx", ".sps", ".csv"}
    lang : str
        Language of the wordings, where only one goes into the file.

    Raises
    ------
    CodebookError
        E-BOOK-20, E-BOOK-29: what the format cannot hold.
    """
    from gainsem.io.codebook_formats.item_table_write import item_table
    from gainsem.io.codebook_formats.spss_syntax import spss_syntax
    from gainsem.io.codebook_formats.xlsform_write import xlsform

    if suffix == ".sps":
        syntax = spss_syntax(said, lang=lang)
        return Exported(syntax.text.encode(), syntax.diagnostics)
    writers: dict[str, Callable[[CodebookDocument], bytes]] = {
        ".xlsx": xlsform,
        ".csv": item_table,
    }
    return Exported(writers[suffix](said))
