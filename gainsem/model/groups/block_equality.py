"""Which exploratory blocks have the same loadings in all groups, and what that allows.

A block whose loadings are the same in all groups is rotated once, and the same rotation turns
the factors of every group; other blocks are rotated in each group by themselves.  What groups
are held equal in must stay equal under these rotations: either of all factors of a block, or
of none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gainsem.core.structure import Indices
from gainsem.diagnostics import Diagnostic
from gainsem.errors import SpecificationError
from gainsem.model.blocks import Block
from gainsem.model.defaults import key_of
from gainsem.model.parameter_table import Parameter, ParameterTable
from gainsem.syntax.statements import ModelText

Pattern = tuple[int, ...]
Relation = tuple[str, str, bool]
WHOLE = (
    "hold all loadings of a block equal or none; with equal loadings, lv.variances and"
    " lv.covariances together, and paths and means of all factors of the block"
)


def shared_blocks(tables: Sequence[ParameterTable], at: Sequence[Indices]) -> frozenset[str]:
    """Return the blocks with the same loadings in all groups.

    Parameters
    ----------
    tables : sequence of ParameterTable
        One a group.
    at : sequence of ndarray of int
        Number over all groups of every parameter of a group.
    """
    patterns = _patterns(tables, at)
    return frozenset(
        block.name
        for block in tables[0].blocks
        if len(tables) > 1
        and all(
            not any(pattern)
            for (lhs, op, _), pattern in patterns.items()
            if op == "=~" and lhs in block.factors
        )
    )


def check_blocks(model: ModelText, tables: Sequence[ParameterTable], at: Sequence[Indices]) -> None:
    """Refuse blocks that differ between groups, and equalities that a rotation breaks.

    Raises
    ------
    SpecificationError
        E-GRP-60 for different blocks, E-ESEM-14 for an equality of some factors only.
    """
    if any(table.blocks != tables[0].blocks for table in tables[1:]):
        raise SpecificationError.of(
            "E-GRP-60",
            f"{model.source}: groups have different exploratory blocks.",
            why="a block is rotated in all groups alike",
            do="write the lines with  efa(...)*  above all 'group:' headers",
        )
    if not tables[0].blocks:
        return
    patterns = _patterns(tables, at)
    shared = shared_blocks(tables, at)
    problems = [
        Diagnostic("E-ESEM-14", "error", f"{model.source}: {each}", do=WHOLE)
        for block in tables[0].blocks
        for each in _of_block(tables[0], block, patterns, shared=block.name in shared)
    ]
    if problems:
        raise SpecificationError(*dict.fromkeys(problems))


def _patterns(
    tables: Sequence[ParameterTable], at: Sequence[Indices]
) -> dict[tuple[str, str, str], Pattern]:
    """Return, by parameter and for every group, the first group it is the same as.

    -1 where it is fixed, -2 where it is the same as another parameter.
    """
    home: dict[int, tuple[tuple[str, str, str], int]] = {}
    found: dict[tuple[str, str, str], list[int]] = {}
    for group, (table, own) in enumerate(zip(tables, at, strict=True)):
        for row in table.rows:
            key = key_of(row)
            if not row.is_free:
                found.setdefault(key, []).append(-1)
                continue
            first, where = home.setdefault(int(own[row.free]), (key, group))
            found.setdefault(key, []).append(where if first == key else -2)
    return {key: tuple(pattern) for key, pattern in found.items()}


def _of_block(
    table: ParameterTable,
    block: Block,
    patterns: dict[tuple[str, str, str], Pattern],
    *,
    shared: bool,
) -> Iterator[str]:
    """Yield what is wrong with the equalities of a block."""
    relations: dict[Relation, set[Pattern]] = {}
    variances: set[Pattern] = set()
    covariances: set[Pattern] = set()
    for row in table.rows:
        pattern = patterns[key_of(row)]
        relation = _relation(row, block)
        if relation is not None:
            relations.setdefault(relation, set()).add(pattern)
        elif row.lhs in block.factors and row.op == "~~":
            (variances if row.lhs == row.rhs else covariances).add(pattern)
    loadings = {each for (op, _, _), found in relations.items() if op == "=~" for each in found}
    if len(loadings) > 1:
        yield (
            f"some loadings of block '{block.name}' are equal in the groups and others are not;"
            " a rotation mixes the loadings of an item, so that none would stay equal."
        )
        return
    n_groups = len(next(iter(loadings)))
    apart, same = tuple(range(n_groups)), (0,) * n_groups
    for (op, partner, _), found in relations.items():
        equal = {each for each in found if each != apart and set(each) != {-1}}
        if len(found) > 1 or (equal and not shared):
            yield _broken(block, f"{op} {partner}", shared=shared)
    units = variances == {(-1,) * n_groups}
    together = same if shared and units else apart
    if covariances != {together}:
        yield _broken(block, "the variances and covariances of its factors", shared=shared)


def _relation(row: Parameter, block: Block) -> Relation | None:
    one, other = row.lhs in block.factors, row.rhs in block.factors
    if one == other:
        return None
    return (row.op, row.rhs, True) if one else (row.op, row.lhs, False)


def _broken(block: Block, what: str, *, shared: bool) -> str:
    why = "in part only" if shared else "while its loadings are free to differ"
    return (
        f"block '{block.name}': {what} would be equal in the groups {why}, and the rotation of"
        " the factors breaks that."
    )
