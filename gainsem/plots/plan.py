"""What placing a diagram works with and what it yields."""

from __future__ import annotations

from dataclasses import dataclass

from gainsem.plots.diagram import Diagram, NodeKind
from gainsem.plots.geometry import Point
from gainsem.plots.sizing import Size, Style
from gainsem.plots.structure import Structure

Column = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """A node with its centre, extent and the lines of its label.

    ``column`` tells which nodes stand in one line, ``out`` is the direction
    away from the middle of the drawing (0, 0 in the core).
    """

    name: str
    kind: NodeKind
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    column: Column
    out: Point = (0.0, 0.0)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top."""
        half, tall = self.width / 2, self.height / 2
        return self.x - half, self.y - tall, self.x + half, self.y + tall


@dataclass(frozen=True)
class Plan:
    """What stays the same while the order of the blocks is being improved."""

    diagram: Diagram
    structure: Structure
    style: Style
    sizes: dict[str, Size]
    columns: dict[str, Column]
