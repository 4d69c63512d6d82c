"""Which effects a model has: its arrows, the paths they form, and where they run in circles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gainsem.core.effects import Arrows, EffectList
from gainsem.core.linalg import Array
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import Parameter, ParameterTable

DIRECT, INDIRECT, TOTAL_INDIRECT, TOTAL = "direct", "indirect", "total indirect", "total"


@dataclass(frozen=True, slots=True)
class NamedEffect:
    """One effect: ``via`` names the variables between its ends, ``parts`` what it sums.

    ``parts`` are (position in the :class:`EffectList`, sign).
    """

    source: str
    target: str
    kind: str
    via: tuple[str, ...]
    parts: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class EffectPlan:
    """Everything about the effects of a model that does not depend on the estimates.

    Parameters
    ----------
    nodes : tuple of str
        Names of the columns of Lambda, then of the observed variables.
    arrows : Arrows
    asked : EffectList
    effects : tuple of NamedEffect
    loop : tuple of str
        Variables that lead back to themselves; empty without any.
    circular : tuple of (str, str)
        Pairs with infinitely many paths, whose specific effects are not listed.
    left_out : int
        Specific indirect effects beyond the limit.
    """

    nodes: tuple[str, ...]
    arrows: Arrows
    asked: EffectList
    effects: tuple[NamedEffect, ...]
    loop: tuple[str, ...] = ()
    circular: tuple[tuple[str, str], ...] = ()
    left_out: int = 0

    def combined(self, values: Array) -> Array:
        """Return the named effects (..., effects) from those of the list (..., paths + k)."""
        picked = [self._column(values, effect) for effect in self.effects]
        if not picked:
            return np.zeros((*values.shape[:-1], 0))
        return np.stack(picked, axis=-1)

    @staticmethod
    def _column(values: Array, effect: NamedEffect) -> Array:
        first, sign = effect.parts[0]
        total: Array = sign * values[..., first]
        for position, factor in effect.parts[1:]:
            total = total + factor * values[..., position]
        return total


def plan_effects(
    table: ParameterTable,
    compiled: CompiledModel,
    *,
    source: str | None = None,
    target: str | None = None,
    loadings: bool = False,
    max_paths: int,
) -> EffectPlan:
    """Return the effects among the variables of a model.

    Parameters
    ----------
    table : ParameterTable
    compiled : CompiledModel
    source, target : str, optional
        Only effects of this variable, and on this one.
    loadings : bool
        Follow the loadings of observed items as well, and list paths without a regression.
    max_paths : int
        Specific indirect effects listed; the totals are complete all the same.
    """
    rows = [row for row in table.rows if _is_arrow(row, table, loadings=loadings)]
    nodes = (*compiled.eta, *table.observed)
    arrows = _arrows(table, compiled, rows, nodes)
    graph = _Graph(arrows, [row.op == "~" for row in rows], every=loadings)
    asked_nodes = _nodes_in_order(rows)
    pairs = [
        (names[0], names[1])
        for names in ((one, other) for other in asked_nodes for one in asked_nodes)
        if names[0] != names[1]
        and source in (None, names[0])
        and target in (None, names[1])
        and graph.leads(nodes.index(names[0]), nodes.index(names[1]))
    ]
    return _plan(graph, nodes, pairs, max_paths)


def _plan(
    graph: _Graph, nodes: tuple[str, ...], pairs: list[tuple[str, str]], max_paths: int
) -> EffectPlan:
    paths: list[tuple[int, ...]] = []
    found: list[tuple[str, str, list[tuple[int, ...]], bool]] = []
    circular, left_out, listed = [], 0, 0
    for one, other in pairs:
        ends = nodes.index(one), nodes.index(other)
        looped = graph.in_circles(*ends)
        own: list[tuple[int, ...]] = []
        if looped:
            circular.append((one, other))
            own = graph.direct(*ends)
        else:
            count = graph.count_specific(*ends)
            own = graph.direct(*ends)
            if listed + count <= max_paths:
                own += [path for path in graph.specific(*ends) if len(path) > 1]
                listed += count
            else:
                left_out += count
        found.append((one, other, own, looped))
        paths += own
    place = {path: position for position, path in enumerate(paths)}
    effects: list[NamedEffect] = []
    totals: list[tuple[int, int]] = []
    for one, other, own, looped in found:
        position = len(paths) + len(totals)
        totals.append((nodes.index(one), nodes.index(other)))
        effects += _named(graph, nodes, (one, other), own, place, position, looped)
    along = [(graph.start(path), graph.end(path)) for path in paths]
    asked = EffectList(
        tuple(paths),
        np.array(totals, dtype=np.intp).reshape(-1, 2),
        np.array([*along, *totals], dtype=np.intp).reshape(-1, 2),
    )
    loop = tuple(nodes[node] for node in graph.cyclic)
    return EffectPlan(nodes, graph.arrows, asked, tuple(effects), loop, tuple(circular), left_out)


def _named(
    graph: _Graph,
    nodes: tuple[str, ...],
    ends: tuple[str, str],
    own: list[tuple[int, ...]],
    place: dict[tuple[int, ...], int],
    total: int,
    looped: bool,
) -> Iterator[NamedEffect]:
    """Yield the effects of one pair: direct, each indirect, their sum, the total."""
    direct = [path for path in own if len(path) == 1]
    for one in direct:
        yield NamedEffect(*ends, DIRECT, (), ((place[one], 1.0),))
    for path in own:
        if len(path) > 1:
            via = tuple(nodes[graph.arrows.target[arrow]] for arrow in path[:-1])
            yield NamedEffect(*ends, INDIRECT, via, ((place[path], 1.0),))
    parts = ((total, 1.0), *((place[path], -1.0) for path in direct))
    if looped or graph.count_specific(nodes.index(ends[0]), nodes.index(ends[1])):
        yield NamedEffect(*ends, TOTAL_INDIRECT, (), parts)
    yield NamedEffect(*ends, TOTAL, (), ((total, 1.0),))


def _is_arrow(row: Parameter, table: ParameterTable, *, loadings: bool) -> bool:
    """Return whether effects run along a row: not where it is fixed at 0."""
    if not row.is_free and not row.value:
        return False
    if row.op == "~":
        return True
    return row.op == "=~" and (loadings or row.rhs in table.latent)


def _arrows(
    table: ParameterTable,
    compiled: CompiledModel,
    rows: list[Parameter],
    nodes: tuple[str, ...],
) -> Arrows:
    position: dict[str, int] = {}
    for number, name in enumerate(nodes):
        position.setdefault(name, number)  # structural observed variables: the column of Lambda
    at = {id(row): number for number, row in enumerate(table.rows)}
    causes = [row.lhs if row.op == "=~" else row.rhs for row in rows]
    results = [row.rhs if row.op == "=~" else row.lhs for row in rows]
    return Arrows(
        compiled.places[[at[id(row)] for row in rows]].reshape(-1, 3),
        np.array([row.free for row in rows], dtype=np.intp),
        np.array([position[name] for name in causes], dtype=np.intp),
        np.array([position[name] for name in results], dtype=np.intp),
        len(nodes),
    )


def _nodes_in_order(rows: list[Parameter]) -> list[str]:
    """Return the variables arrows join: those of regressions in the order of the model first."""
    names: dict[str, None] = {}
    for row in [*(row for row in rows if row.op == "~"), *rows]:
        cause, result = (row.lhs, row.rhs) if row.op == "=~" else (row.rhs, row.lhs)
        names.setdefault(cause)
        names.setdefault(result)
    return list(names)


class _Graph:
    """Arrows as a graph; a path counts where one of its arrows is a regression (or ``every``)."""

    def __init__(self, arrows: Arrows, regression: list[bool], *, every: bool) -> None:
        self.arrows = arrows
        self.counts_alone = [every or each for each in regression]
        self.out: dict[int, list[int]] = {}
        for arrow, node in enumerate(arrows.source.tolist()):
            self.out.setdefault(node, []).append(arrow)
        self.reach = {node: self._reached(node) for node in range(arrows.n_nodes)}
        self.cyclic = tuple(node for node, far in self.reach.items() if node in far)
        self._counts: dict[tuple[int, int], tuple[int, int]] = {}

    def start(self, path: tuple[int, ...]) -> int:
        return int(self.arrows.source[path[0]])

    def end(self, path: tuple[int, ...]) -> int:
        return int(self.arrows.target[path[-1]])

    def in_circles(self, one: int, other: int) -> bool:
        """Return whether a way from one node to another can pass a loop."""
        return any(
            (node == one or node in self.reach[one])
            and (node == other or other in self.reach[node])
            for node in self.cyclic
        )

    def leads(self, one: int, other: int) -> bool:
        """Return whether a path that counts leads from one node to another."""
        if other not in self.reach[one]:
            return False
        return any(
            counts
            and (int(a) == one or int(a) in self.reach[one])
            and (int(b) == other or other in self.reach[int(b)])
            for a, b, counts in zip(
                self.arrows.source, self.arrows.target, self.counts_alone, strict=True
            )
        )

    def direct(self, one: int, other: int) -> list[tuple[int, ...]]:
        return [(a,) for a in self.out.get(one, []) if self.arrows.target[a] == other]

    def count_specific(self, one: int, other: int) -> int:
        """Return how many indirect paths that count there are, without listing them."""
        if self.in_circles(one, other):
            return 0
        every, plain = self._paths(one, other)
        direct = [a for (a,) in self.direct(one, other)]
        return every - plain - sum(self.counts_alone[a] for a in direct)

    def _paths(self, one: int, other: int) -> tuple[int, int]:
        """Return the numbers of all paths and of those without an arrow that counts."""
        if one == other:
            return 1, 1
        known = self._counts.get((one, other))
        if known is None:
            every = plain = 0
            for arrow in self.out.get(one, []):
                target = int(self.arrows.target[arrow])
                if target != other and other not in self.reach[target]:
                    continue
                further, bare = self._paths(target, other)
                every += further
                plain += 0 if self.counts_alone[arrow] else bare
            known = self._counts[one, other] = (every, plain)
        return known

    def specific(self, one: int, other: int) -> Iterator[tuple[int, ...]]:
        """Yield the paths that count, shorter ones first."""
        found: list[tuple[int, ...]] = []
        waiting: list[tuple[int, tuple[int, ...]]] = [(one, ())]
        while waiting:
            node, path = waiting.pop()
            for arrow in self.out.get(node, []):
                target, longer = int(self.arrows.target[arrow]), (*path, arrow)
                if target == other:
                    found.append(longer)
                elif other in self.reach[target]:
                    waiting.append((target, longer))
        counted = (path for path in found if any(self.counts_alone[arrow] for arrow in path))
        yield from sorted(counted, key=lambda path: (len(path), path))

    def _reached(self, node: int) -> set[int]:
        reached: set[int] = set()
        waiting = [node]
        while waiting:
            for arrow in self.out.get(waiting.pop(), []):
                target = int(self.arrows.target[arrow])
                if target not in reached:
                    reached.add(target)
                    waiting.append(target)
        return reached
