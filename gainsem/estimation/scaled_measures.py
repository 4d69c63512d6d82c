"""Scaled and robust measures of fit of continuous variables, named as in lavaan."""

from __future__ import annotations

from gainsem.core.categorical_ml import LikelihoodDistance
from gainsem.core.fit_measures import ChiSquare, incremental, rmsea
from gainsem.core.robust_measures import robust_incremental
from gainsem.core.scaled_tests import ScaledTest
from gainsem.estimation.corrections import Corrections


def scaled_chi_square(prefix: str, test: ScaledTest) -> dict[str, float]:
    """Return a corrected statistic and what it was corrected by."""
    return {
        f"{prefix}chisq_scaled": test.statistic,
        f"{prefix}df_scaled": test.df,
        f"{prefix}pvalue_scaled": test.pvalue,
        f"{prefix}chisq_scaling_factor": test.scaling,
        f"{prefix}chisq_shift_parameter": test.shift,
    }


def scaled_measures(
    found: Corrections, model: ChiSquare, baseline: ChiSquare, *, n: float, robust: bool
) -> dict[str, float]:
    """Return corrected tests and the measures made of them.

    ``..._scaled`` put the corrected statistics into the usual formulas; where the
    correction divides only, the RMSEA takes the plain statistic with ``tr(U Gamma)``
    degrees of freedom, which is the same value with another interval.  ``..._robust``
    estimate what the measures of normal data would be in the population: Brosseau-Liard,
    Savalei & Li (2012), doi:10.1080/00273171.2012.715252 (RMSEA), and Brosseau-Liard &
    Savalei (2014), doi:10.1080/00273171.2014.933697 (CFI, TLI).

    Parameters
    ----------
    found : Corrections
    model, baseline : ChiSquare
        The plain statistics.
    n : float
        What the discrepancy was multiplied with.
    robust : bool
        Whether there are robust measures: not where degrees of freedom were fitted.
    """
    of_rmsea = found.model
    if of_rmsea.shift == 0.0 and of_rmsea.df > 0:
        scaling = of_rmsea.scaling
        of_rmsea = ScaledTest(of_rmsea.statistic * scaling, of_rmsea.df * scaling, 1.0)
    scaled = {**incremental(found.model, found.baseline), **rmsea(of_rmsea, n)}
    measures = {
        **scaled_chi_square("", found.model),
        **scaled_chi_square("baseline_", found.baseline),
        **{f"{name}_scaled": value for name, value in scaled.items()},
    }
    return measures | (robust_measures(found, model, baseline, n=n) if robust else {})


def robust_measures(
    found: Corrections, model: ChiSquare, baseline: ChiSquare, *, n: float
) -> dict[str, float]:
    """Return the robust CFI, TLI and RMSEA."""
    distance = LikelihoodDistance(model.statistic / n, found.mean)
    at_baseline = LikelihoodDistance(baseline.statistic / n, found.baseline_mean)
    measures = robust_incremental(distance, at_baseline, n=n, df=model.df, baseline_df=baseline.df)
    return measures | {
        f"{name}_robust": value for name, value in _robust_rmsea(found, model, n).items()
    }


def _robust_rmsea(found: Corrections, model: ChiSquare, n: float) -> dict[str, float]:
    """Return the robust RMSEA; interval and tests are those of the corrected statistic.

    Brought back to the scale of the plain one by what the statistic was divided by
    (Savalei 2018, doi:10.1080/00273171.2018.1455142).
    """
    if model.df == 0:
        return rmsea(ChiSquare(0.0, 0), n)
    scaling = found.mean / model.df
    point = rmsea(ChiSquare(model.statistic / scaling, model.df), n / scaling)
    return rmsea(found.model, n / found.model.scaling) | {"rmsea": point["rmsea"]}
