"""A bootstrap from first to last draw: what is known already, what is left, what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic
from gainsem.estimation.bootstrap.chunks import Chunk, Progress, Task, chunks_of
from gainsem.estimation.bootstrap.replicates import Replicates
from gainsem.estimation.bootstrap.workers import fitted_chunks

Key = tuple[int, int, int]


class Store(Protocol):
    """Where finished chunks are kept, so that a broken run can be gone on with."""

    def begin(self, identity: Mapping[str, str]) -> dict[Key, dict[str, NDArray[Any]]]:
        """Return the chunks an earlier run of the same identity has left, as arrays."""

    def keep(self, key: Key, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep a finished chunk, at once."""


@dataclass(frozen=True)
class Run:
    """How a bootstrap is carried out; nothing of it changes a result.

    Parameters
    ----------
    workers : int
        Processes.
    store : Store, optional
        Default: nothing is kept.
    progress : callable, optional
        Called with draws done and draws in all.
    """

    workers: int = 1
    store: Store | None = None
    progress: Progress | None = None


def run_tasks(
    tasks: tuple[Task, ...], identity: Mapping[str, str], run: Run
) -> tuple[list[Replicates], list[Diagnostic]]:
    """Return the fits of every task, in the order of their draws, and remarks on the way.

    Parameters
    ----------
    tasks : tuple of Task
    identity : mapping
        What must be the same for chunks of an earlier run to count.
    run : Run
    """
    every = list(chunks_of(tasks))
    before = run.store.begin(identity) if run.store else {}
    found = {Chunk(*key): Replicates(**arrays) for key, arrays in before.items()}
    missing = [chunk for chunk in every if chunk not in found]
    total, said = sum(task.draws for task in tasks), list[Diagnostic]()
    done = total - sum(chunk.last - chunk.first for chunk in missing)
    _tell(run, done, total)
    for chunk, replicates in fitted_chunks(tasks, missing, workers=run.workers, said=said):
        if run.store:
            run.store.keep((chunk.task, chunk.first, chunk.last), vars(replicates))
        found[chunk] = replicates
        done += chunk.last - chunk.first
        _tell(run, done, total)
    parts = [[found[chunk] for chunk in every if chunk.task == n] for n in range(len(tasks))]
    return [_joined(own) for own in parts], said


def _tell(run: Run, done: int, total: int) -> None:
    if run.progress is not None:
        run.progress(done, total)


def _joined(parts: list[Replicates]) -> Replicates:
    return Replicates(
        np.concatenate([part.vectors for part in parts]),
        np.concatenate([part.fmin for part in parts]),
        np.concatenate([part.status for part in parts]),
    )
