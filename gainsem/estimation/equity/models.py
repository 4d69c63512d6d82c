"""The models of an equity view: measurement alone, with covariates, with its own paths."""

from __future__ import annotations

from dataclasses import replace

from gainsem.errors import SpecificationError
from gainsem.estimation.equity.covariates import Adjusted
from gainsem.estimation.invariance.scaled import scaled_once
from gainsem.estimation.measurement_model import quoted
from gainsem.syntax.statements import ModelText


def latent_of(model: ModelText) -> tuple[str, ...]:
    """Return the latent variables of a model, in its order."""
    return tuple(dict.fromkeys(row.lhs for row in model.statements if row.op == "=~"))


def measured_by(model: ModelText) -> dict[str, tuple[str, ...]]:
    """Return what measures each latent variable: items, or latent variables."""
    found: dict[str, list[str]] = {}
    for row in model.statements:
        if row.op == "=~":
            found.setdefault(row.lhs, []).append(row.rhs)
    return {name: tuple(own) for name, own in found.items()}


def items_of(model: ModelText) -> tuple[str, ...]:
    """Return the observed indicators of a model."""
    latent = latent_of(model)
    return tuple(
        dict.fromkeys(
            row.rhs for row in model.statements if row.op == "=~" and row.rhs not in latent
        )
    )


def top_factors(model: ModelText) -> tuple[str, ...]:
    """Return the latent variables that measure no other one."""
    inner = {row.rhs for row in model.statements if row.op == "=~"}
    return tuple(name for name in latent_of(model) if name not in inner)


def check_model(model: ModelText) -> None:
    """Refuse a model whose means cannot be compared: E-EQU-02."""
    if model.blocks or not latent_of(model):
        raise SpecificationError.of(
            "E-EQU-02",
            f"{model.source}: an equity view needs one model of latent variables for all groups.",
            do="take 'group:' blocks out, and measure latent variables with  =~",
        )
    if any(row.op == "<~" for row in model.statements):
        raise SpecificationError.of(
            "E-EQU-02",
            f"{model.source}: composites ('<~') have no mean that groups could share.",
            do="measure what is to be compared with  =~",
        )


def has_paths(model: ModelText) -> bool:
    """Return whether any latent variable is explained by other variables."""
    latent = set(latent_of(model))
    return any(row.op == "~" and row.lhs in latent for row in model.statements)


def measurement_of(model: ModelText) -> ModelText:
    """Return the measurement part: what is compared, all of it correlated freely.

    Paths, and residual covariances of latent variables that belong to them, are left out with
    definitions and constraints; a model without paths is left as it is.
    """
    if not any(row.op == "~" for row in model.statements):
        return scaled_once(model)
    latent = set(latent_of(model))
    kept = tuple(
        row
        for row in model.statements
        if row.op != "~"
        and not (row.op in ("~~", "~1") and row.lhs in latent)
        and not (row.op == "~~" and row.rhs in latent)
    )
    known = {row.lhs for row in kept if row.op == "=~"} | {r.rhs for r in kept if r.op == "=~"}
    kept = tuple(row for row in kept if row.lhs in known and (not row.rhs or row.rhs in known))
    return scaled_once(replace(model, statements=kept, definitions=(), constraints=()))


def adjusted_lines(model: ModelText, adjusted: Adjusted) -> tuple[str, ...]:
    """Return the regressions of all factors on the covariates (MIMIC).

    Joreskog & Goldberger (1975, doi:10.1080/01621459.1975.10482485), in several groups.
    """
    right = " + ".join(map(quoted, adjusted.columns))
    return tuple(f"{quoted(factor)} ~ {right}" for factor in top_factors(model))


def predictors_of(model: ModelText) -> dict[str, tuple[str, ...]]:
    """Return the predictors of every latent variable that has some."""
    latent = set(latent_of(model))
    found: dict[str, list[str]] = {}
    for row in model.statements:
        if row.op == "~" and row.lhs in latent and row.rhs not in found.get(row.lhs, []):
            found.setdefault(row.lhs, []).append(row.rhs)
    return {name: tuple(own) for name, own in found.items()}
