"""The parameter table an exploratory block is estimated with, before it is rotated."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from gainsem.core.echelon import echelon_start
from gainsem.core.linalg import Array
from gainsem.model.blocks import Block, block_of
from gainsem.model.parameter_table import LinearConstraint, Parameter, ParameterTable

# Where nothing is known yet, residuals are taken to be as large as what is explained.
HALF_EXPLAINED = 2.0**0.5


def unrotated_table(table: ParameterTable, cov: Array) -> ParameterTable:
    """Return the table with every block determined: echelon loadings, uncorrelated factors.

    Parameters
    ----------
    table : ParameterTable
    cov : ndarray, shape (p, p)
        Of the observed variables; chooses the items and gives start values.
    """
    fixed, starts = determining(table, {block.name: cov for block in table.blocks})
    return with_fixed(table, fixed, starts=starts)


def determining(
    table: ParameterTable, cov: Mapping[str, Array]
) -> tuple[dict[int, float], dict[int, float]]:
    """Return what determines every block, and where it starts: row position -> value.

    Loadings of some items are triangular.  Factors are uncorrelated, but where their
    variances are free because the loadings are those of another group.

    Parameters
    ----------
    table : ParameterTable
    cov : mapping
        Name of a block -> the covariances of the observed variables that choose its items.
    """
    fixed: dict[int, float] = {}
    starts: dict[int, float] = {}
    for block in table.blocks:
        _determine(table, block, cov[block.name], fixed, starts)
    return fixed, starts


def with_orthogonal(table: ParameterTable, oblique: Mapping[str, bool]) -> ParameterTable:
    """Return the table of the rotated model: covariances of orthogonal blocks are 0.

    Parameters
    ----------
    table : ParameterTable
    oblique : mapping
        Name of a block -> whether its factors may be correlated.
    """
    fixed = orthogonal(table, oblique)
    return replace(with_fixed(table, fixed), turns=turns_of(table, oblique))


def orthogonal(table: ParameterTable, oblique: Mapping[str, bool]) -> dict[int, float]:
    """Return the covariances of orthogonal blocks as row position -> 0.

    Where the variances of the factors are free the covariances are too: a turn that leaves
    factors uncorrelated in one group does not in another.
    """
    return {
        position: 0.0
        for position, row in enumerate(table.rows)
        if (block := inside(table.blocks, row)) is not None
        and not oblique[block.name]
        and not has_free_variances(table, block)
    }


def turns_of(
    table: ParameterTable, oblique: Mapping[str, bool], *, but: Collection[str] = ()
) -> int:
    """Return for how many of its free parameters the rotations of a table's blocks stand.

    Parameters
    ----------
    table : ParameterTable
    oblique : mapping
        Name of a block -> whether its factors may be correlated.
    but : collection of str, optional
        Blocks to leave out.
    """
    total = 0
    for block in table.blocks:
        m = len(block.factors)
        if block.name in but:
            continue
        if has_free_variances(table, block):
            total += m * m
        else:
            total += m * (m - 1) // (1 if oblique[block.name] else 2)
    return total


def has_free_variances(table: ParameterTable, block: Block) -> bool:
    """Return whether another group gives the factors of a block their scale."""
    return any(
        row.is_free and row.op == "~~" and row.lhs == row.rhs and row.lhs in block.factors
        for row in table.rows
    )


def inside(blocks: tuple[Block, ...], row: Parameter) -> Block | None:
    """Return the block whose factors a covariance is between."""
    block = block_of(blocks, row.lhs) if row.op == "~~" and row.lhs != row.rhs else None
    return block if block is not None and row.rhs in block.factors else None


def with_fixed(
    table: ParameterTable,
    fixed: Mapping[int, float],
    *,
    starts: Mapping[int, float] | None = None,
) -> ParameterTable:
    """Return the table with some rows fixed and some start values, numbered anew.

    Parameters
    ----------
    table : ParameterTable
    fixed, starts : mapping
        Position of a row -> its value.
    """
    starts = starts or {}
    kept = sorted(
        {row.free for position, row in enumerate(table.rows) if row.free >= 0} - _gone(table, fixed)
    )
    numbers = {old: new for new, old in enumerate(kept)}
    rows = []
    for position, row in enumerate(table.rows):
        if position in fixed:
            row = replace(row, free=-1, value=fixed[position])
        elif row.free >= 0:
            value = starts.get(position) if row.value is None else row.value
            row = replace(row, free=numbers[row.free], value=value)
        rows.append(row)
    constraints = tuple(renumbered(each, numbers) for each in table.constraints)
    return replace(table, rows=tuple(rows), n_free=len(kept), constraints=constraints)


def _gone(table: ParameterTable, fixed: Mapping[int, float]) -> set[int]:
    return {table.rows[position].free for position in fixed}


def renumbered(constraint: LinearConstraint, numbers: Mapping[int, int]) -> LinearConstraint:
    """Return a constraint over parameters with other numbers: old -> new."""
    # Rotated parameters stand in no constraint (E-ESEM-11).
    pairs = tuple((numbers[index], value) for index, value in constraint.coefficients)
    return replace(constraint, coefficients=pairs)


def _determine(
    table: ParameterTable,
    block: Block,
    cov: Array,
    fixed: dict[int, float],
    starts: dict[int, float],
) -> None:
    """Add what a block fixes and where it starts, in place."""
    at = [table.observed.index(item) for item in block.items]
    deviation = np.sqrt(np.diag(cov)[at])
    r = cov[np.ix_(at, at)] / np.outer(deviation, deviation)
    loadings, anchors = echelon_start(r, len(block.factors))
    unique = deviation**2 * np.clip(1.0 - (loadings**2).sum(axis=1), 0.05, 1.0)
    loadings = loadings * (deviation * _response_scale(table, block.items))[:, None]
    scaled = not has_free_variances(table, block)
    zero = {(int(item), k) for j, item in enumerate(anchors) for k in range(j + 1, len(anchors))}
    for position, row in enumerate(table.rows):
        if not row.is_free:
            continue
        if row.op == "=~" and row.lhs in block.factors:
            place = block.items.index(row.rhs), block.factors.index(row.lhs)
            if place in zero:
                fixed[position] = 0.0
            else:
                starts[position] = float(loadings[place])
        elif inside((block,), row) is not None and scaled:
            fixed[position] = 0.0
        elif row.op == "~~" and row.lhs == row.rhs and row.lhs in block.factors:
            starts[position] = 1.0
        elif row.lhs in block.factors or row.rhs in block.factors:
            starts[position] = 0.0
        elif row.op == "~~" and row.lhs == row.rhs and row.lhs in block.items:
            starts[position] = float(unique[block.items.index(row.lhs)])


def _response_scale(table: ParameterTable, items: Sequence[str]) -> Array:
    theta = table.parameterization == "theta"
    return np.array([HALF_EXPLAINED if theta and name in table.ordinal else 1.0 for name in items])


def freed(table: ParameterTable) -> ParameterTable:
    """Return an unrotated table with all loadings and covariances of its blocks free.

    Thresholds and intercepts of ordinal models stay last (see ``build_table``).
    """
    own = {
        position
        for position, row in enumerate(table.rows)
        if (row.op == "=~" and block_of(table.blocks, row.lhs) is not None)
        or inside(table.blocks, row) is not None
    }
    keys = [
        (row.free, -1) if row.free >= 0 else (table.n_free, position) if position in own else None
        for position, row in enumerate(table.rows)
    ]
    late = ("|", "~1") if table.levels else ()
    order = [position for position, key in enumerate(keys) if key is not None]
    order.sort(key=lambda position: table.rows[position].op in late)
    numbers: dict[tuple[int, int], int] = {}
    for position in order:
        numbers.setdefault(keys[position] or (-1, -1), len(numbers))
    rows = tuple(
        row if key is None else replace(row, free=numbers[key], value=_asked(row, key))
        for row, key in zip(table.rows, keys, strict=True)
    )
    again = {old: new for (old, place), new in numbers.items() if place < 0}
    constraints = tuple(renumbered(each, again) for each in table.constraints)
    return replace(table, rows=rows, n_free=len(numbers), constraints=constraints)


def _asked(row: Parameter, key: tuple[int, int]) -> float | None:
    return row.value if row.user and key[1] < 0 and row.op != "=~" else None
