"""A codebook as XLSForm (.xlsx), for KoboToolbox, ODK and SurveyCTO.

Format: XLSForm, https://xlsform.org.  The same codebook gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gainsem.diagnostics import Diagnostic
from gainsem.errors import CodebookError
from gainsem.io.codebook_formats.xlsform_rows import Row, Sheets, sheets_of

if TYPE_CHECKING:
    from gainsem.survey.codebook_document import CodebookDocument

LONGEST_CELL = 32_767
FIRST_DAY = dt.datetime(2000, 1, 1)
WIDE, NARROW = 42, 16
NAMED = ("survey", "choices")


def xlsform(said: CodebookDocument) -> bytes:
    """Return a codebook as the bytes of an XLSForm.

    Items of one scale stand in grids; missing codes are the last choices; who is asked
    and what is allowed become ``relevant`` and ``constraint``.

    Parameters
    ----------
    said : CodebookDocument
        From :func:`gainsem.survey.codebook_file.read_document`.

    Raises
    ------
    CodebookError
        E-BOOK-20: everything an XLSForm cannot hold, together; E-BOOK-29: an
        ``asked_if`` that cannot be understood.
    """
    sheets = sheets_of(said)
    if problems := list(_problems(sheets)):
        raise CodebookError(*problems)
    return _workbook({name: rows for name, rows in sheets.items() if rows})


def _problems(sheets: Sheets) -> Iterator[Diagnostic]:
    for sheet in NAMED:
        for row in sheets[sheet]:
            for key in ("name", "list_name"):
                if sheet == "choices" and key == "name" and not _in_boxes(row, sheets):
                    continue
                if key in row and not _is_name(row[key], plain=sheet == "survey"):
                    yield _refused(f"the name '{row[key]}'", "letters, digits, '_', '-' and '.'")
            for key, text in row.items():
                if key.startswith(("label::", "hint::")) and "${" in text:
                    yield _refused(f"'${{' in a wording of '{row['name']}'", "any other text")
    for sheet, rows in sheets.items():
        for row in rows:
            for key, text in row.items():
                if len(text) > LONGEST_CELL:
                    called = row.get("name") or row.get("of") or row.get("key", sheet)
                    what = f"{len(text):,} characters in '{key}' of '{called}'"
                    yield _refused(what, f"up to {LONGEST_CELL:,} characters in a cell")


def _in_boxes(row: Row, sheets: Sheets) -> bool:
    return any(each["type"] == f"select_multiple {row['list_name']}" for each in sheets["survey"])


def _is_name(name: str, *, plain: bool) -> bool:
    signs = set(name) - set("_-.")
    if not plain:
        return bool(name) and not any(sign.isspace() for sign in name)
    return bool(name) and (name[0].isalpha() or name[0] == "_") and all(s.isalnum() for s in signs)


def _refused(what: str, allowed: str) -> Diagnostic:
    return Diagnostic(
        "E-BOOK-20",
        "error",
        f"An XLSForm cannot hold {what}; it takes {allowed}.",
        do="change it in the codebook; columns: keeps the heading the data file has",
    )


def _workbook(sheets: Sheets) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": FIRST_DAY})
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 2 if name in NAMED else 1)
            for column, heading in enumerate(_headings(rows)):
                wide = "::" in heading or heading in ("value", "relevant", "form_title")
                sheet.set_column(column, column, WIDE if wide else NARROW)
                sheet.write_string(0, column, heading, head)
                for line, row in enumerate(rows, start=1):
                    if row.get(heading):
                        sheet.write_string(line, column, row[heading], body)
    return stream.getvalue()


def _headings(rows: list[Row]) -> list[str]:
    """Return the headings under which anything stands, the standard ones first."""
    order = (
        *("list_name", "type", "name", "label", "hint", "appearance", "required", "relevant"),
        *("constraint", "calculation"),
    )
    seen = dict.fromkeys(key for row in rows for key, text in row.items() if text)

    def rank(heading: str) -> int:
        first = heading.split("::")[0]
        return order.index(first) if first in order else len(order)

    return sorted(seen, key=rank)
