"""Measures of fit of least squares of continuous variables, named as in lavaan."""

from __future__ import annotations

import numpy as np

from gainsem.core.fit_measures import ChiSquare, incremental, parsimony, residual_size, rmsea
from gainsem.core.generalised import GeneralisedLeastSquares
from gainsem.core.implied import Implied
from gainsem.core.least_squares import LeastSquares
from gainsem.core.moments import SampleMoments


class UntestedChiSquare(ChiSquare):
    """Unweighted least squares: its plain statistic has no chi-square distribution."""

    @property
    def pvalue(self) -> float:
        """NaN: nothing to compare the statistic with."""
        return float("nan")


def moment_measures(
    group: GeneralisedLeastSquares | LeastSquares,
    sample: SampleMoments,
    implied: Implied,
    *,
    fmin: float,
    tests: tuple[ChiSquare, ChiSquare],
    n_params: int,
    n_obs: int,
    corrected: dict[str, float],
) -> dict[str, float]:
    """Return every measure there is without a likelihood.

    Parameters
    ----------
    group : GeneralisedLeastSquares or LeastSquares
    sample : SampleMoments
        With divisor n - 1.
    implied : Implied
        At the solution.
    fmin : float
        F / 2.
    tests : tuple of ChiSquare
        Of the model and of its baseline model.
    n_params, n_obs : int
    corrected : dict
        Scaled and robust measures, to stand behind the plain ones.
    """
    model, baseline = tests
    means = {"mean": sample.mean, "mu": implied.mu} if sample.mean is not None else {}
    return {
        "npar": float(n_params),
        "fmin": fmin * sample.n / n_obs,
        "chisq": model.statistic,
        "df": float(model.df),
        "pvalue": model.pvalue,
        "baseline_chisq": baseline.statistic,
        "baseline_df": float(baseline.df),
        "baseline_pvalue": baseline.pvalue,
        **incremental(model, baseline),
        "ntotal": float(n_obs),
        **rmsea(model, sample.n),
        **residual_size(sample.cov, implied.sigma, **means),
        **_goodness(group, sample, fmin, model.df),
        **parsimony(model, sample.n, n_params),
        **corrected,
    }


def _goodness(
    group: GeneralisedLeastSquares | LeastSquares, sample: SampleMoments, fmin: float, df: int
) -> dict[str, float]:
    """Return GFI, AGFI and PGFI with the weight of the fit (Tanaka & Huba 1985)."""
    p = len(sample.cov)
    size = p * (p + 1) // 2 + (0 if sample.mean is None else p)
    if isinstance(group, LeastSquares):
        total = float(group.target @ group.weighted(group.target))
    else:
        total = 0.5 * p
        if sample.mean is not None:
            total += float(sample.mean @ np.linalg.solve(sample.cov, sample.mean))
    gfi = 1.0 - 2.0 * fmin / total
    agfi = 1.0 - size / df * (1.0 - gfi) if df > 0 else 1.0
    return {"gfi": gfi, "agfi": agfi, "pgfi": df / size * gfi}
