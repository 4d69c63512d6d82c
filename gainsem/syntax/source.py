"""A model text as written: where things stand in it, and how to point at them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import ModelSyntaxError

BREAKS = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
LINE_BREAK = rf"\r\n|[{BREAKS}]"
SHOWN_BEFORE, SHOWN_AFTER = 70, 30
LONGEST_NAME_SHOWN = 60
DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of model text.

    Parameters
    ----------
    line, column : int
        First character, both counted from 1.
    length : int
        Number of characters.
    """

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True)
class Source:
    """A text, what to call it, and the places in it."""

    text: str
    name: str

    @cached_property
    def _lines(self) -> tuple[list[int], list[int]]:
        """Where each line starts, and where it ends before its line break."""
        breaks = list(re.finditer(LINE_BREAK, self.text))
        starts = [0, *(found.end() for found in breaks)]
        return starts, [*(found.start() for found in breaks), len(self.text)]

    def place(self, start: int, end: int) -> Place:
        """Return the place of the characters from ``start`` up to ``end``."""
        starts, _ = self._lines
        line = bisect_right(starts, start)
        return Place(line, start - starts[line - 1] + 1, max(end - start, 1))

    def where(self, at: Place) -> str:
        """Return ``"models/x.lav, line 3, column 18"``."""
        return f"{self.name}, line {at.line}, column {at.column}"

    def excerpt(self, at: Place) -> str:
        """Return the source line of a place with carets under the place.

        The carets stand right in a terminal: Chinese characters take two
        columns, combining marks none.  Long lines are cut around the place.
        """
        starts, ends = self._lines
        line = min(max(at.line, 1), len(starts)) - 1
        first, last = starts[line], ends[line]
        start = min(first + at.column - 1, last)
        end = min(start + max(at.length, 1), last)
        cut_before = start - first > SHOWN_BEFORE
        cut_after = last - start > SHOWN_BEFORE + SHOWN_AFTER
        left = start - SHOWN_BEFORE if cut_before else first
        right = start + SHOWN_BEFORE + SHOWN_AFTER if cut_after else last
        before = "…" * cut_before + _visible(self.text[left:start])
        marked = _visible(self.text[start : min(end, right)])
        after = _visible(self.text[min(end, right) : right]) + "…" * cut_after
        carets = "^" * max(columns(marked), 1)
        return f"{before}{marked}{after}\n{' ' * columns(before)}{carets}"

    def refuse(
        self, code: str, sentence: str, start: int, end: int, *, why: str = "", do: str = ""
    ) -> ModelSyntaxError:
        """Return the refusal of a stretch of the text."""
        at = self.place(start, end)
        message = f"{self.where(at)}: {sentence}"
        return ModelSyntaxError.of(code, message, why=why, do=do, excerpt=self.excerpt(at))

    def remark(self, code: str, sentence: str, at: Place, *, do: str = "") -> Diagnostic:
        """Return a warning about a stretch of the text."""
        message = f"{self.where(at)}: {sentence}"
        return warning(code, message, do=do, excerpt=self.excerpt(at))


def shown(name: str) -> str:
    """Return a piece of user text fit for a message: in quotes, printable, not too long.

    Examples
    --------
    >>> shown("x1"), len(shown("x" * 5000))
    ("'x1'", 63)
    """
    text = name if len(name) <= LONGEST_NAME_SHOWN else name[:LONGEST_NAME_SHOWN] + "…"
    return f"'{_visible(text)}'"


def columns(text: str) -> int:
    r"""Return the number of terminal columns a text takes.

    Examples
    --------
    >>> columns("ab"), columns("满意"), columns("e\u0301")
    (2, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _visible(text: str) -> str:
    """Return the text with tabs as spaces and nothing a terminal would obey."""
    if text.isascii() and text.isprintable():
        return text
    text = DIRECTION_MARKS.sub("\ufffd", text.replace("\t", "    "))
    return "".join(
        "\ufffd" if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") else character
        for character in text
    )
