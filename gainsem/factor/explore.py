"""An exploratory factor analysis: reads like the method section of a paper."""

from __future__ import annotations

import numpy as np

from gainsem.core.factor_extraction import Extraction
from gainsem.core.factor_rotation import Rotation
from gainsem.core.linalg import Array
from gainsem.core.rotation_errors import RotationErrors
from gainsem.diagnostics import Diagnostic
from gainsem.factor.automatic import on_choice
from gainsem.factor.bootstrap_errors import BootstrapErrors, bootstrap_errors
from gainsem.factor.choices import BOOTSTRAP, EfaOptions
from gainsem.factor.codebook_target import with_codebook_target
from gainsem.factor.extractions import choose_method, extract
from gainsem.factor.inference import Inference, infer
from gainsem.factor.measures import fit_measures
from gainsem.factor.provenance import provenance_of
from gainsem.factor.remarks import (
    lost_samples,
    on_extraction,
    on_factors,
    on_rotation,
    proper_correlations,
    refuse_too_many,
    without_errors,
)
from gainsem.factor.rotations import Plan, make_rotation, plan_rotation
from gainsem.factor.shared_work import Progress
from gainsem.results.correlations import Correlations
from gainsem.results.efa import Efa
from gainsem.results.efa_solution import EfaSolution
from gainsem.results.n_factors import NFactors


def explore(
    given: Correlations,
    options: EfaOptions,
    number: NFactors | None = None,
    progress: Progress | None = None,
) -> Efa:
    """Return the rotated factors of some correlations.

    Parameters
    ----------
    given : Correlations
    options : EfaOptions
    number : NFactors, optional
        The search that has chosen the number of factors.
    progress : callable, optional
        Told how many bootstrap samples are done.

    Raises
    ------
    OptionError
        For more factors than items allow, and choices that do not go together.
    """
    refuse_too_many(options.n_factors, len(given.names))
    estimator, _ = choose_method(options.estimator, given)
    options = with_codebook_target(options, given.sample.items, given.names)
    plan = plan_rotation(options, given.names)
    r, said = proper_correlations(given.matrix, given.names)
    extraction = extract(r, options.n_factors, estimator, given)
    rotation = make_rotation(extraction.loadings, plan, options)
    common = rotation.loadings @ rotation.phi @ rotation.loadings.T
    sigma = _implied(common)
    inference = _inference(given, rotation, plan, estimator, sigma, options)
    measures = fit_measures(
        given,
        r,
        sigma,
        inference,
        estimator=estimator,
        n_factors=options.n_factors,
        bartlett=options.bartlett,
    )
    drawn = None
    if options.se == BOOTSTRAP:
        how = (options, estimator)
        drawn = bootstrap_errors(given, extraction.loadings, rotation, plan, how, progress)
    errors = drawn if options.se == BOOTSTRAP else inference.errors
    solution = _solution(r, sigma, extraction, rotation, errors, plan)
    said += on_extraction(extraction, given.names, n=given.n_obs, n_params=int(measures["npar"]))
    said += on_rotation(rotation, plan, options.rotation)
    said += on_factors(rotation.loadings, solution.factors, given.names, held=plan.kind.general)
    said += _on_bootstrap(drawn) if options.se == BOOTSTRAP else _on_errors(inference, options)
    if number is not None:
        said += on_choice(number)
    return Efa(
        names=given.names,
        solution=solution,
        options=options.to_dict() | {"rotation": plan.name, "rotation_args": _plain(plan)},
        estimator=estimator,
        kind=given.kind,
        fit_measures=measures,
        diagnostics=(*given.diagnostics, *said),
        sample=given.sample,
        provenance=provenance_of(given),
        n_obs=given.n_obs,
        mean=given.mean,
        deviation=given.deviation,
        thresholds=given.thresholds,
        number=number,
    )


def _implied(common: Array) -> Array:
    sigma = common.copy()
    np.fill_diagonal(sigma, 1.0)
    return sigma


def _inference(
    given: Correlations,
    rotation: Rotation,
    plan: Plan,
    estimator: str,
    sigma: Array,
    options: EfaOptions,
) -> Inference:
    if not options.se and not given.ordinal and estimator == "ML":
        return Inference(None, None, None, "se=False was asked for")
    found = infer(given, rotation, plan, estimator=estimator, sigma=sigma)
    if options.se:
        return found
    return Inference(None, found.traces, found.baseline_traces, "se=False was asked for")


def _on_errors(inference: Inference, options: EfaOptions) -> list[Diagnostic]:
    if inference.errors is not None or not options.se:
        return []
    return [without_errors(inference.reason)]


def _on_bootstrap(drawn: BootstrapErrors | None) -> list[Diagnostic]:
    if drawn is None:
        return [without_errors("more than half of the bootstrap samples have no solution")]
    return [lost_samples(drawn.lost, drawn.draws)] if drawn.lost else []


def _solution(
    r: Array,
    sigma: Array,
    extraction: Extraction,
    rotation: Rotation,
    errors: RotationErrors | BootstrapErrors | None,
    plan: Plan,
) -> EfaSolution:
    m = rotation.loadings.shape[1]
    general = plan.kind.general
    numbered = tuple(f"F{k + 1}" for k in range(m - general))
    return EfaSolution(
        factors=("G", *numbered) if general else numbered,
        loadings=rotation.loadings,
        phi=rotation.phi,
        unrotated=extraction.loadings,
        loadings_se=None if errors is None else errors.loadings,
        phi_se=None if errors is None or not plan.oblique else errors.phi,
        correlations=r,
        residuals=r - sigma,
        extraction_converged=extraction.converged,
        extraction_iterations=extraction.iterations,
        heywood=tuple(np.flatnonzero(extraction.at_bound).tolist()),
        rotation_title=plan.kind.title,
        oblique=plan.oblique and m > 1,
        normalize=plan.normalize,
        criterion=rotation.value,
        rotation_converged=rotation.converged,
        starts=rotation.starts,
        failed=rotation.failed,
        minima=tuple((each.value, each.starts, each.congruence) for each in rotation.minima),
    )


def _plain(plan: Plan) -> dict[str, object]:
    """Return the arguments of the rotation as a record keeps them."""
    arguments = {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in plan.arguments.items()
    }
    return {**arguments, "orthogonal": not plan.oblique, "normalize": plan.normalize}
