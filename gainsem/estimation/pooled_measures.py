"""Measures of fit made of pooled statistics and pooled moments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.fit_measures import incremental, residual_size, rmsea
from gainsem.core.scaled_tests import ScaledTest
from gainsem.estimation.pooled_statistics import Statistics, plain_d2
from gainsem.results.computed import computed, sample_of
from gainsem.results.fit import Fit
from gainsem.results.imputed_parts import PooledTest
from gainsem.results.reported_measures import OF_CHI_SQUARE

AVERAGED = ("chisq", "baseline_chisq", "baseline_df", "cfi", "tli", "rmsea")
FACTORS = tuple(
    f"{of}chisq_{name}"
    for of in ("", "baseline_")
    for name in ("scaling_factor", "shift_parameter")
)


def pooled_measures(found: Statistics, tests: Sequence[PooledTest]) -> dict[str, float]:
    """Return the measures of a pooled fit, under the names of a single one.

    CFI, TLI and RMSEA put ``k D`` of the test that is reported, of the model and of the
    baseline, into the usual formulas (Enders & Mansolf 2018, doi:10.1037/met0000102); p
    values are those of F.  The SRMR compares the pooled moments with those the pooled
    estimates imply (as the two-stage method of Lee & Cai 2012,
    doi:10.3102/1076998612458320, does).  There is no AIC or BIC: imputed data sets have no
    likelihood of their own to be penalised.  A statistic without a distribution and the
    indices made of it are the means of the data sets.
    """
    fit = found.pooled
    npar, df = (float(found.fits[0].fit_measures[name]) for name in ("npar", "df"))
    measures = {"npar": npar, "df": df, "n_imputations": float(found.m)}
    for suffix, pair in _pairs(found, tests).items():
        measures |= _of_pair(found, suffix, *pair)
    if found.scaled and tests:
        measures |= {name: float(np.nan_to_num(found.of(name)).mean()) for name in FACTORS}
    if tests:
        first = tests[0]
        measures |= {"f": first.f, "f_df2": first.df2, "ariv": first.riv}
        measures["pvalue_chisq"] = first.pvalue_chisq
    else:
        measures |= {name: float(found.of(name).mean()) for name in AVERAGED}
        measures |= dict.fromkeys(("pvalue", "baseline_pvalue", *OF_CHI_SQUARE), float("nan"))
    unknown = [name for name in measures if np.isnan(found.of(name)).all()]
    known = {name for fit in found.fits for name in fit.fit_measures}
    measures |= {name: float("nan") for name in unknown if name in known}
    return {**measures, "ntotal": float(fit.n_obs), **_residual_size(found)}


def _pairs(
    found: Statistics, tests: Sequence[PooledTest]
) -> dict[str, tuple[PooledTest, PooledTest]]:
    """Return the reported test of the model and of the baseline, by suffix of their measures."""
    if not tests:
        return {}
    chosen = tests[0].method
    model, baseline = (
        next(test for test in tests if test.of == of and test.method == chosen)
        for of in ("model", "baseline")
    )
    if not found.scaled:
        return {"": (model, baseline)}
    plain = (plain_d2(found, "model"), plain_d2(found, "baseline"))
    return {"": plain, "scaled": (model, baseline)}


def _of_pair(
    found: Statistics, version: str, model: PooledTest, baseline: PooledTest
) -> dict[str, float]:
    suffix = f"_{version}" if version else ""
    one = ScaledTest(model.chisq, model.df, 1.0)
    other = ScaledTest(baseline.chisq, baseline.df, 1.0)
    measures = {
        **incremental(one, other),
        **rmsea(_for_rmsea(found, one) if version else one, _multiplier(found.pooled)),
    }
    return {
        f"chisq{suffix}": model.chisq,
        f"df{suffix}": model.df,
        f"pvalue{suffix}": model.pvalue,
        f"baseline_chisq{suffix}": baseline.chisq,
        f"baseline_df{suffix}": baseline.df,
        f"baseline_pvalue{suffix}": baseline.pvalue,
        **{f"{name}{suffix}": value for name, value in measures.items()},
    }


def _for_rmsea(found: Statistics, test: ScaledTest) -> ScaledTest:
    """Return what the RMSEA is made of: where a factor divides only, the statistic times it."""
    shifts = np.nan_to_num(found.of("chisq_shift_parameter"))
    scaling = float(found.of("chisq_scaling_factor").mean())
    if shifts.any() or not (test.df > 0 and np.isfinite(scaling)):
        return test
    return ScaledTest(test.statistic * scaling, test.df * scaling, 1.0)


def _multiplier(fit: Fit) -> float:
    """Return what the discrepancy is multiplied with: n, or n - 1."""
    sample = None if fit.table.levels else sample_of(fit)
    return fit.n_obs - 1.0 if sample is None else sample.n


def _residual_size(found: Statistics) -> dict[str, float]:
    """Return the size of the residuals of the pooled moments.

    Where ordinal items are given covariates it is the mean of the data sets instead.
    """
    fit = found.pooled
    if fit.table.levels and fit.table.conditional and fit.table.exogenous:
        return {name: float(found.of(name).mean()) for name in ("srmr", "crmr")}
    at = computed(fit)
    if fit.table.levels:
        # As of a single fit of ordinal items: their correlations, thresholds left out.
        return {"srmr": residual_size(fit.moments.cov, at.sigma)["srmr"]}
    sample = sample_of(fit)
    if sample is None:
        return {}
    means = {"mean": sample.mean, "mu": at.mu} if sample.mean is not None else {}
    return residual_size(sample.cov, at.sigma, **means)
