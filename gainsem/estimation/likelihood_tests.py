"""Traces of the robust tests of maximum likelihood, of the model and of its baseline."""

from __future__ import annotations

import numpy as np

from gainsem.core.gamma_products import gamma_products
from gainsem.core.gram_traces import is_cheaper, pair_sums, unrelated_pair_squares
from gainsem.core.joint_gamma import joint_traces, of_one_group
from gainsem.core.linalg import Array
from gainsem.core.normal_traces import (
    Turned,
    independence_scores_trace,
    independence_trace,
    saturated_trace,
    turned,
)
from gainsem.core.observed_traces import observed_independence_trace, observed_trace
from gainsem.core.structure import Indices
from gainsem.core.turned_moments import turned_problem, unrelated_products
from gainsem.estimation.corrections import Traces
from gainsem.estimation.likelihood_errors import LikelihoodParts
from gainsem.model.parameter_table import ParameterTable, covariates

UNKNOWN = Traces(float("nan"))
SECOND_MOMENT = ("mean.var.adjusted", "scaled.shifted")


def likelihood_traces(parts: LikelihoodParts, table: ParameterTable) -> tuple[Traces, Traces]:
    """Return the traces of the model and of its baseline model; NaN where they do not exist.

    Satorra & Bentler (1994): ``tr(V Gamma) - tr(I^-1 B)``, V at the estimates, Gamma and B
    about the sample moments.  Yuan & Bentler (2000, doi:10.1111/0081-1750.00078): the same
    with the observed information of the saturated model as V.  As in Mplus: ``tr(A1^-1 B1)
    - tr(A0^-1 B0)``, the saturated model at the sample moments, first-order B at the
    implied ones (Asparouhov & Muthen 2005).
    """
    deviations = parts.deviations
    if parts.method.test == "yuan.bentler.mplus":
        return _as_in_mplus(parts, table, deviations)
    if parts.method.test == "yuan.bentler" and parts.method.information == "observed":
        return _yuan_bentler(parts, table, deviations)
    return _satorra_bentler(parts, table, deviations)


def _yuan_bentler(
    parts: LikelihoodParts, table: ParameterTable, deviations: Array
) -> tuple[Traces, Traces]:
    """With expected information this is the correction of Satorra and Bentler."""
    structure, point, cov = parts.compiled.structure, parts.point, parts.sample.cov
    of = turned(point.implied.sigma, deviations, explained=parts.explained)
    by_baseline = baseline_turned(parts, table, deviations)
    bread = parts.saturated_inverse
    if of is None or by_baseline is None or bread is None:
        return UNKNOWN, UNKNOWN
    of_model = observed_trace(
        of,
        structure,
        point.implied,
        cov=cov,
        residual_mean=point.residual_mean,
        basis=parts.basis,
        bread=bread,
    )
    of_baseline = observed_independence_trace(by_baseline, cov, len(covariates(table)))
    return Traces(of_model), Traces(of_baseline)


def _as_in_mplus(
    parts: LikelihoodParts, table: ParameterTable, deviations: Array
) -> tuple[Traces, Traces]:
    means = parts.compiled.structure.means
    by_sample = turned(parts.sample.cov, deviations, explained=parts.explained)
    by_baseline = baseline_turned(parts, table, deviations)
    bread = parts.information_inverse
    if by_sample is None or by_baseline is None or bread is None:
        return UNKNOWN, UNKNOWN
    saturated = saturated_trace(by_sample, means=means)
    of_baseline = independence_scores_trace(by_baseline, len(covariates(table)), means=means)
    return (
        Traces(saturated - float(np.sum(bread * parts.meat)), saturated=saturated),
        Traces(saturated - of_baseline),
    )


def _satorra_bentler(
    parts: LikelihoodParts, table: ParameterTable, deviations: Array
) -> tuple[Traces, Traces]:
    means = parts.compiled.structure.means
    of = turned(parts.point.implied.sigma, deviations, explained=parts.explained)
    by_baseline = baseline_turned(parts, table, deviations)
    bread = parts.expected_inverse
    if of is None or by_baseline is None or bread is None:
        return UNKNOWN, UNKNOWN
    n_covariates = len(covariates(table))
    of_baseline = independence_trace(by_baseline, n_covariates)
    if parts.method.test not in SECOND_MOMENT:
        trace = saturated_trace(of, means=means)
        own = float(np.sum(bread * parts.meat_of_moments))
        return Traces(trace - own), Traces(of_baseline)
    if is_cheaper(of):
        return _by_pairs(parts, of, by_baseline, n_covariates)
    problem = turned_problem(of, parts.compiled.structure, parts.point.implied, parts.basis)
    found = gamma_products(
        problem.moments, problem.weight, problem.jacobian, problem.unrelated, squares=True
    )
    whole = of_one_group(problem.jacobian, found.diagonal, found)
    of_model, _ = joint_traces([whole], bread, found.meat)
    moments, unrelated = unrelated_products(by_baseline, n_covariates)
    _, of_unrelated = moments.sums_of_squares(np.ones(moments.size), unrelated)
    return Traces(*of_model), Traces(of_baseline, of_unrelated)


def _by_pairs(
    parts: LikelihoodParts, of: Turned, by_baseline: Turned, n_covariates: int
) -> tuple[Traces, Traces]:
    """Return both moments from products of respondents with each other."""
    bread, meat, means = (
        parts.expected_inverse,
        parts.meat_of_moments,
        parts.compiled.structure.means,
    )
    if bread is None:
        return UNKNOWN, UNKNOWN
    sums = pair_sums(of, parts.scores_of_moments(), means=means)
    turned_meat = bread @ meat
    squared = sums.squares - 2.0 * float(np.sum(bread * sums.across))
    squared += float(np.sum(turned_meat * turned_meat.T))
    trace = saturated_trace(of, means=means) - float(np.trace(turned_meat))
    of_baseline = independence_trace(by_baseline, n_covariates)
    squares = unrelated_pair_squares(by_baseline, n_covariates)
    return Traces(trace, squared), Traces(of_baseline, squares)


def baseline_turned(
    parts: LikelihoodParts, table: ParameterTable, deviations: Array
) -> Turned | None:
    """Return the deviations turned by the covariances of the baseline model, covariates first."""
    at = _positions(table, covariates(table))
    cov = np.diag(np.diag(parts.sample.cov))
    cov[np.ix_(at, at)] = parts.sample.cov[np.ix_(at, at)]
    return turned(cov, deviations, explained=parts.explained, first=at)


def _positions(table: ParameterTable, names: tuple[str, ...]) -> Indices:
    return np.array([table.observed.index(name) for name in names], dtype=np.intp)
