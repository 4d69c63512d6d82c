"""Is the model one at all?  Checks that need the text and the names in the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gainsem.diagnostics import Diagnostic
from gainsem.errors import SpecificationError, UnknownVariableError, did_you_mean
from gainsem.model.variables import Variables
from gainsem.syntax.statements import ModelText, Place, Statement

NAMES_SHOWN = 12


def check_specification(model: ModelText, variables: Variables, known: Sequence[str]) -> None:
    """Raise for a model that contradicts itself or the data.

    Parameters
    ----------
    model : ModelText
    variables : Variables
    known : sequence of str
        Names of the columns of the data.

    Raises
    ------
    SpecificationError
        E-MOD-76 latent named like a column, E-MOD-77 regression on itself,
        E-MOD-78 measured by itself, E-MOD-80 latent variables measuring each
        other, E-MOD-89 negative fixed variance.
    UnknownVariableError
        E-MOD-71, with the nearest name.
    """
    problems = [*_contradictions(model, variables, set(known))]
    if problems:
        raise SpecificationError(*problems)
    unknown = [*_unknown(model, variables, known)]
    if unknown:
        raise UnknownVariableError(*unknown)


def _contradictions(
    model: ModelText, variables: Variables, known: set[str]
) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for row in model.statements:
        if row.op == "=~" and row.lhs in known and row.lhs not in seen:
            seen.add(row.lhs)
            yield _problem(
                model,
                row.lhs_at,
                "E-MOD-76",
                f"the latent variable '{row.lhs}' has the name of a column of the data.",
                "give the latent variable another name, or turn 'item =~ factor' round",
            )
        if row.lhs == row.rhs and row.op == "~":
            yield _problem(
                model, row.at, "E-MOD-77", f"'{row.lhs}' is regressed on itself.", "remove the term"
            )
        if row.lhs == row.rhs and row.op == "=~":
            yield _problem(
                model, row.at, "E-MOD-78", f"'{row.lhs}' is measured by itself.", "remove the term"
            )
        if row.op == "~~" and row.lhs == row.rhs and _fixed_below_zero(row):
            yield _problem(
                model,
                row.at,
                "E-MOD-89",
                f"the variance of '{row.lhs}' is fixed at a negative number.",
                "fix it at 0 or more, or leave it free",
            )
    ring = _ring(model.statements, variables.latent)
    if ring:
        row = next(row for row in model.statements if row.op == "=~" and row.lhs == ring[0])
        yield _problem(
            model,
            row.at,
            "E-MOD-80",
            f"latent variables measure each other: {' =~ '.join([*ring, ring[0]])}.",
            "a latent variable can be measured by another one only in one direction",
        )


def _fixed_below_zero(row: Statement) -> bool:
    return any(
        modifier.kind == "fixed" and isinstance(value, float | int) and value < 0
        for modifier in row.modifiers
        for value in modifier.values
    )


def _ring(statements: Sequence[Statement], latent: Sequence[str]) -> list[str]:
    """Return latent variables that measure each other in a ring, empty without one."""
    children = {
        name: [row.rhs for row in statements if row.op == "=~" and row.lhs == name]
        for name in latent
    }
    for start in latent:
        path, reached = [(start, [start])], {start}
        while path:
            name, trail = path.pop()
            for child in children.get(name, ()):
                if child == start and len(trail) > 1:
                    return trail
                if child in children and child not in reached:
                    reached.add(child)
                    path.append((child, [*trail, child]))
    return []


def _unknown(model: ModelText, variables: Variables, known: Sequence[str]) -> Iterator[Diagnostic]:
    present = {*known, *variables.latent}
    told: set[str] = set()
    for row in model.statements:
        sides = ((row.lhs, row.lhs_at), (row.rhs, row.at))
        # The right side of a threshold is its own name, not a variable's.
        for name, at in sides[:1] if row.op == "|" else sides:
            if not name or name in present or name in told:
                continue
            told.add(name)
            shown = ", ".join(list(known)[:NAMES_SHOWN])
            more = "" if len(known) <= NAMES_SHOWN else f", ... ({len(known)} in all)"
            yield _problem(
                model,
                at,
                "E-MOD-71",
                f"unknown variable '{name}'.{did_you_mean(name, [*known, *variables.latent])}",
                f"the data have {shown}{more}",
            )


def _problem(model: ModelText, at: Place, code: str, message: str, do: str) -> Diagnostic:
    return Diagnostic(
        code, "error", f"{model.where(at)}: {message}", do=do, excerpt=model.excerpt(at)
    )
