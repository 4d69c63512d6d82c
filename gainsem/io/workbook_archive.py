"""A workbook as a zip archive: unpacked within limits and packed again without compression.

What is opened afterwards is exactly what was counted here, so an archive that
lies about the size of its parts gains nothing by it.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import FileError

MAX_EXPANDED = 500 * 1024**2
MAX_RATIO = 100
SMALL = 10 * 1024**2
UNREADABLE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class Archive:
    """The parts of a workbook by name, and the same packed again."""

    parts: dict[str, bytes]
    data: bytes


def open_archive(data: bytes, source: str) -> Archive:
    """Return the parts of a workbook; pictures and other media are left out.

    Raises
    ------
    FileError
        E-SEC-08 for a bomb or macros, E-FILE-15 for a binary workbook, and
        E-FILE-13 for an archive that cannot be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _refuse_bomb(sum(entry.file_size for entry in entries), len(data), source)
            _refuse_programs([entry.filename for entry in entries], source)
            wanted = [entry for entry in entries if not entry.filename.startswith("xl/media/")]
            parts = {entry.filename: archive.read(entry) for entry in wanted}
    except UNREADABLE as problem:
        raise damaged(source, str(problem)) from None
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return Archive(parts, packed.getvalue())


def links(archive: Archive, source: str) -> tuple[Diagnostic, ...]:
    """Return the note for a workbook that links to others."""
    if not any(name.startswith("xl/externalLinks/") for name in archive.parts):
        return ()
    return (
        note(
            "I-SEC-08",
            f"{source} links to other workbooks; the values stored in it were read, "
            "no link was followed.",
        ),
    )


def has_macros(source: str) -> FileError:
    """Return the refusal of a workbook with macros."""
    return FileError.of(
        "E-SEC-08",
        f"{source} is a workbook with macros (programs); gainsem does not open it.",
        do="save it as .xlsx (without macros) or as CSV",
    )


def damaged(source: str, problem: str) -> FileError:
    """Return the refusal of a workbook that cannot be read."""
    return FileError.of(
        "E-FILE-13",
        f"{source} is damaged, or not the workbook its name says: {problem.rstrip('.')}.",
        do="open it in Excel or LibreOffice and save it again, or save the sheet as CSV",
    )


def _refuse_bomb(expanded: int, packed: int, source: str) -> None:
    if expanded > MAX_EXPANDED or (expanded > SMALL and expanded > MAX_RATIO * packed):
        raise FileError.of(
            "E-SEC-08",
            f"{source} unpacks to {expanded / 1024**2:,.0f} MB, {expanded / packed:,.0f} times "
            f"its size; allowed are {MAX_EXPANDED // 1024**2} MB and {MAX_RATIO} times.",
            why="a file built like this fills the memory of the computer",
            do="save the sheet as CSV",
        )


def _refuse_programs(names: list[str], source: str) -> None:
    if any(posixpath.basename(name).lower() == "vbaproject.bin" for name in names):
        raise has_macros(source)
    if "xl/workbook.bin" in names:
        raise FileError.of(
            "E-FILE-15",
            f"{source} is a binary Excel workbook (.xlsb), which gainsem does not read.",
            do="save it as .xlsx or as CSV",
        )
