"""Paths that a codebook or a model text names: inside the project, or refused."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath, PureWindowsPath

from gainsem.errors import CodebookError

URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
LEVELS_UP = 3


def path_below(root: Path, named: str, *, start: Path, said_by: str) -> Path:
    """Return a path that a file names, refusing everything outside a folder.

    Parameters
    ----------
    root : Path
        The folder the path must stay in, symbolic links followed.
    named : str
        The path as it is written, relative to ``start``.
    start : Path
        Folder of the file that names it.
    said_by : str
        That file and the place in it, for the message.

    Raises
    ------
    CodebookError
        E-SEC-07 for an absolute path, a URL, a drive, or a way out of the folder.
    """
    if not named.strip() or "\0" in named:
        raise _refuse(named, said_by, "is not a path")
    if URL.match(named):
        raise _refuse(named, said_by, "is an address on a network, not a file of the project")
    absolute = PurePosixPath(named).is_absolute() or named.startswith(("~", "\\"))
    if absolute or PureWindowsPath(named).drive:
        raise _refuse(named, said_by, "is not a path relative to the file that names it")
    target = (start / named.replace("\\", "/")).resolve()
    if not target.is_relative_to(root.resolve()):
        raise _refuse(named, said_by, f"leads outside the folder '{root.resolve().name}'")
    return target


def project_root(folder: Path) -> Path:
    """Return the project a folder of models belongs to.

    The nearest folder, at most three levels up, that holds a folder ``surveys``
    is taken as the project; without one, the folder itself.
    """
    here = folder.resolve()
    for candidate in (here, *here.parents[:LEVELS_UP]):
        if (candidate / "surveys").is_dir():
            return candidate
    return here


def _refuse(named: str, said_by: str, what: str) -> CodebookError:
    return CodebookError.of(
        "E-SEC-07",
        f"{said_by}: '{named}' {what}.",
        why="a file from somebody else must not choose what is read from this computer",
        do="put the file below the same folder and name it by a relative path",
    )
