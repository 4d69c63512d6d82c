"""How names are written and how they look: other scripts, invisible characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_CYRILLIC = ("АВЕЅІЈКМНОРСТУХаеорсухіјѕԁһԛԝ", "ABESIJKMHOPCTYXaeopcyxijsdhqw")
_GREEK = ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυ", "ABEZHIKMNOPTYXavopu")
LATIN_FOR = str.maketrans(_CYRILLIC[0] + _GREEK[0], _CYRILLIC[1] + _GREEK[1])
INVISIBLE_CATEGORY = "Cf"


def skeleton(name: str) -> str:
    """Return what a reader sees of a name: Latin look-alikes, nothing invisible.

    Examples
    --------
    >>> skeleton("х1") == "x1"
    True
    """
    visible = "".join(c for c in name if unicodedata.category(c) != INVISIBLE_CATEGORY)
    return unicodedata.normalize("NFKC", visible).translate(LATIN_FOR)


def lookalike_of(name: str, names: Iterable[str]) -> str | None:
    """Return another name that looks the same as this one, if there is one."""
    seen = skeleton(name)
    return next((n for n in names if n != name and skeleton(n) == seen), None)


def code_points(name: str) -> str:
    """Return the characters of a name that are not plain ASCII, by number.

    Examples
    --------
    >>> code_points("х1")
    'U+0445 CYRILLIC SMALL LETTER HA'
    """
    return ", ".join(
        f"U+{ord(c):04X} {unicodedata.name(c, 'unnamed')}" for c in name if not c.isascii()
    )
