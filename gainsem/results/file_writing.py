"""Write a result so that an old file stays whole until the new one is complete."""

from __future__ import annotations

import os
from pathlib import Path

from gainsem.errors import OutputError


def write_text(path: str | os.PathLike[str], text: str) -> Path:
    """Write a text file (UTF-8) as :func:`write_bytes` does, and return where."""
    return write_bytes(path, text.encode())


def write_bytes(path: str | os.PathLike[str], data: bytes) -> Path:
    """Write a file by way of a temporary one beside it.

    Parameters
    ----------
    path : path-like
        A symbolic link is followed: the file it points to is replaced.
    data : bytes

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    OutputError
        ``E-OUT-02`` when there is no such folder or a folder is in the way,
        ``E-OUT-01`` when writing breaks off; an old file of that name is then
        untouched.
    """
    target = Path(path)
    if target.is_dir():
        raise _refusal("E-OUT-02", target, "a folder of that name is in the way")
    place = target.resolve() if target.is_symlink() else target
    unfinished = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        file = unfinished.open("wb")
    except (OSError, ValueError) as error:
        raise _refusal("E-OUT-02", target, _reason(error)) from None
    try:
        with file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, place)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise _refusal("E-OUT-01", target, _reason(error)) from None
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return target


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _refusal(code: str, target: Path, reason: str) -> OutputError:
    return OutputError.of(
        code,
        f"{target} cannot be written: {reason}.",
        where=str(target),
        do="choose another place, or make room and try again",
    )
