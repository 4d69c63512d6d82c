"""How large the texts, ellipses and boxes of a diagram are."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gainsem.plots.diagram import Diagram
from gainsem.plots.structure import Structure
from gainsem.plots.text_fit import longest_word, text_width, wrap_evenly

LINE = 1.22
WIDER = 1.5
"""An ellipse may be so many times wider than wanted, so that no word is broken."""
SMALLEST_FONT = 6.0


@dataclass(frozen=True, slots=True)
class Style:
    """The measures a layout is tried with (points).

    Parameters
    ----------
    font : float
        Size of the node labels.
    item_text, construct_text : float
        Widest line in an item box and in an ellipse.
    gap : float
        White space between two item boxes.
    air : float
        Factor on the distances between columns.
    item_lines : int
        Most lines in an item box.
    """

    font: float = 8.0
    item_text: float = 110.0
    construct_text: float = 66.0
    gap: float = 8.0
    air: float = 1.0
    item_lines: int = 2

    @property
    def label_font(self) -> float:
        """Size of the estimates on the arrows."""
        return max(SMALLEST_FONT, self.font - 1.0)


@dataclass(frozen=True, slots=True)
class Size:
    """A node's extent and the lines of its label."""

    width: float
    height: float
    lines: tuple[str, ...]


def node_sizes(diagram: Diagram, structure: Structure, style: Style) -> dict[str, Size]:
    """Return the size of every node; nodes that stand in one column are equal."""
    label = {node.name: node.label for node in diagram.nodes}
    ellipses = [node.name for node in diagram.nodes if node.kind == "latent"]
    sizes = _uniform({name: _ellipse(label[name], style) for name in ellipses})
    for side in ("left", "right", "top", "bottom"):
        rows = [item for block in structure.blocks if block.side == side for item in block.items]
        narrow = side in ("top", "bottom")
        widest = min(style.item_text, 50.0) if narrow else style.item_text
        most = 3 if narrow else style.item_lines
        sizes |= _uniform({name: _box(label[name], widest, most, style) for name in rows})
    rest = [n.name for n in diagram.nodes if n.name not in sizes]
    return sizes | _uniform({name: _box(label[name], style.item_text, 3, style) for name in rest})


def _ellipse(label: str, style: Style) -> Size:
    word = min(longest_word(label, style.font), WIDER * style.construct_text)
    lines = wrap_evenly(label, max(style.construct_text, word), style.font, lines=3)
    width = max(text_width(line, style.font) for line in lines)
    text_height = len(lines) * style.font * LINE
    height = text_height + 1.6 * style.font
    across = width / math.sqrt(1.0 - (text_height / height) ** 2) + 6.0
    return Size(max(across, 1.7 * height, 38.0), height, lines)


def _box(label: str, widest: float, most: int, style: Style) -> Size:
    lines = wrap_evenly(label, widest, style.font, lines=most)
    width = max(text_width(line, style.font) for line in lines)
    return Size(max(width + 9.0, 26.0), len(lines) * style.font * LINE + 0.42 * style.font, lines)


def _uniform(sizes: dict[str, Size]) -> dict[str, Size]:
    if not sizes:
        return sizes
    width = max(size.width for size in sizes.values())
    height = max(size.height for size in sizes.values())
    return {name: Size(width, height, size.lines) for name, size in sizes.items()}
