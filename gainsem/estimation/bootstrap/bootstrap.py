"""A fit with its bootstrap: draws, intervals, the test of Bollen and Stine, remarks."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.estimation.bootstrap.chunks import BOLLEN_STINE, DRAWS, JACKKNIFE
from gainsem.estimation.bootstrap.plan import identity_of, tasks_for
from gainsem.estimation.bootstrap.replicates import (
    IMPROPER,
    NOT_COMPUTED,
    NOT_CONVERGED,
    Replicates,
)
from gainsem.estimation.bootstrap.run import Run, run_tasks
from gainsem.options import Options
from gainsem.results.bootstrap import MOST_LOST, BollenStine, Bootstrap
from gainsem.results.bootstrap_rows import with_bootstrap
from gainsem.results.continuous import continuous_method_of
from gainsem.results.fit import Fit
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.survey.responses import Responses

Kind = TypeVar("Kind", Fit, GroupedFit)
FEW = {"percentile": 500, "basic": 500, "bc": 1000, "bca": 1000}


def bootstrapped(fit: Kind, data: Responses, options: Options, run: Run) -> Kind:
    """Return a fit with what resamples of its respondents say about it.

    Parameters
    ----------
    fit : Fit or GroupedFit
        With the usual standard errors.
    data : Responses
        The answers it was fitted to.
    options : Options
        ``se``, ``test``, ``bootstrap``, ``boot_ci_type``, ``seed``.
    run : Run
    """
    if not fit.converged:
        return replace(fit, options=options)
    tasks = tasks_for(fit, data, options)
    found: list[Replicates]
    said: list[Diagnostic]
    found, said = run_tasks(tasks, identity_of(fit, tasks, options), run)
    by_name = {task.name: own for task, own in zip(tasks, found, strict=True)}
    result: Kind = replace(fit, options=options)
    if DRAWS in by_name:
        drawn = _bootstrap(by_name, options, tasks[0].seed)
        result = with_bootstrap(result, drawn)
        said += _remarks(drawn)
        if isinstance(fit, Fit) and fit.table.blocks and not drawn.withheld:
            from gainsem.estimation.bootstrap.factor_identity import changing_factors

            said += changing_factors(fit, drawn)
    if BOLLEN_STINE in by_name:
        tested = _bollen_stine(result, by_name[BOLLEN_STINE], tasks[-1].seed)
        measures = {**result.fit_measures, "pvalue_bollen_stine": tested.pvalue}
        result = replace(result, bollen_stine=tested, fit_measures=measures)
        said += _on_test(tested)
    return replace(result, diagnostics=(*result.diagnostics, *said))


def _bootstrap(by_name: dict[str, Replicates], options: Options, seed: int) -> Bootstrap:
    drawn = by_name[DRAWS]
    left_out = None
    if JACKKNIFE in by_name:
        own = by_name[JACKKNIFE]
        left_out = own.vectors[own.status <= IMPROPER]
    return Bootstrap(
        draws=len(drawn.status),
        seed=seed,
        interval=options.boot_ci_type,
        not_converged=int((drawn.status == NOT_CONVERGED).sum()),
        not_computed=int((drawn.status == NOT_COMPUTED).sum()),
        improper=int((drawn.status == IMPROPER).sum()),
        vectors=drawn.vectors[drawn.status <= IMPROPER],
        left_out=left_out,
    )


def _bollen_stine(fit: Fit | GroupedFit, drawn: Replicates, seed: int) -> BollenStine:
    method = continuous_method_of(fit)
    least_squares = method is not None and method.discrepancy != "ML"
    groups = len(fit.parts) if isinstance(fit, GroupedFit) else 1
    n = fit.n_obs - (groups if fit.options.likelihood == "wishart" or least_squares else 0)
    statistics = np.clip(2.0 * n * drawn.fmin[np.isfinite(drawn.fmin)], 0.0, None)
    draws, used = len(drawn.status), len(statistics)
    lost = used < 2 or draws - used > MOST_LOST * draws
    reached = int((statistics >= fit.fit_measures["chisq"]).sum())
    return BollenStine(
        draws=draws,
        seed=seed,
        used=used,
        mean=float(statistics.mean()) if used else float("nan"),
        critical=float(np.quantile(statistics, 0.95)) if used else float("nan"),
        pvalue=float("nan") if lost else (1 + reached) / (1 + used),
    )


def _remarks(drawn: Bootstrap) -> list[Diagnostic]:
    """Return what is remarkable about the draws."""
    counted = (
        f"{drawn.not_converged} without a minimum, {drawn.not_computed} without moments to fit,"
        f" {drawn.improper} with an improper solution"
    )
    if drawn.withheld:
        return [
            _withheld(f"of {drawn.draws} bootstrap draws {counted}: the intervals and standard")
        ]
    said = []
    few = FEW[drawn.interval]
    if drawn.draws < few:
        said.append(
            warning(
                "W-BOOT-02",
                f"{drawn.draws} draws are few for {drawn.interval} intervals.",
                why="their ends are the extremes among the draws, and change with the seed",
                do=f"use  bootstrap={few}  or more",
            )
        )
    if drawn.lost + drawn.improper:
        said.append(note("I-BOOT-07", f"Of {drawn.draws} bootstrap draws {counted}."))
    return said


def _withheld(what: str) -> Diagnostic:
    return Diagnostic(
        "E-BOOT-08",
        "warning",
        f"{what} errors are withheld (more than 10 %).",
        why="what is left of the draws is a choice of them, and intervals from it would mislead",
        do="look for a simpler model, more respondents, or collapse=auto for rare categories",
    )


def _on_test(tested: BollenStine) -> list[Diagnostic]:
    lost = tested.draws - tested.used
    if np.isnan(tested.pvalue):
        text = f"{lost} of {tested.draws} Bollen-Stine draws found no minimum: its p value and"
        return [_withheld(text)]
    if lost:
        return [note("I-BOOT-07", f"{lost} of {tested.draws} Bollen-Stine draws found no minimum.")]
    return []
