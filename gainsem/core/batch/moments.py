"""Moments of resampled respondents: one matrix product, no copies of the answers.

A resample is a vector of counts, how often each respondent was drawn (multinomial).
With the products of all pairs of answers in the columns of Z, the second moments of
all resamples are ``counts @ Z``; a large Z is made and used block by block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array

LARGEST_BLOCK = 2**26
FEWEST = 20
"""Respondents of a group are left out in at least so many portions, or one by one."""


def draw_counts(n_obs: int | Sequence[int], seed: int, draws: range) -> Array:
    """Return how often each respondent is drawn, shape (len(draws), n).

    Draw number k has a stream of its own, ``SeedSequence(seed, spawn_key=(k,))``: it is
    the same whoever makes it, and whichever draws were made before.

    Parameters
    ----------
    n_obs : int or sequence of int
        Respondents; of several groups, which stand one after the other, as many are drawn
        within each as there are (Davison & Hinkley 1997, section 3.2,
        doi:10.1017/CBO9780511802843).
    seed : int
    draws : range
        Numbers of the draws.
    """
    sizes = [n_obs] if isinstance(n_obs, int) else list(n_obs)
    counts = np.empty((len(draws), sum(sizes)))
    for row, number in enumerate(draws):
        stream = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))
        drawn = [np.bincount(stream.integers(0, n, n), minlength=n) for n in sizes]
        counts[row] = np.concatenate(drawn)
    return counts


def left_out_groups(n_obs: int | Sequence[int], seed: int, most: int) -> NDArray[np.intp]:
    """Return with whom each respondent is left out by the jackknife, shape (n,).

    Each respondent alone up to ``most``; more are dealt out at random, of several groups
    within each, in proportion to their sizes.
    """
    sizes = [n_obs] if isinstance(n_obs, int) else list(n_obs)
    whole = sum(sizes)
    if whole <= most:
        return np.arange(whole, dtype=np.intp)
    stream = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0, 0)))
    dealt, first = list[NDArray[np.intp]](), 0
    for n in sizes:
        hands = min(n, max(FEWEST, most * n // whole))
        dealt.append(first + np.asarray(stream.permutation(np.arange(n) % hands), dtype=np.intp))
        first += hands
    return np.concatenate(dealt)


@dataclass(frozen=True)
class PairProducts:
    """Answers about their means and the products of all pairs, made once or block by block.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        Complete.
    """

    values: Array

    @cached_property
    def middle(self) -> Array:
        """Means of all respondents, shape (p,)."""
        middle: Array = self.values.mean(axis=0)
        return middle

    @cached_property
    def _pairs(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        row, col = np.tril_indices(self.values.shape[1])
        return row, col

    @cached_property
    def _step(self) -> int:
        """Respondents a block: all of them, unless the products take too much memory."""
        width = self.values.shape[1] + len(self._pairs[0])
        return max(1, min(len(self.values), LARGEST_BLOCK // (8 * int(width))))

    @cached_property
    def _first(self) -> Array:
        return self._block(0)

    def _block(self, first: int) -> Array:
        # About the means, so that large answers do not cost digits.
        apart = self.values[first : first + self._step] - self.middle
        row, col = self._pairs
        return np.concatenate([apart, apart[:, row] * apart[:, col]], axis=1)

    def moments(self, counts: Array) -> tuple[Array, Array]:
        """Return means (b, p) and covariances (b, p, p) of resamples.

        Parameters
        ----------
        counts : ndarray, shape (b, n)
            The divisor is their sum.
        """
        n, p = self.values.shape
        row, col = self._pairs
        step = self._step
        sums = counts[:, :step] @ self._first
        for first in range(step, n, step):
            sums += counts[:, first : first + step] @ self._block(first)
        sums /= counts.sum(axis=1)[:, None]
        mean = sums[:, :p]
        cov = np.empty((len(counts), p, p))
        second = sums[:, p:] - mean[:, row] * mean[:, col]
        cov[:, row, col] = second
        cov[:, col, row] = second
        return mean + self.middle, cov
