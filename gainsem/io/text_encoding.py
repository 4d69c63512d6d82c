"""Bytes to text, never to mojibake.

A byte-order mark decides.  Without one the text is UTF-8, else the encoding the
user declared, else GB18030 (what Chinese survey platforms and Excel write),
and that guess has to look like Chinese, or it is refused.
"""

from __future__ import annotations

import codecs

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import FileError, OptionError

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WITHOUT_MARK = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}
COMMON_SHARE = 0.8


def decode(
    data: bytes, *, source: str, encoding: str | None = None
) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return the text of a file and what was decided about its encoding.

    Parameters
    ----------
    data : bytes
        The whole file.
    source : str
        Name of the file, for messages.
    encoding : str, optional
        What the user says the file is written in; asked only where neither a
        byte-order mark nor UTF-8 settles it.

    Raises
    ------
    FileError
        E-FILE-04, with the line of the first byte that cannot be read.
    OptionError
        E-OPT-01 for an encoding that does not exist.
    """
    declared = known_encoding(encoding)
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = _decode_strictly(data[len(mark) :], name, source)
            return text, _said(source, name, "its byte-order mark says so") + _damaged(source, text)
    if declared in WITHOUT_MARK or (declared or "").startswith(("utf-16-", "utf-32-")):
        declared = WITHOUT_MARK.get(declared or "", declared or "")
        text = _decode_strictly(data, declared, source)
        return text, _said(source, declared, "as declared")
    wide = _looks_like_utf16(data)
    if wide:
        text = _decode_strictly(data, wide, source)
        return text, (_guessed(source, wide.upper(), text),)
    return _decode_narrow(data, source, declared)


def _decode_narrow(
    data: bytes, source: str, declared: str | None
) -> tuple[str, tuple[Diagnostic, ...]]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        first_bad = problem.start
    else:
        return text, _damaged(source, text)
    if declared and declared != "utf-8":
        return _decode_strictly(data, declared, source), _said(source, declared, "as declared")
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if declared or not looks_chinese(text):
        raise _unreadable(source, data, first_bad, "UTF-8" if declared else "UTF-8 or GB18030")
    return text, (_guessed(source, "GB18030 (Chinese)", text),)


def known_encoding(encoding: str | None) -> str | None:
    """Return the name of an encoding the user has declared; E-OPT-01 if there is none such."""
    if encoding is None:
        return None
    try:
        codec = codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, ValueError, TypeError):
        raise OptionError.of(
            "E-OPT-01",
            f"encoding={encoding!r} is not an encoding Python knows.",
            do="for example utf-8, gb18030, big5, windows-1252, latin-1, shift_jis, utf-16",
        ) from None
    return "utf-8" if codec.name == "utf-8-sig" else codec.name


def _decode_strictly(data: bytes, encoding: str, source: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise _unreadable(source, data, problem.start, encoding.upper()) from None


def _unreadable(source: str, data: bytes, position: int, tried: str) -> FileError:
    wide = tried.startswith(("UTF-16", "UTF-32"))
    newline = "\n".encode(tried) if wide else b"\n"
    line = data.count(newline, 0, position) + 1
    return FileError.of(
        "E-FILE-04",
        f"{source}, line {line}: byte 0x{data[position]:02X} cannot be read as {tried}.",
        why="read with a wrong encoding, labels and column names turn into other characters",
        do="declare the encoding (for example windows-1252, big5, shift_jis), or save as UTF-8",
    )


def _looks_like_utf16(data: bytes) -> str | None:
    sample = data[:4096]
    half = len(sample) // 2
    if half < 2 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.3 and even == 0:
        return "utf-16-le"
    if even > half * 0.3 and odd == 0:
        return "utf-16-be"
    return None


def looks_chinese(text: str) -> bool:
    """Return whether four fifths of the characters beyond ASCII are common Chinese ones."""
    foreign = {character for character in text if not character.isascii()}
    common = sum(_in_gb2312(character) for character in foreign)
    return bool(foreign) and common >= COMMON_SHARE * len(foreign)


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _said(source: str, encoding: str, because: str) -> tuple[Diagnostic, ...]:
    if encoding == "utf-8":
        return ()
    return (note("I-FILE-04", f"{source} was read as {encoding.upper()}: {because}."),)


def _guessed(source: str, encoding: str, text: str) -> Diagnostic:
    return warning(
        "W-FILE-04",
        f"{source} is not UTF-8; it was read as {encoding}, for example '{sample_of(text)}'.",
        why="a wrong guess turns labels and names into other characters; numbers are not affected",
        do="if these characters are wrong, declare the encoding; else save the file as UTF-8",
    )


def sample_of(text: str) -> str:
    """Return a few characters beyond ASCII, for a person to look at."""
    at = next((i for i, character in enumerate(text) if not character.isascii()), 0)
    return text[at : at + 12].split("\n")[0].strip()


def _damaged(source: str, text: str) -> tuple[Diagnostic, ...]:
    at = text.find("\ufffd")
    if at < 0:
        return ()
    line = text.count("\n", 0, at) + 1
    return (
        warning(
            "W-FILE-19",
            f"{source}, line {line}: the text holds replacement characters (\ufffd, "
            f"{text.count(chr(0xFFFD))} in all); it was damaged before gainsem read it.",
            do="export it again from the program that holds the original, as UTF-8",
        ),
    )
