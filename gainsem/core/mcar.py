"""Little's test that answers are missing completely at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.chi_square import upper_tail
from gainsem.core.em_moments import EmMoments


@dataclass(frozen=True)
class McarTest:
    """A chi-square statistic; ``pvalue`` is NaN where there is nothing to test."""

    statistic: float
    df: int
    pvalue: float


def little_test(found: EmMoments) -> McarTest | None:
    """Return Little's test of equal means in all patterns of answers.

    ``d^2 = sum n_o (m_o - mu_o)' S_oo^-1 (m_o - mu_o)`` with the EM means and ``S = n / (n - 1)``
    times the EM covariances is asymptotically chi-square with ``sum p_o - p`` degrees of
    freedom (Little 1988, doi:10.1080/01621459.1988.10478722).

    Parameters
    ----------
    found : EmMoments

    Returns
    -------
    McarTest or None
        None where the EM moments were not determined.
    """
    patterns, point = found.patterns, found.point
    if point is None or not found.converged:
        return None
    apart = np.where(patterns.observed, patterns.mean - found.mean, 0.0)
    distances = (apart * point.drift).sum(axis=1)
    statistic = float(patterns.counts @ distances) * (found.n - 1.0) / found.n
    df = int(patterns.observed.sum()) - patterns.n_variables
    if df <= 0:
        return McarTest(0.0, 0, float("nan"))
    return McarTest(statistic, df, upper_tail(statistic, df))
