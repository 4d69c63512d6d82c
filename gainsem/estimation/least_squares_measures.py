"""Measures of fit of least squares of continuous variables, named as in lavaan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.fit_measures import (
    ChiSquare,
    goodness_of_fit_of,
    incremental,
    mean_over_groups,
    parsimony,
    residual_size,
    rmsea,
    rmsea_size,
)
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


@dataclass(frozen=True)
class MeasuredMoments:
    """One group at the solution, or the only one.

    Parameters
    ----------
    group : GeneralisedLeastSquares or LeastSquares
    sample : SampleMoments
        With divisor n - 1.
    implied : Implied
    value : float
        F / 2.
    portion : float
        The group's part of the respondents.
    """

    group: GeneralisedLeastSquares | LeastSquares
    sample: SampleMoments
    implied: Implied
    value: float
    portion: float = 1.0


def moment_measures(
    groups: Sequence[MeasuredMoments],
    *,
    tests: tuple[ChiSquare, ChiSquare],
    n_params: int,
    n_obs: int,
    corrected: dict[str, float],
) -> dict[str, float]:
    """Return every measure there is without a likelihood.

    Residual sizes and GFI are means of those of the groups, weighted by respondents.

    Parameters
    ----------
    groups : sequence of MeasuredMoments
    tests : tuple of ChiSquare
        Of the model and of its baseline model.
    n_params, n_obs : int
    corrected : dict
        Scaled and robust measures, to stand behind the plain ones.
    """
    model, baseline = tests
    n = sum(each.sample.n for each in groups)
    return {
        "npar": float(n_params),
        "fmin": model.statistic / (2.0 * n_obs),
        "chisq": model.statistic,
        "df": float(model.df),
        "pvalue": model.pvalue,
        "baseline_chisq": baseline.statistic,
        "baseline_df": float(baseline.df),
        "baseline_pvalue": baseline.pvalue,
        **incremental(model, baseline),
        "ntotal": float(n_obs),
        **rmsea(model, rmsea_size(n, len(groups))),
        **mean_over_groups((each.portion, _residual_size(each)) for each in groups),
        **_goodness(groups, model.df),
        **parsimony(model, n, n_params),
        **corrected,
    }


def _residual_size(each: MeasuredMoments) -> dict[str, float]:
    sample, implied = each.sample, each.implied
    means = {"mean": sample.mean, "mu": implied.mu} if sample.mean is not None else {}
    return residual_size(sample.cov, implied.sigma, **means)


def _goodness(groups: Sequence[MeasuredMoments], df: int) -> dict[str, float]:
    """Return GFI, AGFI and PGFI with the weight of the fit (Tanaka & Huba 1985)."""
    gfi, moments = 0.0, 0
    for each in groups:
        p = len(each.sample.cov)
        moments += p * (p + 1) // 2 + (0 if each.sample.mean is None else p)
        gfi += each.portion * (1.0 - 2.0 * each.value / _size(each))
    return goodness_of_fit_of(gfi, df, moments)


def _size(each: MeasuredMoments) -> float:
    """Return what the discrepancy would be of a model that implies no moments at all."""
    group, sample = each.group, each.sample
    if isinstance(group, LeastSquares):
        return float(group.target @ group.weighted(group.target))
    total = 0.5 * len(sample.cov)
    if sample.mean is not None:
        total += float(sample.mean @ np.linalg.solve(sample.cov, sample.mean))
    return total
