"""Student's t distribution: intervals and tests with the degrees of freedom of a design."""

from __future__ import annotations


def t_quantile(probability: float, df: float) -> float:
    """Return the quantile of t with ``df`` degrees of freedom.

    Examples
    --------
    >>> round(t_quantile(0.975, 10), 4)
    2.2281
    """
    # scipy takes longer to import than a fit takes; only designs ask for t.
    from scipy.special import stdtrit

    return float(stdtrit(df, probability))


def two_sided_t(statistic: float, df: float) -> float:
    """Return the probability of a t at least as far from 0 as ``statistic``.

    Examples
    --------
    >>> round(two_sided_t(2.2281389, 10), 4)
    0.05
    """
    from scipy.special import stdtr

    return 2.0 * float(stdtr(df, -abs(statistic)))
