"""Equivalence testing of fit: how bad a misfit cannot be ruled out, and what that is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gainsem.core.chi_square import noncentrality_at
from gainsem.core.fit_measures import ChiSquare

ALPHA = 0.05


@dataclass(frozen=True)
class TSize:
    """Sizes of misfit a confidence of 95 % speaks for, and the cut-offs they are held against.

    Parameters
    ----------
    rmsea, cfi : float
        T-size RMSEA: the largest that is not ruled out.  T-size CFI: the smallest.
    rmsea_cutoffs, cfi_cutoffs : tuple of float
        What .01, .05, .08, .10, and .99, .95, .92, .90 become: limits of excellent, close,
        fair and mediocre fit.
    """

    rmsea: float
    cfi: float
    rmsea_cutoffs: tuple[float, float, float, float]
    cfi_cutoffs: tuple[float, float, float, float]


def t_size(model: ChiSquare, baseline: ChiSquare, n: float) -> TSize:
    """Return T-size RMSEA and CFI with adjusted cut-offs.

    Where a test of exact fit puts the burden of proof on misfit, an equivalence test puts it
    on the model: with d the noncentrality under which a statistic as small as the observed
    one has probability 5 %, a misfit up to ``RMSEA_t = sqrt(d / (df n))`` cannot be ruled
    out.  ``CFI_t = 1 - d / max(d, d0)`` takes 2.5 % for each of the two models.  Cut-offs
    are larger than the conventional ones, as they compare with a limit of confidence: the
    regressions of Yuan, Chan, Marcoulides & Bentler (2016),
    doi:10.1080/10705511.2015.1065414, on degrees of freedom and sample size.

    Parameters
    ----------
    model, baseline : ChiSquare
    n : float
        Respondents less 1.

    Examples
    --------
    >>> found = t_size(ChiSquare(28.098, 23), ChiSquare(502.279, 36), 144.0)
    >>> round(found.rmsea, 4), round(found.cfi, 4)
    (0.0828, 0.9308)
    """
    upper = noncentrality_at(model.statistic, model.df, ALPHA)
    apart = noncentrality_at(model.statistic, model.df, ALPHA / 2.0)
    lower = noncentrality_at(baseline.statistic, baseline.df, 1.0 - ALPHA / 2.0)
    largest = max(apart, lower)
    return TSize(
        math.sqrt(upper / (model.df * n)),
        1.0 - apart / largest if largest > 0.0 else 1.0,
        _rmsea_cutoffs(model.df, n),
        _cfi_cutoffs(model.df, baseline.df, n),
    )


def _rmsea_cutoffs(df: int, n: float) -> tuple[float, float, float, float]:
    d, m = math.log(df), math.log(n)
    fifth = n**0.2
    excellent = 1.34863 - 0.51999 * d + 0.01925 * d**2 - 0.59811 * m
    close = 2.06034 - 0.62974 * d + 0.02512 * d**2 - 0.98388 * m + 0.05442 * m**2
    logs = (
        excellent + 0.00902 * n**0.5 + 0.01796 * d * m,
        close - 0.00005188 * n + 0.05260 * d * m,
        _wide(d, m, fifth, (2.84129, 0.54809, 0.02296, 0.76005, 0.10229, 1.11167, 0.04845)),
        _wide(d, m, fifth, (2.36352, 0.49440, 0.02131, 0.64445, 0.09043, 1.01634, 0.04422)),
    )
    first, second, third, fourth = (math.exp(each) for each in logs)
    return first, second, third, fourth


def _wide(d: float, m: float, fifth: float, b: tuple[float, ...]) -> float:
    start, by_d, by_dd, by_m, by_mm, by_fifth, by_dm = b
    own = start - by_d * d + by_dd * d**2 - by_m * m + by_mm * m**2
    return own - by_fifth * fifth + by_dm * d * m


def _cfi_cutoffs(df: int, baseline: int, n: float) -> tuple[float, float, float, float]:
    d, d0, m, fifth = math.log(df), math.log(baseline), math.log(n), n**0.2
    roots = df**0.2, baseline**0.2
    excellent = 4.67603 - 0.50827 * d + 0.87087 * roots[0] - 0.59613 * roots[1]
    excellent += -1.89602 * m + 0.10190 * m**2 + 0.03729 * d * m
    close = 4.12132 - 0.46285 * d + 0.52478 * roots[0] - 0.31832 * roots[1]
    close += -1.74422 * m + 0.13042 * m**2 - 0.02360 * n**0.5 + 0.04215 * d * m
    fair = 6.31234 - 0.41762 * d + 0.01554 * d**2 - 0.00563 * d0**2 - 1.30229 * m
    fair += 0.19999 * m**2 - 2.17429 * fifth + 0.05342 * d * m - 0.01520 * d0 * m
    mediocre = 5.96633 - 0.40425 * d + 0.01384 * d**2 - 0.00411 * d0**2 - 1.20242 * m
    mediocre += 0.18763 * m**2 - 2.06704 * fifth + 0.05245 * d * m - 0.01533 * d0 * m
    first, second, third, fourth = (
        1.0 - math.exp(each) for each in (excellent, close, fair, mediocre)
    )
    return first, second, third, fourth
