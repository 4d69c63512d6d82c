"""How many arrows lead to every variable of the structural model, at most."""

from __future__ import annotations

from gainsem.plots.diagram import Edge


def longest_paths(
    core: list[str], edges: tuple[Edge, ...], represent: dict[str, str]
) -> dict[str, int]:
    """Return the length of the longest way to every variable of the core.

    Parameters
    ----------
    core : list of str
        The variables to rank, in the order of the diagram.
    edges : tuple of Edge
        Of the diagram; only its paths count, and of a loop all but the closing one.
    represent : dict
        The core variable that stands for each item or lower construct.

    Examples
    --------
    >>> edges = (Edge("x", "m", "path"), Edge("m", "y", "path"), Edge("x", "y", "path"))
    >>> longest_paths(["x", "m", "y"], edges, {"x": "x", "m": "m", "y": "y"})
    {'x': 0, 'm': 1, 'y': 2}
    """
    forward, order = _without_loops(core, _successors(core, edges, represent))
    rank = dict.fromkeys(core, 0)
    for name in order:
        for following in forward[name]:
            rank[following] = max(rank[following], rank[name] + 1)
    return rank


def _successors(
    core: list[str], edges: tuple[Edge, ...], represent: dict[str, str]
) -> dict[str, list[str]]:
    after: dict[str, list[str]] = {name: [] for name in core}
    for edge in edges:
        start, end = represent.get(edge.start), represent.get(edge.end)
        if edge.kind == "path" and start != end and start in after and end in after:
            after[start].append(end)
    return after


def _without_loops(
    core: list[str], after: dict[str, list[str]]
) -> tuple[dict[str, list[str]], list[str]]:
    """Return the successors without the edges that close a loop, and causes before effects."""
    forward: dict[str, list[str]] = {name: [] for name in core}
    finished: list[str] = []
    open_now: set[str] = set()
    entered = {end for ends in after.values() for end in ends}

    def visit(name: str) -> None:
        open_now.add(name)
        for following in after[name]:
            if following in open_now:
                continue
            forward[name].append(following)
            if following not in finished:
                visit(following)
        open_now.remove(name)
        finished.append(name)

    for name in [*(n for n in core if n not in entered), *core]:
        if name not in finished:
            visit(name)
    return forward, finished[::-1]
