"""What a model measures, and what of it may stay apart in the waves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError, SpecificationError, did_you_mean
from gainsem.estimation.invariance.levels import Freed, LevelModel, Measured, level_model
from gainsem.syntax.statements import ModelText, Statement

KEPT = ("fixed", "start")
"""Modifiers of a covariance that every wave can have."""


def measured_of(model: ModelText, n_waves: int, thresholds: Mapping[str, int]) -> Measured:
    """Return the factors of a model with their items.

    Parameters
    ----------
    model : ModelText
    n_waves : int
    thresholds : mapping
        Ordinal item -> how many thresholds.

    Raises
    ------
    SpecificationError
        E-INV-09 for what cannot be said once a wave; every line is named.
    """
    problems = list(_problems(model))
    if problems:
        raise SpecificationError(*problems)
    factors: dict[str, list[str]] = {}
    for row in model.statements:
        if row.op == "=~":
            factors.setdefault(row.lhs, []).append(row.rhs)
    return Measured({name: tuple(items) for name, items in factors.items()}, thresholds, n_waves)


def _problems(model: ModelText) -> Iterator[Diagnostic]:
    factors = {row.lhs for row in model.statements if row.op == "=~"}
    if not factors:
        yield _refused(model.source, "the model has no latent variables (=~)")
    for at in (
        *(each.at for each in model.definitions),
        *(each.at for each in model.constraints),
        *(each.at for each in model.blocks),
    ):
        reason = "definitions, constraints and blocks are not repeated in every wave"
        yield _refused(model.where(at), reason, model.excerpt(at))
    for row in model.statements:
        reason = _reason(row, factors)
        if reason:
            yield _refused(model.where(row.at), reason, model.excerpt(row.at))


def _reason(row: Statement, factors: set[str]) -> str:
    """Return why a statement cannot be repeated, empty where it can."""
    if row.op == "=~" and row.rhs in factors:
        return f"'{row.rhs}' is a factor; factors of factors are not repeated in every wave"
    if row.op == "=~" and row.modifiers:
        return "loadings are fixed, labelled and freed by the levels"
    if row.op == "~~" and row.lhs == row.rhs:
        return "variances are fixed and freed by the levels"
    if row.op == "~~" and any(each.kind not in KEPT for each in row.modifiers):
        return "a covariance in every wave can be fixed or have a start value, and nothing else"
    if row.op not in ("=~", "~~"):
        return f"'{row.op}' is not repeated in every wave"
    return ""


def _refused(where: str, reason: str, excerpt: str = "") -> Diagnostic:
    return Diagnostic(
        "E-INV-09",
        "error",
        f"{where}: {reason}.",
        do="give the model of one wave: factors of items (=~) and covariances (~~); add paths and"
        " the rest to the text that gainsem.longitudinal_model() writes",
        excerpt=excerpt,
    )


def chosen_level(level: str, measured: Measured, partial: Sequence[str]) -> LevelModel:
    """Return a level by its name, with parameters that stay apart.

    Parameters
    ----------
    level : str
    measured : Measured
    partial : sequence of str
        Names as in the model of one wave: ``"trust=~x2"``, ``"x2~1"``, ``"x2|t1"``, ``"x2~~x2"``.

    Raises
    ------
    OptionError
        E-INV-01 for a level there is not, E-INV-13 for a name that is no parameter.
    """
    if level not in measured.levels:
        raise OptionError.of(
            "E-INV-01",
            f"level={level!r} is not available.{did_you_mean(str(level), measured.levels)}",
            do=f"level can be: {', '.join(measured.levels)}",
        )
    return level_model(level, measured, freed_by(partial, measured))


def freed_by(partial: Sequence[str], measured: Measured) -> Freed:
    """Return what parameters by name let differ: items, at the level that would make them equal."""
    known = dict(_names(measured))
    freed = Freed()
    for name in partial:
        squeezed = re.sub(r"\s", "", str(name))
        if squeezed not in known:
            raise OptionError.of(
                "E-INV-13",
                f"partial= names '{name}', which is no parameter of the levels."
                f"{did_you_mean(squeezed, tuple(known))}",
                do='write it as in the model of one wave, for example  "x3~1"  or  "f=~x2"',
            )
        level, item = known[squeezed]
        if item not in freed.of(level):
            freed = freed.with_item(level, item)
    return freed


def _names(measured: Measured) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield every parameter the levels make equal, with its level and its item."""
    for factor, items in measured.factors.items():
        yield from ((f"{factor}=~{item}", ("metric", item)) for item in items)
    for item in measured.items:
        yield f"{item}~1", ("scalar", item)
        yield f"{item}~~{item}", ("strict", item)
        for k in range(measured.thresholds.get(item, 0)):
            yield f"{item}|t{k + 1}", ("thresholds", item)
