"""A document as PDF, set by typst.

The template is a file of this package and reads the document as JSON: what a
codebook, a model or a data file says reaches typst as data and is never markup.
PDF/A-2a and PDF/UA-1 are asked for, so typst itself refuses a page with a
character that no font has.  Nothing of the machine enters: no system fonts, no
clock.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from gainsem.plots.fonts import font_family, font_files
from gainsem.report.catalogue.diagnostics import finding_in
from gainsem.report.document import Document
from gainsem.report.document_data import document_data
from gainsem.report.glyphs import (
    Coverage,
    coverage,
    fallback_fonts,
    font_warning,
    missing_in,
    with_stand_ins,
)

TEMPLATE = "report.typ"
STANDARDS: list[Any] = ["a-2a", "ua-1"]
EPOCH = 946_684_800
FALLBACK_FAMILY = "DejaVu Sans"


class TypesettingError(Exception):
    """The template and typst disagree: our own bug, never the user's."""


def render_pdf(document: Document) -> bytes:
    """Return the document as PDF.

    The same document gives the same bytes; the date inside is that of
    ``SOURCE_DATE_EPOCH``, or else the first second of the year 2000.

    Parameters
    ----------
    document : Document

    Raises
    ------
    TypesettingError
        When typst warns of anything or refuses.
    """
    content, figures = prepared(document)
    return typeset(TEMPLATE, content, figures)


def typeset(template: str, content: dict[str, Any], figures: Mapping[str, bytes]) -> bytes:
    """Return what a template of this package makes of content and figures, as PDF.

    Parameters
    ----------
    template : str
        A file in ``gainsem/report/templates`` that reads ``document.json``.
    content : dict
        What becomes that file; every character must be one the fonts can show.
    figures : mapping of str to bytes
        Files beside it.

    Raises
    ------
    TypesettingError
        When typst warns of anything or refuses.
    """
    with tempfile.TemporaryDirectory(prefix="gainsem-report-") as folder:
        root = Path(folder)
        _write_sources(root, template, content, figures)
        return _compile(root, template)


def prepared(document: Document) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return content and figures with every character one that the fonts can show.

    Where a square had to stand for a character, the document says so in its
    diagnostics (W-FONT-01).
    """
    known = coverage()
    content, figures = document_data(document)
    missing = missing_in(content, known.regular)
    if missing:
        said = finding_in(font_warning(missing), document.lang)
        content, figures = document_data(document.with_finding(said))
    content = with_stand_ins(content, missing)
    content |= fonts_for(content, known)
    shown = {name: _shown_svg(svg, known.regular) for name, svg in figures.items()}
    return content, shown


def fonts_for(content: dict[str, Any], known: Coverage) -> dict[str, Any]:
    """Return the font families of a page, and the characters on it that have no bold."""
    return {
        "not_in_bold": "".join(missing_in(content, known.bold)),
        "fonts": [*font_family(), FALLBACK_FAMILY],
    }


def _shown_svg(svg: bytes, known: frozenset[int]) -> bytes:
    text = svg.decode("utf-8")
    missing = tuple(
        sign for sign in missing_in(text, known) if not sign.isspace() and not sign.isascii()
    )
    return str(with_stand_ins(text, missing)).encode() if missing else svg


def _write_sources(
    root: Path, template: str, content: dict[str, Any], figures: Mapping[str, bytes]
) -> None:
    design = files("gainsem.report.templates").joinpath(template).read_text(encoding="utf-8")
    (root / template).write_text(design, encoding="utf-8")
    (root / "document.json").write_text(json.dumps(content), encoding="utf-8")
    for name, svg in figures.items():
        (root / name).write_bytes(svg)
    fonts = root / "fonts"
    fonts.mkdir()
    for path in (*font_files(), *fallback_fonts()):
        shutil.copyfile(path, fonts / path.name)


def _compile(root: Path, template: str) -> bytes:
    import typst

    try:
        pdf, warnings = typst.compile_with_warnings(
            str(root / template),
            root=str(root),
            font_paths=[str(root / "fonts")],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=_timestamp(),
        )
    except typst.TypstError as problem:
        raise TypesettingError(f"typst refused: {problem.message} {problem.hints}") from problem
    if warnings:
        raise TypesettingError("typst warned: " + "; ".join(each.message for each in warnings))
    return bytes(pdf)


def _timestamp() -> int:
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(given) if given.isdecimal() else EPOCH
