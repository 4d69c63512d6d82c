"""Texts of SPSS and Stata files: from bytes to characters, Chinese ones too.

Files of today are Unicode.  Older ones name at best a code page, and Chinese ones often
name that of Western Europe, so that labels would come out as "ÄêÁä".  The library that
reads the files hands every byte through as one character; which characters they are is
decided here, by the same rules as for text files.
"""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Iterable

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import FileError
from gainsem.io.text_encoding import looks_chinese, sample_of

ANY_BYTES = "ISO-8859-1"
"""Every byte is one character: nothing is lost, and damaged bytes cannot overrun a buffer."""
CHINESE, UNICODE, WESTERN = "gb18030", "utf-8", "cp1252"
NAMED = re.compile(
    rb"(?:\x07\0{3}\x14\0{3}\x01\0{3}.\0{3}|\0{3}\x07\0{3}\x14\0{3}\x01\0{3}.)([\w.:-]+)", re.DOTALL
)
"""The record of an SPSS file that names its encoding, in either byte order."""
CODE_PAGE = {
    "<": b"\x07\0\0\0\x03\0\0\0\x04\0\0\0\x08\0\0\0",
    ">": b"\0\0\0\x07\0\0\0\x03\0\0\0\x04\0\0\0\x08",
}
"""The record of the machine that wrote an SPSS file; its eighth number is the code page."""
ASCII_CODES = (2, 3)
FREQUENT = range(0xB0, 0xD8)
"""Lead bytes of the 3,755 frequent characters of GB 2312; ``öß`` and its like lie above."""
FREQUENT_SHARE = 0.5


def named_encoding(dictionary: bytes) -> str:
    """Return the encoding an SPSS file names; nothing when it says ASCII or nothing.

    Parameters
    ----------
    dictionary : bytes
        The beginning of the file.
    """
    if found := NAMED.search(dictionary):
        return _codec(found[1].decode("ascii"))
    for order, record in CODE_PAGE.items():
        at = dictionary.find(record)
        if at >= 0 and len(dictionary) >= at + 48:
            (code,) = struct.unpack_from(order + "i", dictionary, at + 44)
            return _codec(f"cp{code}") if code not in ASCII_CODES else ""
    return ""


def _codec(name: str) -> str:
    """Return Python's name of an encoding; nothing for one it does not know."""
    name = {"cp936": CHINESE, "cp65001": UNICODE, "gbk": CHINESE}.get(name.lower(), name)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""


def choose_codec(
    texts: Iterable[str], *, called: str, named: str, declared: str | None
) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return the encoding of the texts of a file, and what to say about it.

    What the user declares decides, then what the file names; a file that names none, or
    Western European, is looked at: it may be UTF-8 or Chinese all the same.

    Parameters
    ----------
    texts : iterable of str
        Every distinct text, one character a byte.
    called : str
        Name of the file, for messages.
    named : str
        As :func:`named_encoding` returns it.
    declared : str, optional
        What the user says.

    Raises
    ------
    FileError
        E-FILE-04 when the texts cannot be in that encoding.
    """
    foreign = [text for text in texts if not text.isascii()]
    if not foreign:
        return ANY_BYTES, ()
    if declared or named not in ("", WESTERN):
        codec = declared or named
        text = _joined(foreign, codec)
        if text is None:
            raise _undecodable(called, codec)
        return codec, () if declared or codec == UNICODE else _was_named(called, codec, text)
    if _joined(foreign, UNICODE) is not None:
        return UNICODE, ()
    text = _joined(foreign, CHINESE)
    if text is not None and is_chinese(text):
        return CHINESE, _was_guessed(called, text)
    text = _joined(foreign, WESTERN)
    if text is None:
        raise _undecodable(called, "UTF-8, GB18030 or WINDOWS-1252")
    return WESTERN, _was_named(called, WESTERN, text)


def decoded(text: str, codec: str) -> str:
    """Return the characters of a text that has one character a byte.

    A last character that the file has cut in two is left out: texts there have a width in
    bytes.

    Examples
    --------
    >>> decoded("年龄".encode("utf-8").decode(ANY_BYTES)[:-1], "utf-8")
    '年'
    """
    if text.isascii() or codec == ANY_BYTES:
        return text
    return codecs.getincrementaldecoder(codec)().decode(text.encode(ANY_BYTES))


def _joined(texts: Iterable[str], codec: str) -> str | None:
    try:
        return "\n".join(decoded(text, codec) for text in texts)
    except UnicodeError:
        return None


def is_chinese(text: str) -> bool:
    """Return whether a text is Chinese: its characters are common, half of them frequent.

    Examples
    --------
    >>> is_chinese("年龄")
    True
    >>> is_chinese("Größe, für".encode("cp1252").decode("gb18030"))
    False
    """
    seen = [character for character in dict.fromkeys(text) if not character.isascii()]
    leads = [character.encode(CHINESE)[0] for character in seen]
    frequent = sum(lead in FREQUENT for lead in leads)
    return looks_chinese(text) and frequent >= FREQUENT_SHARE * len(seen)


def _undecodable(called: str, tried: str) -> FileError:
    return FileError.of(
        "E-FILE-04",
        f"{called}: its labels or words cannot be read as {tried.upper()}.",
        why="read with a wrong encoding, labels and column names turn into other characters",
        do="declare the encoding it was written with (for example gb18030, big5, windows-1252)",
    )


def _was_guessed(called: str, text: str) -> tuple[Diagnostic, ...]:
    return (
        warning(
            "W-FILE-04",
            f"{called} does not say that its texts are Chinese; they were read as GB18030, "
            f"for example '{sample_of(text)}'.",
            why="a wrong guess turns labels and names into other characters; numbers are not "
            "affected",
            do="if these characters are wrong, declare the encoding",
        ),
    )


def _was_named(called: str, codec: str, text: str) -> tuple[Diagnostic, ...]:
    return (
        note(
            "I-FILE-04",
            f"The texts of {called} were read as {codec.upper()}, for example '{sample_of(text)}'.",
        ),
    )
