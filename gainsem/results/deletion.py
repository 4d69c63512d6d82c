"""A likelihood fit without each of its respondents: in one step, or refitted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.case_deletion import one_step, saturated_drop
from gainsem.core.em_moments import em_moments
from gainsem.core.fiml import FimlGroup
from gainsem.core.linalg import Array
from gainsem.core.minimize import Minimum, minimize
from gainsem.core.missing_patterns import Patterns, missing_patterns
from gainsem.core.objective import Objective
from gainsem.core.respondents.respondent_fit import normal_fit
from gainsem.core.restricted_minimum import minimize_restricted
from gainsem.core.unrestricted import unrestricted_information, unrestricted_scores
from gainsem.model.matrix_map import compile_table
from gainsem.results.fitted_answers import FittedAnswers
from gainsem.results.missing_answers import is_fiml


@dataclass(frozen=True)
class Deletion:
    """What changes without each respondent.

    Parameters
    ----------
    change : ndarray, shape (n, q)
        Estimates without the respondent less those with all.
    displacement : ndarray, shape (n,)
        ``2 (L(all) - L(without))``, both of all respondents.
    delta_chisq : ndarray, shape (n,)
        Chi-square of all less that without the respondent.
    converged : ndarray of bool, shape (n,)
    """

    change: Array
    displacement: Array
    delta_chisq: Array
    converged: NDArray[np.bool_]


def by_one_step(own: FittedAnswers) -> Deletion:
    """Return what changes without each respondent, from casewise scores.

    The chi-square without respondent i is ``2 (L_sat(i) - L_(i))``: that of the saturated
    model is exact for complete answers, and that of the model ``L - l_i + gain``.
    """
    deviations = _without_mean(own)
    scores = own.scores_of(deviations)
    step = one_step(scores, own.information)
    kept = own.loglik_of(deviations) - step.gain
    displacement = own.n * ((step.change @ own.information) * step.change).sum(axis=1)
    delta = 2.0 * (_saturated(own) - kept)
    change = step.change @ own.basis.T
    return Deletion(change, displacement, delta, np.ones(own.n, dtype=bool))


def by_refitting(own: FittedAnswers) -> Deletion:
    """Return what changes without each respondent, the model fitted again without each.

    Every search begins at the estimates of all respondents.
    """
    compiled = compile_table(own.fit.table)
    whole = Objective([own.group], compiled.reduction)
    params = own.fit.solution.params
    start = compiled.reduction.reduce(params)
    lowest = whole.value(start)
    n, q = own.n, len(params)
    change = np.full((n, q), np.nan)
    displacement, delta = np.full(n, np.nan), np.full(n, np.nan)
    everybody = own.deviations
    chisq = own.fit.fit_measures["chisq"]
    for i in range(n):
        others = np.delete(everybody, i, axis=0)
        if not own.fit.table.meanstructure:
            others = others - others.mean(axis=0)
        patterns = missing_patterns(others)
        objective = Objective([FimlGroup(compiled.structure, patterns, 0.0)], compiled.reduction)
        found = _minimum(objective, start, compiled.restrictions)
        unrestricted = _unrestricted(patterns, others)
        if found is None or unrestricted is None:
            continue
        change[i] = compiled.reduction.expand(found.params) - params
        displacement[i] = 2.0 * n * (whole.value(found.params) - lowest)
        delta[i] = chisq - 2.0 * (n - 1.0) * (found.value - unrestricted)
    # The covariates' part of the likelihood is the same in model and saturated model only
    # where both have the covariates' moments without the respondent.
    delta -= _stale_covariates(own)
    return Deletion(change, displacement, delta, np.isfinite(delta))


def _without_mean(own: FittedAnswers) -> Array:
    """Return deviations whose products are what leaving a respondent out takes away.

    About means that are not modelled, ``n / (n - 1) d d'`` leaves the sum of products.
    """
    if own.fit.table.meanstructure:
        return own.deviations
    grown: Array = own.deviations * np.sqrt(own.n / (own.n - 1.0))
    return grown


def _saturated(own: FittedAnswers) -> Array:
    """Return what goes of the saturated model's log-likelihood given the covariates, (n,)."""
    x = own.given
    if not is_fiml(own.fit):
        centred = own.deviations - own.deviations.mean(axis=0)
        dropped = saturated_drop(centred)
        return dropped - saturated_drop(centred[:, x]) if len(x) else dropped
    patterns = own.group.patterns
    found = em_moments(patterns)
    if found.point is None:
        return np.full(own.n, np.nan)
    loglik = normal_fit(own.deviations - found.mean, found.cov).loglik
    scores = unrestricted_scores(own.deviations, patterns, found.mean, found.point)
    information = unrestricted_information(patterns, found.point)
    together = patterns.together()
    col, row = np.triu_indices(len(together))
    known = np.concatenate([np.ones(len(together), dtype=bool), together[row, col] > 0])
    scores, information = scores[:, known], information[np.ix_(known, known)]
    dropped = loglik - one_step(scores, information).gain
    if len(x):
        of_x = own.deviations[:, x]
        dropped = dropped - saturated_drop(of_x - of_x.mean(axis=0))
    return dropped


def _stale_covariates(own: FittedAnswers) -> Array | float:
    """Return twice what covariates lose by moments that still know the respondent, (n,)."""
    x = own.given
    if not len(x):
        return 0.0
    deviations = own.deviations[:, x] - own.deviations[:, x].mean(axis=0)
    cov = deviations.T @ deviations / own.n
    modelled = own.fit.table.meanstructure
    grown = deviations if modelled else deviations * np.sqrt(own.n / (own.n - 1.0))
    stays = normal_fit(grown, cov).loglik
    return np.asarray(2.0 * (saturated_drop(deviations) - stays))


def _minimum(objective: Objective, start: Array, restrictions: object | None) -> Minimum | None:
    try:
        if not np.isfinite(objective.value(start)):
            return None
        if restrictions is None:
            found = minimize(objective.problem(), start, scoring_steps=0)
        else:
            within = restrictions.within(objective.reduction)  # type: ignore[attr-defined]
            found = minimize_restricted(objective.problem(), within, start)
    except (FloatingPointError, np.linalg.LinAlgError):
        return None
    return found if found.converged else None


def _unrestricted(patterns: Patterns, values: Array) -> float | None:
    """Return ``-logl / n`` of the unrestricted model."""
    if patterns.complete:
        centred = values - values.mean(axis=0)
        n, p = values.shape
        sign, logdet = np.linalg.slogdet(centred.T @ centred / n)
        constant = p * (float(np.log(2.0 * np.pi)) + 1.0)
        return 0.5 * (constant + float(logdet)) if sign > 0 else None
    point = em_moments(patterns).point
    return None if point is None else point.value
