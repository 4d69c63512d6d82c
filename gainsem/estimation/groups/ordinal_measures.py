"""Measures of fit of ordinal and mixed items in several groups, named as in lavaan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gainsem.core.categorical_ml import (
    LikelihoodDistance,
    independence_distance,
    likelihood_distance,
)
from gainsem.core.fit_measures import (
    ChiSquare,
    goodness_of_fit_of,
    mean_over_groups,
    parsimony,
    rmsea_size,
)
from gainsem.core.linalg import Array
from gainsem.core.robust_measures import robust_incremental, robust_rmsea
from gainsem.core.scaled_tests import ScaledTest
from gainsem.estimation.categorical_measures import (
    Tests,
    baseline_distance,
    corrected_test,
    measures_of_tests,
    residual_sizes,
    size_of_moments,
)
from gainsem.estimation.estimators import Estimator
from gainsem.estimation.groups.ordinal_errors import GroupErrors, JointErrors
from gainsem.estimation.groups.ordinal_search import SearchedGroups
from gainsem.estimation.least_squares_measures import UntestedChiSquare


def ordinal_group_measures(
    found: SearchedGroups, errors: JointErrors | None, estimator: Estimator, *, df: int
) -> dict[str, float]:
    """Return every measure of the interface.

    The statistic is ``sum (n_g - 1) F_g``; residual sizes are means of those of the groups,
    weighted by respondents.

    Parameters
    ----------
    found : SearchedGroups
    errors : JointErrors or None
    estimator : Estimator
    df : int
    """
    tests = _tests(found, errors, estimator, df)
    n_obs = sum(group.statistics.n_obs for group in found.groups)
    n_params = found.compiled.n_estimated
    measures = {
        "npar": float(n_params),
        "fmin": tests.model.statistic / (2.0 * n_obs),
        **measures_of_tests(tests, estimator, rmsea_size(found.n, len(found.groups))),
    }
    if errors is not None and tests.scaled is not None:
        size = rmsea_size(found.n, len(found.groups))
        basis = found.objective.reduction.basis
        measures |= _robust(errors.groups, errors, n_obs, size=size, basis=basis)
    moments = parsimony(tests.model, found.n, n_params)
    moments.pop("ecvi")
    size = _n_moments(found)
    return {
        **measures,
        "ntotal": float(n_obs),
        **_residual_sizes(found),
        **goodness_of_fit_of(_gfi(found), df, size),
        **moments,
        "wrmr": float(np.sqrt(tests.model.statistic * len(found.groups) / size)),
    }


def own_measures(found: SearchedGroups) -> Iterator[dict[str, float]]:
    """Yield what each group adds to the statistic."""
    for group, point in zip(found.groups, found.points, strict=True):
        n = group.statistics.n_obs
        yield {"chisq": max(2.0 * (n - 1.0) * point.value, 0.0), "ntotal": float(n)}


def _tests(
    found: SearchedGroups, errors: JointErrors | None, estimator: Estimator, df: int
) -> Tests:
    kind = UntestedChiSquare if estimator.weight == "identity" else ChiSquare
    distance = sum(
        (group.statistics.n_obs - 1.0) * baseline_distance(group.squares, group.unrelated)
        for group in found.groups
    )
    model = kind(max(2.0 * found.n * found.minimum.value, 0.0), df)
    baseline = kind(distance, sum(len(group.unrelated) for group in found.groups))
    if errors is None or estimator.test == "standard":
        return Tests(model, baseline, None, None)
    scaled: list[ScaledTest] = [
        corrected_test(estimator, test, traces.mean, traces.squared)
        for test, traces in ((model, errors.model), (baseline, errors.baseline))
    ]
    return Tests(model, baseline, *scaled)


def _n_moments(found: SearchedGroups) -> int:
    return sum(group.statistics.order.size for group in found.groups)


def _residual_sizes(found: SearchedGroups) -> dict[str, float]:
    return mean_over_groups(
        (group.portion, residual_sizes(group.squares, point, group.statistics))
        for group, point in zip(found.groups, found.points, strict=True)
    )


def _gfi(found: SearchedGroups) -> float:
    """Return the mean GFI of the groups, with the weight of the fit (Tanaka & Huba 1985)."""
    lack = 0.0
    for group, point in zip(found.groups, found.points, strict=True):
        own = 2.0 * point.value / size_of_moments(group.squares, group.statistics)
        lack += group.portion * own
    return 1.0 - lack


def _robust(
    groups: Sequence[GroupErrors],
    errors: JointErrors,
    n_obs: int,
    *,
    size: float,
    basis: Array,
) -> dict[str, float]:
    """Return measures from the likelihood distance; NaN where there is none.

    As in one group (Savalei 2021, doi:10.1080/00273171.2020.1717922): distances and what
    they are expected to be add up over groups, each with its share of the respondents.
    """
    pairs = sum(_n_pairs(each) for each in groups)
    df = pairs - _n_determined(groups, basis)
    n = float(n_obs)
    model, baseline = _distances(groups, errors)
    return {
        **robust_incremental(model, baseline, n=n, df=df, baseline_df=pairs),
        **robust_rmsea(model, n=n, df=df, size=size),
    }


def _n_pairs(each: GroupErrors) -> int:
    order = each.group.statistics.order
    return order.size - order.first_pair


def _n_determined(groups: Sequence[GroupErrors], basis: Array) -> int:
    """Return how many of the parameters the correlations of all groups determine."""
    slopes = [each.columns(each.jacobian[len(each.jacobian) - _n_pairs(each) :]) for each in groups]
    stacked = np.concatenate(slopes) @ basis
    return int(np.linalg.matrix_rank(stacked)) if stacked.size else 0


def _distances(
    groups: Sequence[GroupErrors], errors: JointErrors
) -> tuple[LikelihoodDistance | None, LikelihoodDistance | None]:
    total, unrelated = [0.0, 0.0], [0.0, 0.0]
    for each in groups:
        statistics = each.group.statistics
        if each.normal is None:
            return None, None
        pairs, portion = _n_pairs(each), each.group.portion
        model = likelihood_distance(
            statistics.cov,
            each.normal,
            each.of_gamma,
            each.jacobian[-pairs:],
            bread=portion * each.within(errors.bread),
            inner=portion * each.within(errors.inner),
        )
        spread = float(statistics.diagonal[statistics.order.first_pair :].sum())
        baseline = independence_distance(statistics.cov, spread)
        if model is None or baseline is None:
            return None, None
        for sums, one in ((total, model), (unrelated, baseline)):
            sums[0] += portion * one.value
            sums[1] += one.expected
    return LikelihoodDistance(*total), LikelihoodDistance(*unrelated)
