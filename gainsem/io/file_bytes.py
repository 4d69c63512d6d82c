"""The bytes of a table handed in, or a refusal that says why there are none.

Nothing is read before its size and kind are known; formats that run code when
they are opened (pickle and its kin) are never opened at all.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import sys
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from gainsem.errors import FileError, did_you_mean

MAX_BYTES = 2 * 1024**3
CHUNK = 1 << 20
STDIN = "-"
GZIP = b"\x1f\x8b"

PICKLES = (".pkl", ".pickle", ".pck", ".dill", ".cloudpickle", ".joblib", ".pt", ".pth")
RUNS_CODE = frozenset({*PICKLES, ".npy", ".npz", ".rds", ".rda", ".rdata"})
OTHER_FORMATS = {
    ".sas7bdat": "a SAS file",
    ".json": "a JSON file",
    ".pdf": "a PDF document",
    ".doc": "a Word document",
    ".docx": "a Word document",
    ".h5": "an HDF5 file",
}
OTHER_BEGINNINGS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x89HDF": "an HDF5 file",
}
BINARY_TABLES = {
    ".sav": "an SPSS file",
    ".zsav": "an SPSS file",
    ".por": "an SPSS portable file",
    ".dta": "a Stata file",
    ".parquet": "a Parquet file",
    ".feather": "a Feather file",
    ".arrow": "an Arrow file",
}
READABLE = (
    "CSV, TSV or other delimited text (also .gz), XLSX, XLS, ODS, SPSS (.sav), Stata (.dta) "
    "or Parquet"
)


@dataclass(frozen=True)
class FileBytes:
    """What a file holds: ``source`` names it in messages, ``sha256`` is of the file itself."""

    source: str
    data: bytes
    sha256: str


def read_table_bytes(path: str | os.PathLike[str]) -> FileBytes:
    """Return the bytes of a table; ``-`` is standard input, ``.gz`` is unpacked.

    Raises
    ------
    FileError
        As :func:`read_bytes`, and E-FILE-01 (0 bytes), E-SEC-09 (a format that
        can run code), E-FILE-15 (a format that is not a table gainsem reads).
    """
    _refuse_suffix(os.fspath(path))
    file = read_bytes(path)
    if not file.data:
        raise FileError.of(
            "E-FILE-01",
            f"{file.source} is empty: it has 0 bytes.",
            do="export the table again, and look whether the disk was full",
        )
    _refuse_beginning(file.source, file.data)
    if file.data.startswith(GZIP):
        file = replace(file, data=_gunzip(file.source, file.data))
        _refuse_beginning(file.source, file.data)
    return file


def read_bytes(path: str | os.PathLike[str]) -> FileBytes:
    """Return the bytes of any file; ``-`` is standard input.

    Raises
    ------
    FileError
        E-FILE-12 (no such file, a folder, no permission), E-FILE-10 (too large).
    """
    shown = os.fspath(path)
    if shown == STDIN:
        data, source = _read_limited("standard input", sys.stdin.buffer), "standard input"
    else:
        data, source = _read_file(shown), shown
    return FileBytes(source, data, hashlib.sha256(data).hexdigest())


def first_bytes(path: str | os.PathLike[str], count: int = 1024) -> bytes:
    """Return how a file begins; nothing for standard input or a file that cannot be read."""
    shown = os.fspath(path)
    if shown == STDIN or "://" in shown:
        return b""
    try:
        if not stat.S_ISREG(Path(shown).stat().st_mode):
            return b""
        with Path(shown).open("rb") as stream:
            return stream.read(count)
    except (OSError, ValueError):
        return b""


def refuse_other_content(file: FileBytes) -> None:
    """Refuse a file that is binary and not what its name says (E-FILE-13)."""
    suffix = Path(file.source.lower().removesuffix(".gz")).suffix
    if suffix in BINARY_TABLES and b"\0" in file.data[:CHUNK]:
        raise FileError.of(
            "E-FILE-13",
            f"{file.source} does not begin as {BINARY_TABLES[suffix]} does.",
            why="the file is damaged, or it is another one",
            do="copy or download it again, or save it again in the program it comes from",
        )


def missing_file(path: str | os.PathLike[str], what: str = "file") -> FileError:
    """Return the refusal for a path that is not there, with the nearest name that is."""
    given = Path(path)
    parent = given.parent
    if not parent.is_dir():
        known = _names_in(parent.parent)
        return FileError.of(
            "E-FILE-12",
            f"There is no {what} '{path}': the folder '{parent}' does not exist."
            + did_you_mean(parent.name, known),
            do="check the spelling of the path",
        )
    known = _names_in(parent)
    return FileError.of(
        "E-FILE-12",
        f"There is no {what} '{path}'.{did_you_mean(given.name, known)}",
        where=f"looked in the folder {parent.resolve()}",
        do="check the spelling of the path, and the folder the command is run in",
    )


def _read_file(shown: str) -> bytes:
    if "://" in shown:
        raise FileError.of(
            "E-FILE-12",
            f"'{shown}' is an address on the network; gainsem reads files of this computer.",
            do="download the file first and give its path",
        )
    try:
        facts = Path(shown).stat()
    except FileNotFoundError:
        raise missing_file(shown) from None
    except (OSError, ValueError) as problem:
        raise _cannot_open(shown, problem) from None
    _refuse_kind(shown, facts)
    refuse_size(shown, facts.st_size)
    try:
        with Path(shown).open("rb") as stream:
            return stream.read() if stat.S_ISREG(facts.st_mode) else _read_limited(shown, stream)
    except OSError as problem:
        raise _cannot_open(shown, problem) from None


def _read_limited(source: str, stream: BinaryIO) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := stream.read(CHUNK):
        parts.append(chunk)
        size += len(chunk)
        refuse_size(source, size)
    return b"".join(parts)


def _refuse_kind(shown: str, facts: os.stat_result) -> None:
    if stat.S_ISDIR(facts.st_mode):
        raise FileError.of(
            "E-FILE-12",
            f"'{shown}' is a folder; a file is needed here.",
            where=_listing(_names_in(Path(shown))),
            do="give the path of the table inside it",
        )
    if stat.S_ISCHR(facts.st_mode) or stat.S_ISBLK(facts.st_mode):
        raise FileError.of("E-FILE-12", f"'{shown}' is a device; a file is needed here.")


def _refuse_suffix(shown: str) -> None:
    suffix = Path(shown.lower().removesuffix(".gz")).suffix
    if suffix in RUNS_CODE:
        raise _runs_code(shown, f"{suffix} files")
    if suffix in OTHER_FORMATS:
        raise _other_format(shown, OTHER_FORMATS[suffix])


def _refuse_beginning(source: str, data: bytes) -> None:
    if data[:1] == b"\x80" and data[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        raise _runs_code(source, "Python pickles, which this file is by its first bytes,")
    if data[:4] in (b"RDX2", b"RDX3") or data[:5] in (b"X\n\x00\x00\x00", b"A\n2\n1", b"A\n3\n2"):
        raise _runs_code(source, "R data files, which this file is by its first bytes,")
    for beginning, kind in OTHER_BEGINNINGS.items():
        if data.startswith(beginning):
            raise _other_format(source, kind)
    if data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<html", b"<!doctype html")):
        raise _other_format(source, "a web page (HTML), whatever its name says")


def refuse_size(source: str, size: int) -> None:
    """Refuse a file of more than 2 GB (E-FILE-10)."""
    if size > MAX_BYTES:
        raise FileError.of(
            "E-FILE-10",
            f"{source} has {size / 1024**3:.1f} GB or more; files up to "
            f"{MAX_BYTES / 1024**3:.0f} GB are read.",
            do="keep only the columns the model needs, or split the file",
        )


def _runs_code(source: str, what: str) -> FileError:
    return FileError.of(
        "E-SEC-09",
        f"{source}: {what} can run any program when they are opened; gainsem never opens them.",
        do="open it where it was made, and save the table as CSV",
    )


def _other_format(source: str, kind: str) -> FileError:
    return FileError.of(
        "E-FILE-15",
        f"{source} is {kind}, not a table this version of gainsem reads.",
        do=f"save the table as {READABLE}",
    )


def _cannot_open(shown: str, problem: Exception) -> FileError:
    reason = getattr(problem, "strerror", None) or str(problem)
    return FileError.of(
        "E-FILE-12",
        f"'{shown}' cannot be opened: {reason}.",
        do="check the permissions of the file, and whether another program holds it",
    )


def _gunzip(source: str, packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    stream = io.BytesIO(packed)
    parts: list[bytes] = []
    size = 0
    try:
        while not unpacker.eof and (chunk := unpacker.unconsumed_tail or stream.read(CHUNK)):
            parts.append(unpacker.decompress(chunk, CHUNK))
            size += len(parts[-1])
            refuse_size(source, size)
    except zlib.error as problem:
        raise FileError.of("E-FILE-13", f"{source} is a damaged .gz file: {problem}.") from None
    if not unpacker.eof:
        raise FileError.of(
            "E-FILE-13",
            f"{source} is a .gz file that ends too early.",
            do="download or copy it again",
        )
    return b"".join(parts)


def _names_in(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return []


def _listing(names: Iterable[str], shown_at_most: int = 8) -> str:
    known = list(names)
    more = f", and {len(known) - shown_at_most} more" if len(known) > shown_at_most else ""
    return f"it holds {', '.join(known[:shown_at_most])}{more}" if known else "it is empty"
