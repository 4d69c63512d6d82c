"""The rows a preset adds to the parameters the user wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from gainsem.model.parameter_table import Parameter
from gainsem.model.presets import Switches
from gainsem.model.variables import Variables

FREE = 0
"""Mark of a row that is free and not numbered yet."""

Key = tuple[str, str, str]


class Draft(NamedTuple):
    """A row that is not numbered yet: the fields of a :class:`Parameter`, in their order.

    A model of ordinal items has hundreds, and this costs a quarter of a data class.
    """

    lhs: str
    op: str
    rhs: str
    free: int = FREE
    value: float | None = None
    label: str = ""
    exogenous: bool = False
    user: bool = False
    group: int = 1
    line: int = 0
    derived: bool = False

    @property
    def is_free(self) -> bool:
        """Whether the parameter is estimated."""
        return self.free >= 0

    @property
    def name(self) -> str:
        """The parameter as a user would write it."""
        return f"{self.lhs}{self.op}{self.rhs}"


def key_of(row: Parameter | Draft) -> Key:
    """Return what makes two rows the same parameter (covariances have no direction)."""
    if row.op == "~~" and row.rhs < row.lhs:
        return row.rhs, row.op, row.lhs
    return row.lhs, row.op, row.rhs


def scaled(
    rows: list[Draft], variables: Variables, chosen: Switches, *, freed: set[Key]
) -> list[Draft]:
    """Return the user's rows with the first loading of each latent variable fixed at 1.

    A first loading that the text fixes or frees itself (``freed``) stays as it is.
    """
    if not chosen.auto_fix_first:
        return rows
    first: dict[str, int] = {}
    for position, row in enumerate(rows):
        if row.op == "=~":
            first.setdefault(row.lhs, position)
    result = list(rows)
    for name in variables.latent:
        if name in chosen.exploratory:
            continue
        row = result[first[name]]
        if row.is_free and key_of(row) not in freed:
            result[first[name]] = row._replace(free=-1, value=1.0)
    return result


def added(rows: list[Draft], variables: Variables, chosen: Switches) -> Iterator[Draft]:
    """Yield the rows the switches add, in the order variances, covariances, intercepts."""
    present = {key_of(row) for row in rows}
    for row in _all_defaults(rows, variables, chosen):
        key = key_of(row)
        if key not in present:
            present.add(key)
            yield row


def single_indicators(rows: Sequence[Parameter | Draft]) -> dict[str, str]:
    """Return indicator -> latent for latent variables measured by one observed item only."""
    measured: dict[str, list[str]] = {}
    for row in rows:
        if row.op == "=~":
            measured.setdefault(row.lhs, []).append(row.rhs)
    loads_on = [row.rhs for row in rows if row.op == "=~"]
    return {
        items[0]: name
        for name, items in measured.items()
        if len(items) == 1 and loads_on.count(items[0]) == 1
    }


def _all_defaults(rows: list[Draft], variables: Variables, chosen: Switches) -> Iterator[Draft]:
    covariates = variables.exogenous_observed
    names = [f"t{level + 1}" for level in range(max(chosen.levels.values(), default=0))]
    for name, count in chosen.levels.items():
        for level in names[:count]:
            yield Draft(name, "|", level)
    yield from _variances(rows, variables, chosen)
    for name in covariates:
        yield _covariance(name, name, exogenous=chosen.fixed_x)
    for factors in chosen.blocks:
        for one, other in combinations(factors, 2):
            yield _default("~~", one, other)
    if chosen.auto_cov_lv_x:
        for one, other in combinations(variables.exogenous_latent, 2):
            yield _default("~~", one, other, fixed=0.0 if chosen.orthogonal else None)
    if chosen.auto_cov_y:
        for one, other in combinations(variables.outcomes, 2):
            latent_pair = {one, other} <= set(variables.latent)
            fixed = 0.0 if chosen.orthogonal and latent_pair else None
            yield _default("~~", one, other, fixed=fixed)
    for one, other in combinations(covariates, 2):
        yield _covariance(one, other, exogenous=chosen.fixed_x)
    for name in chosen.levels:
        unit = None if "scales" in chosen.freed else 1.0
        yield _derived("~*~", name) if chosen.theta else _default("~*~", name, name, fixed=unit)
    if chosen.meanstructure:
        yield from _intercepts(variables, chosen)


def _variances(rows: list[Draft], variables: Variables, chosen: Switches) -> Iterator[Draft]:
    single = single_indicators(rows) if chosen.auto_fix_single else {}
    covariates = set(variables.exogenous_observed)
    inner = [name for name in variables.observed if name not in covariates]
    for name in (*inner, *variables.latent):
        if name in chosen.levels:
            unit = None if "scales" in chosen.freed else 1.0
            yield _default("~~", name, name, fixed=unit) if chosen.theta else _derived("~~", name)
        elif name in chosen.exploratory or (name in variables.latent and chosen.std_lv):
            free = "blocks" if name in chosen.exploratory else "variances"
            yield _default("~~", name, name, fixed=None if free in chosen.freed else 1.0)
        elif name in single and name not in variables.latent:
            yield _default("~~", name, name, fixed=0.0)
        elif chosen.auto_var:
            yield _default("~~", name, name)


def _intercepts(variables: Variables, chosen: Switches) -> Iterator[Draft]:
    covariates = set(variables.exogenous_observed)
    for name in variables.observed:
        if name in covariates:
            free = -1 if chosen.fixed_x else FREE
            yield Draft(name, "~1", "", free=free, exogenous=chosen.fixed_x)
        else:
            freed = chosen.int_ov_free and name not in chosen.levels
            yield _default("~1", name, "", fixed=None if freed else 0.0)
    for name in variables.latent:
        # Thresholds leave no room for the mean that effect coding would free.
        by_items = chosen.effect_coding and name not in variables.indicators and not chosen.levels
        by_group = "means" in chosen.freed and name not in variables.indicators
        freed = chosen.int_lv_free or by_items or by_group
        yield _default("~1", name, "", fixed=None if freed else 0.0)


def _default(op: str, lhs: str, rhs: str, *, fixed: float | None = None) -> Draft:
    return Draft(lhs, op, rhs, FREE if fixed is None else -1, fixed)


def _derived(op: str, name: str) -> Draft:
    return Draft(name, op, name, free=-1, derived=True)


def _covariance(one: str, other: str, *, exogenous: bool) -> Draft:
    return Draft(one, "~~", other, free=-1 if exogenous else FREE, exogenous=exogenous)
