"""A file that keeps the finished draws of a bootstrap, so that a broken run can go on.

JSON lines: first what the run is (model, answers, options, seed), then one line a chunk
of draws, with a checksum.  A line that a crash has cut off is dropped.  Numbers are kept
bit by bit (base64 of little-endian bytes).
"""

from __future__ import annotations

import base64
import json
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from gainsem.errors import OutputError

SCHEMA = "gainsem.bootstrap/1"
Key = tuple[int, int, int]
Arrays = dict[str, NDArray[Any]]
KINDS = {"f": "<f8", "u": "|u1"}


class Checkpoint:
    """Finished chunks of draws in a file.

    Parameters
    ----------
    path : str or Path
    resume : bool
        Go on with what is in the file.
    """

    def __init__(self, path: str | os.PathLike[str], *, resume: bool) -> None:
        self.path = Path(path)
        self.resume = resume
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, identity: Mapping[str, str]) -> dict[Key, Arrays]:
        """Open the file and return what an earlier run has left in it.

        Raises
        ------
        OutputError
            E-BOOT-09 for a file that cannot be written to, E-BOOT-10 when it belongs to
            another run, E-BOOT-11 when it is there and was not asked for.
        """
        try:
            content = self.path.read_bytes() if self.path.exists() else b""
            kept, found = _whole_lines(content)
            if found:
                self._refuse_another(found[0], identity)
            elif content:
                raise _not_ours(self.path)
            self._file = self.path.open("r+b" if content else "wb")
            self._file.truncate(kept)
            self._file.seek(kept)
        except OSError as problem:
            raise _unwritable(self.path, problem) from None
        if not found:
            self._write({"schema": SCHEMA, "run": dict(identity)})
        return {_key(line): _arrays(line["arrays"]) for line in found[1:]}

    def keep(self, key: Key, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Write one chunk, to the disk before the next begins."""
        self._write({"chunk": list(key), "arrays": {n: _text(a) for n, a in arrays.items()}})

    def close(self) -> None:
        """Close the file; it stays."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def remove(self) -> None:
        """Take the file away: the results it was kept for are written."""
        if self._file is not None:
            self.close()
            self.path.unlink(missing_ok=True)

    def _write(self, content: dict[str, Any]) -> None:
        if self._file is None:
            return
        text = json.dumps(content, sort_keys=True)
        line = f"{zlib.crc32(text.encode()):08x} {text}\n"
        try:
            self._file.write(line.encode())
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as problem:
            raise _unwritable(self.path, problem) from None

    def _refuse_another(self, head: dict[str, Any], identity: Mapping[str, str]) -> None:
        if not self.resume:
            raise OutputError.of(
                "E-BOOT-11",
                f"{self.path} holds the draws of a bootstrap that was broken off.",
                why="beginning again would throw them away",
                do="go on with it by  --resume  (resume=True in Python), or delete the file",
            )
        before = head.get("run", {})
        changed = [
            f"{name} ({before.get(name, 'none')} then, {value} now)"
            for name, value in identity.items()
            if before.get(name) != value
        ]
        if changed:
            raise OutputError.of(
                "E-BOOT-10",
                f"{self.path} belongs to another run; different: {', '.join(changed)}.",
                why="draws of another model, other answers or another seed cannot be mixed in",
                do="go back to what it was, or delete the file and begin again",
            )


def _whole_lines(content: bytes) -> tuple[int, list[dict[str, Any]]]:
    """Return the bytes of the lines that are whole, and what they say."""
    kept, found = 0, []
    for line in content.splitlines(keepends=True):
        parsed = _parsed(line)
        if parsed is None:
            break
        kept += len(line)
        found.append(parsed)
    if found and found[0].get("schema") != SCHEMA:
        return 0, []
    return kept, found


def _parsed(line: bytes) -> dict[str, Any] | None:
    if not line.endswith(b"\n") or line[8:9] != b" ":
        return None
    try:
        if int(line[:8], 16) != zlib.crc32(line[9:-1]):
            return None
        content = json.loads(line[9:-1])
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _key(line: dict[str, Any]) -> Key:
    task, first, last = line["chunk"]
    return int(task), int(first), int(last)


def _text(array: NDArray[Any]) -> list[Any]:
    kind = KINDS[array.dtype.kind]
    data = np.ascontiguousarray(array, dtype=kind).tobytes()
    return [kind, list(array.shape), base64.b64encode(data).decode()]


def _arrays(texts: dict[str, list[Any]]) -> Arrays:
    return {
        name: np.frombuffer(base64.b64decode(data), dtype=kind).reshape(shape).copy()
        for name, (kind, shape, data) in texts.items()
    }


def _unwritable(path: Path, problem: OSError) -> OutputError:
    return OutputError.of(
        "E-BOOT-09",
        f"the draws cannot be kept in {path}: {problem.strerror or problem}.",
        do="give another place with  --checkpoint, or make room",
    )


def _not_ours(path: Path) -> OutputError:
    return OutputError.of(
        "E-BOOT-09",
        f"{path} is there and is not a file of bootstrap draws; it was not touched.",
        do="give another place with  --checkpoint",
    )
