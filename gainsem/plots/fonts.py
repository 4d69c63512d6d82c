"""The fonts of figures and reports: the user's own, then the ones shipped here.

Letters that these lack (Polish, Turkish, Arabic and others) come from the
DejaVu Sans that matplotlib brings with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import OptionError

FAMILY = "Gainsem Sans SC"
ENVIRONMENT = "GAINSEM_FONT"
STAND_IN = "\u25a1"
_FOLDER = Path(__file__).parent / "fonts"
_REGULAR = _FOLDER / "GainsemSansSC-Regular.otf"
_BOLD = _FOLDER / "GainsemSansSC-Bold.otf"


def font_files(font: str | Path | None = None) -> list[Path]:
    """Return the font files to draw with, most wanted first.

    Parameters
    ----------
    font : str or Path, optional
        The user's own font file; None takes the one the environment variable
        ``GAINSEM_FONT`` names, if any.

    Examples
    --------
    >>> [path.name for path in font_files()]
    ['GainsemSansSC-Regular.otf', 'GainsemSansSC-Bold.otf']
    """
    own = font if font is not None else os.environ.get(ENVIRONMENT) or None
    return [*([Path(own)] if own is not None else []), _REGULAR, _BOLD]


def font_family(font: str | Path | None = None) -> list[str]:
    """Return the family names to draw with, most wanted first.

    Examples
    --------
    >>> font_family()
    ['Gainsem Sans SC']
    """
    return list(dict.fromkeys(_face(path).family for path in font_files(font)))


def figure_files(font: str | Path | None = None) -> list[Path]:
    """Return the font files of figures: those of :func:`font_files`, then DejaVu Sans."""
    return [*font_files(font), _dejavu()]


def figure_family(font: str | Path | None = None) -> list[str]:
    """Return the family names of figures.

    Examples
    --------
    >>> figure_family()
    ['Gainsem Sans SC', 'DejaVu Sans']
    """
    return list(dict.fromkeys(_face(path).family for path in figure_files(font)))


def missing_glyphs(text: str, font: str | Path | None = None) -> set[str]:
    """Return the characters that no font of a figure has.

    Examples
    --------
    >>> missing_glyphs("\u751f\u6d3b\u8d28\u91cf, \u03c7\u00b2 \u2265 3")
    set()
    """
    known = [_face(path).advances for path in figure_files(font) if path != _BOLD]
    return {
        sign
        for sign in text
        if not sign.isspace() and not any(ord(sign) in widths for widths in known)
    }


def has_bold(text: str, font: str | Path | None = None) -> bool:
    """Return whether a text can be set in bold (the shipped Bold has fewer characters)."""
    user_font = len(font_files(font)) > len(shipped_fonts())
    known = _face(_BOLD).advances
    return not user_font and all(ord(sign) in known for sign in text if not sign.isspace())


def shipped_fonts() -> list[Path]:
    """Return the font files that come with gainsem: Regular, then Bold."""
    return [_REGULAR, _BOLD]


def drawable(text: str, font: str | Path | None = None) -> str:
    """Return the text with a square for every character that no font has."""
    missing = missing_glyphs(text, font)
    spaced = "".join(" " if sign.isspace() else sign for sign in text)
    return "".join(STAND_IN if sign in missing else sign for sign in spaced)


def font_warnings(texts: Iterable[str], font: str | Path | None = None) -> tuple[Diagnostic, ...]:
    """Return W-FONT-01 when some characters of the texts cannot be drawn.

    Examples
    --------
    >>> font_warnings(["trust", "\u4fe1\u4efb"])
    ()
    """
    listed = [text for text in texts if missing_glyphs(text, font)]
    if not listed:
        return ()
    missing = sorted(set().union(*(missing_glyphs(text, font) for text in listed)))
    shown = ", ".join(f"{_visible(sign)} (U+{ord(sign):04X})" for sign in missing[:10])
    more = f" and {len(missing) - 10} more" if len(missing) > 10 else ""
    return (
        warning(
            "W-FONT-01",
            f"no font at hand has {shown}{more}; a square stands in figures.",
            where="; ".join(f"'{text[:40]}'" for text in listed[:3]),
            do=f"name a font file that has them: set the environment variable {ENVIRONMENT}.",
        ),
    )


def advances(path: Path) -> Mapping[int, float]:
    """Return the width of every character of a font file, in ems."""
    return _face(path).advances


def family_of(path: Path) -> str:
    """Return the family name a font file gives itself."""
    return _face(path).family


@lru_cache(maxsize=16)
def register(path: Path) -> None:
    """Make a font file known to matplotlib."""
    from matplotlib.font_manager import fontManager

    fontManager.addfont(str(path))


@lru_cache(maxsize=1)
def _dejavu() -> Path:
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


@dataclass(frozen=True)
class _Face:
    family: str
    advances: Mapping[int, float]


@lru_cache(maxsize=16)
def _face(path: Path) -> _Face:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with path.open("rb") as stream, TTFont(stream, lazy=True, fontNumber=0) as font:
            names, metrics, units = font["name"], font["hmtx"].metrics, font["head"].unitsPerEm
            family = names.getDebugName(16) or names.getDebugName(1) or path.stem
            widths = {code: metrics[name][0] / units for code, name in font.getBestCmap().items()}
    except (OSError, TTLibError, KeyError) as problem:
        raise OptionError.of(
            "E-FONT-01",
            f"{path}: cannot be read as a font ({problem}).",
            do=f"give an .otf, .ttf or .ttc file, or unset {ENVIRONMENT}.",
        ) from problem
    return _Face(family, MappingProxyType(widths))


def _visible(sign: str) -> str:
    return f"'{sign}'" if sign.isprintable() else repr(sign)
