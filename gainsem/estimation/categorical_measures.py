"""All fit measures of a least squares fit of ordinal items, under the names users know."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.categorical import CategoricalStatistics, MomentOrder
from gainsem.core.categorical_ml import (
    LikelihoodDistance,
    independence_distance,
    likelihood_distance,
)
from gainsem.core.fit_measures import ChiSquare, incremental, parsimony, rmsea
from gainsem.core.least_squares import LeastSquares, LeastSquaresPoint
from gainsem.core.linalg import Array
from gainsem.core.robust_measures import robust_incremental, robust_rmsea
from gainsem.core.scaled_tests import (
    ScaledTest,
    mean_adjusted,
    mean_variance_adjusted,
    scaled_shifted,
)
from gainsem.core.structure import Indices
from gainsem.estimation.categorical_solve import LeastSquaresFit
from gainsem.estimation.estimators import Estimator
from gainsem.estimation.least_squares_measures import UntestedChiSquare


@dataclass(frozen=True)
class Tests:
    """Tests of the model and of its baseline, plain and corrected."""

    model: ChiSquare
    baseline: ChiSquare
    scaled: ScaledTest | None
    scaled_baseline: ScaledTest | None


def least_squares_measures(
    found: LeastSquaresFit,
    statistics: CategoricalStatistics,
    estimator: Estimator,
    *,
    df: int,
    n_params: int,
) -> dict[str, float]:
    """Return every measure of the interface for one group.

    Statistics are n - 1 times the discrepancy (Muthen, du Toit & Spisic 1997).

    Parameters
    ----------
    found : LeastSquaresFit
    statistics : CategoricalStatistics
    estimator : Estimator
    df, n_params : int
    """
    n = float(statistics.n_obs)
    tests = _tests(found, statistics, estimator, df)
    model = tests.model
    measures = {
        "npar": float(n_params),
        "fmin": found.solution.fmin * (n - 1.0) / n,
        **measures_of_tests(tests, estimator, n - 1.0),
    }
    if tests.scaled is not None and tests.scaled_baseline is not None:
        measures |= _robust(found, statistics)
    moments = parsimony(model, n - 1.0, n_params)
    moments.pop("ecvi")
    return {
        **measures,
        "ntotal": n,
        **residual_sizes(found.group, found.point, statistics),
        **_goodness(found, statistics, df),
        **moments,
        "wrmr": float(np.sqrt(model.statistic / statistics.order.size)),
    }


def _tests(
    found: LeastSquaresFit, statistics: CategoricalStatistics, estimator: Estimator, df: int
) -> Tests:
    n = float(statistics.n_obs)
    kind = UntestedChiSquare if (found.group.weight == 1.0).all() else ChiSquare
    model = kind(max(2.0 * (n - 1.0) * found.solution.fmin, 0.0), df)
    distance = baseline_distance(found.group, found.unrelated)
    baseline = kind((n - 1.0) * distance, len(found.unrelated))
    if found.parts is None or estimator.test == "standard":
        return Tests(model, baseline, None, None)
    parts = found.parts.sandwich
    if baseline.df > 0 and parts.baseline_trace <= 0.0:
        # All of a population was asked: nothing varies.
        return Tests(model, baseline, None, None)
    return Tests(
        model,
        baseline,
        corrected_test(estimator, model, parts.trace, parts.trace_squared),
        corrected_test(estimator, baseline, parts.baseline_trace, parts.baseline_trace_squared),
    )


def baseline_distance(group: LeastSquares, unrelated: Indices) -> float:
    """Return F of the baseline model, whose correlations ``unrelated`` are 0."""
    weight, zeros = group.weight, group.target[unrelated]
    if weight.ndim == 1:
        return float(zeros @ (weight[unrelated] * zeros))
    # Free moments take part: what they leave of the correlations counts.
    gamma = np.linalg.inv(weight)[np.ix_(unrelated, unrelated)]
    return float(zeros @ np.linalg.solve(gamma, zeros))


def measures_of_tests(tests: Tests, estimator: Estimator, n: float) -> dict[str, float]:
    """Return the statistics of a model and of its baseline, and the measures made of them.

    Parameters
    ----------
    tests : Tests
    estimator : Estimator
    n : float
        What brings the RMSEA to the scale of one respondent.
    """
    model, baseline = tests.model, tests.baseline
    measures = {
        **_chi_square("", model),
        **_scaled_chi_square("", tests.scaled),
        **_chi_square("baseline_", baseline),
        **_scaled_chi_square("baseline_", tests.scaled_baseline),
        **incremental(model, baseline),
        **rmsea(model, n),
    }
    if tests.scaled is None or tests.scaled_baseline is None:
        return measures
    return measures | _scaled(tests.scaled, tests.scaled_baseline, estimator, n)


def corrected_test(
    estimator: Estimator, test: ChiSquare, trace: float, squared: float
) -> ScaledTest:
    """Return a statistic with the estimator's correction, from its traces."""
    if estimator.test == "mean":
        return mean_adjusted(test.statistic, test.df, trace)
    correct = mean_variance_adjusted if estimator.test == "mean.variance" else scaled_shifted
    return correct(test.statistic, test.df, trace, squared)


def _chi_square(prefix: str, test: ChiSquare) -> dict[str, float]:
    return {
        f"{prefix}chisq": test.statistic,
        f"{prefix}df": float(test.df),
        f"{prefix}pvalue": test.pvalue,
    }


def _scaled_chi_square(prefix: str, test: ScaledTest | None) -> dict[str, float]:
    if test is None:
        return {}
    return {
        f"{prefix}chisq_scaled": test.statistic,
        f"{prefix}df_scaled": test.df,
        f"{prefix}pvalue_scaled": test.pvalue,
        f"{prefix}chisq_scaling_factor": test.scaling,
        f"{prefix}chisq_shift_parameter": test.shift,
    }


def _scaled(
    model: ScaledTest, baseline: ScaledTest, estimator: Estimator, n: float
) -> dict[str, float]:
    """Return measures of the corrected statistics.

    Where the correction divides only, the RMSEA takes the plain statistic with ``tr(U
    Gamma)`` degrees of freedom: the same value, with another interval.
    """
    of_rmsea = model
    if estimator.test in ("mean", "mean.variance") and model.df > 0:
        of_rmsea = ScaledTest(model.statistic * model.scaling, model.df * model.scaling, 1.0)
    measures = {**incremental(model, baseline), **rmsea(of_rmsea, n)}
    return {f"{name}_scaled": value for name, value in measures.items()}


def _robust(found: LeastSquaresFit, statistics: CategoricalStatistics) -> dict[str, float]:
    """Return measures from the likelihood distance; NaN where there is none.

    They measure the fit of correlations, so that restricted thresholds add no degrees
    of freedom.
    """
    distances = _distances(found, statistics)
    n = float(statistics.n_obs)
    pairs = statistics.order.size - statistics.order.first_pair
    df = pairs
    if found.parts is not None:
        df -= _n_determined(found.parts.jacobian, pairs)
    return {
        **robust_incremental(*distances, n=n, df=df, baseline_df=pairs),
        **robust_rmsea(distances[0], n=n, df=df),
    }


def _n_determined(jacobian: Array, pairs: int) -> int:
    """Return how many of the parameters the last moments, the correlations, determine."""
    if pairs == len(jacobian):
        # Nothing else took part, and there are errors: all of them.
        return int(jacobian.shape[1])
    slopes = jacobian[len(jacobian) - pairs :]
    return int(np.linalg.matrix_rank(slopes)) if slopes.size else 0


def _distances(
    found: LeastSquaresFit, statistics: CategoricalStatistics
) -> tuple[LikelihoodDistance | None, LikelihoodDistance | None]:
    order, parts = statistics.order, found.parts
    if parts is None or parts.normal is None:
        return None, None
    pairs = order.size - order.first_pair
    of_gamma = parts.sandwich
    model = likelihood_distance(
        statistics.cov,
        parts.normal,
        of_gamma,
        parts.jacobian[-pairs:],
        bread=of_gamma.bread,
        inner=of_gamma.bread @ of_gamma.meat @ of_gamma.bread,
    )
    spread = float(statistics.diagonal[order.first_pair :].sum())
    return model, independence_distance(statistics.cov, spread)


def _split(point: LeastSquaresPoint, order: MomentOrder) -> tuple[Array, Array]:
    """Return residuals of thresholds and means, and of correlations and covariances."""
    residual = np.concatenate([np.zeros(order.size - len(point.residual)), point.residual])
    return residual[: order.n_levels], residual[order.first_pair :]


def residual_sizes(
    group: LeastSquares, point: LeastSquaresPoint, statistics: CategoricalStatistics
) -> dict[str, float]:
    """Return RMR and the standardised root mean square residuals.

    As lavaan counts them: correlations over all p(p + 1)/2 places although the
    diagonal is taken to fit, and one place a covariate (``srmr``), with the thresholds
    (``srmr_bentler``, ``rmr``), or correlations and thresholds without the diagonal
    (``crmr``; Maydeu-Olivares 2017, doi:10.1007/s11336-016-9552-7).
    """
    order = statistics.order
    levels, covariances = _split(point, order)
    p = order.n_variables
    deviation = np.sqrt(np.diag(statistics.cov))
    row, col = order.pairs
    scale = deviation[row] * deviation[col]
    thresholds = ~order.continuous[order.owner]
    of_levels = float((levels[thresholds] ** 2).sum())
    raw = float((covariances**2).sum())
    scaled = float(((covariances / scale) ** 2).sum())
    places, n_levels = p * (p + 1) / 2.0 + order.n_covariates, float(thresholds.sum())
    correlations = _correlation_residuals(group, point, statistics)
    below = float((correlations**2).sum())
    return {
        "rmr": float(np.sqrt((raw + of_levels) / (places + n_levels))),
        "rmr_nomean": float(np.sqrt(raw / places)),
        "srmr": float(np.sqrt(scaled / places)),
        "srmr_bentler": float(np.sqrt((scaled + of_levels) / (places + n_levels))),
        "srmr_bentler_nomean": float(np.sqrt(scaled / places)),
        "crmr": float(np.sqrt((below + of_levels) / (len(row) + n_levels))),
        "crmr_nomean": float(np.sqrt(below / len(row))) if len(row) else 0.0,
    }


def _correlation_residuals(
    group: LeastSquares, point: LeastSquaresPoint, statistics: CategoricalStatistics
) -> Array:
    """Return residuals of correlations, whatever the variances."""
    order = statistics.order
    row, col = order.pairs
    deviation = np.sqrt(np.diag(statistics.cov))
    first = len(group.target) - (order.size - order.first_variance)
    implied = point.at.vector[first:]
    fitted = np.ones(order.n_variables)
    fitted[order.continuous] = np.sqrt(implied[: int(order.continuous.sum())])
    sample = statistics.cov[row, col] / (deviation[row] * deviation[col])
    difference: Array = sample - implied[int(order.continuous.sum()) :] / (
        fitted[row] * fitted[col]
    )
    return difference


def _goodness(
    found: LeastSquaresFit, statistics: CategoricalStatistics, df: int
) -> dict[str, float]:
    """Return GFI, AGFI and PGFI with the weight of the fit (Tanaka & Huba 1985)."""
    total = size_of_moments(found.group, statistics)
    gfi = 1.0 - 2.0 * found.point.value / total
    size = statistics.order.size
    agfi = 1.0 - size / df * (1.0 - gfi) if df > 0 else 1.0
    return {"gfi": gfi, "agfi": agfi, "pgfi": df / size * gfi}


def size_of_moments(group: LeastSquares, statistics: CategoricalStatistics) -> float:
    """Return ``s' W s``, thresholds that took no part in the search included."""
    target, weight = group.target, group.weight
    total = float(target @ group.weighted(target))
    skipped = statistics.order.size - len(target)
    if skipped:
        levels = statistics.vector[:skipped]
        of_levels = (
            np.ones(skipped) if (weight == 1.0).all() else 1.0 / statistics.variances[:skipped]
        )
        total += float(of_levels @ levels**2)
    return total
