"""Correlations of items with what is known of their sampling: what factors are taken from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gainsem.core.categorical import CategoricalStatistics
from gainsem.diagnostics import Diagnostic
from gainsem.results.fitted import SampleFacts

Kind = Literal["pearson", "pairwise", "fiml", "polychoric"]
TITLES = {
    "pearson": "Pearson",
    "pairwise": "Pearson, pair by pair",
    "fiml": "Pearson, by EM from incomplete answers",
    "polychoric": "polychoric",
}


@dataclass(frozen=True)
class Correlations:
    """Correlations of p items.

    Parameters
    ----------
    names : tuple of str
    matrix : ndarray, shape (p, p)
    kind : {"pearson", "pairwise", "fiml", "polychoric"}
    n_obs : int
        Respondents the sampling errors go by.
    sample : SampleFacts
    mean, deviation : ndarray, shape (p,)
        Of continuous items: what standardises an answer (divisor n); 0 and 1 for ordinal
        ones.  NaN where they are not known.
    thresholds : tuple of ndarray
        One an item, empty for a continuous one; empty where no item is ordinal.
    statistics : CategoricalStatistics or None
        Behind polychoric correlations.
    gamma : ndarray, shape (P, P), or None
        n times the asymptotic covariances of correlations estimated from incomplete answers.
    answers : ndarray, shape (n, p), or None
        Complete continuous answers.
    rows : ndarray, shape (n, p), or None
        Answers of the respondents used: numbers, or categories from 0 of ordinal items; NaN
        where missing.
    weights : ndarray, shape (n,), or None
        What each respondent used counts, adding up to their number.
    diagnostics : tuple of Diagnostic
    source, sha256 : str
        Of the data.
    """

    names: tuple[str, ...]
    matrix: NDArray[np.float64]
    kind: Kind
    n_obs: int
    sample: SampleFacts
    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]
    thresholds: tuple[NDArray[np.float64], ...] = ()
    statistics: CategoricalStatistics | None = None
    gamma: NDArray[np.float64] | None = None
    answers: NDArray[np.float64] | None = None
    rows: NDArray[np.float64] | None = None
    weights: NDArray[np.float64] | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    source: str = ""
    sha256: str = ""

    @property
    def effective_n(self) -> float:
        """How many respondents who count alike would know as much (Kish 1965)."""
        if self.weights is None:
            return float(self.n_obs)
        return float(self.weights.sum() ** 2 / (self.weights**2).sum())

    @property
    def ordinal(self) -> bool:
        """Whether some items are ordinal."""
        return self.statistics is not None

    @property
    def mixed(self) -> bool:
        """Whether some items are ordinal and others continuous."""
        return self.ordinal and not all(map(len, self.thresholds))
