"""What a model leaves of the sample moments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from gainsem.core import residuals as core
from gainsem.errors import OptionError, did_you_mean
from gainsem.results.computed import computed
from gainsem.results.fitted import Fitted

if TYPE_CHECKING:
    from pandas import DataFrame, Series


ResidualKind = Literal["raw", "cor", "standardized"]


def residuals_of(fit: Fitted, kind: ResidualKind) -> core.Residuals:
    """Return the residuals as arrays.

    Parameters
    ----------
    fit : Fitted
    kind : {"raw", "cor", "standardized"}
        Covariances, correlations, or covariances divided by their standard error.

    Raises
    ------
    OptionError
        ``E-OPT-01`` for another kind.
    EstimationError
        ``E-EST-98`` when the estimates imply no covariance matrix.
    """
    if kind not in get_args(ResidualKind):
        kinds = get_args(ResidualKind)
        raise OptionError.of(
            "E-OPT-01",
            f"type={kind!r} is no kind of residual.{did_you_mean(str(kind), kinds)}",
            do=f"type can be: {', '.join(kinds)}",
        )
    numbers = computed(fit)
    sample, implied = numbers.sample, numbers.point.implied
    if kind != "standardized":
        difference = core.raw if kind == "raw" else core.correlation
        return difference(sample.cov, implied.sigma, mean=sample.mean, mu=implied.mu)
    return core.standardized(
        numbers.compiled.structure,
        implied,
        sample.cov,
        numbers.expected_vcov(fit.solution.params),
        sample.n,
        mean=sample.mean,
        given=[fit.table.observed.index(name) for name in fit.table.exogenous],
    )


def residual_frame(fit: Fitted, kind: ResidualKind) -> DataFrame:
    """Return the residuals of the covariances as a square frame."""
    import pandas as pd

    names = list(fit.moments.names)
    return pd.DataFrame(residuals_of(fit, kind).cov, index=names, columns=names)


def residual_means(fit: Fitted) -> Series:
    """Return the residuals of the means; NaN where the model has no means."""
    import pandas as pd

    mean = residuals_of(fit, "raw").mean
    names = list(fit.moments.names)
    return pd.Series(float("nan") if mean is None else mean, index=names, dtype="float64")
