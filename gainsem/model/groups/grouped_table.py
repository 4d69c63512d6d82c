"""The parameter tables of all groups, numbered each by itself and all together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gainsem.core.structure import Indices
from gainsem.diagnostics import Diagnostic
from gainsem.errors import SpecificationError
from gainsem.model.block_relations import refuse_restricted_blocks
from gainsem.model.build import build_table, checked_variables
from gainsem.model.constraints import constraints_of
from gainsem.model.defaults import key_of
from gainsem.model.groups.block_equality import check_blocks
from gainsem.model.groups.equality import Key, equal_keys, freed_in_later_groups
from gainsem.model.groups.text import shared_label_remarks, texts_of_groups
from gainsem.model.labels import Labels, check_labels
from gainsem.model.parameter_table import (
    Definition,
    LinearConstraint,
    Parameter,
    ParameterTable,
    Restriction,
)
from gainsem.options import Options
from gainsem.syntax.expressions import write
from gainsem.syntax.statements import ModelText


@dataclass(frozen=True)
class GroupedTable:
    """The tables of several groups.

    Parameters
    ----------
    labels : tuple of str
        What the groups are called.
    joint : ParameterTable
        All rows, group after group, numbered over all groups: with definitions,
        constraints and restrictions.
    tables : tuple of ParameterTable
        Each group by itself: its own numbers from 0 on, nothing that restricts them.
    at : tuple of ndarray of int
        Number over all groups of every parameter of a group.
    diagnostics : tuple of Diagnostic
        What there is to say about the model.
    rotated : GroupedTable or None
        The model with its exploratory blocks as they are rotated, where this one has them
        as they are estimated.
    """

    labels: tuple[str, ...]
    joint: ParameterTable
    tables: tuple[ParameterTable, ...]
    at: tuple[Indices, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    rotated: GroupedTable | None = None

    @property
    def n_groups(self) -> int:
        """Number of groups."""
        return len(self.labels)

    def with_tables(self, tables: Sequence[ParameterTable]) -> GroupedTable:
        """Return the same model with fixed values of its groups' rows filled in."""
        own = [row for table in tables for row in table.rows]
        rows = tuple(
            row if row.value == filled.value else replace(row, value=filled.value)
            for row, filled in zip(self.joint.rows, own, strict=True)
        )
        return replace(self, tables=tuple(tables), joint=replace(self.joint, rows=rows))


def build_grouped(
    model: ModelText,
    options: Options,
    labels: Sequence[str],
    known: Sequence[str],
    *,
    levels: Sequence[Mapping[str, int]] | None = None,
) -> GroupedTable:
    """Return the parameter tables of a model of several groups.

    Parameters
    ----------
    model : ModelText
    options : Options
    labels : sequence of str
        What the groups are called, in their order.
    known : sequence of str
        Names of the columns of the data.
    levels : sequence of mapping, optional
        Of each group: ordinal variable -> number of thresholds.

    Raises
    ------
    SpecificationError
        For a model that contradicts itself; E-GRP-60 for exploratory blocks that differ
        between groups, E-ESEM-11 and E-ESEM-14 for what a rotation breaks, E-GRP-61 for a
        label that is fixed in one group and free in another.
    OptionError
        E-GRP-59 for a name in ``group_partial`` that is no parameter.
    """
    texts = texts_of_groups(model, labels)
    later = freed_in_later_groups(
        options.group_equal, std_lv=options.std_lv, theta=options.parameterization == "theta"
    )
    tables, said = [], [*model.warnings, *shared_label_remarks(model, len(labels))]
    for group, text in enumerate(texts):
        variables = checked_variables(text, known)
        own = None if levels is None else levels[group]
        built = build_table(
            text,
            options,
            variables,
            levels=own,
            freed=later if group else frozenset(),
            group=group + 1,
        )
        tables.append(built.table)
        said += built.diagnostics
    equal = equal_keys(tables, options.group_equal, options.group_partial)
    return _joined(model, tuple(labels), tables, equal, tuple(dict.fromkeys(said)))


def _joined(
    model: ModelText,
    labels: tuple[str, ...],
    tables: Sequence[ParameterTable],
    equal: frozenset[Key],
    said: tuple[Diagnostic, ...],
) -> GroupedTable:
    at = _numbers(tables, equal)
    rows = tuple(
        row.numbered(own[row.free]) if row.is_free else row
        for table, own in zip(tables, [each.tolist() for each in at], strict=True)
        for row in table.rows
    )
    _refuse_half_fixed(model, rows)
    named = Labels.of(rows)
    check_labels(model, named)
    check_blocks(model, tables, at)
    constraints, restrictions = constraints_of(model, named)
    for number, (table, own) in enumerate(zip(tables, at, strict=True), start=1):
        constraints += tuple(_moved(each, own, number) for each in table.constraints)
        restrictions += tuple(_moved_restriction(each, own) for each in table.restrictions)
    first = tables[0]
    joint = replace(
        first,
        rows=rows,
        observed=_union(table.observed for table in tables),
        latent=_union(table.latent for table in tables),
        exogenous=_union(table.exogenous for table in tables),
        n_free=1 + max((row.free for row in rows), default=-1),
        definitions=tuple(
            Definition(each.name, each.expression, write(each.expression), each.at.line)
            for each in model.definitions
        ),
        constraints=constraints,
        restrictions=tuple(dict.fromkeys(restrictions)),
    )
    refuse_restricted_blocks(model, joint)
    alone = tuple(replace(table, constraints=(), restrictions=()) for table in tables)
    return GroupedTable(labels, joint, alone, at, said)


def _union(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in names for name in group))


def _numbers(tables: Sequence[ParameterTable], equal: frozenset[Key]) -> tuple[Indices, ...]:
    """Return the number over all groups of every parameter: one for what is the same.

    What shares a label, or stands in ``equal``, is the same; numbers follow the order of
    first appearance, with thresholds and intercepts last where there are thresholds (as in
    one group, so that a search can leave them out).
    """
    owner: list[int] = []  # of every parameter met, the first one it is the same as
    names: dict[object, int] = {}
    first_of_group, early = [], set()
    ordinal = any(table.levels for table in tables)
    for table in tables:
        start = len(owner)
        first_of_group.append(start)
        owner += range(start, start + table.n_free)
        for row in table.rows:
            if not row.is_free:
                continue
            if not ordinal or row.op not in ("|", "~1"):
                early.add(start + row.free)
            for name in (row.label, key_of(row) if key_of(row) in equal else ""):
                if name:
                    _unite(owner, names.setdefault(name, start + row.free), start + row.free)
    roots = [_root(owner, k) for k in range(len(owner))]
    first = {roots[k] for k in early}
    in_order = sorted(dict.fromkeys(roots), key=lambda root: root not in first)
    order = {root: number for number, root in enumerate(in_order)}
    return tuple(
        np.array([order[root] for root in roots[start : start + table.n_free]], dtype=np.intp)
        for start, table in zip(first_of_group, tables, strict=True)
    )


def _root(owner: Sequence[int], k: int) -> int:
    while owner[k] != k:
        k = owner[k]
    return k


def _unite(owner: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(owner, one), _root(owner, other)))
    owner[high] = low


def _moved(each: LinearConstraint, at: Indices, number: int) -> LinearConstraint:
    text = f"{each.text} in group {number}"
    return replace(each, coefficients=_coefficients(each.coefficients, at), text=text)


def _moved_restriction(each: Restriction, at: Indices) -> Restriction:
    return replace(each, coefficients=_coefficients(each.coefficients, at))


def _coefficients(given: Sequence[tuple[int, float]], at: Indices) -> tuple[tuple[int, float], ...]:
    return tuple((int(at[index]), value) for index, value in given)


def _refuse_half_fixed(model: ModelText, rows: Sequence[Parameter]) -> None:
    fixed = {row.label: row for row in rows if row.label and not row.is_free}
    for row in rows:
        if row.is_free and row.label in fixed:
            raise SpecificationError.of(
                "E-GRP-61",
                f"{model.source}: the label '{row.label}' stands for a fixed parameter in group"
                f" {fixed[row.label].group} and for a free one in group {row.group}.",
                do="give the two parameters different labels",
            )
