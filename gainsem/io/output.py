"""Where results go: tested before anything is estimated, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gainsem.errors import OutputError, did_you_mean
from gainsem.io.folder_lock import folder_lock
from gainsem.results.file_writing import write_bytes


def check_output(path: str | os.PathLike[str]) -> Path:
    """Return the path of a file to be written, refusing now what would fail later.

    A file is really made in the folder and removed again, so a read-only disk
    or a missing permission is found before the fit starts.

    Raises
    ------
    OutputError
        E-OUT-02: no such folder, a folder or file in the way, read-only.
    """
    target = Path(path)
    try:
        if target.is_dir():
            raise _refusal(target, "it is a folder; a file name is needed")
        _require_folder(target)
        if target.exists() and not os.access(target, os.W_OK):
            raise _refusal(target, "the file is there and write-protected")
        _try_writing(target.parent)
    except (OSError, ValueError) as problem:
        raise _refusal(target, _reason(problem)) from None
    return target


def refuse_to_replace(path: str | os.PathLike[str]) -> Path:
    """Return the path of a file to be written where there is none yet.

    Raises
    ------
    OutputError
        E-OUT-02: as :func:`check_output`, and for a file that is there.
    """
    target = check_output(path)
    if target.exists():
        raise OutputError.of(
            "E-OUT-02",
            f"{target} is there already; nothing was written.",
            do="choose another name, or replace it with  --force",
        )
    return target


def write_atomically(path: str | os.PathLike[str], data: bytes | str) -> Path:
    """Write a file by way of a temporary one beside it, and return its path.

    The old file stays whole until the new one is complete on disk; text is
    written as UTF-8.

    Raises
    ------
    OutputError
        E-OUT-01 when writing breaks off (disk full), E-OUT-02 when it cannot begin.
    """
    return write_bytes(path, data.encode() if isinstance(data, str) else data)


@dataclass(frozen=True)
class OutputFolder:
    """A folder that results are written to; nothing is written outside it."""

    root: Path

    def file(self, name: str | os.PathLike[str]) -> Path:
        """Return the path of a file inside the folder.

        Raises
        ------
        OutputError
            E-SEC-03 when the name, or a symbolic link on its way, leads outside.
        """
        shown = os.fspath(name)
        root = self.root.resolve()
        parts = shown.replace("\\", "/").split("/")
        try:
            inside = (root / shown).resolve()
        except (OSError, ValueError):
            inside = root
        if ".." in parts or ":" in parts[0] or inside == root or not inside.is_relative_to(root):
            raise OutputError.of(
                "E-SEC-03",
                f"'{shown}' is not a file name inside the output folder '{self.root}'.",
                why="results are written only where the user has asked for them",
                do="use a plain name without '..', drive or leading slash",
            )
        return self.root / shown

    def write(self, name: str | os.PathLike[str], data: bytes | str) -> Path:
        """Write one file of the folder whole or not at all, and return its path."""
        target = self.file(name)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise _refusal(target, _reason(problem)) from None
        return write_atomically(target, data)


@contextmanager
def open_output_folder(path: str | os.PathLike[str]) -> Iterator[OutputFolder]:
    """Make, test and lock a folder for results; the lock goes when the block ends.

    Raises
    ------
    OutputError
        E-OUT-02 when the folder cannot be made or written to, E-OUT-06 when
        another run is writing to it.
    """
    root = Path(path)
    try:
        root.mkdir(parents=True, exist_ok=True)
        _try_writing(root)
    except FileExistsError:
        raise _refusal(root, "a file of that name is in the way") from None
    except NotADirectoryError:
        raise _refusal(root, f"'{_file_on_the_way(root)}' is a file, not a folder") from None
    except (OSError, ValueError) as problem:
        raise _refusal(root, _reason(problem)) from None
    with folder_lock(root):
        yield OutputFolder(root)


def _require_folder(target: Path) -> None:
    parent = target.parent
    if parent.is_dir():
        return
    blocking = _file_on_the_way(parent)
    if blocking:
        raise _refusal(target, f"'{blocking}' is a file, not a folder")
    near = ""
    if parent.parent.is_dir():
        near = did_you_mean(parent.name, [p.name for p in parent.parent.iterdir() if p.is_dir()])
    raise _refusal(target, f"the folder '{parent}' does not exist", near)


def _file_on_the_way(folder: Path) -> Path | None:
    chain = [folder, *folder.parents]
    return next((step for step in chain if step.exists() and not step.is_dir()), None)


def _try_writing(folder: Path) -> None:
    handle, name = tempfile.mkstemp(prefix=".gainsem-", suffix=".test", dir=folder)
    os.close(handle)
    Path(name).unlink()


def _reason(problem: Exception) -> str:
    return getattr(problem, "strerror", None) or str(problem)


def _refusal(target: Path, reason: str, near: str = "") -> OutputError:
    return OutputError.of(
        "E-OUT-02",
        f"Results cannot be written to '{target}': {reason}.{near}",
        why="found before anything was estimated",
        do="make the folder, or choose another place",
    )
