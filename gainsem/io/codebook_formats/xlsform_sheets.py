"""The sheets of an XLSForm as rows by column, with the wordings by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gainsem.errors import CodebookError, did_you_mean
from gainsem.io.codebook_formats.language_names import language_code

WORDED = ("label", "hint", "constraint_message", "required_message", "guidance_hint")
SAME = {
    "list name": "list_name",
    "command": "type",
    "tag": "name",
    "caption": "label",
    "relevance": "relevant",
    "read_only": "readonly",
    "calculate": "calculation",
    "bind::relevant": "relevant",
    "bind::constraint": "constraint",
    "bind::required": "required",
    "bind::calculate": "calculation",
}
PRIVATE_USE = "qaa", "qab", "qac", "qad", "qae", "qaf", "qag", "qah"
YES = frozenset({"yes", "true", "true()", "1", "y"})

OF_CONSTRUCTS = ("part_of", "compare_with", "note")
"""What the sheet of constructs says besides their names and labels."""


@dataclass(frozen=True)
class SheetRow:
    """One row: ``cells`` by column, ``worded`` by column and language."""

    sheet: str
    number: int
    cells: dict[str, str]
    worded: dict[str, dict[str, str]] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def place(self) -> str:
        """Where it is, for messages."""
        return f"sheet {self.sheet}, row {self.number}"

    def says_yes(self, column: str) -> bool:
        """Return whether a cell is a yes."""
        return self[column].casefold() in YES


@dataclass(frozen=True)
class FormSheets:
    """The sheets of a form; ``languages`` has the main one first."""

    source: str
    rows: dict[str, list[SheetRow]]
    columns: dict[str, set[str]]
    languages: tuple[str, ...]
    unknown_languages: dict[str, str]


def form_sheets(sheets: Mapping[str, Sequence[Sequence[str]]], source: str) -> FormSheets:
    """Return the rows of a form by column.

    Parameters
    ----------
    sheets : mapping
        Rows of text by sheet.
    source : str
        The file, for messages.

    Raises
    ------
    CodebookError
        E-BOOK-21: there is no sheet ``survey``, or it lacks the column type or name.
    """
    named = {name.strip().casefold(): rows for name, rows in sheets.items()}
    if "survey" not in named:
        raise CodebookError.of(
            "E-BOOK-21",
            f"{source} is not an XLSForm: it has no sheet 'survey'."
            + did_you_mean("survey", named),
            where=f"its sheets are {', '.join(sheets)}",
            do="give an XLSForm, or a table of items with a column for their names",
        )
    heads = {name: _heads(rows) for name, rows in named.items()}
    spoken = _languages(heads, named)
    rows = {name: _rows(name, table, heads[name], spoken) for name, table in named.items()}
    columns = {name: {key for key, _ in head.values()} for name, head in heads.items()}
    if lacking := [key for key in ("type", "name") if key not in columns["survey"]]:
        raise CodebookError.of(
            "E-BOOK-21",
            f"{source} is not an XLSForm: the sheet 'survey' has no column "
            f"{' and no column '.join(lacking)}.",
            where=f"its columns are {', '.join(sorted(columns['survey'])) or 'empty'}",
            do="the first row of the sheet names the columns: type, name, label",
        )
    codes = tuple(dict.fromkeys(spoken.values()))
    unknown = {name: code for name, code in spoken.items() if code in PRIVATE_USE}
    return FormSheets(source, rows, columns, codes, unknown)


def _heads(rows: Sequence[Sequence[str]]) -> dict[int, tuple[str, str]]:
    """Return column key and language by the place of a column."""
    found: dict[int, tuple[str, str]] = {}
    for place, cell in enumerate(rows[0] if rows else []):
        if cell.strip():
            found[place] = _head(cell.strip())
    return found


def _head(heading: str) -> tuple[str, str]:
    plain = heading.casefold()
    if plain in SAME:
        return SAME[plain], ""
    sign = "::" if "::" in heading else ":"
    first, _, rest = heading.partition(sign)
    key = SAME.get(first.strip().casefold(), first.strip().casefold().replace(" ", "_"))
    if key in WORDED:
        return key, rest.strip()
    return plain.replace(" ", "_"), ""


def _languages(
    heads: Mapping[str, Mapping[int, tuple[str, str]]],
    sheets: Mapping[str, Sequence[Sequence[str]]],
) -> dict[str, str]:
    """Return the code of every language by its name in the form, the main one first."""
    used = {
        language: None
        for sheet in ("survey", "choices")
        for key, language in heads.get(sheet, {}).values()
        if key in WORDED
    }
    default = _default_language(heads, sheets)
    order = [default, *used] if default in used or not used else [*used]
    codes: dict[str, str] = {}
    for name in dict.fromkeys(order):
        code = language_code(name or default) if (name or default) else _guess(sheets)
        taken = set(codes.values())
        codes[name] = code or next(each for each in PRIVATE_USE if each not in taken)
    return codes or {"": _guess(sheets)}


def _default_language(
    heads: Mapping[str, Mapping[int, tuple[str, str]]],
    sheets: Mapping[str, Sequence[Sequence[str]]],
) -> str:
    for place, (key, _) in heads.get("settings", {}).items():
        rows = sheets["settings"]
        if key == "default_language" and len(rows) > 1:
            return rows[1][place].strip()
    return ""


def _guess(sheets: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """Return zh where the form is written in Chinese, else en."""
    return guess_language("".join(cell for row in sheets.get("survey", ()) for cell in row))


def guess_language(text: str) -> str:
    """Return zh for a text with Chinese characters, else en.

    Examples
    --------
    >>> guess_language("您的年龄"), guess_language("Age")
    ('zh', 'en')
    """
    return "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else "en"


def _rows(
    sheet: str,
    table: Sequence[Sequence[str]],
    heads: Mapping[int, tuple[str, str]],
    spoken: Mapping[str, str],
) -> list[SheetRow]:
    found = []
    for number, line in enumerate(table[1:], start=2):
        cells: dict[str, str] = {}
        worded: dict[str, dict[str, str]] = {}
        for place, (key, language) in heads.items():
            text = line[place].strip() if place < len(line) else ""
            if not text:
                continue
            if key in WORDED:
                worded.setdefault(key, {})[spoken.get(language, language)] = text
            else:
                cells[key] = text
        if cells or worded:
            found.append(SheetRow(sheet, number, cells, worded))
    return found
