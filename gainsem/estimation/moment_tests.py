"""Tests of least squares of continuous variables, in one group or in several."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.fit_measures import ChiSquare
from gainsem.core.generalised import GeneralisedLeastSquares, independence_distance
from gainsem.core.linalg import factor
from gainsem.core.moments import SampleMoments
from gainsem.estimation.corrections import corrections, usable
from gainsem.estimation.least_squares_measures import UntestedChiSquare
from gainsem.estimation.moment_errors import MomentParts
from gainsem.estimation.moment_weights import Weighted, covariate_positions
from gainsem.estimation.scaled_measures import scaled_measures
from gainsem.model.parameter_table import ParameterTable
from gainsem.results.continuous import ContinuousMethod

Tests = tuple[ChiSquare, ChiSquare]


def tests_of_moments(
    method: ContinuousMethod,
    fmin: float,
    groups: Sequence[tuple[ParameterTable, SampleMoments, Weighted]],
    *,
    df: int,
) -> Tests:
    """Return the tests of the model and of the one in which only covariates are related.

    Parameters
    ----------
    method : ContinuousMethod
    fmin : float
        F / 2 of all groups at the minimum.
    groups : sequence of tuple
        Table, moments and weight of each.
    df : int
    """
    kind = UntestedChiSquare if method.discrepancy == "ULS" else ChiSquare
    n = sum(sample.n for _, sample, _ in groups)
    unrelated = sum(
        sample.n * _baseline_distance(table, sample, weighted) for table, sample, weighted in groups
    )
    unrelated_df = sum(len(weighted.unrelated) for _, _, weighted in groups)
    return kind(max(2.0 * n * fmin, 0.0), df), kind(unrelated, unrelated_df)


def corrected_moments(
    method: ContinuousMethod, parts: MomentParts, tests: Tests, *, n: float
) -> dict[str, float]:
    """Return scaled and robust measures where the method corrects its statistic.

    ``n`` is what the RMSEA divides by.
    """
    if not method.scales or parts.traces is None:
        return {}
    if tests[0].df > 0 and not usable(*parts.traces):
        return {}
    of_model, of_baseline = parts.traces
    both = corrections(method.test, *tests, of_model=of_model, of_baseline=of_baseline)
    return scaled_measures(both, *tests, n=n, robust=method.test != "mean.var.adjusted")


def _baseline_distance(table: ParameterTable, sample: SampleMoments, weighted: Weighted) -> float:
    """Return F of the model in which only covariates are related, in one group."""
    group, apart = weighted.group, weighted.unrelated
    if isinstance(group, GeneralisedLeastSquares):
        given = covariate_positions(table)
        rest = np.setdiff1d(np.arange(len(sample.cov)), given)
        order = np.concatenate([given, rest]).astype(np.intp)
        return 2.0 * independence_distance(sample.cov[np.ix_(order, order)], len(given))
    zeros = group.target[apart]
    if weighted.gamma is None:
        return float(zeros @ (group.weight[apart] * zeros))
    # Free moments take part: what they leave of the covariances counts.
    within = factor(weighted.gamma[np.ix_(apart, apart)])
    return float("nan") if within is None else float(zeros @ within.inverse @ zeros)
