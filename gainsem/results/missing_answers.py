"""What is known of missing answers: who answered what, and whether it looks like chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gainsem.core.missing_patterns import Patterns

Array = NDArray[np.float64]
ANSWERED, MISSING = "1", "0"


def _nothing() -> Array:
    return np.zeros(0)


@dataclass(frozen=True)
class MissingAnswers:
    """Which answers are missing, and what was done about it.

    Parameters
    ----------
    treatment : str
        ``"fiml"``, ``"pairwise"``, ``"two_stage"``, ``"robust_two_stage"``, or empty where
        nothing was fitted.
    names : tuple of str
        The variables, auxiliary ones last.
    n_auxiliary : int
        How many of them are auxiliary.
    n_read, n_used : int
        Respondents in the data, and those with at least one answer (and all covariates).
    patterns : tuple of (str, int)
        Who answered what, the commonest pattern first: a 1 for every variable answered and
        a 0 for every one missing, and how many respondents.
    mcar_statistic, mcar_df, mcar_pvalue : float
        Little's test; NaN where it could not be computed.
    iterations : int
        Evaluations the EM moments took.
    converged : bool
        Whether the EM moments were found.
    weight, pull : ndarray, shapes (p, p) and (p,)
        After full-information maximum likelihood: derivatives of -logl / n at the solution,
        twice those by the covariances, and less those by the means.
    correlates : ndarray, shape (f,)
        Estimates of the auxiliary variables' means, variances and covariances, in the order
        of :func:`gainsem.core.correlates.with_correlates`.
    """

    treatment: str
    names: tuple[str, ...]
    n_auxiliary: int
    n_read: int
    n_used: int
    patterns: tuple[tuple[str, int], ...]
    mcar_statistic: float = float("nan")
    mcar_df: float = float("nan")
    mcar_pvalue: float = float("nan")
    iterations: int = 0
    converged: bool = True
    weight: Array = field(default_factory=_nothing)
    pull: Array = field(default_factory=_nothing)
    correlates: Array = field(default_factory=_nothing)

    @property
    def observed(self) -> NDArray[np.bool_]:
        """Which variables each pattern answered, shape (K, p)."""
        signs = [[sign == ANSWERED for sign in pattern] for pattern, _ in self.patterns]
        return np.array(signs, dtype=bool).reshape(-1, len(self.names))

    @property
    def counts(self) -> Array:
        """Respondents of each pattern, shape (K,)."""
        return np.array([count for _, count in self.patterns], dtype=np.float64)

    @property
    def together(self) -> Array:
        """Respondents who answered both variables of every pair, shape (p, p)."""
        seen = self.observed.astype(np.float64)
        counted: Array = (seen * self.counts[:, None]).T @ seen
        return counted

    @property
    def n_missing(self) -> int:
        """Missing answers of the respondents used, to the variables of the model."""
        return int(self.counts @ (~self._of_model).sum(axis=1))

    @property
    def share_missing(self) -> float:
        """Their share of all answers there could be."""
        size = len(self.names) - self.n_auxiliary
        return self.n_missing / max(self.n_used * size, 1)

    @property
    def n_complete(self) -> int:
        """Respondents who answered everything the model is about."""
        return int(self.counts[self._of_model.all(axis=1)].sum())

    @property
    def _of_model(self) -> NDArray[np.bool_]:
        return self.observed[:, : len(self.names) - self.n_auxiliary]

    @property
    def lowest_coverage(self) -> tuple[str, str, int]:
        """The two variables fewest respondents answered together, and how many did."""
        together = self.together
        size = len(self.names)
        if size == 1:
            return self.names[0], self.names[0], int(together[0, 0])
        row, col = np.tril_indices(size, -1)
        least = int(np.argmin(together[row, col]))
        i, j = int(row[least]), int(col[least])
        return self.names[j], self.names[i], int(together[i, j])


class _Fitted(Protocol):
    @property
    def treatment(self) -> str: ...


def is_fiml(fit: _Fitted) -> bool:
    """Return whether a fit is one of full-information maximum likelihood."""
    return fit.treatment == "fiml"


def pattern_rows(patterns: Patterns) -> tuple[tuple[str, int], ...]:
    """Return patterns as they are kept: text of ones and zeros, and count."""
    signs = np.where(patterns.observed, ANSWERED, MISSING)
    rows = zip(signs.tolist(), patterns.counts.tolist(), strict=True)
    return tuple(("".join(row), int(count)) for row, count in rows)
