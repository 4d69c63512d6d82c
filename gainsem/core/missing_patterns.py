"""Which answers are missing together: respondents gathered by what they answered.

All that a normal likelihood needs of the respondents who answered the same variables
is how many they are, their means and their covariances.  What is computed from these
costs as much as there are patterns, not as much as there are respondents.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.structure import Indices

NOBODY = -1


@dataclass(frozen=True)
class Patterns:
    """The patterns of answers, the commonest first; those alike in number by their columns.

    Parameters
    ----------
    observed : ndarray of bool, shape (K, p)
    counts : ndarray, shape (K,)
        Respondents of each pattern; their weights, adding up to n, where there are any.
    mean : ndarray, shape (K, p)
        Their means; 0 where nothing was answered.
    cov : ndarray, shape (k, p, p)
        Covariances (divisor: the count) of the first k patterns; the others have one
        respondent, and covariances of 0.
    row : ndarray of int, shape (n,)
        Pattern of every respondent, -1 for those who answered nothing.
    """

    observed: NDArray[np.bool_]
    counts: Array
    mean: Array
    cov: Array
    row: Indices

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def n(self) -> int:
        """Respondents with at least one answer."""
        return round(float(self.counts.sum()))

    @property
    def n_variables(self) -> int:
        """Number of variables, p."""
        return int(self.observed.shape[1])

    @property
    def shares(self) -> Array:
        """Share of the respondents of each pattern, shape (K,)."""
        shares: Array = self.counts / self.counts.sum()
        return shares

    @property
    def complete(self) -> bool:
        """Whether everybody who answered anything answered everything."""
        return bool(self.observed.all())

    def together(self) -> Array:
        """Return how many respondents answered both variables of every pair, shape (p, p)."""
        seen = self.observed.astype(np.float64)
        counted: Array = (seen * self.counts[:, None]).T @ seen
        return counted

    def of(self, columns: Indices) -> Patterns:
        """Return the patterns of some of the variables, in the order given.

        Patterns that do not differ in these variables stay apart, and those without an
        answer to them are left out: sums over patterns are the same.
        """
        keep = np.asarray(self.observed[:, columns].any(axis=1))
        kept = np.flatnonzero(keep)
        place = np.full(len(self) + 1, NOBODY, dtype=np.intp)
        place[kept] = np.arange(len(kept))
        many = kept[kept < len(self.cov)]
        return Patterns(
            self.observed[np.ix_(kept, columns)],
            self.counts[kept],
            self.mean[np.ix_(kept, columns)],
            self.cov[np.ix_(many, columns, columns)],
            place[self.row],
        )


def weighted_patterns(patterns: Patterns, values: Array, weights: Array) -> Patterns:
    """Return patterns in which respondents count as their weights say.

    Parameters
    ----------
    patterns : Patterns
        Of these values; everybody has an answer.
    values : ndarray, shape (n, p)
    weights : ndarray, shape (n,)
        Adding up to n.
    """
    size = len(patterns)
    own_sums = np.bincount(patterns.row, weights=weights, minlength=size)
    counts = own_sums.astype(np.float64)
    shares = weights / np.where(counts > 0.0, counts, 1.0)[patterns.row]
    filled = np.nan_to_num(values)
    mean = np.zeros_like(patterns.mean)
    np.add.at(mean, patterns.row, filled * shares[:, None])
    cov = np.zeros_like(patterns.cov)
    apart = (filled - mean[patterns.row]) * patterns.observed[patterns.row]
    for k in range(len(cov)):
        own = patterns.row == k
        cov[k] = (apart[own] * shares[own, None]).T @ apart[own]
    return Patterns(patterns.observed, counts, mean, cov, patterns.row)


def missing_patterns(values: Array) -> Patterns:
    """Gather respondents by what they answered.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        NaN where missing.

    Examples
    --------
    >>> nan = float("nan")
    >>> found = missing_patterns(np.array([[1.0, nan], [2.0, 4.0], [3.0, nan], [nan, nan]]))
    >>> found.observed.tolist(), found.counts.tolist(), found.row.tolist()
    ([[True, False], [True, True]], [2.0, 1.0], [0, 1, 0, -1])
    """
    present = ~np.isnan(values)
    packed = np.ascontiguousarray(np.packbits(present, axis=1))
    keys = packed.view(np.dtype((np.void, packed.shape[1]))).reshape(-1)
    _, first, which, counts = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    observed = present[first]
    # Within a count: what was answered first comes first.
    order = np.lexsort((-np.arange(counts.size), -counts))
    order = order[observed[order].any(axis=1)]
    place = np.full(counts.size, NOBODY, dtype=np.intp)
    place[order] = np.arange(len(order))
    row = place[which.reshape(-1)]
    return _with_moments(values, observed[order], counts[order].astype(np.float64), row)


def _with_moments(
    values: Array, observed: NDArray[np.bool_], counts: Array, row: Indices
) -> Patterns:
    """Return the patterns with the moments of their respondents."""
    size = values.shape[1]
    by_pattern = np.argsort(row, kind="stable")[int((row == NOBODY).sum()) :]
    filled = np.nan_to_num(values[by_pattern])
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.intp)
    mean = np.zeros((len(counts), size))
    if len(counts):
        mean = np.add.reduceat(filled, starts[:-1], axis=0) / counts[:, None]
    cov = np.zeros((int((counts > 1).sum()), size, size))
    for k in range(int(cov.shape[0])):
        apart = (filled[starts[k] : starts[k + 1]] - mean[k]) * observed[k]
        cov[k] = apart.T @ apart / counts[k]
    return Patterns(observed, counts, mean, cov, row)
