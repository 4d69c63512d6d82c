"""All fit measures of a maximum likelihood fit, under the names users know."""

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
from gainsem.core.implied import Implied
from gainsem.core.linalg import Array, factor
from gainsem.core.moments import SampleMoments
from gainsem.model.parameter_table import ParameterTable, covariates


def fit_measures(
    table: ParameterTable,
    sample: SampleMoments,
    implied: Implied,
    *,
    fmin: float,
    df: int,
    n_params: int,
    n_obs: int,
    corrected: dict[str, float] | None = None,
) -> dict[str, float]:
    """Return every measure of the interface for one group.

    Parameters
    ----------
    table : ParameterTable
    sample : SampleMoments
    implied : Implied
        At the solution.
    fmin : float
        F / 2.
    df, n_params, n_obs : int
    corrected : dict, optional
        Scaled and robust measures, to stand behind the plain ones.
    """
    model = ChiSquare(max(2.0 * sample.n * fmin, 0.0), df)
    baseline = independence(table, sample)
    means = {"mean": sample.mean, "mu": implied.mu} if sample.mean is not None else {}
    unrestricted = saturated_loglikelihood(table, sample, n_obs)
    loglikelihood = unrestricted - n_obs * fmin
    p = len(sample.cov)
    n_moments = p * (p + 1) // 2 + (p if means else 0)
    given = [table.observed.index(name) for name in table.exogenous]
    return {
        "npar": float(n_params),
        "fmin": fmin,
        "chisq": model.statistic,
        "df": float(df),
        "pvalue": model.pvalue,
        "baseline_chisq": baseline.statistic,
        "baseline_df": float(baseline.df),
        "baseline_pvalue": baseline.pvalue,
        **incremental(model, baseline),
        "logl": loglikelihood,
        "unrestricted_logl": unrestricted,
        **information_criteria(loglikelihood, n_params, n_obs),
        "ntotal": float(n_obs),
        **rmsea(model, sample.n),
        **residual_size(sample.cov, implied.sigma, **means),
        **goodness_of_fit(sample.cov, implied.sigma, df, n_moments, given=given, **means),
        **parsimony(model, sample.n, n_params),
        **(corrected or {}),
    }


def independence(table: ParameterTable, sample: SampleMoments) -> ChiSquare:
    """Return the test of the model in which observed variables are unrelated.

    Covariates keep their covariances; every other variable has a variance only.
    """
    x = [table.observed.index(name) for name in covariates(table)]
    y = [position for position in range(len(table.observed)) if position not in x]
    logdet = float(np.log(np.diag(sample.cov)[y]).sum())
    logdet += _logdet(sample.cov, x)
    p, q = len(table.observed), len(x)
    df = p * (p - 1) // 2 - q * (q - 1) // 2
    return ChiSquare(sample.n * (logdet - sample.logdet), df)


def saturated_loglikelihood(table: ParameterTable, sample: SampleMoments, n_obs: float) -> float:
    """Return the log-likelihood of the saturated model, given the fixed covariates."""
    x = [table.observed.index(name) for name in table.exogenous]
    p = len(table.observed)
    full = p * (1.0 + np.log(2.0 * np.pi)) + sample.logdet
    given = len(x) * (1.0 + np.log(2.0 * np.pi)) + _logdet(sample.cov, x)
    return float(-0.5 * n_obs * (full - given))


def _logdet(cov: Array, chosen: list[int]) -> float:
    if not chosen:
        return 0.0
    factored = factor(cov[np.ix_(chosen, chosen)])
    return float("nan") if factored is None else factored.logdet
