"""Draw a laid-out path diagram with matplotlib."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gainsem.plots.correlation_triangle import Triangle
from gainsem.plots.diagram import Diagram
from gainsem.plots.edge_labels import PlacedLabel
from gainsem.plots.fonts import drawable, figure_family, font_files, has_bold, register
from gainsem.plots.geometry import Array, curve_at
from gainsem.plots.layout import Layout, PlacedEdge, lay_out
from gainsem.plots.legend import legend_lines
from gainsem.plots.plan import PlacedNode
from gainsem.plots.sizing import LINE
from gainsem.plots.text_fit import text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#1a1a1a"
PATH = "#0b3c6f"
GREY = "#6b6b6b"
FAINT = "#c4c4c4"
CONSTRUCT = "#e6eef6"
ITEM = "#ffffff"
WIDTHS = {"loading": 0.65, "path": 1.15, "covariance": 0.6}
COLOURS = {"loading": "#3c3c3c", "path": PATH, "covariance": GREY}
HEADS = {"loading": 4.2, "path": 5.6, "covariance": 3.8}
TITLE_SIZE = 9.5
NOTE_SIZE = 6.5
NARROWEST = 230.0


def draw_path_diagram(diagram: Diagram, *, font: str | Path | None = None) -> Figure:
    """Draw a path diagram at its printed size.

    Parameters
    ----------
    diagram : Diagram
    font : str or Path, optional
        A font file to use before the shipped one.

    Returns
    -------
    matplotlib.figure.Figure
        Not registered with pyplot; its size in inches is the printed size.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    for path in font_files(font):
        register(path)
    layout = lay_out(diagram)
    width = max(layout.width, NARROWEST)
    note = legend_lines(diagram, layout, width - 10.0, NOTE_SIZE)
    title = wrap(diagram.title, width - 10.0, TITLE_SIZE) if diagram.title else ()
    below = (len(note) + 0.8) * NOTE_SIZE * LINE if note else 0.0
    above = len(title) * TITLE_SIZE * LINE + 5.0 if title else 0.0
    height = layout.height + below + above
    with rc_context({"font.family": figure_family(font), "svg.fonttype": "none"}):
        figure = Figure(figsize=(width / 72.0, height / 72.0), dpi=72.0)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0), frameon=False)
        axes.set_xlim(-(width - layout.width) / 2, width - (width - layout.width) / 2)
        axes.set_ylim(-below, layout.height + above)
        axes.set_axis_off()
        pen = _Pen(axes, font)
        _draw(pen, layout)
        start = -(width - layout.width) / 2 + 5.0
        for number, line in enumerate(note):
            y = -(number + 0.8) * NOTE_SIZE * LINE
            pen.text(start, y, line, NOTE_SIZE, INK, "left")
        for number, line in enumerate(title):
            y = layout.height + above - 3.0 - (number + 0.5) * TITLE_SIZE * LINE
            pen.text(start, y, line, TITLE_SIZE, INK, "left", bold=True)
    return figure


class _Pen:
    """Puts shapes and texts on the axes, in points."""

    def __init__(self, axes: Axes, font: str | Path | None) -> None:
        self.axes = axes
        self.font = font

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        align: str = "center",
        bold: bool = False,
        order: float = 6.0,
    ) -> None:
        """Write one line, centred on its height."""
        shown = drawable(text, self.font)
        weight = "bold" if bold and has_bold(shown, self.font) else "normal"
        self.axes.text(
            x,
            y - 0.36 * size,
            shown,
            fontsize=size,
            color=colour,
            ha=align,
            va="baseline",
            weight=weight,
            family=figure_family(self.font),
            zorder=order,
            parse_math=False,
        )

    def add(self, patch: Any) -> None:
        """Put a shape on the axes."""
        self.axes.add_patch(patch)


def _draw(pen: _Pen, layout: Layout) -> None:
    faint_first = sorted(layout.edges, key=lambda edge: (not edge.faint, _layer(edge)))
    for triangle in layout.triangles:
        _draw_triangle(pen, triangle, layout.style.label_font)
    for number, edge in enumerate(faint_first):
        _draw_edge(pen, edge, 1.0 + number * 0.001)
    for node in layout.nodes:
        _draw_node(pen, node, layout.style.font)
    for edge in layout.edges:
        if edge.label is not None:
            _draw_label(pen, edge, edge.label, layout.style.label_font)


def _draw_triangle(pen: _Pen, triangle: Triangle, font: float) -> None:
    from matplotlib.patches import PathPatch, Rectangle
    from matplotlib.path import Path as Outline

    for thread in triangle.threads:
        pen.add(
            PathPatch(Outline(thread), facecolor="none", edgecolor=FAINT, linewidth=0.4, zorder=0.5)
        )
    for cell in triangle.cells:
        left, bottom, _, _ = cell.label.box
        pen.add(
            Rectangle(
                (left, bottom),
                cell.label.width,
                cell.label.height,
                facecolor="white",
                edgecolor="none",
                zorder=0.8,
            )
        )
        colour = GREY if cell.label.text.startswith("(") else INK
        pen.text(cell.label.x, cell.label.y, cell.label.text, font, colour)


def _layer(edge: PlacedEdge) -> int:
    return {"covariance": 0, "loading": 1, "path": 2}[edge.edge.kind]


def _draw_node(pen: _Pen, node: PlacedNode, font: float) -> None:
    from matplotlib.patches import Ellipse, Rectangle

    if node.kind == "latent":
        shape: Any = Ellipse((node.x, node.y), node.width, node.height)
        shape.set(facecolor=CONSTRUCT, linewidth=0.9)
    else:
        shape = Rectangle(node.box[:2], node.width, node.height)
        shape.set(facecolor=ITEM, linewidth=0.7)
    shape.set(edgecolor=INK, zorder=4.0)
    pen.add(shape)
    first = node.y + (len(node.lines) - 1) / 2 * font * LINE
    for number, line in enumerate(node.lines):
        pen.text(node.x, first - number * font * LINE, line, font, INK)


def _draw_edge(pen: _Pen, placed: PlacedEdge, order: float) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline

    kind = placed.edge.kind
    colour = FAINT if placed.faint else COLOURS[kind]
    width = 0.4 if placed.faint else WIDTHS[kind]
    head = 2.6 if placed.faint else HEADS[kind]
    backward = kind == "covariance" and not (
        placed.edge.start == placed.edge.end and len(placed.points) == 2
    )
    t_end = _retreat(placed, head * 0.85, at_end=True)
    t_start = _retreat(placed, head * 0.85, at_end=False) if backward else 0.0
    outline = Outline(curve_at(placed.points, np.linspace(t_start, t_end, 40)))
    dashes = (0, (3.2 / width * 0.7, 2.2 / width * 0.7)) if placed.dashed else "solid"
    pen.add(
        PathPatch(
            outline,
            facecolor="none",
            edgecolor=colour,
            linewidth=width,
            linestyle=dashes,
            capstyle="butt",
            zorder=order,
        )
    )
    _draw_head(pen, placed, t_end, 1.0, head, colour, order)
    if backward:
        _draw_head(pen, placed, t_start, 0.0, head, colour, order)


def _retreat(placed: PlacedEdge, length: float, at_end: bool) -> float:
    """Return the place on the curve ``length`` points before one of its ends."""
    t = np.linspace(0.0, 1.0, 401)
    points = curve_at(placed.points, t)
    tip = points[-1] if at_end else points[0]
    far = np.hypot(*(points - tip).T) >= length
    if not far.any():
        return 0.5
    index = np.flatnonzero(far)[-1 if at_end else 0]
    return float(t[index])


def _draw_head(
    pen: _Pen,
    placed: PlacedEdge,
    t_base: float,
    t_tip: float,
    head: float,
    colour: str,
    order: float,
) -> None:
    from matplotlib.patches import Polygon

    base, tip = curve_at(placed.points, np.array([t_base, t_tip]))
    dx, dy = tip - base
    length = math.hypot(dx, dy) or 1.0
    ux, uy = dx / length, dy / length
    root = tip[0] - ux * head, tip[1] - uy * head
    half = 0.36 * head
    corners: Array = np.array(
        [
            tip,
            (root[0] - uy * half, root[1] + ux * half),
            (root[0] + uy * half, root[1] - ux * half),
        ]
    )
    pen.add(
        Polygon(corners, closed=True, facecolor=colour, edgecolor="none", zorder=order + 0.0005)
    )


def _draw_label(pen: _Pen, placed: PlacedEdge, label: PlacedLabel, font: float) -> None:
    from matplotlib.patches import Rectangle

    left, bottom, _, _ = label.box
    if placed.edge.start != placed.edge.end:
        pen.add(
            Rectangle(
                (left, bottom),
                label.width,
                label.height,
                facecolor="white",
                edgecolor="none",
                zorder=5.0,
            )
        )
    colour = PATH if placed.edge.kind == "path" else INK
    inset = (label.width - text_width(label.text, font)) / 2
    pen.text(left + inset, label.y, label.text, font, colour, "left")
