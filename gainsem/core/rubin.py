"""One answer from several imputed data sets or plausible values: Rubin's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gainsem.core.linalg import Array

Freedom = Literal["barnard.rubin", "rubin"]


@dataclass(frozen=True)
class Combined:
    """Estimates with an error that includes that of what was drawn.

    Parameters
    ----------
    estimate, se : ndarray
    df : ndarray
        Degrees of freedom of t; infinite where the draws do not differ.
    measurement : ndarray
        Share of the variance that comes from what was drawn: measurement error where these
        are plausible values, the missing answers where these are imputations.
    """

    estimate: Array
    se: Array
    df: Array
    measurement: Array

    @property
    def increase(self) -> Array:
        """Relative increase of the variance, (1 + 1/M) B / U (Rubin 1987, 3.1.7)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio: Array = self.measurement / (1.0 - self.measurement)
        return ratio

    def interval(self, level: float = 0.95) -> tuple[Array, Array]:
        """Return lower and upper limits of the t interval."""
        from scipy.special import stdtrit

        with np.errstate(invalid="ignore"):
            reach = stdtrit(np.minimum(self.df, 1e10), 0.5 + level / 2.0) * self.se
        return self.estimate - reach, self.estimate + reach

    def pvalue(self) -> Array:
        """Return the two-sided p value of a value of 0."""
        from scipy.special import stdtr

        with np.errstate(invalid="ignore", divide="ignore"):
            t = np.abs(self.estimate) / self.se
            p: Array = 2.0 * stdtr(np.minimum(self.df, 1e10), -t)
        return p


def combine(estimates: Array, variances: Array, freedom: Array | float) -> Combined:
    """Return the combined estimate, its standard error and degrees of freedom.

    ``T = U + (1 + 1/M) B`` from the mean U of the sampling variances and the variance B of
    the estimates (Rubin 1987, doi:10.1002/9780470316696), with the degrees of freedom of
    Barnard & Rubin (1999, doi:10.1093/biomet/86.4.948).

    Parameters
    ----------
    estimates, variances : ndarray, shape (draws, ...)
    freedom : ndarray or float
        Degrees of freedom of one complete analysis.

    Examples
    --------
    >>> import numpy as np
    >>> found = combine(np.array([1.0, 3.0]), np.array([2.0, 2.0]), np.inf)
    >>> float(found.estimate), round(float(found.se) ** 2, 12)
    (2.0, 5.0)
    """
    mean, within = estimates.mean(axis=0), variances.mean(axis=0)
    return combined(
        mean, within, estimates.var(axis=0, ddof=1), draws=len(estimates), freedom=freedom
    )


def combined(
    estimate: Array,
    within: Array,
    between: Array,
    *,
    draws: int,
    freedom: Array | float,
    rule: Freedom = "barnard.rubin",
) -> Combined:
    """Return what :func:`combine` does from the two parts of the variance.

    Parameters
    ----------
    estimate, within, between : ndarray
        U and B of the draws.
    draws : int
        M.
    freedom : ndarray or float
        Degrees of freedom of one complete analysis.
    rule : {"barnard.rubin", "rubin"}
        Degrees of freedom that know the size of the sample, or those of Rubin (1987, 3.1.6),
        ``(M - 1) (1 + 1/r)**2``, which take it as infinite.
    """
    between = (1.0 + 1.0 / draws) * between
    total = within + between
    full = np.broadcast_to(np.asarray(freedom, dtype=np.float64), total.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0.0, between / total, 0.0)
        df = (draws - 1.0) / share**2
        if rule == "barnard.rubin":
            observed = (1.0 - share) * np.where(
                np.isinf(full), np.inf, full * (full + 1.0) / (full + 3.0)
            )
            df = 1.0 / (1.0 / df + 1.0 / np.maximum(observed, 1e-300))
    return Combined(estimate, np.sqrt(total), np.asarray(df, dtype=np.float64), share)
