"""Patterns of answers of resampled respondents: counts instead of copies.

A resample is a vector of counts, how often each respondent was drawn.  Who answered what
does not change; a pattern's number, means and covariances are weighted ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.missing_patterns import NOBODY, Patterns
from gainsem.core.structure import Indices


@dataclass(frozen=True)
class ResampledPatterns:
    """Answers of which some are missing, ready to be counted in any number.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        NaN where missing.
    whole : Patterns
        Of all respondents.
    """

    values: Array
    whole: Patterns

    @cached_property
    def _order(self) -> Indices:
        """Respondents pattern by pattern; those without an answer are left out."""
        order = np.argsort(self.whole.row, kind="stable")
        return order[int((self.whole.row == NOBODY).sum()) :]

    @cached_property
    def _starts(self) -> Indices:
        return np.concatenate([[0], np.cumsum(self.whole.counts)]).astype(np.intp)

    @cached_property
    def _apart(self) -> Array:
        """Answers about the means of their patterns, pattern by pattern; 0 where missing."""
        mean = self.whole.mean[self.whole.row[self._order]]
        return np.nan_to_num(self.values[self._order] - mean)

    def drawn(self, counts: Array) -> Patterns:
        """Return the patterns of a resample.

        Parameters
        ----------
        counts : ndarray, shape (n,)
            How often each respondent counts, also as fractions.

        Examples
        --------
        >>> from gainsem.core.missing_patterns import missing_patterns
        >>> nan = float("nan")
        >>> values = np.array([[1.0, nan], [2.0, 4.0], [4.0, nan]])
        >>> found = ResampledPatterns(values, missing_patterns(values)).drawn(np.array([2, 0, 1]))
        >>> found.counts.tolist(), found.mean.tolist(), found.cov[0].tolist()
        ([3.0], [[2.0, 0.0]], [[2.0, 0.0], [0.0, 0.0]])
        """
        whole, starts, own = self.whole, self._starts, counts[self._order].astype(np.float64)
        size = np.add.reduceat(own, starts[:-1])
        kept = np.flatnonzero(size > 0.0)
        sums = np.add.reduceat(self._apart * own[:, None], starts[:-1], axis=0)[kept]
        shift = sums / size[kept, None]
        many = kept[kept < len(whole.cov)]
        cov = np.empty((len(many), whole.n_variables, whole.n_variables))
        for k, pattern in enumerate(many.tolist()):
            here = slice(starts[pattern], starts[pattern + 1])
            rows = self._apart[here]
            second = (rows * own[here, None]).T @ rows / size[pattern]
            cov[k] = second - np.outer(shift[k], shift[k])
        place = np.full(len(whole) + 1, NOBODY, dtype=np.intp)
        place[kept] = np.arange(len(kept))
        return Patterns(
            whole.observed[kept], size[kept], whole.mean[kept] + shift, cov, place[whole.row]
        )
