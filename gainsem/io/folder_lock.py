"""One run at a time in an output folder: a lock file with process and host."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gainsem.errors import OutputError

LOCK_NAME = ".gainsem.lock"


@dataclass(frozen=True)
class _Holder:
    """Who holds a lock, and the text it was read from."""

    pid: int
    host: str
    text: str

    def is_gone(self) -> bool:
        """Whether it is a process of this computer that no longer runs."""
        return self.pid > 0 and self.host == socket.gethostname() and not _is_running(self.pid)


@contextmanager
def folder_lock(folder: Path) -> Iterator[Path]:
    """Hold the lock of a folder; one left behind by a dead process is taken over.

    Raises
    ------
    OutputError
        E-OUT-06 when another run holds it, E-OUT-01 when it cannot be written.
    """
    lock = folder / LOCK_NAME
    text = json.dumps({"pid": os.getpid(), "host": socket.gethostname()}) + "\n"
    if not _create(lock, text):
        _take_over(lock)
        if not _create(lock, text):
            raise _held(lock, _holder(lock))
    try:
        yield lock
    finally:
        lock.unlink(missing_ok=True)


def _create(lock: Path, text: str) -> bool:
    try:
        with lock.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        return False
    except OSError as problem:
        lock.unlink(missing_ok=True)
        raise OutputError.of(
            "E-OUT-01",
            f"'{lock}' cannot be written: {problem.strerror or problem}.",
            do="make room on the disk, or choose another place",
        ) from None
    return True


def _take_over(lock: Path) -> None:
    """Remove the lock of a dead process; refuse when its holder may be alive."""
    holder = _holder(lock)
    if not holder.is_gone():
        raise _held(lock, holder)
    aside = lock.with_name(f"{LOCK_NAME}.{os.getpid()}")
    try:
        lock.rename(aside)
        if aside.read_text(encoding="utf-8") != holder.text:
            aside.rename(lock)
            raise _held(lock, _holder(lock))
        aside.unlink()
    except FileNotFoundError:
        return


def _holder(lock: Path) -> _Holder:
    try:
        text = lock.read_text(encoding="utf-8")
        content = json.loads(text)
        return _Holder(int(content["pid"]), str(content["host"]), text)
    except (OSError, ValueError, KeyError, TypeError):
        return _Holder(0, "", "")


def _is_running(pid: int) -> bool:
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _held(lock: Path, holder: _Holder) -> OutputError:
    who = f"process {holder.pid} on {holder.host}" if holder.pid else "another run"
    return OutputError.of(
        "E-OUT-06",
        f"The folder '{lock.parent}' is in use by {who}.",
        where=str(lock),
        why="two runs writing to one folder mix their results",
        do="wait for it, choose another folder, or delete the lock file if that run is gone",
    )
