"""CFI, TLI and RMSEA from a distance and its expectation under the model."""

from __future__ import annotations

from gainsem.core.categorical_ml import LikelihoodDistance
from gainsem.core.fit_measures import ChiSquare, rmsea

INCREMENTAL = ("cfi_robust", "tli_robust", "nnfi_robust", "rni_robust")
RMSEA = (
    "rmsea_robust",
    "rmsea_ci_lower_robust",
    "rmsea_ci_upper_robust",
    "rmsea_pvalue_robust",
    "rmsea_notclose_pvalue_robust",
)


def robust_incremental(
    model: LikelihoodDistance | None,
    baseline: LikelihoodDistance | None,
    *,
    n: float,
    df: int,
    baseline_df: int,
) -> dict[str, float]:
    """Return robust CFI, TLI (= NNFI) and RNI; NaN without distances.

    Brosseau-Liard & Savalei (2014), doi:10.1080/00273171.2014.933697; for ordinal
    items Savalei (2021), doi:10.1080/00273171.2020.1717922: the statistic less its
    expectation takes the place of the statistic less df.
    """
    if model is None or baseline is None:
        return dict.fromkeys(INCREMENTAL, float("nan"))
    excess = n * model.value - model.expected
    excess0 = n * baseline.value - baseline.expected
    above, above0 = max(excess, 0.0), max(excess, excess0, 0.0)
    cfi = 1.0 - above / above0 if above0 > 0 else 1.0
    rni = 1.0 - excess / excess0 if excess0 != 0 else float("nan")
    tli = 1.0 - (1.0 - rni) * baseline_df / df if df > 0 else 1.0
    return dict(zip(INCREMENTAL, (cfi, tli, tli, rni), strict=True))


def robust_rmsea(
    model: LikelihoodDistance | None, *, n: float, df: int, size: float | None = None
) -> dict[str, float]:
    """Return the robust RMSEA with interval and tests; NaN without a distance.

    ``size`` is what the RMSEA divides by (default ``n - 1``).

    Savalei (2018), doi:10.1080/00273171.2018.1455142: the interval of the statistic
    divided by its scaling, brought back by the scaling.
    """
    if model is None:
        return dict.fromkeys(RMSEA, float("nan"))
    return {f"{name}_robust": value for name, value in _rmsea(model, n, df, size).items()}


def _rmsea(model: LikelihoodDistance, n: float, df: int, size: float | None) -> dict[str, float]:
    divisor = n - 1.0 if size is None else size
    if df == 0:
        return rmsea(ChiSquare(0.0, 0), divisor)
    scaling = model.expected / df
    test = ChiSquare(n * model.value / scaling, df)
    return rmsea(test, divisor / scaling)
