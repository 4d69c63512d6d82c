"""The work of a bootstrap in chunks: any worker does any of them, with the same result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gainsem.core.batch.moments import draw_counts, left_out_groups
from gainsem.estimation.bootstrap.replicates import Replicates, Replicator

Array = NDArray[np.float64]
Progress = Callable[[int, int], None]

MOST_GROUPS = 500
DRAWS, BOLLEN_STINE, JACKKNIFE = "draws", "bollen.stine", "jackknife"


@dataclass(frozen=True)
class Task:
    """One kind of resamples to be fitted.

    Parameters
    ----------
    name : {"draws", "bollen.stine", "jackknife"}
    replicator : Replicator
    draws : int
        How many; for the jackknife how many times somebody is left out.
    seed : int
    sizes : tuple of int
        Respondents of each group, who are drawn within it; none where there are no groups.
    """

    name: str
    replicator: Replicator
    draws: int
    seed: int
    sizes: tuple[int, ...] = field(default=(), kw_only=True)

    def counts(self, numbers: range) -> Array:
        """Return how often each respondent counts in some draws, shape (b, n)."""
        n = self.sizes or self.replicator.n_obs
        if self.name != JACKKNIFE:
            return draw_counts(n, self.seed, numbers)
        groups = left_out_groups(n, self.seed, MOST_GROUPS)
        kept: Array = (groups != np.array(numbers)[:, None]).astype(np.float64)
        return kept


@dataclass(frozen=True, order=True)
class Chunk:
    """Some draws of one task: ``task`` counts in the plan, draws ``first`` to ``last - 1``."""

    task: int
    first: int
    last: int


def chunks_of(tasks: tuple[Task, ...]) -> Iterator[Chunk]:
    """Yield the chunks of a plan, in their order."""
    for number, task in enumerate(tasks):
        size = task.replicator.chunk
        for first in range(0, task.draws, size):
            yield Chunk(number, first, min(first + size, task.draws))


def fit_chunk(tasks: tuple[Task, ...], chunk: Chunk) -> Replicates:
    """Return the fits of one chunk; warnings of single draws are counted, not shown."""
    task = tasks[chunk.task]
    with np.errstate(all="ignore"):
        return task.replicator.fit(task.counts(range(chunk.first, chunk.last)))


def jackknife_groups(n_obs: int | tuple[int, ...], seed: int) -> int:
    """Return how many times the jackknife leaves somebody out."""
    return int(left_out_groups(n_obs, seed, MOST_GROUPS).max()) + 1
