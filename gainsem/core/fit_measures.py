"""Fit measures of a maximum likelihood solution; one function, one family, its papers.

Degrees of freedom of 0 make most measures undefined; they are NaN then, except
the incremental ones, which are 1 for a model that reproduces the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gainsem.core.chi_square import (
    noncentral_lower_tail,
    noncentrality_at,
    upper_quantile,
    upper_tail,
)
from gainsem.core.linalg import Array, half_vectorise

CLOSE, NOT_CLOSE = 0.05, 0.08


class Tested(Protocol):
    """A statistic with its degrees of freedom, corrected or not."""

    @property
    def statistic(self) -> float:
        """Return the statistic."""

    @property
    def df(self) -> float:
        """Return the degrees of freedom."""


@dataclass(frozen=True)
class ChiSquare:
    """A likelihood-ratio test: statistic and degrees of freedom."""

    statistic: float
    df: int

    @property
    def pvalue(self) -> float:
        """Upper tail probability; NaN for df = 0."""
        return upper_tail(self.statistic, self.df)


def incremental(model: Tested, baseline: Tested) -> dict[str, float]:
    """Return CFI, TLI (= NNFI), RFI, NFI, PNFI, IFI and RNI.

    Bentler (1990), doi:10.1037/0033-2909.107.2.238; Tucker & Lewis (1973),
    doi:10.1007/BF02291170; Bentler & Bonett (1980), doi:10.1037/0033-2909.88.3.588;
    Bollen (1986, 1989); Mulaik et al. (1989), doi:10.1037/0033-2909.105.3.430;
    McDonald & Marsh (1990), doi:10.1037/0033-2909.107.2.247.
    """
    t, df, t0, df0 = model.statistic, model.df, baseline.statistic, baseline.df
    excess, excess0 = t - df, t0 - df0
    above, above0 = max(excess, 0.0), max(excess, excess0, 0.0)
    nan = float("nan")
    nfi = (t0 - t) / t0 if t0 > 0 else nan
    measures = {"cfi": 1.0 - above / above0 if above0 > 0 else 1.0}
    if df > 0 and df0 > 0:
        ratio, ratio0 = t / df, t0 / df0
        measures["tli"] = (ratio0 - ratio) / (ratio0 - 1.0) if ratio0 != 1.0 else nan
        measures["rfi"] = (ratio0 - ratio) / ratio0 if ratio0 > 0 else nan
    else:
        measures["tli"] = measures["rfi"] = 1.0
    measures["nnfi"] = measures["tli"]
    measures["nfi"] = nfi
    measures["pnfi"] = df / df0 * nfi if df0 > 0 else nan
    measures["ifi"] = (t0 - t) / (t0 - df) if t0 != df else nan
    measures["rni"] = (excess0 - excess) / excess0 if excess0 != 0 else nan
    return measures


def rmsea(model: Tested, n: float, *, level: float = 0.90) -> dict[str, float]:
    """Return RMSEA, its interval, and the tests of close and of not-close fit.

    Steiger & Lind (1980); Browne & Cudeck (1992), doi:10.1177/0049124192021002005;
    MacCallum, Browne & Sugawara (1996), doi:10.1037/1082-989X.1.2.130.
    The interval inverts the noncentral chi-square distribution.
    """
    t, df, tail = model.statistic, model.df, (1.0 - level) / 2.0
    if df == 0:
        nan = float("nan")
        return {
            "rmsea": 0.0,
            "rmsea_ci_lower": 0.0,
            "rmsea_ci_upper": 0.0,
            "rmsea_pvalue": nan,
            "rmsea_notclose_pvalue": nan,
        }
    bounds = [
        float(np.sqrt(noncentrality_at(t, df, side) / (n * df))) for side in (1.0 - tail, tail)
    ]
    return {
        "rmsea": float(np.sqrt(max((t - df) / (df * n), 0.0))),
        "rmsea_ci_lower": bounds[0],
        "rmsea_ci_upper": bounds[1],
        "rmsea_pvalue": 1.0 - noncentral_lower_tail(t, df, n * df * CLOSE**2),
        "rmsea_notclose_pvalue": noncentral_lower_tail(t, df, n * df * NOT_CLOSE**2),
    }


def rmsea_size(n: float, n_groups: int) -> float:
    """Return the n that brings the RMSEA of several groups to the scale of one.

    ``sqrt(G) sqrt((T - df) / (df n))`` (Steiger 1998, doi:10.1080/10705519809540115).
    """
    return n / n_groups


def mean_over_groups(own: Iterable[tuple[float, Mapping[str, float]]]) -> dict[str, float]:
    """Return measures of all groups: means of those of the groups, each with its share.

    Parameters
    ----------
    own : iterable of (float, mapping)
        The share of each group, and its measures.
    """
    total: dict[str, float] = {}
    for share, measures in own:
        for name, value in measures.items():
            total[name] = total.get(name, 0.0) + share * value
    return total


def residual_size(
    s: Array, sigma: Array, *, mean: Array | None = None, mu: Array | None = None
) -> dict[str, float]:
    """Return RMR and the standardised root mean square residuals.

    ``srmr`` is Bentler's: residuals divided by sample standard deviations, the
    diagonal included (Bentler 1995, EQS manual); ``crmr`` compares correlations
    and leaves the diagonal out (Bollen 1989; Maydeu-Olivares 2017,
    doi:10.1007/s11336-016-9552-7); ``srmr_mplus`` compares correlations, with the
    variances' relative residuals on the diagonal.

    Parameters
    ----------
    s, sigma : ndarray, shape (p, p)
    mean, mu : ndarray, shape (p,), optional
        Sample and implied means, when the model has a mean structure.
    """
    p = len(s)
    deviation, implied = np.sqrt(np.diag(s)), np.sqrt(np.diag(sigma))
    raw = half_vectorise(s - sigma)
    bentler = half_vectorise((s - sigma) / np.outer(deviation, deviation))
    correlations = s / np.outer(deviation, deviation) - sigma / np.outer(implied, implied)
    mplus = correlations.copy()
    np.fill_diagonal(mplus, (np.diag(s) - np.diag(sigma)) / np.diag(s))
    below = correlations[np.tril_indices(p, -1)]
    parts = {"rmr": raw, "srmr": bentler, "srmr_mplus": half_vectorise(mplus), "crmr": below}
    if mean is not None and mu is not None:
        scaled = mean / deviation - mu / implied
        extra = {
            "rmr": mean - mu,
            "srmr": (mean - mu) / deviation,
            "srmr_mplus": scaled,
            "crmr": (mean - mu) / deviation,
        }
        parts = {name: np.concatenate([part, extra[name]]) for name, part in parts.items()}
    result = {name: _root_mean_square(part) for name, part in parts.items()}
    result["srmr_bentler"] = result["srmr"]
    return result


def goodness_of_fit(
    s: Array,
    sigma: Array,
    df: int,
    n_moments: int,
    *,
    given: Sequence[int] = (),
    mean: Array | None = None,
    mu: Array | None = None,
) -> dict[str, float]:
    """Return GFI, AGFI and PGFI.

    Joreskog & Sorbom (1982), doi:10.1177/002224378201900402; Mulaik et al. (1989),
    doi:10.1037/0033-2909.105.3.430; the weight is the normal-theory one at Sigma.
    The moments of covariates treated as given are no part of what is explained.

    Parameters
    ----------
    s, sigma : ndarray, shape (p, p)
    df, n_moments : int
    given : sequence of int
        Positions of the fixed covariates.
    mean, mu : ndarray, shape (p,), optional
    """
    lack, size = lack_of_fit(s, sigma, given=given, mean=mean, mu=mu)
    return goodness_of_fit_of(1.0 - lack / size, df, n_moments)


def lack_of_fit(
    s: Array,
    sigma: Array,
    *,
    given: Sequence[int] = (),
    mean: Array | None = None,
    mu: Array | None = None,
) -> tuple[float, float]:
    """Return what a model leaves of the moments, and their size, both in its own metric.

    Parameters
    ----------
    s, sigma : ndarray, shape (p, p)
    given : sequence of int
    mean, mu : ndarray, shape (p,), optional
    """
    explained, level = s.copy(), np.zeros(len(s)) if mean is None else mean.copy()
    x = np.array(given, dtype=np.intp)
    explained[np.ix_(x, x)] = 0.0
    level[x] = 0.0
    total, rest = (np.linalg.solve(sigma, matrix) for matrix in (explained, s - sigma))
    size, lack = float(np.trace(total @ total)) / 2.0, float(np.trace(rest @ rest)) / 2.0
    if mean is not None and mu is not None:
        lack += float((mean - mu) @ np.linalg.solve(sigma, mean - mu))
        size += float(level @ np.linalg.solve(sigma, level))
    return lack, size


def goodness_of_fit_of(gfi: float, df: int, n_moments: int) -> dict[str, float]:
    """Return GFI, AGFI and PGFI."""
    agfi = 1.0 - n_moments / df * (1.0 - gfi) if df > 0 else 1.0
    return {"gfi": gfi, "agfi": agfi, "pgfi": df / n_moments * gfi}


def information_criteria(loglikelihood: float, n_params: int, n: int) -> dict[str, float]:
    """Return AIC, BIC and the sample-size adjusted BIC.

    Akaike (1974), doi:10.1109/TAC.1974.1100705; Schwarz (1978),
    doi:10.1214/aos/1176344136; Sclove (1987), doi:10.1007/BF02294360.
    """
    deviance = -2.0 * loglikelihood
    return {
        "aic": deviance + 2.0 * n_params,
        "bic": deviance + n_params * float(np.log(n)),
        "bic2": deviance + n_params * float(np.log((n + 2.0) / 24.0)),
    }


def parsimony(model: ChiSquare, n: float, n_params: int) -> dict[str, float]:
    """Return McDonald's MFI, ECVI and Hoelter's critical N.

    McDonald (1989), doi:10.1007/BF01908590; Browne & Cudeck (1989),
    doi:10.1207/s15327906mbr2404_4; Hoelter (1983), doi:10.1177/0049124183011003003.
    """
    t, df = model.statistic, model.df
    critical = {
        name: upper_quantile(alpha, df) / (t / n) + 1.0 if df > 0 and t > 0 else float("nan")
        for name, alpha in (("cn_05", 0.05), ("cn_01", 0.01))
    }
    return {
        "mfi": float(np.exp(-0.5 * (t - df) / n)),
        "ecvi": t / n + 2.0 * n_params / n,
        **critical,
    }


def _root_mean_square(values: Array) -> float:
    return float(np.sqrt((values**2).mean())) if len(values) else 0.0
