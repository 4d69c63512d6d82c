"""Column names that look alike but are not: other scripts, invisible characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from gainsem.diagnostics import Diagnostic, warning
from gainsem.spelling import INVISIBLE_CATEGORY, code_points, skeleton


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
