"""How wide a text is in print, and how it is broken and cut to fit a box."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

from gainsem.plots.fonts import advances, figure_files

ELLIPSES = {True: "\u2026", False: "..."}
MEASURED_AT_MOST = 400
_CLOSING = set(
    "\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01\uff09\u300b\u300d\u201d\u2019\u2026,.;:?!)]}%"
)
_OPENING = set("\uff08\u300a\u300c\u201c\u2018([{")


def text_width(text: str, size: float, font: str | Path | None = None) -> float:
    """Return the width of one line in points.

    Examples
    --------
    >>> text_width("\u751f\u6d3b", 10.0)
    20.0
    """
    tables = [advances(path) for path in figure_files(font)]
    return sum(_advance(sign, tables) for sign in text) * size


def longest_word(text: str, size: float, font: str | Path | None = None) -> float:
    """Return the width that the widest part of a text needs, not to be broken by :func:`wrap`.

    Rounded up to the next thousandth of a point, to which :func:`wrap` rounds widths.

    Examples
    --------
    >>> wrap("satisfaction with life", longest_word("satisfaction with life", 8.0), 8.0)
    ('satisfaction', 'with life')
    >>> longest_word("\u751f\u6d3b\u6ee1\u610f", 8.0)
    8.001
    """
    widest = max((text_width(each.strip(), size, font) for each in _pieces(text)), default=0.0)
    return (math.floor(widest * 1000.0) + 1.0) / 1000.0


def wrap(
    text: str, width: float, size: float, *, lines: int = 2, font: str | Path | None = None
) -> tuple[str, ...]:
    """Break a text into at most ``lines`` lines of ``width`` points; cut what is left.

    Words break at spaces, Chinese between characters (never before closing or
    after opening punctuation), a word too long for a line anywhere.

    Examples
    --------
    >>> wrap("satisfaction with life", 50.0, 8.0)
    ('satisfaction', 'with life')
    >>> wrap("abcdefghijklmnop", 30.0, 8.0, lines=1)
    ('abcde...',)
    """
    return _wrap(text, round(width, 3), size, lines, None if font is None else str(font))


def wrap_evenly(
    text: str, width: float, size: float, *, lines: int = 2, font: str | Path | None = None
) -> tuple[str, ...]:
    """Break a text as :func:`wrap` does, with lines of about the same length.

    Examples
    --------
    >>> wrap("trust in one's own group", 80.0, 8.0)
    ("trust in one's own", 'group')
    >>> wrap_evenly("trust in one's own group", 80.0, 8.0)
    ("trust in one's", 'own group')
    >>> wrap_evenly("Educational resources", 66.0, 8.0)
    ('Educational', 'resources')
    """
    best = wrap(text, width, size, lines=lines, font=font)
    if len(best) == 1 or best[-1].endswith(tuple(ELLIPSES.values())):
        return best
    narrower = width - 0.25 * size
    word = longest_word(text, size, font)
    narrowest = word if word <= width else 2.0 * size
    while narrower >= max(narrowest, 2.0 * size):
        trial = wrap(text, narrower, size, lines=lines, font=font)
        whole = "".join(trial).replace(" ", "") == "".join(best).replace(" ", "")
        if len(trial) != len(best) or not whole:
            break
        best, narrower = trial, narrower - 0.25 * size
    return best


@lru_cache(maxsize=4096)
def _wrap(text: str, width: float, size: float, lines: int, font: str | None) -> tuple[str, ...]:
    pieces = _pieces(re.sub(r"[^\S\u00a0]+", " ", text[:MEASURED_AT_MOST]).strip())
    done: list[str] = []
    line = ""
    for number, piece in enumerate(pieces):
        if text_width((line + piece).rstrip(), size, font) <= width:
            line += piece
            continue
        rest = "".join(pieces[number:])
        if len(done) == lines - 1:
            return (*done, _cut(line + rest, width, size, font))
        if line:
            done.append(line.rstrip())
            tail = _wrap(rest, width, size, lines - len(done), font)
            return (*done, *tail)
        head = _head(rest, width, size, font)
        return (head, *_wrap(rest[len(head) :], width, size, lines - 1, font))
    return (*done, line.rstrip()) if line.strip() or not done else tuple(done)


def clipped(text: str, room: float, size: float) -> str:
    """Return a text on one line, cut off with an ellipsis where there is no room for all of it.

    Parameters
    ----------
    text : str
    room, size : float
        In points.
    """
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def clipped_apart(texts: Sequence[str], room: float, size: float) -> tuple[str, ...]:
    """Return texts on one line each; those cut off to the same show where they begin to differ.

    Parameters
    ----------
    texts : sequence of str
    room, size : float
        In points.
    """
    short = [clipped(text, room, size) for text in texts]
    alike = [
        [text for text, own in zip(texts, short, strict=True) if own == cut and own != text]
        for cut in short
    ]
    return tuple(
        _from_difference(text, _shared(same), room, size) if len(set(same)) > 1 else cut
        for text, cut, same in zip(texts, short, alike, strict=True)
    )


def _shared(texts: Sequence[str]) -> int:
    """Return with how many signs all texts begin alike."""
    signs = zip(*texts, strict=False)
    return sum(1 for _ in takewhile(lambda each: len(set(each)) == 1, signs))


def _from_difference(text: str, start: int, room: float, size: float) -> str:
    """Return how a text begins and, after an ellipsis, what stands from a place on."""
    for kept in range(start, 1, -1):
        cut = f"{text[:kept].rstrip()}…{text[start:]}"
        if text_width(cut, size) <= room:
            return cut
    return clipped(f"{text[:2].rstrip()}…{text[start:]}", room, size)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for sign in text:
        joins = bool(pieces) and (
            sign in _CLOSING
            or sign == " "
            or pieces[-1][-1] in _OPENING
            or (not _is_wide(sign) and not _is_wide(pieces[-1][-1]) and not _ends(pieces[-1]))
        )
        if joins:
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _ends(piece: str) -> bool:
    return piece[-1] in " -/_" and len(piece) > 1


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def _head(text: str, width: float, size: float, font: str | None) -> str:
    count = 1
    while count < len(text) and text_width(text[: count + 1], size, font) <= width:
        count += 1
    return text[:count]


def _cut(text: str, width: float, size: float, font: str | None) -> str:
    ellipsis = ELLIPSES[_is_wide(text[0])]
    room = width - text_width(ellipsis, size, font)
    return _head(text, room, size, font).rstrip(" ,;:\uff08(") + ellipsis


def _advance(sign: str, tables: list[Mapping[int, float]]) -> float:
    for table in tables:
        if ord(sign) in table:
            return table[ord(sign)]
    return 1.0 if _is_wide(sign) else 0.6
