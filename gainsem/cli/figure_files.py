"""The figures of a result, as files of its folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matplotlib.figure import Figure

    from gainsem.io.output import OutputFolder

SUFFIXES = ("svg", "pdf")
UNSAFE = r"[^\w-]+"


def write_figures(
    folder: OutputFolder,
    result: Any,
    *,
    lang: str,
    more: Mapping[str, Callable[[], Figure]] | None = None,
) -> list[Path]:
    """Write every figure of a result as SVG and PDF, and return their places.

    ``more`` stand beside the usual ones, or in place of one of their name.
    """
    from gainsem.plots.figure_files import figure_bytes
    from gainsem.plots.figures import figures_of

    written = []
    for name, draw in {**figures_of(result, lang), **(more or {})}.items():
        figure, stem = draw(), re.sub(UNSAFE, "_", name)
        written += [
            folder.write(f"{stem}.{suffix}", figure_bytes(figure, suffix)) for suffix in SUFFIXES
        ]
    return written


def remove_figures(folder: OutputFolder, *patterns: str) -> None:
    """Remove figures of an earlier run, by the patterns of their names."""
    for pattern in patterns:
        for suffix in SUFFIXES:
            for old in folder.root.glob(f"{pattern}.{suffix}"):
                old.unlink()
