"""Figures as files: the same bytes every time."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.errors import OutputError
from gainsem.results.file_writing import write_bytes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("svg", "pdf", "png")
PNG_DPI = 300
_METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}


def figure_bytes(figure: Figure, format: str) -> bytes:  # noqa: A002
    """Return a figure as a file's content.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    format : {"svg", "pdf", "png"}
        SVG keeps text as text (family ``Gainsem Sans SC``).
    """
    from matplotlib import rc_context

    if format not in FORMATS:
        raise OutputError.of(
            "E-OUT-05",
            f"a figure cannot be written as '{format}'; allowed are {', '.join(FORMATS)}.",
        )
    settings = {"svg.fonttype": "none", "svg.hashsalt": "gainsem", "pdf.fonttype": 42}
    stream = io.BytesIO()
    with rc_context(settings):
        figure.savefig(stream, format=format, dpi=PNG_DPI, metadata=_METADATA[format])
    return stream.getvalue()


def save_figure(figure: Figure, path: str | Path) -> None:
    """Write a figure to ``.svg``, ``.pdf`` or ``.png``, by the suffix.

    An older file is replaced only when the new one is complete.
    """
    target = Path(path)
    write_bytes(target, figure_bytes(figure, target.suffix.lstrip(".").lower()))
