"""Files of SPSS (SAV, ZSAV, POR) and Stata (DTA) to a table, with what they say of their columns.

Reading the bytes is pyreadstat's work (the C library ReadStat).  Declared missing answers
are asked for as they stand, because the library would drop them without a word; they are
made missing, counted and listed when the answers are read.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import FileError
from gainsem.io.columns import clean_names
from gainsem.io.file_bytes import CHUNK, FileBytes, refuse_size
from gainsem.io.stat_columns import read_columns
from gainsem.io.stat_encoding import UNICODE, choose_codec, named_encoding
from gainsem.io.stat_library import (
    PORTABLE,
    SPSS,
    STATA,
    StatFile,
    decode_texts,
    read_with_library,
    texts_in,
)
from gainsem.io.text_encoding import known_encoding
from gainsem.survey.raw_table import Heading, RawTable
from gainsem.survey.row_numbers import counted_rows

TOOLS = {SPSS: "spss", PORTABLE: "spss", STATA: "stata"}
HEAD_BYTES = 1024
DICTIONARY_BYTES = 1 << 24
"""Where the description of the columns ends in any file of up to 10,000 of them."""
PORTABLE_TAG_AT = slice(456, 464)
OLD_STATA = frozenset({104, 105, 108, 110, 111, 112, 113, 114, 115})
NEW_STATA = re.compile(rb"<stata_dta><header><release>(\d+)<")
UNICODE_SINCE = 118


def stat_kind(head: bytes) -> str:
    """Return what a file is by its first bytes; nothing when it is of neither program.

    Examples
    --------
    >>> stat_kind(b"$FL2@(#) SPSS DATA FILE")
    'an SPSS file'
    >>> stat_kind(b"id,x1,x2")
    ''
    """
    if head.startswith((b"$FL2", b"$FL3")) or head[8:20] == b"ENCRYPTEDSAV":
        return SPSS
    if head.startswith(b"<stata_dta>") or _is_old_stata(head):
        return STATA
    unwrapped = head[:HEAD_BYTES].replace(b"\r", b"").replace(b"\n", b"")
    return PORTABLE if unwrapped[PORTABLE_TAG_AT] == b"SPSSPORT" else ""


def _is_old_stata(head: bytes) -> bool:
    """Whether a file begins with a release, a byte order and the file type of Stata before 13."""
    return len(head) > 3 and head[0] in OLD_STATA and head[1] in (1, 2) and head[2:4] == b"\x01\0"


def stat_file_of_path(path: str, kind: str) -> StatFile:
    """Return a file on disk; its size is known before it is read."""
    refuse_size(path, Path(path).stat().st_size)
    digest = hashlib.sha256()
    with Path(path).open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return StatFile(kind, path, path, digest.hexdigest())


def stat_file_of_bytes(file: FileBytes, kind: str) -> StatFile:
    """Return a file that came through standard input or was unpacked."""
    return StatFile(kind, file.source, file.data, file.sha256)


def table_from_stat_file(file: StatFile, *, encoding: str | None = None) -> RawTable:
    """Return the table in a file of SPSS or Stata; its rows are cases, counted from 1.

    Parameters
    ----------
    file : StatFile
    encoding : str, optional
        Of its texts; needed for old files only that do not say, or say it wrongly.

    Raises
    ------
    FileError
        E-FILE-01 without columns, E-FILE-02 without cases, E-FILE-04 for texts in another
        encoding, E-FILE-10 for too many columns or cells, E-FILE-13 for a damaged file,
        E-FILE-16 for a protected one.
    OptionError
        E-OPT-01 for an encoding that does not exist.
    """
    declared = known_encoding(encoding)
    frame, meta = read_with_library(file)
    of_texts: tuple[Diagnostic, ...] = ()
    if file.kind != PORTABLE:
        named = _encoding_named_in(file)
        codec, of_texts = choose_codec(
            texts_in(frame, meta), called=file.called, named=named, declared=declared
        )
        decode_texts(frame, meta, codec)
    if not len(frame):
        raise FileError.of(
            "E-FILE-02", f"{file.called} has {len(meta.column_names)} columns and 0 cases."
        )
    names, remarks = clean_names(meta.column_names, file.called)
    columns, described = read_columns(frame, meta, names, tool=TOOLS[file.kind])
    labels = meta.column_labels or [None] * len(names)
    return RawTable(
        names=tuple(names),
        columns=columns,
        lines=counted_rows(len(frame), "case"),
        source=file.source,
        sha256=file.sha256,
        diagnostics=(*of_texts, *remarks, *_of_portable(file)),
        declared=described,
        headings=tuple(
            Heading(ids=(name,), wordings=(label,) if label else ())
            for name, label in zip(names, labels, strict=True)
        ),
        tool=TOOLS[file.kind],
    )


def _encoding_named_in(file: StatFile) -> str:
    if file.kind == SPSS:
        return named_encoding(file.head(DICTIONARY_BYTES))
    release = NEW_STATA.match(file.head(HEAD_BYTES))
    return UNICODE if release and int(release[1]) >= UNICODE_SINCE else ""


def _of_portable(file: StatFile) -> tuple[Diagnostic, ...]:
    if file.kind != PORTABLE:
        return ()
    return (
        note(
            "I-STF-03",
            f"{file.called} is {PORTABLE}: answers it declares missing were read as missing, "
            "but how many there are of each code is not known.",
            do="save it as .sav in SPSS to have them counted",
        ),
    )
