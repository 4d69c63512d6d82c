"""Which type sizes, gaps and box widths make a diagram fit on A4.

Every deviation from the comfortable measures has a price; the cheapest set of
measures that fits is taken.  Cutting labels is dear, turning the page is dear,
tightening gaps is cheap.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

from gainsem.plots.correlation_triangle import NEAREST, crowded, triangle_step
from gainsem.plots.diagram import Diagram
from gainsem.plots.placement import place
from gainsem.plots.plan import PlacedNode
from gainsem.plots.routes import arc_levels
from gainsem.plots.sizing import Size, Style, node_sizes
from gainsem.plots.structure import Structure

MILLIMETRE = 72.0 / 25.4
PORTRAIT = (165.0 * MILLIMETRE, 208.0 * MILLIMETRE)
LANDSCAPE = (250.0 * MILLIMETRE, 125.0 * MILLIMETRE)
FULL = (172.0 * MILLIMETRE, 232.0 * MILLIMETRE)
FONTS = (8.0, 7.5, 7.0, 6.5, 6.0)
GAPS = (10.0, 8.0, 6.5, 5.0, 4.0, 3.2, 2.4)
TEXTS = (150.0, 120.0, 96.0, 76.0, 60.0)
AIRS = (1.1, 1.0, 0.85, 0.7)
CONSTRUCTS = (70.0, 54.0)
PRICE_FONT, PRICE_TURN, PRICE_FULL = 2.0, 2.5, 5.0
PRICE_AIR, PRICE_GAP, PRICE_CUT, PRICE_LINE = 3.0, 0.1, 0.25, 0.05
DEAREST_CUT = 6.0

Extent = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Offer:
    price: float
    style: Style


@dataclass(frozen=True)
class _Fitting:
    """Tries measures on one diagram; texts are broken once for each size of box."""

    diagram: Diagram
    structure: Structure
    sizes: dict[Style, dict[str, Size]] = field(default_factory=dict)

    def node_sizes(self, style: Style) -> dict[str, Size]:
        """Return the sizes of the nodes (gap and air do not matter for them)."""
        key = replace(style, gap=0.0, air=0.0)
        if key not in self.sizes:
            self.sizes[key] = node_sizes(self.diagram, self.structure, style)
        return self.sizes[key]

    def extent(self, style: Style) -> Extent:
        """Return width and height of the drawing, with room for covariances."""
        nodes = place(
            self.diagram, self.structure, style, sizes=self.node_sizes(style), improve=False
        )
        boxes = [node.box for node in nodes.values()]
        width = max(box[2] for box in boxes) - min(box[0] for box in boxes) + 12.0
        height = max(box[3] for box in boxes) - min(box[1] for box in boxes) + 12.0
        return width + _arc_room(self.diagram, nodes, style), height

    def cut_labels(self, style: Style) -> int:
        """Return how many labels do not fit their box or ellipse."""
        ends = (size.lines[-1] for size in self.node_sizes(style).values() if size.lines)
        return sum(line.endswith(("...", "\u2026")) for line in ends)


def chosen_style(diagram: Diagram, structure: Structure) -> Style:
    """Return the cheapest measures with which the diagram fits a page, else the tightest."""
    fitting = _Fitting(diagram, structure)
    best: _Offer | None = None
    pages = [(PORTRAIT, 0.0), (FULL, PRICE_FULL)]
    pages += [(LANDSCAPE, PRICE_TURN)] if structure.depth else []
    for font, (page, extra) in itertools.product(FONTS, pages):
        price = PRICE_FONT * (FONTS[0] - font) + extra
        if best is not None and price >= best.price:
            continue
        offer = _on_page(fitting, page, font, price)
        if offer is not None and (best is None or offer.price < best.price):
            best = offer
    return (
        best.style if best else Style(FONTS[-1], TEXTS[-1], CONSTRUCTS[-1], GAPS[-1], AIRS[-1], 1)
    )


def _on_page(fitting: _Fitting, page: Extent, font: float, price: float) -> _Offer | None:
    """Return the best offer for one page and type size."""
    best: _Offer | None = None
    for lines, construct in itertools.product((2, 1), CONSTRUCTS):
        tightest = Style(font, TEXTS[-1], construct, GAPS[-1], AIRS[-1], lines)
        if fitting.extent(tightest)[0] > page[0]:
            continue
        for gap in GAPS:
            style = Style(font, TEXTS[0], construct, gap, AIRS[-1], lines)
            cost = price + PRICE_GAP * (GAPS[0] - gap) + PRICE_LINE * (lines == 1)
            if best is not None and cost >= best.price:
                break
            if fitting.extent(style)[1] > page[1]:
                continue
            offer = _within(fitting, page, style, cost)
            if offer is not None:
                best = offer if best is None or offer.price < best.price else best
                break
    return best


def _within(fitting: _Fitting, page: Extent, style: Style, price: float) -> _Offer | None:
    """Return the best offer for one page, type size and gap."""
    best: _Offer | None = None
    for text, air in itertools.product(TEXTS, AIRS):
        trial = replace(style, item_text=text, air=air)
        cost = price + PRICE_AIR * max(1.0 - air, 0.0) + (TEXTS[0] - text) / 400.0
        cost += 0.05 * (AIRS[0] - air) + min(PRICE_CUT * fitting.cut_labels(trial), DEAREST_CUT)
        if best is not None and cost >= best.price:
            continue
        width, height = fitting.extent(trial)
        if width <= page[0] and height <= page[1]:
            best = _Offer(cost, trial)
    return best


def _arc_room(diagram: Diagram, nodes: dict[str, PlacedNode], style: Style) -> float:
    crowds = crowded(diagram.edges, nodes)
    apart = {id(edge) for group in crowds for edge in group}
    drawn = [edge for edge in diagram.edges if id(edge) not in apart]
    step = 3.9 * style.label_font
    edges = {
        node.column: node.out[0] != 0.0 or node.column[:2] == ("tier", "right")
        for node in nodes.values()
    }
    room = sum(
        14.0 + step * level for column, level in arc_levels(drawn, nodes).items() if edges[column]
    )
    for group in crowds:
        names = {name for edge in group for name in (edge.start, edge.end)}
        room += NEAREST + triangle_step(style.label_font) * (len(names) - 0.5)
    return room
