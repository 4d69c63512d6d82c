"""What the rules for a number of factors found, as arrays and rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule and its verdict.

    Parameters
    ----------
    key : str
        Stable name, such as ``parallel_components``.
    title : str
    n_factors : int or None
        Its verdict; None where it could not be applied.
    votes : bool
        Whether it takes part in the suggestion.
    remark : str
        Why there is no verdict, or what is to be known about it.
    """

    key: str
    title: str
    n_factors: int | None
    votes: bool = False
    remark: str = ""


@dataclass(frozen=True)
class Eigenvalues:
    """Eigenvalues, first to last, and what they are compared with.

    Parameters
    ----------
    components, factors : ndarray, shape (p,)
        Of the correlations, and with communalities in their diagonal.
    components_mean, components_limit, factors_mean, factors_limit : ndarray, shape (p,)
        Means and quantiles of chance.
    reference : ndarray, shape (p,)
        What the empirical Kaiser criterion compares components with.
    """

    components: Array
    factors: Array
    components_mean: Array
    components_limit: Array
    factors_mean: Array
    factors_limit: Array
    reference: Array


@dataclass(frozen=True, slots=True)
class Solution:
    """What so many factors achieve; NaN is what does not exist.

    Parameters
    ----------
    n_factors, df : int
    chisq, pvalue, cfi, rmsea, bic, sabic : float
        Of maximum likelihood (Bartlett's correction; BIC is chi-square less df log n).
    ebic : float
        BIC of the chi-square of residual correlations.
    rmsr, caf : float
        Root mean square residual; common part accounted for.
    map2, map4 : float
        Average squared partial correlation given so many components; fourth powers.
    vss1, vss2 : float
        Very simple structure of complexity 1 and 2.
    cd_rmsr, cd_pvalue : float
        Mean misfit of eigenvalues of comparison data; whether it is less than with one
        factor less.
    heywood, converged : bool
    """

    n_factors: int
    df: int
    chisq: float
    pvalue: float
    cfi: float
    rmsea: float
    bic: float
    sabic: float
    ebic: float
    rmsr: float
    caf: float
    vss1: float
    vss2: float
    heywood: bool
    converged: bool
    map2: float = float("nan")
    map4: float = float("nan")
    cd_rmsr: float = float("nan")
    cd_pvalue: float = float("nan")
