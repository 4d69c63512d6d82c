"""Importance and performance: what acts on the target, and how well it is doing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.total_effects import standardized_total_effects
from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import OptionError, did_you_mean
from gainsem.results.computed import computed
from gainsem.results.fitted import Fitted
from gainsem.results.index_rows import ImportanceRow, IndexRow
from gainsem.survey.phrases import names_text

Z_95 = 1.959963984540054
NOTHING = 1e-12


def target_of(fit: Fitted, asked: str | None) -> str:
    """Return the latent variable total effects are on; empty where there is none.

    The last latent variable that others act on and that acts on none itself.

    Raises
    ------
    OptionError
        E-IDX-08 for a name that is no latent variable, or one nothing acts on.
    """
    latent = fit.table.latent
    paths = [(row.lhs, row.rhs) for row in fit.table.rows if row.op == "~"]
    explained = [
        name for name in latent if any(lhs == name and rhs in latent for lhs, rhs in paths)
    ]
    final = [name for name in explained if not any(r == name and lhs in latent for lhs, r in paths)]
    if asked is None:
        order = [lhs for lhs, _ in paths]
        choice = final or explained
        return max(choice, key=lambda name: _last(order, name)) if choice else ""
    if asked not in latent:
        raise OptionError.of(
            "E-IDX-08",
            f"target: the model has no latent variable '{asked}'.{did_you_mean(asked, latent)}",
            do=f"latent variables that others act on are: {names_text(explained) or 'none'}",
        )
    if asked not in explained:
        raise OptionError.of(
            "E-IDX-08",
            f"target: no latent variable acts on '{asked}' in this model.",
            do=f"latent variables that others act on are: {names_text(explained) or 'none'}",
        )
    return asked


def _last(order: Sequence[str], name: str) -> int:
    return max(k for k, each in enumerate(order) if each == name)


def importance_rows(
    fit: Fitted, target: str, index: Sequence[IndexRow]
) -> tuple[list[ImportanceRow], list[Diagnostic]]:
    """Return importance and performance of every latent variable that acts on the target.

    Importance is the standardised total effect with its delta-method standard error,
    performance the index of all respondents.
    """
    if not target:
        without = note(
            "I-IDX-18",
            "There is no importance-performance map: no latent variable acts on another one.",
        )
        return [], [without]
    found = computed(fit)
    eta = found.compiled.eta
    effects = standardized_total_effects(found.compiled.structure, found.implied, eta.index(target))
    jacobian = effects.jacobian
    chain = found.compiled.chain(fit.solution.params)
    if chain is not None:
        jacobian = jacobian @ chain
    vcov = fit.solution.vcov
    variance = (
        np.full(len(eta), np.nan)
        if vcov is None
        else np.einsum("ij,jk,ik->i", jacobian, vcov, jacobian)
    )
    errors = np.sqrt(np.clip(variance, 0.0, None))
    means = {row.construct: row for row in index if not (row.by or row.wave)}
    rows = []
    for name in fit.table.latent:
        k = eta.index(name)
        reached = name != target and bool(np.abs(effects.jacobian[k]).max(initial=0.0) > NOTHING)
        if reached and name in means and _leads_to(fit, name, target):
            value, se, own = float(effects.values[k]), float(errors[k]), means[name]
            ends = (value - Z_95 * se, value + Z_95 * se)
            rows.append(
                ImportanceRow(name, value, se, *ends, own.mean, own.se, own.ci_lower, own.ci_upper)
            )
    said = []
    if vcov is None and rows:
        said.append(
            note("I-IDX-19", "Importance has no intervals: the fit has no standard errors.")
        )
    return rows, said


def _leads_to(fit: Fitted, name: str, target: str) -> bool:
    """Return whether a directed path leads from one latent variable to another."""
    steps = [(row.rhs, row.lhs) for row in fit.table.rows if row.op == "~"]
    steps += [(row.lhs, row.rhs) for row in fit.table.rows if row.op == "=~"]
    seen, pending = {name}, [name]
    while pending:
        here = pending.pop()
        for cause, effect in steps:
            if cause == here and effect not in seen:
                seen.add(effect)
                pending.append(effect)
    return target in seen - {name}
