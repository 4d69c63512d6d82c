"""What the library pyreadstat makes of an SPSS or Stata file, or why it makes nothing of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gainsem.errors import FileError
from gainsem.io.columns import refuse_too_many
from gainsem.io.stat_encoding import ANY_BYTES, decoded
from gainsem.io.table_size import refuse_cells

SPSS, PORTABLE, STATA = "an SPSS file", "an SPSS portable file", "a Stata file"
READERS = {SPSS: "read_sav", PORTABLE: "read_por", STATA: "read_dta"}
PACKED_SPSS = b"$FL3"
NOT_TEXT = "Unable to convert string"
END_BYTES = 1024


@dataclass(frozen=True)
class StatFile:
    """A file of SPSS or Stata: its path, or its bytes where it has none."""

    kind: str
    source: str
    content: str | bytes
    sha256: str

    @property
    def called(self) -> str:
        """What messages call it."""
        return Path(self.source).name

    @property
    def size(self) -> int:
        """Bytes."""
        if isinstance(self.content, bytes):
            return len(self.content)
        return Path(self.content).stat().st_size

    def head(self, count: int) -> bytes:
        """Return the first bytes."""
        if isinstance(self.content, bytes):
            return self.content[:count]
        with Path(self.content).open("rb") as stream:
            return stream.read(count)

    def tail(self) -> bytes:
        """Return the last kilobyte."""
        if isinstance(self.content, bytes):
            return self.content[-END_BYTES:]
        with Path(self.content).open("rb") as stream:
            stream.seek(max(self.size - END_BYTES, 0))
            return stream.read()


def read_with_library(file: StatFile) -> tuple[Any, Any]:
    """Return data and description of a file, every text with one character a byte.

    The extent a file claims is looked at first: of a damaged one, memory for billions of
    rows would be asked for.

    Raises
    ------
    FileError
        E-FILE-01 without columns, E-FILE-04 for a portable file that is not UTF-8,
        E-FILE-10 for too many columns or cells, E-FILE-13 for a damaged file, E-FILE-16
        for a protected one.
    """
    if file.head(END_BYTES)[8:20] == b"ENCRYPTEDSAV":
        raise FileError.of(
            "E-FILE-16",
            f"{file.called} is protected by a password.",
            do="open it in SPSS and save a copy without the password",
        )
    _refuse_extent(file, _ask(file, metadataonly=True)[1])
    return _ask(file, metadataonly=False)


def texts_in(frame: Any, meta: Any) -> Iterator[str]:
    """Yield every distinct text: names, labels, value labels, answers in words."""
    yield from meta.column_names
    yield from (label for label in meta.column_labels or () if label)
    for labels in meta.value_labels.values():
        yield from (text for pair in labels.items() for text in pair if isinstance(text, str))
    for name, kind in meta.readstat_variable_types.items():
        if kind == "string":
            yield from (text for text in frame[name].unique().tolist() if isinstance(text, str))


def _ask(file: StatFile, *, metadataonly: bool) -> tuple[Any, Any]:
    """Return what pyreadstat reads; its failures become refusals."""
    import pyreadstat

    content = io.BytesIO(file.content) if isinstance(file.content, bytes) else file.content
    options: dict[str, Any] = {"metadataonly": metadataonly, "disable_datetime_conversion": True}
    if file.kind != PORTABLE:
        options |= {"user_missing": True, "encoding": ANY_BYTES}
    try:
        frame, meta = getattr(pyreadstat, READERS[file.kind])(content, **options)
    except Exception as problem:
        # Bytes that are damaged fail in ways the library does not foresee (KeyError,
        # OverflowError, ...): whatever it says, the file is what is wrong.
        if isinstance(problem, UnicodeError) or NOT_TEXT in str(problem):
            raise _not_unicode(file) from None
        raise damaged(file, str(problem) or type(problem).__name__) from None
    if not all(meta.column_names) or len(set(meta.column_names)) < len(meta.column_names):
        raise damaged(file, "it has variables without a name, or with the same one")
    return frame, meta


def _refuse_extent(file: StatFile, meta: Any) -> None:
    """Refuse what is too large, empty or cut off, before the cases are read."""
    n_columns, n_rows = len(meta.column_names), meta.number_rows or 0
    if not n_columns:
        raise FileError.of("E-FILE-01", f"{file.called} has no columns.")
    refuse_too_many(n_columns, file.called)
    head = file.head(END_BYTES)
    # A cell takes at least a byte, unless the whole file is packed.
    packed = file.kind == PORTABLE or head.startswith(PACKED_SPSS)
    if not packed and n_rows * n_columns > file.size:
        raise damaged(file, f"it claims {n_rows:,} cases and has {file.size:,} bytes")
    refuse_cells(n_rows, n_columns, file.called, "cases")
    if head.startswith(b"<stata_dta>") and b"</stata_dta>" not in file.tail():
        raise damaged(file, "it ends too early")


def damaged(file: StatFile, problem: str) -> FileError:
    """Return the refusal of a file that cannot be read."""
    return FileError.of(
        "E-FILE-13",
        f"{file.called} is {file.kind} that cannot be read: {problem[:1].lower()}{problem[1:]}.",
        why="the file is damaged or was cut off when it was copied",
        do="copy or download it again, or save it again in the program it comes from",
    )


def _not_unicode(file: StatFile) -> FileError:
    return FileError.of(
        "E-FILE-04",
        f"{file.called} is {file.kind} with texts that are not UTF-8.",
        why="read with a wrong encoding, labels and column names turn into other characters",
        do="save it again in the program it comes from, as .sav or .dta",
    )


def decode_texts(frame: Any, meta: Any, codec: str) -> None:
    """Turn every text of a file from one character a byte into what it says, in place."""
    if codec == ANY_BYTES:
        return
    names = {name: decoded(name, codec) for name in meta.column_names}
    for name, kind in meta.readstat_variable_types.items():
        if kind == "string":
            frame[name] = _decoded_cells(frame[name], codec)
    frame.columns = [names[name] for name in frame.columns]
    meta.column_names = [names[name] for name in meta.column_names]
    meta.column_labels = [label and decoded(label, codec) for label in meta.column_labels]
    for field in ("variable_measure", "original_variable_types", "readstat_variable_types"):
        setattr(meta, field, {names[k]: value for k, value in getattr(meta, field).items()})
    meta.variable_value_labels = {
        names[k]: {_text(code, codec): _text(text, codec) for code, text in labels.items()}
        for k, labels in meta.variable_value_labels.items()
    }
    meta.missing_ranges = {
        names[k]: [{end: _text(value, codec) for end, value in each.items()} for each in ranges]
        for k, ranges in meta.missing_ranges.items()
    }


def _text(value: Any, codec: str) -> Any:
    return decoded(value, codec) if isinstance(value, str) else value


def _decoded_cells(series: Any, codec: str) -> Any:
    known = {text: _text(text, codec) for text in series.unique().tolist()}
    return series.map(known)
