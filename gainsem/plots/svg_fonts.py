"""SVG files that bring the letters they need, so that they look the same everywhere."""

from __future__ import annotations

import base64
import html
import io
import re
from pathlib import Path

from gainsem.plots.fonts import advances, family_of, figure_files, shipped_fonts

_TEXT = re.compile(r"<text\b([^>]*)>([^<]*)</text>")


def with_fonts(svg: bytes, font: str | Path | None = None) -> bytes:
    """Return the SVG with the characters it shows, of each font, in a style sheet.

    Text stays text: it can be searched, copied and edited, and a viewer without
    the fonts shows it as it was drawn.
    """
    text = svg.decode("utf-8")
    shown: dict[bool, set[str]] = {False: set(), True: set()}
    for attributes, content in _TEXT.findall(text):
        shown["font-weight: 700" in attributes].update(html.unescape(content))
    rules = []
    left = shown[False] | shown[True]
    bold = shipped_fonts()[1]
    for path in figure_files(font):
        wanted = shown[True] if path == bold else left
        known = {sign for sign in wanted if ord(sign) in advances(path)}
        rules.append(_rule(path, known, "bold" if path == bold else "normal"))
        left = left if path == bold else left - known
    style = "".join(rules)
    return text.replace('<style type="text/css">', f'<style type="text/css">{style}', 1).encode()


def _rule(path: Path, signs: set[str], weight: str) -> str:
    if not signs:
        return ""
    data = base64.b64encode(_subset(path, signs)).decode("ascii")
    return (
        f"@font-face{{font-family:'{family_of(path)}';font-weight:{weight};"
        f"src:url(data:font/woff;base64,{data}) format('woff')}}"
    )


def _subset(path: Path, signs: set[str]) -> bytes:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.layout_features = []
    options.recalc_timestamp = False
    stream = io.BytesIO()
    with TTFont(path, lazy=True, fontNumber=0, recalcTimestamp=False) as font:
        worker = subset.Subsetter(options)
        worker.populate(unicodes=sorted(ord(sign) for sign in signs))
        worker.subset(font)
        font.flavor = "woff"
        font.save(stream)
    return stream.getvalue()
