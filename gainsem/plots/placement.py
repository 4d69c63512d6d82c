"""Where every node of a diagram stands.

Items form a column (or a row) at the rim, their constructs stand inside of
them, constructs of higher order further in; between them the variables of the
structural model stand from left to right by the longest path that leads to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from gainsem.plots.columns import column_places, columns_of
from gainsem.plots.core_order import floating_heights
from gainsem.plots.diagram import Diagram
from gainsem.plots.geometry import Array, boxes_overlap, crossings, spread
from gainsem.plots.plan import Column, PlacedNode, Plan
from gainsem.plots.sizing import Size, Style, node_sizes
from gainsem.plots.structure import Block, Structure


def place(
    diagram: Diagram,
    structure: Structure,
    style: Style,
    *,
    sizes: dict[str, Size] | None = None,
    improve: bool = True,
) -> dict[str, PlacedNode]:
    """Return every node in its place, blocks ordered for few crossings if ``improve``."""
    sizes = sizes or node_sizes(diagram, structure, style)
    plan = Plan(diagram, structure, style, sizes, columns_of(structure))
    order = {side: _stack(plan, side) for side in ("left", "right")}
    if improve and structure.depth:
        order = _improved(order, lambda trial: _tangle(plan, trial))
    return _nodes(plan, order)


def _stack(plan: Plan, side: str) -> tuple[str, ...]:
    """Return what stands in the stack of one side, top first: first roots or single nodes."""
    structure = plan.structure
    own = [block for block in structure.blocks if block.side == side]
    names = [_key(block) for block in own]
    names += [n for n in structure.free_standing if plan.columns[n][:2] == ("tier", side)]
    position = {node.name: number for number, node in enumerate(plan.diagram.nodes)}
    return tuple(sorted(names, key=lambda name: position[name]))


def _key(block: Block) -> str:
    return block.roots[0] if block.roots else block.tiers[-1][0]


def _improved(
    order: dict[str, tuple[str, ...]], cost: Callable[[dict[str, tuple[str, ...]]], float]
) -> dict[str, tuple[str, ...]]:
    """Swap neighbours while that lowers the cost."""
    best = cost(order)
    for _ in range(4):
        before = best
        for side, names in order.items():
            for number in range(len(names) - 1):
                current = order[side]
                one, other = current[number : number + 2]
                swapped = (*current[:number], other, one, *current[number + 2 :])
                trial = order | {side: swapped}
                value = cost(trial)
                if value < best - 0.5:
                    order, best = trial, value
        if best == before or best == 0:
            break
    return order


def _tangle(plan: Plan, order: dict[str, tuple[str, ...]]) -> float:
    """Count crossings of structural arrows with each other and with nodes."""
    nodes = _nodes(plan, order)
    ends = [
        (nodes[edge.start], nodes[edge.end])
        for edge in plan.diagram.edges
        if edge.kind == "path" and edge.start in plan.structure.rank
    ]
    lines = [np.array([[a.x, a.y], [b.x, b.y]]) for a, b in ends]
    cost = 0.0
    for number, line in enumerate(lines):
        cost += sum(crossings(line, other) for other in lines[:number])
        a, b = ends[number]
        for name in plan.structure.rank:
            node = nodes[name]
            if node is not a and node is not b:
                cost += 3 * crossings(line, _diagonal(node)) + 3 * crossings(line, _upright(node))
    return cost


def _diagonal(node: PlacedNode) -> Array:
    left, bottom, right, top = node.box
    return np.array([[left, bottom], [right, top]])


def _upright(node: PlacedNode) -> Array:
    _, bottom, _, top = node.box
    return np.array([[node.x, bottom - 4], [node.x, top + 4]])


def _nodes(plan: Plan, order: dict[str, tuple[str, ...]]) -> dict[str, PlacedNode]:
    """Return all nodes for one order of the blocks."""
    heights: dict[str, float] = {}
    for side in ("left", "right"):
        heights |= _stack_heights(plan, order[side])
    sided = {name: y for name, y in heights.items() if name in plan.structure.rank}
    floats = [n for n in plan.structure.free_standing if n not in heights]
    rows = [block for block in plan.structure.blocks if block.side in ("top", "bottom")]
    fixed = sided | {b.roots[0]: 60.0 if b.side == "top" else -60.0 for b in rows}
    room = {name: plan.sizes[name].height + 24.0 for name in floats}
    heights |= floating_heights(plan.diagram.edges, plan.structure.rank, fixed, room)
    heights |= _general_heights(plan, heights)
    across = column_places(plan)
    nodes = {name: _node(plan, name, across[plan.columns[name]], y) for name, y in heights.items()}
    nodes |= _row_nodes(plan, rows, nodes, across)
    nodes = _set_free(nodes, floats)
    return nodes | _outer_nodes(plan, nodes)


def _set_free(nodes: dict[str, PlacedNode], floats: list[str]) -> dict[str, PlacedNode]:
    """Move floating nodes up or down to the nearest place where they touch nothing."""
    for name in floats:
        others = np.array([node.box for other, node in nodes.items() if other != name])
        node = nodes[name]
        for distance in range(0, 2000, 3):
            trials = [moved(node, 0.0, float(shift)) for shift in (distance, -distance)]
            free = [t for t in trials if not boxes_overlap(np.array(t.box), others, 5.0).any()]
            if free:
                nodes = nodes | {name: free[0]}
                break
    return nodes


def _stack_heights(plan: Plan, names: tuple[str, ...]) -> dict[str, float]:
    """Return the heights of everything in one side's stack, centred on 0."""
    blocks = {_key(block): block for block in plan.structure.blocks}
    heights: dict[str, float] = {}
    top = 0.0
    for name in names:
        if name in blocks:
            inside, used = _block_heights(plan, blocks[name], top)
            heights |= inside
        else:
            used = plan.sizes[name].height + 10.0
            heights[name] = top - used / 2
        top -= used + plan.style.gap
    if not heights:
        return heights
    high = max(y + plan.sizes[name].height / 2 for name, y in heights.items())
    low = min(y - plan.sizes[name].height / 2 for name, y in heights.items())
    return {name: y - (high + low) / 2 for name, y in heights.items()}


def _block_heights(plan: Plan, block: Block, top: float) -> tuple[dict[str, float], float]:
    sizes, parent, style = plan.sizes, plan.structure.parent, plan.style
    runs: list[list[str]] = []
    for item in block.items:
        if runs and parent[runs[-1][0]] == parent[item]:
            runs[-1].append(item)
        else:
            runs.append([item])
    firsts = block.tiers[1] if len(block.tiers) > 1 else ()
    mixed = len(runs) > len({parent[item] for item in block.items}) or len(runs) < len(firsts)
    if mixed:
        runs = [list(block.items)]
    heights: dict[str, float] = {}
    start = top
    for number, run in enumerate(runs):
        pitch = sizes[run[0]].height + style.gap
        need = (
            sum(sizes[name].height + 32.0 for name in firsts)
            if mixed
            else (sizes[parent[run[0]]].height + 5.0)
        )
        span = max(len(run) * pitch, need)
        step = span / len(run) if mixed else pitch
        head = top - (span - len(run) * step) / 2
        heights |= {item: head - (place + 0.5) * step for place, item in enumerate(run)}
        top -= span + (0.5 * style.gap if number < len(runs) - 1 else 0.0)
    for tier in block.tiers[1:]:
        wanted = {name: _mean_of_children(plan, name, heights, block) for name in tier}
        # Arrows cross least where a construct stands beside the items it is most about.
        ordered = sorted(tier, key=lambda name: -wanted[name])
        room = [sizes[name].height + (28.0 if mixed else 4.0) for name in ordered]
        placed = spread([-wanted[name] for name in ordered], room)
        heights |= {name: -y for name, y in zip(ordered, placed, strict=True)}
    return heights, start - top


def _mean_of_children(plan: Plan, name: str, heights: dict[str, float], block: Block) -> float:
    own = [heights[c] for c, p in plan.structure.parent.items() if p == name and c in heights]
    return sum(own) / len(own) if own else sum(heights[i] for i in block.items) / len(block.items)


def _general_heights(plan: Plan, heights: dict[str, float]) -> dict[str, float]:
    general = plan.structure.general
    targets = {
        name: [heights[e.end] for e in plan.diagram.edges if e.start == name and e.end in heights]
        for name in general
    }
    wanted = [-sum(targets[name]) / max(len(targets[name]), 1) for name in general]
    placed = spread(wanted, [plan.sizes[name].height + 30.0 for name in general])
    return {name: -y for name, y in zip(general, placed, strict=True)}


def _node(plan: Plan, name: str, x: float, y: float) -> PlacedNode:
    size, column = plan.sizes[name], plan.columns[name]
    kinds = {node.name: node.kind for node in plan.diagram.nodes}
    out = (0.0, 0.0)
    if column[0] == "tier" and column[2] == 0:
        out = {"left": (-1.0, 0.0), "right": (1.0, 0.0), "top": (0.0, 1.0), "bottom": (0.0, -1.0)}[
            column[1]
        ]
    return PlacedNode(name, kinds[name], x, y, size.width, size.height, size.lines, column, out)


def _row_nodes(
    plan: Plan, rows: list[Block], nodes: dict[str, PlacedNode], across: dict[Column, float]
) -> dict[str, PlacedNode]:
    """Return the constructs above and below the core, with their items in a row."""
    found: dict[str, PlacedNode] = {}
    top = max((node.box[3] for node in nodes.values()), default=0.0)
    bottom = min((node.box[1] for node in nodes.values()), default=0.0)
    for side, sign in (("top", 1.0), ("bottom", -1.0)):
        own = sorted(
            (block for block in rows if block.side == side),
            key=lambda block: across[plan.columns[block.roots[0]]],
        )
        pitch = [plan.sizes[block.items[0]].width + 7.0 for block in own]
        spans = [len(block.items) * step + 14.0 for block, step in zip(own, pitch, strict=True)]
        middles = spread([across[plan.columns[block.roots[0]]] for block in own], spans)
        for block, step, middle in zip(own, pitch, middles, strict=True):
            tall, root = plan.sizes[block.items[0]].height, block.roots[0]
            edge = top if side == "top" else -bottom
            column_edge = max(
                (
                    sign * n.y + n.height / 2
                    for n in nodes.values()
                    if n.column == plan.columns[root]
                ),
                default=34.0,
            )
            high = plan.sizes[root].height
            level = max(edge + 12.0 + tall / 2, column_edge + 24.0 + high + 46.0 + tall / 2)
            root_level = level - tall / 2 - 46.0 - high / 2
            found[root] = _node(plan, root, across[plan.columns[root]], sign * root_level)
            for number, item in enumerate(block.items):
                x = middle + (number - (len(block.items) - 1) / 2) * step
                found[item] = _node(plan, item, x, sign * level)
    return found


def _outer_nodes(plan: Plan, nodes: dict[str, PlacedNode]) -> dict[str, PlacedNode]:
    """Return the covariates of single items, beyond the items."""
    found: dict[str, PlacedNode] = {}
    for side, sign in (("left", -1.0), ("right", 1.0)):
        reach = {
            name: [nodes[e.end] for e in plan.diagram.edges if e.start == name and e.kind == "path"]
            for name in plan.structure.outer
        }
        own = [n for n in plan.structure.outer if (reach[n][0].out[0] == -1.0) == (side == "left")]
        wanted = {name: -sum(n.y for n in reach[name]) / len(reach[name]) for name in own}
        own.sort(key=lambda name: wanted[name])
        placed = spread([wanted[n] for n in own], [plan.sizes[n].height + 5.0 for n in own])
        edge = max((sign * node.x + node.width / 2 for node in nodes.values()), default=0.0)
        for name, y in zip(own, placed, strict=True):
            size = plan.sizes[name]
            column = ("outer", side, 0)
            x = sign * (edge + 64.0 * plan.style.air + size.width / 2)
            found[name] = PlacedNode(
                name, "observed", x, -y, size.width, size.height, size.lines, column, (sign, 0.0)
            )
    return found


def moved(node: PlacedNode, dx: float, dy: float) -> PlacedNode:
    """Return the node shifted."""
    return replace(node, x=node.x + dx, y=node.y + dy)
