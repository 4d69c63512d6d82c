"""Maximum likelihood: search, errors, tests, measures."""

from __future__ import annotations

from functools import partial

import numpy as np

from gainsem.core.fit_measures import ChiSquare
from gainsem.core.linalg import Array
from gainsem.core.moments import SampleMoments
from gainsem.core.objective import Group
from gainsem.core.placed import every_place
from gainsem.diagnostics import Diagnostic
from gainsem.estimation.corrections import Traces, corrections, no_correction, usable
from gainsem.estimation.designed_likelihood import DesignedParts, designed_traces
from gainsem.estimation.determined import determined
from gainsem.estimation.found import Found, nothing_implied
from gainsem.estimation.identified import degrees_of_freedom
from gainsem.estimation.likelihood_errors import LikelihoodParts
from gainsem.estimation.likelihood_tests import likelihood_traces
from gainsem.estimation.measures import fit_measures, independence
from gainsem.estimation.residual_tests import TestedGroup, residual_test
from gainsem.estimation.sample import Sample
from gainsem.estimation.scaled_measures import scaled_measures
from gainsem.estimation.solve import Searched, likelihood_sample, searched, solution_of
from gainsem.model.matrix_map import CompiledModel, compile_table, with_sample_values
from gainsem.model.parameter_table import ParameterTable
from gainsem.options import Options
from gainsem.results.continuous import ContinuousMethod


def by_likelihood(
    table: ParameterTable,
    statistics: Sample,
    options: Options,
    method: ContinuousMethod,
    *,
    said: tuple[Diagnostic, ...],
) -> Found:
    """Fit one group by maximum likelihood.

    Parameters
    ----------
    table : ParameterTable
    statistics : Sample
    options : Options
    method : ContinuousMethod
    said : tuple of Diagnostic
        What there is to say about the model.

    Raises
    ------
    IdentificationError
        E-MOD-79, E-MOD-84 or E-MOD-85, before anything is estimated.
    NonConvergenceError
        E-EST-94 when the search ended where nothing is implied.
    """
    sample = likelihood_sample(statistics.moments, options, means=table.meanstructure)
    table = with_sample_values(table, sample.cov, sample.mean)
    table = determined(table, statistics, options)
    compiled = compile_table(table)
    df = degrees_of_freedom(table, compiled)
    found = searched(table, compiled, Group(compiled.structure, sample), sample, options)
    parts = _parts(found, table, compiled, sample, statistics, method)
    solution = solution_of(found, *((None, None) if parts is None else errors_of(parts)))
    implied = compiled.implied(solution.params)
    if implied is None or parts is None:
        raise nothing_implied(solution.status)
    model = ChiSquare(max(2.0 * sample.n * solution.fmin, 0.0), df)
    places = every_place(table.n_free)
    residual = residual_test(
        method,
        [
            TestedGroup(
                table, compiled, sample, implied, solution.params, places, statistics.answers
            )
        ],
        compiled.reduction.basis,
        df=df,
    )
    measures = fit_measures(
        table,
        sample,
        implied,
        fmin=solution.fmin,
        df=df,
        n_params=compiled.n_estimated,
        n_obs=statistics.moments.n_obs,
        corrected=_corrected(parts, table, model) if method.scales else residual,
    )
    if method.scales and df > 0 and "chisq_scaled" not in measures:
        said = (*said, no_correction(designed=statistics.design is not None))
    simple = parts.simple_vcov() if isinstance(parts, DesignedParts) else None
    return Found(table, compiled, statistics, solution, measures, said, simple_vcov=simple)


def errors_of(parts: LikelihoodParts) -> tuple[Array | None, Array | None]:
    """Return the covariance of the estimates and the standard errors of the residuals."""
    vcov = parts.vcov()
    return vcov, None if vcov is None else parts.residual_se()


def _parts(
    found: Searched,
    table: ParameterTable,
    compiled: CompiledModel,
    sample: SampleMoments,
    statistics: Sample,
    method: ContinuousMethod,
) -> LikelihoodParts | None:
    if found.objective.points(found.minimum.params) is None:
        return None
    given = [table.observed.index(name) for name in table.exogenous]
    design = statistics.design
    kind = LikelihoodParts if design is None else partial(DesignedParts, design=design.numbers)
    return kind(
        method=method,
        compiled=compiled,
        objective=found.objective,
        minimum=found.minimum,
        sample=sample,
        answers=statistics.answers,
        mean=statistics.moments.mean,
        given=np.array(given, dtype=np.intp),
    )


def _corrected(parts: LikelihoodParts, table: ParameterTable, model: ChiSquare) -> dict[str, float]:
    """Return scaled and robust measures."""
    method, sample = parts.method, parts.sample
    baseline = independence(table, sample)
    if isinstance(parts, DesignedParts):
        of_model, of_baseline = designed_traces(parts, table)
    else:
        of_model, of_baseline = likelihood_traces(parts, table)
    if model.df > 0 and not usable(of_model, of_baseline):
        return {}
    both = corrections(method.test, model, baseline, of_model=of_model, of_baseline=of_baseline)
    measures = scaled_measures(
        both, model, baseline, n=sample.n, robust=method.test != "mean.var.adjusted"
    )
    return measures | _scaling_factors(of_model, model.df, parts.basis.shape[1])


def _scaling_factors(of_model: Traces, df: int, n_params: int) -> dict[str, float]:
    """Return the scaling factors of both models, which tests of nested models are made of."""
    if not np.isfinite(of_model.saturated):
        return {}
    own = of_model.saturated - of_model.mean
    return {
        "scaling_factor_h1": of_model.saturated / (df + n_params),
        "scaling_factor_h0": own / n_params if n_params else float("nan"),
    }
