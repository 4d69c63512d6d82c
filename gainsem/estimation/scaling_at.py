"""What the statistic of a model is expected to be, at parameters other than its estimates."""

from __future__ import annotations

import numpy as np

from gainsem.core.em_moments import em_moments
from gainsem.core.fiml import FimlGroup
from gainsem.core.linalg import Array
from gainsem.core.minimize import Minimum
from gainsem.core.missing_patterns import missing_patterns
from gainsem.core.objective import Group, Objective
from gainsem.estimation.fiml_parts import FimlParts, Unrestricted
from gainsem.estimation.incomplete_structure import extended
from gainsem.estimation.likelihood_errors import LikelihoodParts
from gainsem.estimation.likelihood_tests import likelihood_traces
from gainsem.estimation.solve import likelihood_sample
from gainsem.model.matrix_map import compile_table
from gainsem.results.continuous import ContinuousMethod, continuous_method_of
from gainsem.results.fit import Fit
from gainsem.results.missing_answers import is_fiml


def trace_at(fit: Fit, params: Array, answers: Array) -> float:
    """Return ``df c`` of a maximum likelihood fit, at given parameters instead of its estimates.

    Parameters
    ----------
    fit : Fit
    params : ndarray, shape (q,)
    answers : ndarray, shape (n, p)
        Those it was fitted to, in the order of its variables.

    Returns
    -------
    float
        NaN where the parameters imply nothing, or their information is singular.
    """
    method = continuous_method_of(fit)
    if method is None or method.discrepancy != "ML":
        return float("nan")
    trace = _incomplete if is_fiml(fit) else _complete
    try:
        return trace(fit, params, answers, method)
    except (FloatingPointError, np.linalg.LinAlgError):
        return float("nan")


def _complete(fit: Fit, params: Array, answers: Array, method: ContinuousMethod) -> float:
    table = fit.table
    sample = likelihood_sample(fit.moments, fit.options, means=table.meanstructure)
    compiled = compile_table(table).near(params)
    objective = Objective([Group(compiled.structure, sample)], compiled.reduction)
    at = compiled.reduction.reduce(params)
    value = objective.value(at)
    if not np.isfinite(value):
        return float("nan")
    here = Minimum(at, value, objective.gradient(at), objective.hessian(at), 0, True, "")
    parts = LikelihoodParts(
        method=method,
        compiled=compiled,
        objective=objective,
        minimum=here,
        sample=sample,
        answers=answers,
        mean=fit.moments.mean,
        given=np.array([table.observed.index(x) for x in table.exogenous], dtype=np.intp),
    )
    return likelihood_traces(parts, table)[0].mean


def _incomplete(fit: Fit, params: Array, answers: Array, method: ContinuousMethod) -> float:
    found = em_moments(missing_patterns(answers))
    compiled = compile_table(fit.table).near(params)
    free = extended(fit.table, compiled, found.mean, found.cov, covariates=True)
    group = FimlGroup(free.structure, found.patterns, 0.0)
    parts = FimlParts(method, group, free.reduction, free.values(params), answers)
    return Unrestricted(found, answers).trace - parts.trace
