"""What a model leaves of the sample moments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from gainsem.core import residuals as core
from gainsem.core.implied import Implied
from gainsem.core.linalg import Array
from gainsem.core.moments import SampleMoments
from gainsem.errors import EstimationError, OptionError, did_you_mean
from gainsem.model.response import moment_order
from gainsem.results.computed import computed, given_sigma, likelihood, sample_of
from gainsem.results.fitted import Fitted
from gainsem.results.incomplete import fiml_residuals, residuals_by
from gainsem.results.missing_answers import is_fiml
from gainsem.results.moment_fit import residual_errors, uses_moments
from gainsem.results.one_of_several import refuse_one_of_several
from gainsem.results.ordinal_moments import given_covariates

if TYPE_CHECKING:
    from pandas import DataFrame, Series

ASKED = ("Standardized residuals", 'residuals("standardized")')


# A residual with a smaller standard error is one the model always reproduces.
CERTAIN = 1e-9

ResidualKind = Literal["raw", "cor", "standardized"]


def residuals_of(
    fit: Fitted, kind: ResidualKind, *, inverse: Array | None = None
) -> core.Residuals:
    """Return the residuals as arrays.

    Parameters
    ----------
    fit : Fitted
    kind : {"raw", "cor", "standardized"}
        Covariances, correlations, or covariances divided by their standard error.
    inverse : ndarray, shape (q, q), optional
        Inverse of the expected information about the free parameters, where more than this
        fit knows of them: as one of several groups.

    Raises
    ------
    OptionError
        ``E-OPT-01`` for another kind.
    EstimationError
        ``E-EST-98`` when the estimates imply no covariance matrix; ``E-GRP-67`` for
        standardized residuals of one group of several by maximum likelihood.
    """
    if kind not in get_args(ResidualKind):
        kinds = get_args(ResidualKind)
        raise OptionError.of(
            "E-OPT-01",
            f"type={kind!r} is no kind of residual.{did_you_mean(str(kind), kinds)}",
            do=f"type can be: {', '.join(kinds)}",
        )
    if fit.table.levels:
        return _of_ordinal(fit, kind)
    if kind == "standardized" and is_fiml(fit):
        refuse_one_of_several(fit, *ASKED)
        return fiml_residuals(fit)
    sample, implied = _moments(fit)
    if kind == "standardized" and fit.missing is not None and sample.mean is not None:
        known = fit.solution.residual_se
        variances = known**2 if known is not None else np.full(_n_moments(fit), np.nan)
        at = (implied.sigma, implied.mu)
        return residuals_by(sample.cov, sample.mean, at, variances, n=fit.n_obs)
    if kind != "standardized":
        difference = core.raw if kind == "raw" else core.correlation
        return difference(sample.cov, implied.sigma, mean=sample.mean, mu=implied.mu)
    if uses_moments(fit) or fit.solution.residual_se is not None:
        return _by_own_errors(fit, sample, implied)
    if inverse is None:
        refuse_one_of_several(fit, *ASKED)
    numbers = likelihood(fit)
    return core.standardized(
        numbers.compiled.structure,
        implied,
        sample.cov,
        numbers.expected_vcov(fit.solution.params) if inverse is None else inverse,
        sample.n,
        mean=sample.mean,
        given=[fit.table.observed.index(name) for name in fit.table.exogenous],
        omega=numbers.point.omega,
    )


def _n_moments(fit: Fitted) -> int:
    p = len(fit.table.observed)
    return p * (p + 3) // 2


def _moments(fit: Fitted) -> tuple[SampleMoments, Implied]:
    """Return sample and implied moments of continuous variables."""
    if not uses_moments(fit):
        numbers = likelihood(fit)
        return numbers.sample, numbers.point.implied
    sample, found = sample_of(fit), computed(fit)
    if sample is None:
        raise EstimationError.of("E-EST-98", "The sample covariance matrix is singular.")
    return sample, found.implied


def _by_own_errors(fit: Fitted, sample: SampleMoments, implied: Implied) -> core.Residuals:
    """Return residuals divided by the standard errors the fit was made with, NaN without any."""
    p = len(sample.cov)
    errors = residual_errors(fit) or (np.full((p, p), np.nan), np.full(p, np.nan))
    deviation = np.sqrt(np.diag(sample.cov))

    def divided(residual: Array, error: Array, unit: Array) -> Array:
        some = error > CERTAIN * unit
        return np.where(some, residual / np.where(some, error, 1.0), np.nan)

    cov = divided(sample.cov - implied.sigma, errors[0], np.outer(deviation, deviation))
    if sample.mean is None:
        return core.Residuals(cov, None)
    return core.Residuals(cov, divided(sample.mean - implied.mu, errors[1], deviation))


def _of_ordinal(fit: Fitted, kind: ResidualKind) -> core.Residuals:
    """Return residuals of polychorics and covariances, given the covariates.

    The covariates' own rows are NaN: their moments are given, not explained.
    """
    sample = given_covariates(fit.moments, fit.table)[0]
    sigma = given_sigma(fit)
    at = np.array([fit.table.observed.index(name) for name in fit.table.explained], dtype=np.intp)
    whole = np.full((len(fit.table.observed),) * 2, np.nan)
    difference = core.correlation if kind == "cor" else core.raw
    found = difference(sample, sigma).cov
    if kind == "standardized":
        with np.errstate(divide="ignore", invalid="ignore"):
            errors = _residual_errors(fit, len(at))
            found = np.where(errors > CERTAIN, found / errors, np.nan)
    whole[np.ix_(at, at)] = found
    mean = fit.moments.mean
    if kind != "raw" or fit.table.conditional or mean is None:
        return core.Residuals(whole, None)
    return core.Residuals(whole, mean - computed(fit).mu)


def _residual_errors(fit: Fitted, size: int) -> Array:
    """Return the standard errors of the residuals of correlations, NaN elsewhere."""
    order, errors = moment_order(fit.table), np.full((size, size), np.nan)
    if fit.solution.residual_se is not None:
        row, col = order.pairs
        errors[row, col] = errors[col, row] = fit.solution.residual_se[order.first_pair :]
    return errors


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
