"""A fit with standard errors, intervals and tests from replicates of its sampling design."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from gainsem.core.replicate_variance import ReplicateRule
from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import OptionError
from gainsem.estimation.bootstrap.chunks import Task
from gainsem.estimation.bootstrap.plan import identity_of
from gainsem.estimation.bootstrap.replicates import (
    IMPROPER,
    NOT_COMPUTED,
    NOT_CONVERGED,
    Replicates,
)
from gainsem.estimation.bootstrap.replicates import Replicator as BootstrapReplicator
from gainsem.estimation.bootstrap.run import Run, run_tasks
from gainsem.estimation.design_choice import design_columns
from gainsem.estimation.replication.corrected import (
    deviations,
    least_squares_tests,
    likelihood_measures,
)
from gainsem.estimation.replication.plan import ReplicateSet, replicate_set
from gainsem.estimation.replication.replicator import Refitted, refitted
from gainsem.estimation.replication.weighted import WeightedLeastSquares, WeightedLikelihood
from gainsem.options import Options
from gainsem.results.bootstrap_rows import with_replication
from gainsem.results.continuous import Correction, continuous_method_of
from gainsem.results.fit import Fit
from gainsem.results.fitted import FittedModel
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.replication import Replication
from gainsem.survey.responses import Responses
from gainsem.survey.sampling_design import DesignColumns, SamplingDesign, sampling_design

Array = NDArray[np.float64]
Kind = TypeVar("Kind", Fit, GroupedFit)
SECOND_MOMENT = ("mean.var.adjusted", "scaled.shifted")


class WeightedReplicator(BootstrapReplicator, Protocol):
    """Fits one model with sets of weights, and returns moments behind its vectors."""

    @property
    def n_moments(self) -> int:
        """Return how many moments stand behind each vector."""


@dataclass(frozen=True)
class ReplicateTask(Task):
    """The fits with replicate weights, in the chunks of a bootstrap.

    Parameters
    ----------
    weights : ndarray, shape (R, n)
    """

    weights: Array

    def counts(self, numbers: range) -> Array:
        """Return the weights of some replicates, shape (b, n)."""
        return self.weights[numbers.start : numbers.stop]


def replicated(fit: Fit, data: Responses, options: Options, run: Run) -> Fit:
    """Return a fit whose errors and tests come from replicates of its design.

    Parameters
    ----------
    fit : Fit
        With the weights of the whole sample.
    data : Responses
        The answers it was fitted to.
    options : Options
        ``replicate_weights`` or ``replicates``, and what belongs to them.
    run : Run

    Raises
    ------
    GainsemError
        For replicates that cannot be (E-WGT-7x, E-WGT-8x), before anything is fitted again.
    """
    refuse_other_tests(fit, options)
    known = replace(fit, options=options)
    again = refitted(fit, data, options)
    replicator, used = again.replicator, again.used
    design = sampling_design(data, design_columns(options) or DesignColumns(), used)
    chosen = replicate_set(data, design, used, options)
    if not fit.converged:
        return known
    if isinstance(replicator, WeightedLikelihood):
        replicator = replace(replicator, weights=design.weights)
    made = made_again(known, chosen, replicator, run)
    result = made.fit
    if not made.withheld:
        rule = ReplicateRule(chosen.coefficients, options.replicate_centre)
        result = _with_tests(result, data, (again, design), made.moments, rule)
    said = [*chosen.diagnostics, *made.diagnostics, *remarks_on(result)]
    return replace(result, diagnostics=(*result.diagnostics, *said))


def refuse_other_tests(fit: FittedModel, options: Options) -> None:
    """Refuse a correction of the test of ordinal items other than that of the estimator.

    Raises
    ------
    OptionError
        E-OPT-02.
    """
    if fit.table.levels and options.test is not None:
        raise OptionError.of(
            "E-OPT-02",
            f"test={options.test} is for continuous variables; with ordinal items the estimator"
            " says how the statistic is corrected.",
            do="choose  estimator=WLSM (mean), WLSMV (scaled and shifted) or WLSMVS (fitted df)",
        )


@dataclass(frozen=True)
class MadeAgain(Generic[Kind]):
    """A fit with errors from replicates, and the moments of these.

    Parameters
    ----------
    fit : Fit or GroupedFit
    moments : ndarray, shape (R, P)
    withheld : bool
        Whether so many replicates failed that there are no errors.
    diagnostics : list of Diagnostic
    """

    fit: Kind
    moments: Array
    withheld: bool
    diagnostics: list[Diagnostic]


def made_again(
    known: Kind, chosen: ReplicateSet, replicator: WeightedReplicator, run: Run
) -> MadeAgain[Kind]:
    """Return a fit with the errors its replicates give.

    Parameters
    ----------
    known : Fit or GroupedFit
        With the options of replicates.
    chosen : ReplicateSet
    replicator : WeightedReplicator
    run : Run
    """
    options = known.options
    task = ReplicateTask(
        "replicates", replicator, len(chosen.weights), options.seed, chosen.weights
    )
    (found,), said = run_tasks((task,), _identity(known, task, options), run)
    drawn = _record(chosen, found, replicator.n_moments, options)
    result = with_replication(known, drawn)
    moments = found.vectors[:, -replicator.n_moments :]
    return MadeAgain(result, moments, drawn.withheld, said)


def _identity(fit: FittedModel, task: ReplicateTask, options: Options) -> Mapping[str, str]:
    """Return what two runs must share for their fits to be the same."""
    digest = hashlib.sha256(np.ascontiguousarray(task.weights).tobytes()).hexdigest()[:16]
    return {**identity_of(fit, (task,), options), "replicates": digest}


def _record(
    chosen: ReplicateSet, found: Replicates, n_moments: int, options: Options
) -> Replication:
    good = np.asarray(found.status <= IMPROPER, dtype=np.bool_)
    rule = ReplicateRule(chosen.coefficients)
    return Replication(
        kind=chosen.kind,
        made=chosen.made,
        replicates=len(found.status),
        freedom=chosen.freedom,
        centre=options.replicate_centre,
        fay=options.fay or 0.0,
        seed=options.seed if options.replicates == "bootstrap" else None,
        not_converged=int((found.status == NOT_CONVERGED).sum()),
        not_computed=int((found.status == NOT_COMPUTED).sum()),
        improper=int((found.status == IMPROPER).sum()),
        coefficients=rule.some(good).coefficients,
        vectors=found.vectors[good, :-n_moments],
    )


def _with_tests(
    fit: Fit,
    data: Responses,
    made: tuple[Refitted, SamplingDesign],
    moments: Array,
    rule: ReplicateRule,
) -> Fit:
    """Return a fit whose tests know how the moments vary among the replicates."""
    again, design = made
    replicator = again.replicator
    if isinstance(replicator, WeightedLeastSquares):
        found = least_squares_tests(fit, data, fit.options, moments, rule)
        if found is None:
            return fit
        measures, residual_se = found
        solution = replace(fit.solution, residual_se=residual_se)
        return replace(fit, fit_measures=measures, solution=solution)
    test = correction_of(fit)
    corrected = None
    if test != "standard" and again.incomplete is not None:
        apart = deviations(moments, again.incomplete.moments(), rule)
        corrected = again.incomplete.measures(apart, test)
    elif test != "standard" and isinstance(replicator, WeightedLikelihood):
        full = np.ones(design.n) if design.weights is None else design.weights
        apart = deviations(moments, replicator.moments(full[None])[0], rule)
        corrected = likelihood_measures(fit, apart, test)
    return with_test(fit, test, corrected)


def with_test(fit: Kind, test: Correction, corrected: Mapping[str, float] | None) -> Kind:
    """Return a fit with other corrected measures, and none where there are none."""
    kept = {
        name: value
        for name, value in fit.fit_measures.items()
        if not name.endswith(("_scaled", "_robust")) and "scaling_factor" not in name
    }
    options = replace(fit.options, test=test)
    return replace(fit, fit_measures={**kept, **(corrected or {})}, options=options)


def correction_of(fit: FittedModel) -> Correction:
    """Return how the statistic is corrected: by its mean, unless something else was asked for."""
    method = continuous_method_of(fit)
    asked = method is not None and (method.test in SECOND_MOMENT or fit.options.test is not None)
    return method.test if method is not None and asked else "satorra.bentler"


def remarks_on(fit: FittedModel) -> list[Diagnostic]:
    """Return what is remarkable about the replicates."""
    drawn = fit.replication
    if drawn is None:
        return []
    counted = (
        f"{drawn.not_converged} without a minimum, {drawn.not_computed} without moments to fit,"
        f" {drawn.improper} with an improper solution"
    )
    if drawn.freedom < 1:
        return [
            Diagnostic(
                "E-WGT-84",
                "warning",
                "The replicates have no degrees of freedom: standard errors are withheld.",
                why="they do not differ from each other",
                do="check that the columns are replicate weights",
            )
        ]
    if drawn.withheld:
        return [
            Diagnostic(
                "E-WGT-84",
                "warning",
                f"Of {drawn.replicates} replicates {counted}: standard errors are withheld (more"
                " than 10 % without estimates).",
                why="what is left of the replicates is a choice of them, and errors from it would"
                " mislead",
                do="look for a simpler model, or collapse=auto for rare categories",
            )
        ]
    if drawn.lost + drawn.improper:
        return [note("I-WGT-85", f"Of {drawn.replicates} replicates {counted}.")]
    return []
