"""Heights of the structural variables that no item column holds in place.

Arrows that pass a rank get a stand-in there, so that they keep their own lane;
everything is then moved to the mean of its neighbours, rank by rank.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from gainsem.plots.diagram import Edge
from gainsem.plots.geometry import spread

LANE = 44.0
LANE_WEIGHT = 4.0
SWEEPS = 12


def floating_heights(
    edges: tuple[Edge, ...],
    rank: Mapping[str, int],
    fixed: Mapping[str, float],
    room: Mapping[str, float],
) -> dict[str, float]:
    """Return the height of every variable in ``room`` (name to height it needs).

    Parameters
    ----------
    edges : tuple of Edge
    rank : mapping
        Rank of every core variable.
    fixed : mapping
        Heights that are given.
    room : mapping
        The variables to place and the height each takes.

    Examples
    --------
    >>> edges = (Edge("x", "m", "path"), Edge("m", "y", "path"), Edge("x", "y", "path"))
    >>> rank = {"x": 0, "m": 1, "y": 2}
    >>> y = floating_heights(edges, rank, {}, dict.fromkeys(rank, 30.0))
    >>> y["m"] > y["x"] == y["y"]
    True
    """
    neighbours, layers, sizes = _lanes(edges, rank, fixed, room)
    height = {**fixed, **_start(layers, sizes)}
    for sweep in range(SWEEPS):
        for number in sorted(layers, reverse=bool(sweep % 2)):
            _settle(layers[number], neighbours, sizes, height, rank)
    for number in {min(layers, default=0), max(layers, default=0)} & set(layers):
        _settle(layers[number], neighbours, sizes, height, rank)
    if not fixed and room:
        middle = (max(height[n] for n in room) + min(height[n] for n in room)) / 2
        height = {name: y - middle for name, y in height.items()}
    return {name: round(height[name], 6) for name in room}


def _lanes(
    edges: tuple[Edge, ...],
    rank: Mapping[str, int],
    fixed: Mapping[str, float],
    room: Mapping[str, float],
) -> tuple[dict[str, list[str]], dict[int, list[str]], dict[str, float]]:
    neighbours: dict[str, list[str]] = {name: [] for name in [*fixed, *room]}
    layers: dict[int, list[str]] = {}
    sizes = dict(room)
    for name in room:
        layers.setdefault(rank[name], []).append(name)
    for edge in edges:
        if edge.kind != "path" or edge.start not in neighbours or edge.end not in neighbours:
            continue
        chain = [edge.start]
        for number in range(rank[edge.start] + 1, rank[edge.end]):
            lane = f"{edge.start}\n{edge.end}\n{number}"
            layers.setdefault(number, []).append(lane)
            sizes[lane] = LANE
            neighbours[lane] = []
            chain.append(lane)
        chain.append(edge.end)
        if rank[edge.start] != rank[edge.end]:
            for one, other in itertools.pairwise(chain):
                neighbours[one].append(other)
                neighbours[other].append(one)
    return neighbours, layers, sizes


def _start(layers: dict[int, list[str]], sizes: dict[str, float]) -> dict[str, float]:
    height: dict[str, float] = {}
    for names in layers.values():
        placed = spread([0.0] * len(names), [sizes[name] for name in names])
        height |= {name: -y for name, y in zip(names, placed, strict=True)}
    return height


def _settle(
    names: list[str],
    neighbours: dict[str, list[str]],
    sizes: dict[str, float],
    height: dict[str, float],
    variables: Mapping[str, int],
) -> None:
    wanted = {name: _pull(neighbours[name], height, height[name], variables) for name in names}
    order = sorted(names, key=lambda name: (-round(wanted[name], 3), -round(height[name], 3)))
    placed = spread([-wanted[name] for name in order], [sizes[name] for name in order])
    for name, y in zip(order, placed, strict=True):
        height[name] = -y


def _pull(
    others: list[str], height: dict[str, float], now: float, variables: Mapping[str, int]
) -> float:
    if not others:
        return now
    weights = [1.0 if name in variables else LANE_WEIGHT for name in others]
    total = sum(weight * height[name] for weight, name in zip(weights, others, strict=True))
    return total / sum(weights)
