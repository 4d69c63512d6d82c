"""The parts of a fit to imputed data sets: estimates, tests, and what became of each set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PooledEstimate:
    """One row of ``imputed.parameters`` (NaN: does not apply).

    ``z`` is the estimate divided by its standard error, compared with t of ``df`` degrees
    of freedom; ``fmi`` the fraction of missing information, the share of the variance that
    is there because answers are missing; ``riv`` the relative increase in variance.
    """

    lhs: str
    op: str
    rhs: str
    group: int
    label: str
    free: bool
    est: float
    se: float
    z: float
    pvalue: float
    ci_lower: float
    ci_upper: float
    std_lv: float
    std_all: float
    df: float
    fmi: float
    riv: float


@dataclass(frozen=True, slots=True)
class PooledTest:
    """One pooled test.

    Parameters
    ----------
    method : str
        ``"D2"``, ``"D3"``, ``"D4"``, ``"D4.robust"``; ``"average.scaled"`` is the pooled
        uncorrected statistic, corrected by the average factor (and shift) of the data sets.
    of : str
        ``"model"`` or ``"baseline"``.
    statistics : str
        What was pooled: ``"plain"`` or ``"scaled"`` chi-square statistics.
    f, df, df2 : float
        The statistic D, and the degrees of freedom of F.
    pvalue : float
        From the F distribution.
    chisq, pvalue_chisq : float
        ``df`` times D, and its p value from the chi-square distribution.
    riv : float
        Average relative increase in variance.
    """

    method: str
    of: str
    statistics: str
    f: float
    df: float
    df2: float
    pvalue: float
    chisq: float
    pvalue_chisq: float
    riv: float


@dataclass(frozen=True, slots=True)
class Imputation:
    """What became of one imputed data set.

    Parameters
    ----------
    name : str
        Its number, or the file it lies in.
    used : bool
    n_obs : int
    chisq : float
        The statistic its model test reports.
    why : str
        Why it was left out; empty for one that was used.
    """

    name: str
    used: bool
    n_obs: int
    chisq: float
    why: str = ""
