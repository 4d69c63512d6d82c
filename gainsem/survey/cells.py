"""What one cell of text says: a number, nothing, or something that needs a decision."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from math import inf, nan
from typing import Literal

CellKind = Literal[
    "number",
    "unusual digits",
    "empty",
    "blank",
    "missing mark",
    "decimal comma",
    "infinite",
    "excel",
    "text",
]

MISSING_MARKS = frozenset({"na", "n/a", "#n/a", "nan", "null", "none", ".", "-", "--"})
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
COMMA_NUMBER = re.compile(r"[+-]?\d+,\d+")
INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
EXCEL_NUMBER = re.compile(r"[+-]?\d(\.\d+)?E[+-]\d{2,}")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
EXCEL_TEXT = re.compile(
    rf"\d{{1,4}}[-/. ]{_MONTH}([-/. ]\d{{2,4}})?|{_MONTH}[-/. ]\d{{1,4}}"
    r"|\d{1,4}[-/]\d{1,2}([-/]\d{1,4})?|\d{1,2}月\d{1,2}日|true|false"
    r"|#(div/0!|ref!|value!|name\?|num!|null!)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A reading of one cell; ``value`` is NaN where it is not a number."""

    kind: CellKind
    value: float = nan


def read_cell(text: str) -> Cell:
    """Return what a cell says.

    Full-width and other Unicode digits are understood (``unusual digits``); a
    cell of nothing but spaces is ``blank``; a date, a truth value, an error or
    a capital-E number is what a spreadsheet makes of an answer (``excel``).

    Examples
    --------
    >>> read_cell("３").value
    3.0
    >>> read_cell("2-Jan").kind
    'excel'
    """
    if not text:
        return Cell("empty")
    plain = unicodedata.normalize("NFKC", text.translate(INVISIBLE)).replace("\u2212", "-").strip()
    if not plain:
        return Cell("blank")
    if NUMBER.fullmatch(plain):
        return _number(plain, text)
    return _not_a_number(plain)


def label_key(text: str) -> str:
    """Return a wording as labels are compared: width, case and spacing do not count.

    Examples
    --------
    >>> label_key("  Strongly   AGREE ")
    'strongly agree'
    """
    plain = unicodedata.normalize("NFKC", text.translate(INVISIBLE))
    return " ".join(plain.split()).casefold()


def _number(plain: str, text: str) -> Cell:
    value = float(plain)
    if value in (inf, -inf):
        return Cell("infinite", value)
    if EXCEL_NUMBER.fullmatch(plain):
        return Cell("excel", value)
    return Cell("number" if plain == text.strip() and text.isascii() else "unusual digits", value)


def _not_a_number(plain: str) -> Cell:
    if plain.casefold() in MISSING_MARKS:
        return Cell("missing mark")
    if COMMA_NUMBER.fullmatch(plain):
        return Cell("decimal comma", float(plain.replace(",", ".")))
    if INFINITE.fullmatch(plain):
        return Cell("infinite", -inf if plain.startswith("-") else inf)
    if EXCEL_TEXT.fullmatch(plain):
        return Cell("excel")
    return Cell("text")
