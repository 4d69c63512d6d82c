"""Pool the fits to imputed data sets: Rubin's rules, pooled moments, pooled tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.rubin import Freedom
from gainsem.diagnostics import Diagnostic
from gainsem.errors import SpecificationError
from gainsem.estimation.found import nothing_implied
from gainsem.estimation.pooled_facts import pooled_facts
from gainsem.estimation.pooled_measures import pooled_measures
from gainsem.estimation.pooled_statistics import Statistics, pooled_tests
from gainsem.estimation.rows import parameter_rows
from gainsem.model.explained import r_squared
from gainsem.model.matrix_map import compile_table
from gainsem.model.parameter_table import Parameter, ParameterTable
from gainsem.results.fit import Fit, ParameterEstimate, Provenance, Solution
from gainsem.results.imputed import ImputedFit
from gainsem.results.imputed_parts import Imputation
from gainsem.results.pooled_rows import Pooling, pooled_estimates
from gainsem.survey.moments import Moments


def pool(
    fits: Sequence[Fit],
    imputations: Sequence[Imputation],
    *,
    stacked: Fit | None,
    rule: Freedom,
    method: str | None,
    said: Sequence[Diagnostic],
) -> ImputedFit:
    """Return one answer from the fits of one model to several imputed data sets.

    Estimates are means; their covariances ``T = U + (1 + 1/M) B`` (Rubin 1987,
    doi:10.1002/9780470316696).  Defined and standardised parameters are those of the pooled
    estimates, with U and B carried over by the delta method.

    Parameters
    ----------
    fits : sequence of Fit
        Two or more, usable, of the same parameters.
    imputations : sequence of Imputation
        What became of every data set.
    stacked : Fit or None
        The model fitted to the stacked data sets, for D4.
    rule : {"barnard.rubin", "rubin"}
        Degrees of freedom of t; those of a complete analysis are n less the parameters.
    method : {"D2", "D3", "D4"} or None
        Test to report (None: D4, where there is a likelihood, else D2).
    said : sequence of Diagnostic

    Raises
    ------
    SpecificationError
        E-IMP-06 when the fits have not the same parameters.
    """
    _refuse_other_parameters(fits, [each.name for each in imputations if each.used])
    first = fits[0]
    table, moments = _pooled_table([fit.table for fit in fits]), _pooled_moments(fits)
    params = np.array([fit.solution.params for fit in fits])
    vcovs = np.array([fit.solution.vcov for fit in fits])
    pooling = Pooling(
        within=vcovs.mean(axis=0),
        between=np.atleast_2d(np.cov(params.T)).reshape(vcovs.shape[1:]),
        draws=len(fits),
        freedom=float(max(first.n_obs - compile_table(table).n_estimated, 1)),
        rule=rule,
    )
    solution = _pooled_solution(params, pooling.total)
    compiled = compile_table(table)
    implied = compiled.implied(solution.params)
    if implied is None:
        raise nothing_implied("the pooled estimates imply no moments")
    rows = parameter_rows(table, compiled, implied, solution)
    estimates = pooled_estimates(rows, table, solution.params, pooling)
    pooled = replace(
        first,
        table=table,
        moments=moments,
        solution=solution,
        parameter_rows=_plain(estimates),
        r_squared=r_squared(table, compiled, implied),
        diagnostics=tuple(said),
        sample=pooled_facts([fit.sample for fit in fits]),
        provenance=_provenance(fits),
    )
    statistics = Statistics(fits, pooled, stacked)
    tests, remarks = pooled_tests(statistics, method)
    pooled = replace(
        pooled,
        fit_measures=pooled_measures(statistics, tests),
        diagnostics=(*pooled.diagnostics, *remarks),
    )
    return ImputedFit(
        pooled=pooled,
        estimates=estimates,
        pooling=pooling,
        tests=tests,
        imputations=tuple(imputations),
        fits=tuple(fits),
        stacked={} if stacked is None else dict(stacked.fit_measures),
    )


def _refuse_other_parameters(fits: Sequence[Fit], names: Sequence[str]) -> None:
    """Refuse (E-IMP-06) fits whose parameters differ: an ordinal item lacks a category."""
    ours = _parameters(fits[0])
    for fit, name in zip(fits, names, strict=True):
        theirs = _parameters(fit)
        if theirs != ours:
            odd = sorted({*ours} ^ {*theirs})
            raise SpecificationError.of(
                "E-IMP-06",
                f"the models of the imputed data sets {names[0]} and {name} have not the same"
                f" parameters: {', '.join(odd[:6])}.",
                why="in one of them an ordinal item has fewer categories; thresholds that are"
                " not the same cannot be pooled",
                do="merge rare categories before the imputation, or declare the item continuous",
            )


def _parameters(fit: Fit) -> list[str]:
    return [row.name for row in fit.table.rows]


def _pooled_table(tables: Sequence[ParameterTable]) -> ParameterTable:
    """Return the model with its covariates at the mean of their values."""
    rows = tuple(_mean_value(each) for each in zip(*(table.rows for table in tables), strict=True))
    return replace(tables[0], rows=rows)


def _mean_value(rows: tuple[Parameter, ...]) -> Parameter:
    if not rows[0].exogenous:
        return rows[0]
    return replace(rows[0], value=float(np.mean([row.value or 0.0 for row in rows])))


def _pooled_moments(fits: Sequence[Fit]) -> Moments:
    """Return the means of all moments, and what is known of how they vary."""
    all_of = [fit.moments for fit in fits]
    first = all_of[0]

    def mean(name: str) -> Array | None:
        parts = [getattr(each, name) for each in all_of]
        return None if parts[0] is None else np.asarray(np.mean(parts, axis=0))

    cov = mean("cov")
    assert cov is not None
    return Moments(
        names=first.names,
        cov=cov,
        mean=mean("mean"),
        n_obs=first.n_obs,
        thresholds=tuple(
            np.asarray(np.mean(own, axis=0))
            for own in zip(*(each.thresholds for each in all_of), strict=True)
        ),
        variances=mean("variances"),
        gamma=mean("gamma"),
    )


def _pooled_solution(params: Array, total: Array) -> Solution:
    return Solution(
        params=params.mean(axis=0),
        vcov=total,
        fmin=float("nan"),
        converged=True,
        iterations=0,
        gradient_max=float("nan"),
        status=f"pooled from {len(params)} imputed data sets",
        residual_se=None,
    )


def _provenance(fits: Sequence[Fit]) -> Provenance:
    """Return where the answers came from: of several files their names; each fit has its hash."""
    first = fits[0].provenance
    sources = list(dict.fromkeys(fit.provenance.data_source for fit in fits))
    if len(sources) == 1:
        return first
    return replace(first, data_source=", ".join(sources), data_sha256="")


def _plain(estimates: Sequence[object]) -> tuple[ParameterEstimate, ...]:
    """Return pooled rows as rows of a fit."""
    names = [item.name for item in fields(ParameterEstimate)]
    return tuple(ParameterEstimate(**{n: getattr(row, n) for n in names}) for row in estimates)
