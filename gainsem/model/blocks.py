"""Exploratory blocks: factors that all items of a block load on, written ``efa("name")*``.

Asparouhov & Muthen (2009), doi:10.1080/10705510903008204.  Whatever is said of one factor
of a block must be said of all, because the factors are rotated after they are found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gainsem.diagnostics import Diagnostic
from gainsem.errors import SpecificationError
from gainsem.syntax.statements import ModelText, Place, Statement

FEWEST = 2


@dataclass(frozen=True, slots=True)
class Block:
    """Factors that are rotated together.

    Parameters
    ----------
    name : str
    factors : tuple of str
    items : tuple of str
        Each loads on every factor.
    """

    name: str
    factors: tuple[str, ...]
    items: tuple[str, ...]


def blocks_of(model: ModelText) -> tuple[Block, ...]:
    """Return the exploratory blocks of a model, in the order of their first mention.

    Raises
    ------
    SpecificationError
        E-ESEM-01 one factor only, E-ESEM-02 factors with different items, E-ESEM-03
        loadings inside and outside a block, E-ESEM-04 a loading with a value or label of
        its own, E-ESEM-05 too few items, E-ESEM-06 latent items, E-ESEM-07 a scale or
        covariance of a factor fixed, E-ESEM-09 a regression inside a block; all at once.
    """
    named = [(row, _block_of(row)) for row in model.statements]
    if not any(name for _, name in named):
        return ()
    factors: dict[str, dict[str, list[str]]] = {}
    for row, name in named:
        if name:
            factors.setdefault(name, {}).setdefault(row.lhs, []).append(row.rhs)
    found = tuple(
        Block(
            name,
            tuple(measured),
            tuple(dict.fromkeys(item for items in measured.values() for item in items)),
        )
        for name, measured in factors.items()
    )
    problems = [*_of_rows(model, found)]
    for block in found:
        problems += _of_block(model, block, factors[block.name])
    if problems:
        raise SpecificationError(*dict.fromkeys(problems))
    return found


def block_of(blocks: tuple[Block, ...], factor: str) -> Block | None:
    """Return the block a factor belongs to."""
    return next((block for block in blocks if factor in block.factors), None)


def _block_of(row: Statement) -> str:
    return next((str(each.values[0]) for each in row.modifiers if each.kind == "efa"), "")


def _of_rows(model: ModelText, blocks: tuple[Block, ...]) -> Iterator[Diagnostic]:
    homes: dict[str, str] = {}
    latent = {row.lhs for row in model.statements if row.op == "=~"}
    for row in model.statements:
        name, home = _block_of(row), block_of(blocks, row.lhs)
        if name and row.op != "=~":
            yield _problem(
                model,
                row.lhs_at,
                "E-ESEM-03",
                f"efa() stands before a '{row.op}'.",
                "use it before =~",
            )
        elif row.op == "=~" and home is not None:
            first = homes.setdefault(row.lhs, name)
            if first != name:
                where = f"in block '{name}'" if name else "outside of any block"
                yield _problem(
                    model,
                    row.lhs_at,
                    "E-ESEM-03",
                    f"'{row.lhs}' is a factor of block '{first or home.name}', and here it"
                    f" loads {where}.",
                    f'write  efa("{first or home.name}")*{row.lhs}  in every line of the factor',
                )
            yield from _of_loading(model, row, latent)
        elif home is not None or block_of(blocks, row.rhs) is not None:
            yield from _of_relation(model, row, blocks)


def _of_loading(model: ModelText, row: Statement, latent: set[str]) -> Iterator[Diagnostic]:
    for each in row.modifiers:
        if each.kind not in ("efa", "rv"):
            yield _problem(
                model,
                each.at,
                "E-ESEM-04",
                f"the loading {row.lhs} =~ {row.rhs} of an exploratory block has a"
                f" {_KINDS[each.kind]} of its own.",
                "take it out: all loadings of a block are free, and the rotation changes them",
            )
    if row.rhs in latent:
        yield _problem(
            model,
            row.at,
            "E-ESEM-06",
            f"'{row.rhs}' is a latent variable; items of an exploratory block are observed.",
            "let the block measure items, and relate latent variables with  ~  or  ~~",
        )


def _of_relation(
    model: ModelText, row: Statement, blocks: tuple[Block, ...]
) -> Iterator[Diagnostic]:
    one, other = block_of(blocks, row.lhs), block_of(blocks, row.rhs)
    inside = one is not None and one == other
    if row.op == "~" and inside:
        yield _problem(
            model,
            row.at,
            "E-ESEM-09",
            f"'{row.lhs}' is regressed on '{row.rhs}', a factor of the same block.",
            "factors of a block are correlated; a path between them has no place",
        )
    free = not any(each.kind in ("fixed", "label", "equal") for each in row.modifiers)
    if row.op == "~~" and inside and (row.lhs == row.rhs or not free):
        yield _problem(
            model,
            row.at,
            "E-ESEM-07",
            f"{row.lhs} ~~ {row.rhs} is set by the block: variances are 1, and covariances are"
            " found by the rotation.",
            "take the line out; rotation_args={'orthogonal': True} makes factors uncorrelated",
        )


def _of_block(
    model: ModelText, block: Block, measured: dict[str, list[str]]
) -> Iterator[Diagnostic]:
    row = next(row for row in model.statements if _block_of(row) == block.name)
    m, p = len(block.factors), len(block.items)
    if m < FEWEST:
        yield _problem(
            model,
            row.lhs_at,
            "E-ESEM-01",
            f"block '{block.name}' has one factor, '{row.lhs}'.",
            f'add a factor, as in  efa("{block.name}")*F1 + efa("{block.name}")*F2 =~ ...,'
            "  or take efa() out",
        )
        return
    uneven = False
    for factor, items in measured.items():
        missing = [item for item in block.items if item not in items]
        if missing:
            uneven = True
            at = next(row.lhs_at for row in model.statements if row.lhs == factor)
            yield _problem(
                model,
                at,
                "E-ESEM-02",
                f"'{factor}' does not measure {', '.join(missing)}, which other factors of block"
                f" '{block.name}' do.",
                "give all factors of a block the same items; the rotation finds small loadings",
            )
    if not uneven and (p - m) ** 2 < p + m:
        yield _problem(
            model,
            row.lhs_at,
            "E-ESEM-05",
            f"block '{block.name}' has {p} items, too few for {m} factors.",
            f"{_fewest_items(m)} items are the fewest for {m} factors; add items or take a"
            " factor out",
        )


def _fewest_items(m: int) -> int:
    """Return the smallest p with ``(p - m)^2 >= p + m`` (Ledermann 1937)."""
    p = m + 1
    while (p - m) ** 2 < p + m:
        p += 1
    return p


_KINDS = {
    "fixed": "value",
    "label": "label",
    "start": "start value",
    "equal": "equal()",
    "lower": "bound",
    "upper": "bound",
}


def _problem(model: ModelText, at: Place, code: str, message: str, do: str) -> Diagnostic:
    return Diagnostic(
        code,
        "error",
        f"{model.where(at)}: {message}",
        do=do,
        excerpt=model.excerpt(at),
    )
