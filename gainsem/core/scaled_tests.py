"""Corrections of a least squares statistic to the moments of a chi-square distribution."""

from __future__ import annotations

from dataclasses import dataclass

from gainsem.core.chi_square import upper_tail


@dataclass(frozen=True)
class ScaledTest:
    """A corrected statistic.

    Parameters
    ----------
    statistic, df : float
    scaling : float
        What the statistic was divided by.
    shift : float
        What was added after that.
    """

    statistic: float
    df: float
    scaling: float
    shift: float = 0.0

    @property
    def pvalue(self) -> float:
        """Upper tail probability; NaN for df = 0."""
        return upper_tail(self.statistic, self.df)


def mean_adjusted(statistic: float, df: int, trace: float) -> ScaledTest:
    """Return the statistic with the right mean (Satorra & Bentler 1994)."""
    if df == 0:
        return _nothing_to_test(statistic)
    scaling = _known(trace) / df
    return ScaledTest(statistic / scaling, float(df), scaling)


def mean_variance_adjusted(
    statistic: float, df: int, trace: float, trace_squared: float
) -> ScaledTest:
    """Return the statistic with the right mean and variance by fitting df.

    Satterthwaite (1941), doi:10.1007/BF02288586; Satorra & Bentler (1994).
    """
    if df == 0:
        return _nothing_to_test(statistic)
    scaling = _known(trace_squared) / _known(trace)
    return ScaledTest(statistic / scaling, trace**2 / _known(trace_squared), scaling)


def scaled_shifted(statistic: float, df: int, trace: float, trace_squared: float) -> ScaledTest:
    """Return the statistic with the right mean and variance at unchanged df.

    Asparouhov & Muthen (2010), Simple second order chi-square correction, Mplus.
    """
    if df == 0:
        return _nothing_to_test(statistic)
    factor = (df / _known(trace_squared)) ** 0.5
    shift = df - factor * trace
    return ScaledTest(factor * statistic + shift, float(df), 1.0 / factor, shift)


def _known(trace: float) -> float:
    """Return a trace; NaN for 0, as where all of a population was asked and nothing varies."""
    return trace if trace else float("nan")


def _nothing_to_test(statistic: float) -> ScaledTest:
    nan = float("nan")
    return ScaledTest(statistic, 0.0, nan, nan)
