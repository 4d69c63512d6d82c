"""Bounds of single parameters: ``lower()`` and ``upper()`` in the text, ``bounds=`` of a fit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from gainsem.diagnostics import Diagnostic
from gainsem.errors import SpecificationError
from gainsem.model.defaults import Draft, key_of
from gainsem.model.parameter_table import Parameter, Restriction
from gainsem.syntax.statements import ModelText, Modifier, Statement

SIGN = {"lower": 1.0, "upper": -1.0}
WORD = {"lower": ">=", "upper": "<="}


def bounds_of(
    model: ModelText, rows: Sequence[Parameter], bounds: str | None, latent: Sequence[str]
) -> tuple[Restriction, ...]:
    """Return the bounds of a model as restrictions, each once.

    Parameters
    ----------
    model : ModelText
    rows : sequence of Parameter
    bounds : {"pos.var", "pos.ov.var", "pos.lv.var"} or None
        Which variances must not be negative, besides what the text says.
    latent : sequence of str

    Raises
    ------
    SpecificationError
        E-CON-01 for a bound of a fixed parameter, E-CON-02 for a lower above an upper one.
    """
    row_of = {key_of(Draft(row.lhs, row.op, row.rhs)): row for row in rows}
    found: dict[tuple[int, str], Restriction] = {}
    problems: list[Diagnostic] = []
    for statement in model.statements:
        row = row_of.get(key_of(Draft(statement.lhs, statement.op, statement.rhs)))
        for modifier, limit in _limits(statement):
            if row is None or not row.is_free:
                problems.append(_fixed(model, modifier))
                continue
            line = statement.at.line
            found[row.free, modifier.kind] = _bound(row, modifier.kind, limit, line)
        problems += _crossed(model, statement)
    if problems:
        raise SpecificationError(*problems)
    for row in _variances(rows, bounds, latent):
        found.setdefault((row.free, "lower"), _bound(row, "lower", 0.0, 0))
    return tuple(found.values())


def _limits(statement: Statement) -> Iterator[tuple[Modifier, float]]:
    for modifier in statement.modifiers:
        if modifier.kind in SIGN:
            limit = float(modifier.values[0] or 0.0)
            if math.isfinite(limit):
                yield modifier, limit


def _bound(row: Parameter, kind: str, limit: float, line: int) -> Restriction:
    sign = SIGN[kind]
    text = f"{row.name} {WORD[kind]} {limit:g}"
    return Restriction(">=", ((row.free, sign),), sign * limit, None, text, line)


def _variances(
    rows: Sequence[Parameter], bounds: str | None, latent: Sequence[str]
) -> Iterator[Parameter]:
    for row in rows:
        if not bounds or row.op != "~~" or row.lhs != row.rhs or not row.is_free:
            continue
        kind = "pos.lv.var" if row.lhs in latent else "pos.ov.var"
        if bounds in ("pos.var", kind):
            yield row


def _fixed(model: ModelText, modifier: Modifier) -> Diagnostic:
    return Diagnostic(
        "E-CON-01",
        "error",
        f"{model.where(modifier.at)}: {modifier.kind}() bounds a parameter that is not estimated.",
        do="free it with NA*, or take the bound out",
        excerpt=model.excerpt(modifier.at),
    )


def _crossed(model: ModelText, statement: Statement) -> Iterator[Diagnostic]:
    limits = {modifier.kind: (limit, modifier) for modifier, limit in _limits(statement)}
    if len(limits) == 2 and limits["lower"][0] > limits["upper"][0]:
        at = limits["lower"][1].at
        yield Diagnostic(
            "E-CON-02",
            "error",
            f"{model.where(at)}: the lower bound {limits['lower'][0]:g} lies above the upper"
            f" bound {limits['upper'][0]:g}.",
            do="exchange them",
            excerpt=model.excerpt(at),
        )
