"""What the rest of a model says of the factors of an exploratory block: the same of all."""

from __future__ import annotations

from collections.abc import Iterator

from gainsem.diagnostics import Diagnostic
from gainsem.errors import SpecificationError
from gainsem.model.blocks import Block, block_of
from gainsem.model.parameter_table import Parameter, ParameterTable
from gainsem.syntax.statements import ModelText, Place

Relation = tuple[str, str, bool]


def check_relations(model: ModelText, table: ParameterTable) -> None:
    """Raise when a rotation of a block would change what the model says.

    Raises
    ------
    SpecificationError
        E-ESEM-08 a relation that not all factors of a block have, or with a fixed value;
        E-ESEM-11 an equality that the rotation would break.
    """
    problems = [each for block in table.blocks for each in _of_block(model, table, block)]
    problems += _equalities(model, table)
    if problems:
        raise SpecificationError(*dict.fromkeys(problems))


def _of_block(model: ModelText, table: ParameterTable, block: Block) -> Iterator[Diagnostic]:
    found: dict[Relation, dict[str, Parameter]] = {}
    for row in table.rows:
        one, other = row.lhs in block.factors, row.rhs in block.factors
        if one == other:
            continue
        if one and row.op == "=~":
            continue
        factor, partner = (row.lhs, row.rhs) if one else (row.rhs, row.lhs)
        if factor in block.factors:
            found.setdefault((row.op, partner, one), {})[factor] = row
    for (op, partner, _), rows in found.items():
        fixed = [row for row in rows.values() if not row.is_free]
        if len(rows) == len(block.factors) and not fixed:
            continue
        if all(not row.value for row in fixed) and len(fixed) == len(rows):
            continue
        yield _incomplete(model, block, (op, partner), rows)


def _incomplete(
    model: ModelText, block: Block, relation: tuple[str, str], rows: dict[str, Parameter]
) -> Diagnostic:
    op, partner = relation
    missing = [name for name in block.factors if name not in rows]
    shown = next(iter(rows.values()))
    what = f"{shown.lhs} {op} {shown.rhs}".replace("~1 ", "~ 1")
    at = _place(model, shown)
    reason = f", and none for {', '.join(missing)}" if missing else ", with a fixed value"
    return Diagnostic(
        "E-ESEM-08",
        "error",
        f"{model.where(at)}: {what} is a relation of one factor of block '{block.name}'{reason}.",
        why="the factors are rotated together, so that each takes a part of the others",
        do=f"relate {partner or 'the mean'} to all of {', '.join(block.factors)}, with free values",
        excerpt=model.excerpt(at) if shown.line else "",
    )


def _place(model: ModelText, row: Parameter) -> Place:
    for statement in model.statements:
        same = {statement.lhs, statement.rhs} == {row.lhs, row.rhs} or (
            statement.op == row.op == "~1" and statement.lhs == row.lhs
        )
        if same and statement.op == row.op:
            return statement.at
    return Place(1, 1, 1)


def refuse_restricted_blocks(model: ModelText, table: ParameterTable) -> None:
    """Raise where ``==`` lines name rotated parameters, or blocks stand beside what is no line.

    Raises
    ------
    SpecificationError
        E-ESEM-11.
    """
    if not table.blocks:
        return
    if table.restrictions:
        raise SpecificationError.of(
            "E-ESEM-11",
            f"{model.source}: '{table.restrictions[0].text}' cannot restrict a model with an"
            " exploratory block.",
            why="blocks are estimated before they are rotated",
            do="take the line, or bounds=, out",
        )
    used = {index for each in table.constraints for index, _ in each.coefficients}
    rows = [row for row in table.rows if row.is_free and row.free in used]
    problems = [_equal(model, row) for row in rows if _is_rotated(table, row)]
    if problems:
        raise SpecificationError(*dict.fromkeys(problems))


def _equalities(model: ModelText, table: ParameterTable) -> Iterator[Diagnostic]:
    """Yield labels used twice for parameters that are rotated."""
    named: dict[int, list[Parameter]] = {}
    for row in table.rows:
        if row.is_free:
            named.setdefault(row.free, []).append(row)
    for rows in named.values():
        rotated = [row for row in rows if _is_rotated(table, row)]
        if rotated and len(rows) > 1:
            yield _equal(model, rotated[0])


def _equal(model: ModelText, row: Parameter) -> Diagnostic:
    at = _place(model, row)
    return Diagnostic(
        "E-ESEM-11",
        "error",
        f"{model.where(at)}: {row.name} is set equal to something, and the rotation of its block"
        " changes it.",
        do="take the shared label or the == line out",
        excerpt=model.excerpt(at),
    )


def _is_rotated(table: ParameterTable, row: Parameter) -> bool:
    return any(block_of(table.blocks, name) is not None for name in (row.lhs, row.rhs))
