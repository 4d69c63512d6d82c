"""Measures of fit of several groups, named as in lavaan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.fit_measures import (
    ChiSquare,
    goodness_of_fit_of,
    incremental,
    information_criteria,
    lack_of_fit,
    mean_over_groups,
    parsimony,
    residual_size,
    rmsea,
    rmsea_size,
)
from gainsem.core.implied import Implied
from gainsem.core.moments import SampleMoments
from gainsem.model.parameter_table import ParameterTable


@dataclass(frozen=True)
class MeasuredGroup:
    """One group: its table, moments, implied moments, and its share of the respondents."""

    table: ParameterTable
    sample: SampleMoments
    implied: Implied
    share: float


def grouped_measures(
    groups: Sequence[MeasuredGroup],
    *,
    model: ChiSquare,
    baseline: ChiSquare,
    n_params: int,
    n: float,
    n_obs: int,
    unrestricted: float,
    loglikelihood: float,
) -> dict[str, float]:
    """Return every measure of the interface.

    Residual sizes are means of those of the groups, weighted by respondents.

    Parameters
    ----------
    groups : sequence of MeasuredGroup
    model, baseline : ChiSquare
    n_params : int
    n : float
        What the discrepancy was multiplied with.
    n_obs : int
    unrestricted, loglikelihood : float
    """
    return {
        "npar": float(n_params),
        "fmin": model.statistic / (2.0 * n),
        "chisq": model.statistic,
        "df": float(model.df),
        "pvalue": model.pvalue,
        "baseline_chisq": baseline.statistic,
        "baseline_df": float(baseline.df),
        "baseline_pvalue": baseline.pvalue,
        **incremental(model, baseline),
        "logl": loglikelihood,
        "unrestricted_logl": unrestricted,
        **information_criteria(loglikelihood, n_params, n_obs),
        "ntotal": float(n_obs),
        **rmsea(model, rmsea_size(n, len(groups))),
        **_residual_sizes(groups),
        **_goodness(groups, model.df),
        **parsimony(model, n, n_params),
    }


def _residual_sizes(groups: Sequence[MeasuredGroup]) -> dict[str, float]:
    return mean_over_groups(
        (group.share, residual_size(group.sample.cov, group.implied.sigma, **_means(group)))
        for group in groups
    )


def _goodness(groups: Sequence[MeasuredGroup], df: int) -> dict[str, float]:
    """Return GFI as the mean of those of the groups, and what is made of it."""
    gfi, moments = 0.0, 0
    for group in groups:
        table = group.table
        given = [table.observed.index(name) for name in table.exogenous]
        lack, size = lack_of_fit(
            group.sample.cov, group.implied.sigma, given=given, **_means(group)
        )
        gfi += group.share * (1.0 - lack / size)
        p, means = len(table.observed), group.sample.mean is not None
        moments += p * (p + 3) // 2 if means else p * (p + 1) // 2
    return goodness_of_fit_of(gfi, df, moments)


def _means(group: MeasuredGroup) -> dict[str, np.ndarray]:
    if group.sample.mean is None:
        return {}
    return {"mean": group.sample.mean, "mu": group.implied.mu}
