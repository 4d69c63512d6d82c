"""Chunks of a bootstrap in this process, or in several that may die without harm.

Workers are fresh processes with one BLAS thread each.  A chunk whose worker died is
given to another; after three deaths the rest is done in this process.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from gainsem.diagnostics import Diagnostic, warning
from gainsem.estimation.bootstrap.chunks import Chunk, Task, fit_chunk
from gainsem.estimation.bootstrap.replicates import Replicates

MOST_DEATHS = 3
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


@dataclass
class _Worker:
    """A process, the pipe to it, and the chunk it works on."""

    process: BaseProcess
    pipe: Connection
    chunk: Chunk | None = None


def fitted_chunks(
    tasks: tuple[Task, ...],
    chunks: Iterable[Chunk],
    *,
    workers: int,
    said: list[Diagnostic],
) -> Iterator[tuple[Chunk, Replicates]]:
    """Yield every chunk with its fits, in the order they are done.

    Parameters
    ----------
    tasks : tuple of Task
    chunks : iterable of Chunk
    workers : int
        Processes; 1 works in this one.
    said : list
        Gets W-BOOT-04 when workers died.
    """
    waiting = deque(chunks)
    if workers > 1 and len(waiting) > 1:
        yield from _by_workers(tasks, waiting, min(workers, len(waiting)), said)
    while waiting:
        chunk = waiting.popleft()
        yield chunk, fit_chunk(tasks, chunk)


def _by_workers(
    tasks: tuple[Task, ...], waiting: deque[Chunk], count: int, said: list[Diagnostic]
) -> Iterator[tuple[Chunk, Replicates]]:
    """Yield what workers do; chunks they leave undone stay in ``waiting``."""
    deaths = 0
    team = [_started(tasks) for _ in range(count)]
    try:
        for worker in team:
            _give(worker, waiting)
        while any(worker.chunk for worker in team):
            for worker in _ready(team):
                chunk, found = worker.chunk, _received(worker)
                if chunk is not None and found is not None:
                    yield chunk, found
                    _give(worker, waiting)
                    continue
                deaths += 1
                if chunk is not None:
                    waiting.appendleft(chunk)
                worker.process.kill()
                team.remove(worker)
                if deaths < MOST_DEATHS:
                    team.append(_started(tasks))
                    _give(team[-1], waiting)
    finally:
        for worker in team:
            worker.process.kill()
        if deaths:
            said.append(_died(deaths, done_here=bool(waiting)))


def _ready(team: list[_Worker]) -> list[_Worker]:
    """Wait until a worker has something to say, or has died."""
    handles: list[Any] = [worker.pipe for worker in team if worker.chunk]
    handles += [worker.process.sentinel for worker in team if worker.chunk]
    ready = wait(handles)
    return [w for w in team if w.chunk and (w.pipe in ready or w.process.sentinel in ready)]


def _received(worker: _Worker) -> Replicates | None:
    """Return what a worker has done, None when it died."""
    try:
        if not worker.pipe.poll():
            return None
        found = worker.pipe.recv()
    except (EOFError, OSError):
        return None
    worker.chunk = None
    return found if isinstance(found, Replicates) else None


def _give(worker: _Worker, waiting: deque[Chunk]) -> None:
    if not waiting:
        return
    worker.chunk = waiting.popleft()
    try:
        worker.pipe.send(worker.chunk)
    except OSError:
        return  # it has died: its sentinel says so, and the chunk is given to another


def _started(tasks: tuple[Task, ...]) -> _Worker:
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(tasks, there), daemon=True)
    with _one_thread():
        process.start()
    there.close()
    return _Worker(process, here)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Give processes started now one BLAS thread: several would only wait for each other."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _work(tasks: tuple[Task, ...], pipe: Connection) -> None:
    """Fit the chunks that come through the pipe until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started us
    try:
        while True:
            pipe.send(fit_chunk(tasks, pipe.recv()))
    except (EOFError, OSError):
        return


def _died(deaths: int, *, done_here: bool) -> Diagnostic:
    once = "a worker process ended before its time" if deaths == 1 else f"{deaths} workers ended"
    rest = "; the rest was done without workers" if done_here else "; others did its draws again"
    return warning(
        "W-BOOT-04",
        f"{once}{rest}. The results are the same.",
        why="too little memory, or the process was stopped; in a script of your own, workers"
        " also need its calls under  if __name__ == '__main__':",
        do="use fewer  workers=",
    )
