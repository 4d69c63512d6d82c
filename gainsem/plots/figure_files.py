"""Figures as files: the same bytes every time.

SVG brings the letters it needs; PDF is made from it by typst, whose embedded
fonts journals accept (matplotlib wraps OpenType fonts in a way some PDF checkers
refuse).
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.errors import OptionError
from gainsem.plots.fonts import figure_files
from gainsem.plots.svg_fonts import with_fonts
from gainsem.results.file_writing import write_bytes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("svg", "pdf", "png")
PNG_DPI = 300


def figure_bytes(
    figure: Figure,
    format: str,  # noqa: A002
    *,
    font: str | Path | None = None,
) -> bytes:
    """Return a figure as a file's content.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    format : {"svg", "pdf", "png"}
        SVG and PDF keep text as text; PNG has 300 dots per inch.
    font : str or Path, optional
        The font file the figure was drawn with, when it was not a shipped one.
    """
    if format not in FORMATS:
        raise OptionError.of(
            "E-OPT-05",
            f"a figure cannot be written as '{format}'; allowed are {', '.join(FORMATS)}.",
        )
    if format == "png":
        return _saved(figure, "png")
    svg = _saved(figure, "svg")
    return with_fonts(svg, font) if format == "svg" else _pdf(figure, svg, font)


def save_figure(figure: Figure, path: str | Path, *, font: str | Path | None = None) -> Path:
    """Write a figure to ``.svg``, ``.pdf`` or ``.png``, by the suffix, and return where.

    An older file is replaced only when the new one is complete.
    """
    target = Path(path)
    suffix = target.suffix.lstrip(".").lower()
    return write_bytes(target, figure_bytes(figure, suffix, font=font))


def _saved(figure: Figure, format: str) -> bytes:  # noqa: A002
    from matplotlib import rc_context

    nothing = {"Date": None, "Creator": None} if format == "svg" else {"Software": None}
    stream = io.BytesIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "gainsem"}):
        figure.savefig(stream, format=format, dpi=PNG_DPI, metadata=nothing)
    return stream.getvalue()


def _pdf(figure: Figure, svg: bytes, font: str | Path | None) -> bytes:
    import typst

    width, height = (float(inches) * 72.0 for inches in figure.get_size_inches())
    page = f"#set page(width: {width:.3f}pt, height: {height:.3f}pt, margin: 0pt)"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in figure_files(font):
            shutil.copyfile(path, folder / path.name)
        (folder / "figure.svg").write_bytes(svg)
        source = folder / "figure.typ"
        source.write_text(f'{page}\n#image("figure.svg", width: 100%)\n', encoding="utf-8")
        made = typst.compile(
            str(source),
            root=name,
            font_paths=[name],
            ignore_system_fonts=True,
            timestamp=0,
        )
    return bytes(made)
