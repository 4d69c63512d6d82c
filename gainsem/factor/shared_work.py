"""Work that consists of numbered pieces, done by one process or several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

PIECE = 10
"""Draws done at a time: enough to be worth handing over, few enough to show progress."""

Progress = Callable[[str, int, int], None]


@dataclass
class Workshop:
    """One process, or several that are started when they are first needed.

    Parameters
    ----------
    workers : int
    progress : callable, optional
        Called with what is done, how many draws are done, and of how many.
    """

    workers: int = 1
    progress: Progress | None = None
    pool: Any = field(default=None, init=False)

    def __enter__(self) -> Workshop:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)

    def run(self, what: str, task: Callable[[Sequence[int]], Any], count: int) -> list[Any]:
        """Return the results of the pieces 0 ... count - 1 in their order.

        Parameters
        ----------
        what : str
            Shown while it is done.
        task : callable
            Takes the numbers of some draws; a function other processes can import, with its
            other arguments bound.
        count : int
        """
        pieces = [range(k, min(k + PIECE, count)) for k in range(0, count, PIECE)]
        done, found = 0, []
        for piece, result in zip(pieces, self._results(task, pieces), strict=True):
            found.append(result)
            done += len(piece)
            if self.progress is not None:
                self.progress(what, done, count)
        return found

    def _results(self, task: Callable[[Sequence[int]], Any], pieces: list[range]) -> Iterable[Any]:
        if self.workers == 1 or len(pieces) < 2:
            return map(task, pieces)
        if self.pool is None:
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import get_context

            self.pool = ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"))
        results: Iterable[Any] = self.pool.map(task, pieces)
        return results
