"""How wide a text stands in a terminal, and how to pad, shorten and disarm it."""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "..."
LONGEST_WORD = 40
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LONG_WORD = re.compile(rf"[!-\u10ff]{{{LONGEST_WORD + 1},}}")


def width(text: str) -> int:
    """Return the number of terminal columns a text takes (a Chinese character takes two).

    Examples
    --------
    >>> width("gain"), width("获得感")
    (4, 6)
    """
    return sum(map(_character_width, text))


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Return the text filled up with blanks to so many columns.

    Parameters
    ----------
    text : str
    columns : int
        Columns to fill; a wider text is returned as it is.
    right : bool
        Align at the right edge, as numbers are.
    """
    blanks = " " * max(columns - width(text), 0)
    return blanks + text if right else text + blanks


def clip(text: str, columns: int) -> str:
    """Return the text, cut to so many columns with ``...`` at the cut.

    Examples
    --------
    >>> clip("satisfaction with public services", 15)
    'satisfaction...'
    """
    if width(text) <= columns:
        return text
    kept, room = "", columns - len(ELLIPSIS)
    for character in text:
        room -= _character_width(character)
        if room < 0:
            break
        kept += character
    return kept.rstrip() + ELLIPSIS


def one_line(text: str) -> str:
    r"""Return the text on one line, with control characters shown and not obeyed.

    A label from a file can neither break a table nor steer a terminal.

    Examples
    --------
    >>> one_line("two\nlines, \x1b[31mred")
    'two lines, \\x1b[31mred'
    """
    return "".join(map(_visible, text))


def shorten_words(text: str) -> str:
    """Return the text with every endless unbroken word cut in its middle.

    Wordings are left whole; a name of hundreds of characters, which no line of
    a page could hold, keeps its beginning and its end.
    """
    return _LONG_WORD.sub(_cut_in_the_middle, text)


def _cut_in_the_middle(found: re.Match[str]) -> str:
    word = found.group()
    return word[: LONGEST_WORD - 12] + ELLIPSIS + word[-9:]


def _character_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _visible(character: str) -> str:
    if character in "\t\n\r\u2028\u2029":
        return " "
    if character in BIDI_CONTROLS or unicodedata.category(character) in ("Cc", "Cs"):
        return character.encode("unicode_escape").decode("ascii")
    return character
