"""Which paths and effects of several groups are compared, and what is known of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.placed import Places
from gainsem.model.effects import EffectPlan
from gainsem.results.computed import no_standard_errors
from gainsem.results.effects import (
    ARROW,
    BOOTSTRAP,
    DELTA,
    MAX_PATHS,
    MONTE_CARLO,
    REPLICATES,
    effects_with_slopes,
    no_draws,
    no_interval,
    planned_effects,
)
from gainsem.results.groups.compared_values import Drawn, Quantity, compared
from gainsem.results.groups.differences import ValuesByGroup
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.groups.intervals import draws_of
from gainsem.results.groups.replicated import GroupedReplicated
from gainsem.results.replicated import Resamples
from gainsem.results.verdict import estimates_withheld

Key = tuple[str, str, str, tuple[str, ...]]
METHODS = (DELTA, BOOTSTRAP, MONTE_CARLO)


def comparisons(fit: GroupedFit) -> tuple[ValuesByGroup, ...]:
    """Return the comparison of paths, and that of effects: those that have anything to say.

    Nothing where there are no standard errors, or no minimum was found.
    """
    if fit.solution.vcov is None or estimates_withheld(fit):
        return ()
    if not any(row.op == "~" for row in fit.table.rows):
        return ()
    paths, effects = fit.compare_paths(), fit.compare_effects()
    return tuple(each for each in (paths, effects) if any(row.test.df for row in each))


def compare_paths(fit: GroupedFit, *, level: float) -> ValuesByGroup:
    """Return the paths compared between groups; see :meth:`GroupedFit.compare_paths`."""
    found: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for row in fit.table.rows:
        if row.op == "~" and row.is_free:
            places = found.setdefault((row.rhs, row.lhs), [])
            places.append((fit.labels[row.group - 1], row.free))
    several = {ends: places for ends, places in found.items() if len(places) > 1}
    quantities, numbers = list[Quantity](), list[int]()
    for (source, target), places in several.items():
        at = tuple(range(len(numbers), len(numbers) + len(places)))
        numbers += [number for _, number in places]
        groups = tuple(label for label, _ in places)
        path = f"{source}{ARROW}{target}"
        quantities.append(Quantity(source, target, "path", path, groups, at))
    free = np.array(numbers, dtype=np.intp)
    vcov = _covariances(fit)
    drawn = None
    if fit.bootstrap is not None and quantities:
        draws = fit.bootstrap
        left_out = None if draws.left_out is None else draws.left_out[:, free]
        drawn = Drawn(draws.vectors[:, free], left_out, draws.interval)
    return compared(
        quantities,
        fit.solution.params[free],
        vcov[np.ix_(free, free)],
        labels=fit.labels,
        drawn=drawn,
        method=_by_covariances(fit) if drawn is None else BOOTSTRAP,
        level=level,
        freedom=_freedom(fit),
    )


@dataclass(frozen=True)
class _Group:
    """Effects of one group: how they are computed, which are meant, and where they stand."""

    label: str
    plan: EffectPlan
    values: Array
    jacobian: Array
    chosen: dict[Key, int]


def compare_effects(
    fit: GroupedFit,
    source: str | None,
    target: str | None,
    *,
    standardized: bool,
    interval: str | None,
    draws: int,
    seed: int,
    level: float,
) -> ValuesByGroup:
    """Return the effects compared between groups; see :meth:`GroupedFit.compare_effects`."""
    method = _method(fit, interval)
    if method == MONTE_CARLO and interval is None:
        draws, seed = fit.options.monte_carlo or draws, fit.options.seed
    scale = "all" if standardized else ""
    groups = _groups(fit, source, target, scale)
    names: dict[Key, list[tuple[int, int]]] = {}
    for number, group in enumerate(groups):
        for key, place in group.chosen.items():
            names.setdefault(key, []).append((number, place))
    quantities, picked = list[Quantity](), list[tuple[int, int]]()
    for (first, last, kind, via), own in names.items():
        if len(own) < 2:
            continue
        at = tuple(range(len(picked), len(picked) + len(own)))
        picked += own
        labels = tuple(groups[number].label for number, _ in own)
        path = ARROW.join((first, *via, last)) if kind in ("direct", "indirect") else ""
        quantities.append(Quantity(first, last, kind, path, labels, at))
    vcov = _covariances(fit)
    jacobian = np.array([groups[number].jacobian[at] for number, at in picked])
    jacobian = jacobian.reshape(len(picked), fit.table.n_free)
    found = None
    if method != DELTA:
        found = draws_of(fit, again=method == BOOTSTRAP, draws=draws, seed=seed, level=level)
    return compared(
        quantities,
        np.array([groups[number].values[at] for number, at in picked]),
        jacobian @ vcov @ jacobian.T,
        labels=fit.labels,
        drawn=None if found is None or not picked else _drawn(found, groups, picked, scale),
        method=_by_covariances(fit) if method == DELTA else method,
        level=level,
        freedom=_freedom(fit) if method == DELTA else math.inf,
    )


def _groups(fit: GroupedFit, source: str | None, target: str | None, scale: str) -> list[_Group]:
    """Return the effects of all groups that belong to pairs an indirect path joins."""
    found = []
    for view, part in zip(fit.by_group.values(), fit.parts, strict=True):
        plan, numbers = planned_effects(view, source, target, max_paths=MAX_PATHS)
        values, own = effects_with_slopes(view, plan, numbers, scale)
        places = Places(np.array(part.at, dtype=np.intp), fit.table.n_free)
        joined = {(each.source, each.target) for each in plan.effects if each.via}
        chosen: dict[Key, int] = {}
        for at, each in enumerate(plan.effects):
            if (each.source, each.target) in joined:
                via = each.via if each.kind == "indirect" else ()
                chosen[(each.source, each.target, each.kind, tuple(via))] = at
        found.append(_Group(part.label, plan, values, places.columns(own), chosen))
    return found


def _drawn(
    found: Resamples[GroupedReplicated],
    groups: Sequence[_Group],
    picked: Sequence[tuple[int, int]],
    scale: str,
) -> Drawn:
    def values(drawn: GroupedReplicated) -> Array:
        own = [
            each.effects(group.plan, scale)
            for each, group in zip(drawn.groups, groups, strict=True)
        ]
        return np.stack([own[number][:, at] for number, at in picked], axis=1)

    left_out = None if found.left_out is None else found.values(values, found.left_out)
    return Drawn(found.values(values, found.vectors), left_out, found.kind)


def _method(fit: GroupedFit, interval: str | None) -> str:
    """Return where limits come from."""
    if interval is None:
        if fit.bootstrap is not None:
            return BOOTSTRAP
        return MONTE_CARLO if fit.options.monte_carlo else DELTA
    if interval not in METHODS:
        raise no_interval(interval, METHODS)
    if interval == BOOTSTRAP and fit.bootstrap is None:
        raise no_draws()
    return interval


def _by_covariances(fit: GroupedFit) -> str:
    """Return what errors made of the covariances of the estimates come from."""
    return DELTA if fit.replication is None else REPLICATES


def _freedom(fit: GroupedFit) -> float:
    return math.inf if fit.replication is None else float(fit.replication.freedom)


def _covariances(fit: GroupedFit) -> Array:
    vcov = fit.solution.vcov
    if vcov is None:
        raise no_standard_errors(fit)
    return vcov
