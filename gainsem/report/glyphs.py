"""Which characters the fonts of a report can show, and what stands for the others.

No character is dropped in silence: one that no font has is printed as a square,
and the diagnostics of the report name it by its code point.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gainsem.diagnostics import Diagnostic, warning
from gainsem.plots.fonts import ENVIRONMENT, STAND_IN, advances, font_files
from gainsem.results.text_width import one_line

NAMED_AT_MOST = 12


@dataclass(frozen=True)
class Coverage:
    """Code points the fonts have.

    ``bold`` holds those that exist in bold too; the shipped bold face knows
    fewer Chinese characters, the rest of a bold text is set in regular.
    """

    regular: frozenset[int]
    bold: frozenset[int]


def fallback_fonts() -> list[Path]:
    """Return the fonts for scripts and symbols that the others lack (from matplotlib)."""
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return [folder / "DejaVuSans.ttf", folder / "DejaVuSans-Bold.ttf"]


def coverage() -> Coverage:
    """Return what the fonts of the report can show."""
    *regular, bold = font_files()
    fallback, fallback_bold = fallback_fonts()
    known = frozenset().union(*map(_code_points, (*regular, fallback)))
    in_bold = frozenset().union(*map(_code_points, (*regular[:-1], bold, fallback_bold)))
    return Coverage(known, in_bold & known)


def _code_points(path: Path) -> frozenset[int]:
    return frozenset(advances(path))


def missing_in(content: Any, known: frozenset[int]) -> tuple[str, ...]:
    """Return the characters of all texts in nested content that no font has, sorted."""
    found: set[str] = set()

    def look(text: str) -> str:
        found.update(sign for sign in visible(text) if ord(sign) not in known and sign != "\n")
        return text

    map_texts(content, look)
    return tuple(sorted(found))


def with_stand_ins(content: Any, missing: tuple[str, ...]) -> Any:
    """Return the content with control characters shown and missing characters replaced."""
    squares = str.maketrans(dict.fromkeys(missing, STAND_IN))
    return map_texts(content, lambda text: visible(text).translate(squares))


def visible(text: str) -> str:
    r"""Return a text whose control characters are shown and not obeyed; lines are kept.

    Examples
    --------
    >>> visible("a\x07b\nc")
    'a\\x07b\nc'
    """
    return "\n".join(map(one_line, text.split("\n")))


def map_texts(content: Any, change: Callable[[str], str]) -> Any:
    """Return nested lists and dicts with every string in them changed (keys are not)."""
    if isinstance(content, str):
        return change(content)
    if isinstance(content, dict):
        return {key: map_texts(value, change) for key, value in content.items()}
    if isinstance(content, list):
        return [map_texts(value, change) for value in content]
    return content


def font_warning(missing: tuple[str, ...]) -> Diagnostic:
    """Return W-FONT-01, which names what could not be shown.

    Examples
    --------
    >>> print(font_warning(("\u0e01",)).message)
    The fonts of the report lack 1 character; a square stands for it: U+0E01 THAI CHARACTER KO KAI.
    """
    named = [f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".rstrip() for sign in missing]
    listed = ", ".join(named[:NAMED_AT_MOST])
    more = f" and {len(named) - NAMED_AT_MOST} more" if len(named) > NAMED_AT_MOST else ""
    them = ("1 character", "it") if len(missing) == 1 else (f"{len(missing)} characters", "each")
    return warning(
        "W-FONT-01",
        f"The fonts of the report lack {them[0]}; a square stands for {them[1]}: {listed}{more}.",
        do=f"name a font file that has them in the environment variable {ENVIRONMENT}",
    )
