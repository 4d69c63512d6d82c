"""Column names that look alike but are not: other scripts, invisible characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from gainsem.diagnostics import Diagnostic, warning

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


def lookalike_warnings(names: Sequence[str], *, source: str) -> list[Diagnostic]:
    """Return a warning (W-DATA-37) for every name that does not read as it is written."""
    by_sight: dict[str, list[str]] = {}
    for name in names:
        by_sight.setdefault(skeleton(name), []).append(name)
    found = []
    for seen, alike in by_sight.items():
        strange = [name for name in alike if _is_strange(name, seen)]
        if strange and (len(alike) > 1 or any(map(_is_mixed, strange))):
            found.append(_warning(seen, strange, alike, source))
    return found


def lookalike_of(name: str, names: Sequence[str]) -> str | None:
    """Return another name that looks the same as this one, if there is one."""
    return next((n for n in names if n != name and skeleton(n) == skeleton(name)), None)


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


def _is_strange(name: str, seen: str) -> bool:
    return name != seen and not name.isascii()


def _is_mixed(name: str) -> bool:
    """Whether a name holds an invisible character, or Latin next to Cyrillic or Greek."""
    if any(unicodedata.category(c) == INVISIBLE_CATEGORY for c in name):
        return True
    scripts = {unicodedata.name(c, "").split(" ")[0] for c in name if c.isalpha()}
    return len(scripts & {"LATIN", "CYRILLIC", "GREEK"}) > 1


def _warning(seen: str, strange: list[str], alike: list[str], source: str) -> Diagnostic:
    which = "; ".join(f"'{name}' has {code_points(name)}" for name in strange)
    same = f"{len(alike)} columns look like '{seen}'" if len(alike) > 1 else f"column '{seen}'"
    return warning(
        "W-DATA-37",
        f"{source}: {same}: {which}.",
        why="a model that names the column as it looks would not find it, or find the other one",
        do="rename the column with plain letters",
    )
