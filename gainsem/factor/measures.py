"""All fit measures of an exploratory factor analysis, under the names users know."""

from __future__ import annotations

import numpy as np

from gainsem.core.fit_measures import (
    ChiSquare,
    goodness_of_fit,
    incremental,
    information_criteria,
    parsimony,
    residual_size,
    rmsea,
)
from gainsem.core.linalg import Array, factor
from gainsem.core.scaled_tests import ScaledTest, mean_adjusted, scaled_shifted
from gainsem.factor.extractions import METHODS, pair_weights
from gainsem.factor.inference import Inference, pairs_of
from gainsem.results.correlations import Correlations


class NoDistribution(ChiSquare):
    """A statistic that, as it is, has no chi-square distribution."""

    @property
    def pvalue(self) -> float:
        """NaN: nothing to compare the statistic with."""
        return float("nan")


def degrees_of_freedom(p: int, m: int) -> int:
    """Return ``((p - m)^2 - (p + m)) / 2``."""
    return ((p - m) ** 2 - (p + m)) // 2


def most_factors(p: int) -> int:
    """Return the largest number of factors p items allow (df 0 or more).

    The Ledermann bound (1937), doi:10.1007/BF02288062.
    """
    return max((m for m in range(p) if degrees_of_freedom(p, m) >= 0), default=0)


def fit_measures(
    given: Correlations,
    r: Array,
    sigma: Array,
    inference: Inference,
    *,
    estimator: str,
    n_factors: int,
    bartlett: bool,
) -> dict[str, float]:
    """Return every measure of a solution.

    Parameters
    ----------
    given : Correlations
    r, sigma : ndarray, shape (p, p)
        Analysed and implied correlations.
    inference : Inference
    estimator : str
    n_factors : int
    bartlett : bool
        Bartlett (1951), doi:10.1093/biomet/38.3-4.337: the likelihood-ratio statistic times
        ``n - 1 - (2p + 5)/6 - 2m/3`` in place of n.
    """
    p = len(r)
    df = degrees_of_freedom(p, n_factors)
    method = METHODS[estimator]
    count = p * n_factors - n_factors * (n_factors - 1) // 2
    n_params = count + (sum(map(len, given.thresholds)) if given.ordinal else p)
    measures: dict[str, float] = {"npar": float(n_params)}
    if method.test:
        measures |= _tested(given, r, sigma, inference, (estimator, n_factors, df, bartlett))
    else:
        measures |= {"df": float(df)}
    likelihood = method.weight == "likelihood" and not given.ordinal
    if likelihood and inference.traces is None:
        measures |= _information(given, r, sigma, n_params)
    measures |= {"ntotal": float(given.n_obs), **residual_measures(r, sigma, df)}
    return measures


def residual_measures(r: Array, sigma: Array, df: int) -> dict[str, float]:
    """Return SRMR and CRMR (= RMSR), RMSR corrected for df, and McDonald's index of fit."""
    sizes = residual_size(r, sigma)
    pairs = pairs_of(len(r))
    residual = (r - sigma)[pairs]
    total = float((residual**2).sum())
    corrected = float(np.sqrt(total / df)) if df > 0 else float("nan")
    return {
        "srmr": sizes["srmr"],
        "crmr": sizes["crmr"],
        "rmsr_corrected": corrected,
        "off_diagonal_fit": 1.0 - total / float((r[pairs] ** 2).sum()),
    }


def _tested(
    given: Correlations,
    r: Array,
    sigma: Array,
    inference: Inference,
    how: tuple[str, int, int, bool],
) -> dict[str, float]:
    estimator, n_factors, df, bartlett = how
    p, n = len(r), float(given.n_obs)
    likelihood = METHODS[estimator].weight == "likelihood"
    fmin, fmin0 = _discrepancies(given, r, sigma, estimator)
    by_n = n - 1.0 if given.ordinal else n
    scale, scale0 = by_n, by_n
    if bartlett and likelihood:
        scale = n - 1.0 - (2.0 * p + 5.0) / 6.0 - 2.0 * n_factors / 3.0
        scale0 = n - 1.0 - (2.0 * p + 5.0) / 6.0
    kind = ChiSquare if _chi_square_as_it_is(given, estimator) else NoDistribution
    model = kind(max(scale * fmin, 0.0), df)
    baseline = kind(max(scale0 * fmin0, 0.0), p * (p - 1) // 2)
    measures = {
        "fmin": fmin / 2.0,
        **_named(model, ""),
        **_named(baseline, "baseline_"),
        **incremental(model, baseline),
        **rmsea(model, by_n),
        "bic_chisq": model.statistic - df * float(np.log(n)),
    }
    if not likelihood:
        measures.pop("bic_chisq")
    elif not given.ordinal and inference.traces is None:
        measures |= {
            **goodness_of_fit(r, sigma, df, p * (p + 1) // 2),
            **parsimony(model, by_n, int(p * (p + 1) // 2 - df)),
        }
    if inference.traces is not None and inference.baseline_traces is not None:
        measures |= _scaled(model, baseline, inference, estimator, by_n)
    return measures


def _chi_square_as_it_is(given: Correlations, estimator: str) -> bool:
    """Return whether the uncorrected statistic is one for some kind of data."""
    weight = METHODS[estimator].weight
    return weight != "identity" and (weight == "diagonal" or not given.ordinal)


def _discrepancies(
    given: Correlations, r: Array, sigma: Array, estimator: str
) -> tuple[float, float]:
    """Return the discrepancies of the model and of uncorrelated items."""
    weight = METHODS[estimator].weight
    if weight == "likelihood":
        sample, model = factor(r), factor(sigma)
        if sample is None or model is None:
            return float("nan"), float("nan")
        inner = float((model.inverse * r).sum())
        return model.logdet - sample.logdet + inner - len(r), -sample.logdet
    pairs = pairs_of(len(r))
    weights = pair_weights(given) if weight == "diagonal" else np.ones(len(pairs[0]))
    residual = (r - sigma)[pairs]
    return float(weights @ residual**2), float(weights @ r[pairs] ** 2)


def _scaled(
    model: ChiSquare, baseline: ChiSquare, inference: Inference, estimator: str, n: float
) -> dict[str, float]:
    assert inference.traces is not None
    assert inference.baseline_traces is not None
    likelihood = METHODS[estimator].weight == "likelihood"
    corrected = _corrected(model, inference.traces, likelihood)
    of_baseline = _corrected(baseline, inference.baseline_traces, likelihood)
    measures = {**incremental(corrected, of_baseline), **_scaled_rmsea(corrected, model, n)}
    return {
        **_named(corrected, "", "_scaled"),
        "chisq_scaling_factor": corrected.scaling,
        "chisq_shift_parameter": corrected.shift,
        **_named(of_baseline, "baseline_", "_scaled"),
        **{f"{name}_scaled": value for name, value in measures.items()},
    }


def _corrected(test: ChiSquare, traces: tuple[float, float], likelihood: bool) -> ScaledTest:
    """Return the statistic brought to the mean (and variance) of its distribution."""
    if likelihood:
        return mean_adjusted(test.statistic, test.df, traces[0])
    return scaled_shifted(test.statistic, test.df, *traces)


def _scaled_rmsea(test: ScaledTest, model: ChiSquare, n: float) -> dict[str, float]:
    if test.shift or test.df == 0:
        return rmsea(test, n)
    return rmsea(ScaledTest(model.statistic, test.df * test.scaling, 1.0), n)


def _named(test: ChiSquare | ScaledTest, prefix: str, suffix: str = "") -> dict[str, float]:
    return {
        f"{prefix}chisq{suffix}": test.statistic,
        f"{prefix}df{suffix}": float(test.df),
        f"{prefix}pvalue{suffix}": test.pvalue,
    }


def _information(given: Correlations, r: Array, sigma: Array, n_params: int) -> dict[str, float]:
    """Return log-likelihoods and information criteria of the answers in their own units."""
    n, p = given.n_obs, len(r)
    fmin = _discrepancies(given, r, sigma, "ML")[0]
    sample = factor(r)
    if sample is None or not np.isfinite(given.deviation).all():
        return {}
    logdet = sample.logdet + 2.0 * float(np.log(given.deviation).sum())
    unrestricted = -0.5 * n * (p * (1.0 + float(np.log(2.0 * np.pi))) + logdet)
    logl = unrestricted - 0.5 * n * fmin
    return {
        "logl": logl,
        "unrestricted_logl": unrestricted,
        **information_criteria(logl, n_params, n),
    }
