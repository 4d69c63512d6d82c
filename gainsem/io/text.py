"""Text files a person has written: models, and what is read back as text."""

from __future__ import annotations

import os

from gainsem.errors import FileError
from gainsem.io.file_bytes import read_bytes
from gainsem.io.text_encoding import decode

MAX_TEXT = 50 * 1024**2


def read_text(path: str | os.PathLike[str], *, encoding: str | None = None) -> str:
    """Return the text of a file, or of standard input for ``-``, with Unix line ends.

    Raises
    ------
    FileError
        As :func:`~gainsem.io.file_bytes.read_bytes`; E-FILE-04 when it is not
        text, E-FILE-10 above 50 MB.
    """
    file = read_bytes(path)
    if len(file.data) > MAX_TEXT:
        raise FileError.of(
            "E-FILE-10",
            f"{file.source} has {len(file.data) / 1024**2:.0f} MB; texts up to "
            f"{MAX_TEXT // 1024**2} MB are read.",
            do="look whether this is the file you meant",
        )
    text, _ = decode(file.data, source=file.source, encoding=encoding)
    if "\0" in text:
        raise FileError.of(
            "E-FILE-11",
            f"{file.source}, line {text.count(chr(10), 0, text.index(chr(0))) + 1}: "
            "there is a NUL byte; text files have none.",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")
