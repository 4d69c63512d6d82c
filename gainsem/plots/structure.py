"""What part every variable plays in a diagram: item, construct, higher order, covariate.

Nothing here knows a coordinate.  A *block* is a set of constructs that hang
together by their items, with the items in the order they are drawn; a *root* is
a construct that is nobody's indicator; the *core* are the roots and the observed
variables that are no items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gainsem.plots.diagram import Diagram, Edge
from gainsem.plots.ranks import longest_paths

Side = Literal["left", "right", "top", "bottom"]
WIDEST_ROW = 6


@dataclass(frozen=True)
class Block:
    """Constructs that share items, and those items.

    ``tiers[0]`` are the items in drawing order, ``tiers[1]`` the constructs
    they measure, ``tiers[2]`` constructs of the second order, and so on.
    """

    tiers: tuple[tuple[str, ...], ...]
    roots: tuple[str, ...]
    side: Side

    @property
    def items(self) -> tuple[str, ...]:
        """The observed variables of the block."""
        return self.tiers[0]


@dataclass(frozen=True)
class Structure:
    """The parts of a diagram.

    Parameters
    ----------
    blocks : tuple of Block
    general : tuple of str
        General factors of bifactor models: drawn beyond the items.
    free_standing : tuple of str
        Variables of the core without items: observed ones, and latent ones
        that are defined by regressions only.
    outer : tuple of str
        Observed variables that explain items only: drawn beyond the items.
    rank : dict
        Longest path to every core variable.
    parent : dict
        The construct an item (or a lower construct) is drawn beside.
    """

    blocks: tuple[Block, ...]
    general: tuple[str, ...]
    free_standing: tuple[str, ...]
    outer: tuple[str, ...]
    rank: dict[str, int]
    parent: dict[str, str]

    @property
    def depth(self) -> int:
        """Highest rank."""
        return max(self.rank.values(), default=0)


def structure_of(diagram: Diagram) -> Structure:
    """Return the part every variable plays."""
    loadings = [edge for edge in diagram.edges if edge.kind == "loading"]
    kind = {node.name: node.kind for node in diagram.nodes}
    general = _general_factors(loadings, kind)
    kept = _without_loops([edge for edge in loadings if edge.start not in general])
    parent = _parents(kept)
    level = _levels(diagram, kept)
    measured = {edge.end for edge in kept}
    touched = {name for edge in kept for name in (edge.start, edge.end)} | set(general)
    members = [
        node.name
        for node in diagram.nodes
        if node.kind == "latent" and node.name in touched and node.name not in general
    ]
    pieces = _components(members, kept)
    outer = _outer(diagram, measured, kind)
    free = [
        node.name for node in diagram.nodes if node.name not in touched and node.name not in outer
    ]
    roots = {name for name in members if name not in measured}
    represent = {name: _first_root(piece, roots) for piece in pieces for name in piece}
    represent |= {name: name for name in [*free, *roots]}
    rank = longest_paths([*(n for n in members if n in roots), *free], diagram.edges, represent)
    drafts = [_draft(piece, kept, parent, level, roots) for piece in pieces]
    sides = _sides(drafts, rank, diagram.edges)
    blocks = tuple(Block(*draft, side) for draft, side in zip(drafts, sides, strict=True))
    return Structure(blocks, general, tuple(free), outer, rank, parent)


def _without_loops(loadings: list[Edge]) -> list[Edge]:
    """Leave out loadings that would make a construct its own indicator."""
    below: dict[str, set[str]] = {}
    kept = []
    for edge in loadings:
        under = {edge.end} | below.get(edge.end, set())
        if edge.start in under:
            continue
        kept.append(edge)
        for name in [edge.start, *(n for n, names in below.items() if edge.start in names)]:
            below.setdefault(name, set()).update(under)
    return kept


def _levels(diagram: Diagram, loadings: list[Edge]) -> dict[str, int]:
    """Return 0 for what has no indicators, else 1 more than the highest indicator."""
    level = dict.fromkeys((node.name for node in diagram.nodes), 0)
    for _ in range(len(level)):
        before = dict(level)
        for edge in loadings:
            level[edge.start] = min(len(level), max(level[edge.start], level[edge.end] + 1))
        if level == before:
            break
    return level


def _general_factors(loadings: list[Edge], kind: Mapping[str, str]) -> tuple[str, ...]:
    items: dict[str, set[str]] = {}
    for edge in loadings:
        items.setdefault(edge.start, set()).add(edge.end)
    measured = {edge.end for edge in loadings}
    found = []
    for name, own in items.items():
        if any(kind[item] == "latent" for item in own) or name in measured:
            continue
        inside = [theirs for theirs in items.values() if theirs < own]
        if len(inside) >= 2 and set().union(*inside) == own:
            found.append(name)
    return tuple(found)


def _parents(loadings: list[Edge]) -> dict[str, str]:
    best: dict[str, Edge] = {}
    for edge in loadings:
        known = best.get(edge.end)
        if known is None or abs(edge.value or 0.0) > abs(known.value or 0.0) + 1e-9:
            best[edge.end] = edge
    return {name: edge.start for name, edge in best.items()}


def _components(members: list[str], loadings: list[Edge]) -> list[list[str]]:
    group = {name: number for number, name in enumerate(members)}
    for edge in loadings:
        group.setdefault(edge.end, len(group))
    changed = True
    while changed:
        changed = False
        for edge in loadings:
            low = min(group[edge.start], group[edge.end])
            if group[edge.start] != low or group[edge.end] != low:
                group[edge.start] = group[edge.end] = low
                changed = True
    numbers = sorted({group[name] for name in members})
    return [[name for name in group if group[name] == number] for number in numbers]


def _first_root(piece: list[str], roots: set[str]) -> str:
    return next((name for name in piece if name in roots), piece[0])


def _draft(
    piece: list[str],
    loadings: list[Edge],
    parent: dict[str, str],
    level: dict[str, int],
    roots: set[str],
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Order the members of a block by walking down from its roots."""
    own = [edge for edge in loadings if edge.start in set(piece)]
    shared = Counter(edge.end for edge in own)
    mixed = sum(count > 1 for count in shared.values()) > len(shared) / 2
    order: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        order.append(name)
        for edge in own:
            if edge.start == name and (mixed or parent[edge.end] == name):
                visit(edge.end)

    for name in [n for n in piece if n in roots] or piece:
        visit(name)
    order += [name for name in piece if name not in order]
    heights = sorted({level[name] for name in order})
    tiers = tuple(tuple(name for name in order if level[name] == height) for height in heights)
    return tiers, tuple(name for name in order if name in roots)


def _outer(diagram: Diagram, measured: set[str], kind: Mapping[str, str]) -> tuple[str, ...]:
    candidates = {n.name for n in diagram.nodes if n.kind == "observed"} - measured
    effects = {
        name: [
            edge for edge in diagram.edges if edge.kind == "path" and name in (edge.start, edge.end)
        ]
        for name in candidates
    }
    return tuple(
        node.name
        for node in diagram.nodes
        if node.name in candidates
        and effects[node.name]
        and all(
            edge.end in measured and kind[edge.end] == "observed" for edge in effects[node.name]
        )
    )


def _sides(
    drafts: list[tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]],
    rank: dict[str, int],
    edges: tuple[Edge, ...],
) -> list[Side]:
    deepest = max(rank.values(), default=0)
    heights = [max((rank.get(root, 0) for root in roots), default=0) for _, roots in drafts]
    linked = _linked(drafts, edges)
    sides: list[Side] = []
    used: Counter[tuple[int, str]] = Counter()
    middle = Counter(height for height in heights if 0 < height < deepest)
    alternate = len(middle) > 2
    for number, (tiers, roots) in enumerate(drafts):
        height = heights[number]
        row = 0 < height < deepest and middle[height] <= 2 and len(tiers) == 2
        row = row and len(tiers[0]) <= WIDEST_ROW and len(roots) == 1 and not linked[number]
        if row:
            lower = used[height, "top"] or (alternate and height % 2 == 0)
            side: Side = "bottom" if lower and not used[height, "bottom"] else "top"
            used[height, side] += 1
        elif height == 0 and deepest > 0 and not any(heights[n] for n in linked[number]):
            side = "left"
        else:
            side = "right"
        sides.append(side)
    return sides


def _linked(
    drafts: list[tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]], edges: tuple[Edge, ...]
) -> list[set[int]]:
    """Return, for every block, the blocks whose items have residuals that go with its own."""
    home = {name: number for number, (tiers, _) in enumerate(drafts) for name in tiers[0]}
    found: list[set[int]] = [set() for _ in drafts]
    for edge in edges:
        one, other = home.get(edge.start), home.get(edge.end)
        if edge.kind == "covariance" and one is not None and other is not None and one != other:
            found[one].add(other)
            found[other].add(one)
    return found
