"""A document as plain data for a renderer: nested dicts, lists, strings and numbers."""

from __future__ import annotations

import re
from functools import singledispatch
from typing import Any

from gainsem.diagnostics import Diagnostic
from gainsem.report.document import (
    Block,
    Code,
    Contents,
    Document,
    Figure,
    Findings,
    Heading,
    KeyValues,
    PageBreak,
    Paragraph,
    References,
    TableBlock,
    Text,
    TitleBlock,
    Verdict,
    plain,
)
from gainsem.report.table_layout import table_data

TEXT_WIDTH = 476.0
SVG_NUMBER = r"\s*=\s*[\"']\s*([\d.]+)"


def document_data(document: Document) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the content of a document, and its figures by file name.

    Parameters
    ----------
    document : Document
    """
    blocks = []
    figures: dict[str, bytes] = {}
    for block in document.blocks:
        data = block_data(block)
        if isinstance(block, Figure):
            data["file"] = f"figure-{len(figures) + 1}.svg"
            figures[data["file"]] = block.svg
        blocks.append(data)
    content = {
        "title": document.title,
        "lang": document.lang,
        "author": document.author,
        "description": document.description,
        "mark": document.mark,
        "words": dict(document.words),
        "blocks": blocks,
    }
    return content, figures


@singledispatch
def block_data(block: Block) -> dict[str, Any]:
    """Return one block as data; its ``kind`` says which."""
    raise TypeError(f"no data form for {type(block).__name__}")


@block_data.register
def _(block: TitleBlock) -> dict[str, Any]:
    return {
        "kind": "title",
        "title": block.title,
        "subtitle": block.subtitle,
        "facts": block.facts,
    }


@block_data.register
def _(block: Verdict) -> dict[str, Any]:
    return {
        "kind": "verdict",
        "level": block.level,
        "headline": block.headline,
        "sentences": [_spans(sentence) for sentence in block.sentences],
    }


@block_data.register
def _(block: Heading) -> dict[str, Any]:
    return {"kind": "heading", "level": block.level, "text": block.text}


@block_data.register
def _(block: Paragraph) -> dict[str, Any]:
    return {"kind": "paragraph", "role": block.role, "text": _spans(block.text)}


@block_data.register
def _(block: KeyValues) -> dict[str, Any]:
    rows = [{"name": name, "text": _spans(text)} for name, text in block.rows]
    return {"kind": "key_values", "rows": rows}


@block_data.register
def _(block: TableBlock) -> dict[str, Any]:
    notes = [*map(plain, block.table.notes), *block.notes]
    return {"kind": "table", **table_data(block), "notes": [_spans(note) for note in notes]}


@block_data.register
def _(block: Figure) -> dict[str, Any]:
    return {
        "kind": "figure",
        "caption": block.caption,
        "alt": block.alt,
        "heading": block.heading,
        "landscape": is_landscape(block.svg),
        "size": list(svg_size(block.svg)),
        **({} if block.place == "page" else {"place": block.place}),
        "notes": [_spans(note) for note in block.notes],
    }


@block_data.register
def _(block: Code) -> dict[str, Any]:
    return {"kind": "code", "text": block.text.rstrip("\n")}


@block_data.register
def _(block: Findings) -> dict[str, Any]:
    return {"kind": "findings", "findings": [_finding(finding) for finding in block.findings]}


def _finding(finding: Diagnostic) -> dict[str, Any]:
    """Return a finding; what makes a fit unusable is printed as an error."""
    fatal = {"severity": "error"} if finding.code.startswith("E-") else {}
    return finding.to_dict() | fatal


@block_data.register
def _(block: References) -> dict[str, Any]:
    return {"kind": "references", "entries": [_spans(entry) for entry in block.entries]}


@block_data.register
def _(block: Contents) -> dict[str, Any]:  # noqa: ARG001
    return {"kind": "contents"}


@block_data.register
def _(block: PageBreak) -> dict[str, Any]:  # noqa: ARG001
    return {"kind": "page_break"}


def _spans(text: Text) -> list[dict[str, str]]:
    return [{"text": span.text, "style": span.style, "url": span.url} for span in text]


def svg_size(svg: bytes) -> tuple[float, float]:
    """Return width and height of a drawing in points (the text width for one without).

    Examples
    --------
    >>> svg_size(b'<svg width="400pt" height="300pt">')
    (400.0, 300.0)
    """
    root = re.search(r"<svg\b[^>]*>", svg[:4000].decode("utf-8", "replace"))
    tag = root.group() if root else ""
    found = [re.search(rf"\b{name}{SVG_NUMBER}", tag) for name in ("width", "height")]
    width, height = (float(size.group(1)) if size else TEXT_WIDTH for size in found)
    return width, height


def is_landscape(svg: bytes) -> bool:
    """Return whether a drawing is better on a turned page: wide, and wider than a page.

    Examples
    --------
    >>> is_landscape(b'<svg width="700pt" height="400pt">')
    True
    >>> is_landscape(b'<svg width="300pt" height="100pt">')
    False
    """
    width, height = svg_size(svg)
    return width > 1.1 * height and width > TEXT_WIDTH
