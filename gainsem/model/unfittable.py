"""Refuse by name what the model language can say and the engine cannot fit yet."""

from __future__ import annotations

from collections.abc import Iterator

from gainsem.diagnostics import Diagnostic
from gainsem.errors import SpecificationError
from gainsem.syntax.statements import ModelText, Modifier, Place, Statement

OPERATORS = {
    "<~": "a composite ('<~')",
}
MODIFIERS = {
    "rv": "a random slope ('rv()')",
}


def refuse_unfittable(model: ModelText) -> None:
    """Raise for every construct this version cannot estimate.

    Raises
    ------
    SpecificationError
        E-MOD-93, one problem a construct, each with its line.
    """
    problems = tuple(dict.fromkeys(_problems(model)))
    if problems:
        raise SpecificationError(*problems)


def _problems(model: ModelText) -> Iterator[Diagnostic]:
    for header in model.blocks:
        yield _problem(model, header.at, f"a '{header.kind}:' block")
    for row in model.statements:
        if row.op in OPERATORS:
            yield _problem(model, row.at, OPERATORS[row.op])
        if row.op == "~*~" and not _is_positive(row):
            yield _scale_problem(model, row.at)
        for modifier in row.modifiers:
            what = _modifier(modifier)
            if what:
                yield _problem(model, modifier.at, what)


def _is_positive(row: Statement) -> bool:
    given = [each for each in row.modifiers if each.kind in ("fixed", "start")]
    values = [value for each in given for value in each.values]
    return all(not isinstance(value, float | int) or value > 0 for value in values)


def _modifier(modifier: Modifier) -> str:
    if modifier.kind in MODIFIERS:
        return MODIFIERS[modifier.kind]
    if len(modifier.values) > 1:
        return "one value a group ('c(...)')"
    return ""


def _scale_problem(model: ModelText, at: Place) -> Diagnostic:
    return Diagnostic(
        "E-MOD-93",
        "error",
        f"{model.where(at)}: a scaling factor ('~*~') must be above 0.",
        why="it is 1 over the standard deviation of the latent response",
        do="write a positive number, or NA* where thresholds are fixed or equal across groups",
        excerpt=model.excerpt(at),
    )


def _problem(model: ModelText, at: Place, what: str) -> Diagnostic:
    return Diagnostic(
        "E-MOD-93",
        "error",
        f"{model.where(at)}: {what} cannot be estimated in this version.",
        do="take the line out; the changelog says what each version can fit",
        excerpt=model.excerpt(at),
    )


def first_value(row: Statement, kind: str) -> float | str | None:
    """Return the single value of a statement's modifier of one kind, None without one."""
    for modifier in row.modifiers:
        if modifier.kind == kind:
            return modifier.values[0]
    return None
