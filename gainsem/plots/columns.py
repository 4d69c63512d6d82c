"""In which column every node stands, and how far the columns are apart."""

from __future__ import annotations

from gainsem.plots.plan import Column, Plan
from gainsem.plots.structure import Structure

MOST_WITH_ARCS = 7


def columns_of(structure: Structure) -> dict[str, Column]:
    """Return the column of every node."""
    columns: dict[str, Column] = {}
    for block in structure.blocks:
        for level, tier in enumerate(block.tiers):
            for name in tier:
                columns[name] = ("tier", block.side, level)
        for root in block.roots:
            inside = block.side in ("top", "bottom")
            edge = structure.rank[root] in (0, structure.depth)
            if inside or (block.side == "right" and structure.depth and not edge):
                columns[root] = ("rank", "", structure.rank[root])
            elif block.side == "right" and structure.depth and structure.rank[root] == 0:
                columns[root] = ("rank", "", 0)
    deepest = {
        side: max(
            (column[2] for column in columns.values() if column[:2] == ("tier", side)), default=0
        )
        for side in ("left", "right")
    }
    for name in structure.free_standing:
        rank = structure.rank[name]
        if rank == 0 and structure.depth and deepest["left"]:
            columns[name] = ("tier", "left", deepest["left"])
        elif rank == structure.depth and structure.depth and deepest["right"]:
            columns[name] = ("tier", "right", deepest["right"])
        else:
            columns[name] = ("rank", "", rank)
    return columns | dict.fromkeys(structure.general, ("general", "right", 0))


def column_places(plan: Plan) -> dict[Column, float]:
    """Return the x of every column, from the outside of the left to that of the right."""
    used = [column for column in set(plan.columns.values()) if column[1] not in ("top", "bottom")]
    ordered = sorted(used, key=_left_to_right)
    width = {
        column: max(plan.sizes[n].width for n, c in plan.columns.items() if c == column)
        for column in ordered
    }
    places: dict[Column, float] = {}
    x = 0.0
    for number, column in enumerate(ordered):
        if number:
            x += _gap(ordered[number - 1], column, plan)
        places[column] = x + width[column] / 2
        x += width[column]
    return places


def _left_to_right(column: Column) -> tuple[int, int]:
    kind, side, number = column
    if kind == "rank":
        return 1, number
    if kind == "general":
        return 3, 0
    return (0, number) if side == "left" else (2, -number)


def _gap(before: Column, after: Column, plan: Plan) -> float:
    air = plan.style.air
    if "general" in (before[0], after[0]):
        return 90.0 * air
    if before[0] == after[0] == "tier" and before[1] == after[1]:
        items = 0 in (before[2], after[2])
        return _loading_gap(plan, before[1]) if items else 48.0
    if _is_side_held(before, plan) and _is_side_held(after, plan):
        return 30.0 * air
    return max(84.0 * air, _inner_arc_room(before, plan))


def _inner_arc_room(before: Column, plan: Plan) -> float:
    """Return the room for the arcs of the constructs on the left, which bend inwards."""
    own = {name for name, place in plan.columns.items() if place == before}
    if before[:2] != ("tier", "left"):
        return 0.0
    ends = {
        name
        for edge in plan.diagram.edges
        if edge.kind == "covariance" and edge.start != edge.end and {edge.start, edge.end} <= own
        for name in (edge.start, edge.end)
    }
    return 36.0 + 20.0 * (len(ends) - 1) if 2 <= len(ends) <= MOST_WITH_ARCS else 0.0


def _is_side_held(column: Column, plan: Plan) -> bool:
    """Return whether all of a column has its items on the right, so that heights differ."""
    own = {name for name, place in plan.columns.items() if place == column}
    held = {r for block in plan.structure.blocks if block.side == "right" for r in block.roots}
    return own <= held


def _loading_gap(plan: Plan, side: str) -> float:
    pitch = plan.style.gap + max(
        (plan.sizes[i].height for b in plan.structure.blocks if b.side == side for i in b.items),
        default=0.0,
    )
    runs: dict[str, int] = {}
    for block in plan.structure.blocks:
        for item in block.items:
            if block.side == side:
                runs[plan.structure.parent[item]] = runs.get(plan.structure.parent[item], 0) + 1
    fan = max(50.0, 0.36 * pitch * max(runs.values(), default=0), 100.0 * _shares_items(plan, side))
    return float(min(fan, 100.0)) + _residual_room(plan, side)


def _shares_items(plan: Plan, side: str) -> bool:
    """Return whether constructs of a side measure the same items, as growth factors do."""
    own = {i for b in plan.structure.blocks if b.side == side for i in b.items}
    general = set(plan.structure.general)
    ends = [
        edge.end
        for edge in plan.diagram.edges
        if edge.kind == "loading" and edge.end in own and edge.start not in general
    ]
    return len(ends) > 1.5 * len(own)


def _residual_room(plan: Plan, side: str) -> float:
    """Return extra room for the arcs of explained constructs, which pass between the loadings."""
    explained = {
        root
        for block in plan.structure.blocks
        for root in block.roots
        if block.side == side and plan.structure.rank[root] > 0
    }
    arcs = sum(
        edge.kind == "covariance" and edge.start != edge.end and {edge.start, edge.end} <= explained
        for edge in plan.diagram.edges
    )
    return 12.0 * min(arcs, 3)
