"""YAML read as plain data only: no tags, no aliases, no duplicate keys, bounded size.

YAML 1.2, so that an item called ``NO`` keeps its name.  Keys are always text,
as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from gainsem.errors import CodebookError

MAX_BYTES = 2_000_000
MAX_LEVELS = 20
SHOWN_AT_MOST = 60

Path = tuple[str | int, ...]
Event = Any
PREFIX = "tag:yaml.org,2002:"


@dataclass
class Document:
    """Plain data with the line each part of it stands on."""

    source: str
    content: Any = None
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """Return the line of a part, or of the nearest part around it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


def read_bytes(path: FilePath, what: str) -> bytes:
    """Return the bytes of a small file, never more than a little above the limit.

    Parameters
    ----------
    path : Path
    what : str
        What the file is, for messages: codebook, population.

    Raises
    ------
    CodebookError
        E-BOOK-01 where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CodebookError.of(
            "E-BOOK-01",
            f"The {what} {path} cannot be read: {error.strerror or error}.",
            do=f"check the path of the {what}",
        ) from None


def read_yaml(data: bytes, source: str) -> Document:
    """Return what a YAML file says.

    Parameters
    ----------
    data : bytes
        The file, in UTF-8.
    source : str
        What to call it in messages.

    Raises
    ------
    CodebookError
        E-SEC-06 for what could do harm, E-BOOK-02 for what is not YAML.
    """
    if len(data) > MAX_BYTES:
        raise _unsafe(source, 0, f"has more than {MAX_BYTES:,} bytes")
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    text = _decoded(data, source)
    yaml = YAML(typ="safe", pure=True)
    document = Document(source)
    try:
        reader = _Reader(document, yaml.parse(text), yaml.resolver)
        reader.read_all()
    except YAMLError as error:
        raise _not_yaml(source, error) from None
    return document


class _Reader:
    """Builds plain data out of parser events, refusing what plain data does not need."""

    def __init__(self, document: Document, events: Iterator[Event], resolver: Any) -> None:
        self._document = document
        self._events = events
        self._resolver = resolver

    def read_all(self) -> None:
        """Read the only document of the stream."""
        documents = 0
        for event in self._events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self._refuse(event, "holds more than one document ('---')")
            elif kind not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                self._document.content = self._value(event, ())

    def _value(self, event: Event, path: Path) -> Any:
        self._check(event, path)
        self._document.lines.setdefault(path, event.start_mark.line + 1)
        kind = type(event).__name__
        if kind == "MappingStartEvent":
            return self._mapping(path)
        if kind == "SequenceStartEvent":
            return self._sequence(path)
        return self._scalar(event)

    def _mapping(self, path: Path) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for event in self._events:
            if type(event).__name__ == "MappingEndEvent":
                break
            self._check(event, path)
            if type(event).__name__ != "ScalarEvent":
                self._refuse(event, "uses a list or mapping as a key")
            key = event.value
            if key in content:
                first = self._document.lines[(*path, key)]
                shown = key[:SHOWN_AT_MOST]
                self._refuse(event, f"has the key '{shown}' a second time (first in line {first})")
            self._document.lines[(*path, key)] = event.start_mark.line + 1
            content[key] = self._value(next(self._events), (*path, key))
        return content

    def _sequence(self, path: Path) -> list[Any]:
        content: list[Any] = []
        for event in self._events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            content.append(self._value(event, (*path, len(content))))
        return content

    def _scalar(self, event: Event) -> Any:
        from ruamel.yaml.nodes import ScalarNode

        tag = str(self._resolver.resolve(ScalarNode, event.value, event.implicit))
        return plain_scalar(event.value, tag.removeprefix(PREFIX))

    def _check(self, event: Event, path: Path) -> None:
        if type(event).__name__ == "AliasEvent":
            self._refuse(event, f"uses the alias '*{event.anchor}'; aliases are not read")
        if getattr(event, "anchor", None):
            self._refuse(event, f"uses the anchor '&{event.anchor}'; anchors are not read")
        if getattr(event, "tag", None):
            shown = str(event.tag).replace(PREFIX, "!!")[:SHOWN_AT_MOST]
            self._refuse(event, f"uses the tag '{shown}'; only plain data are read")
        if len(path) >= MAX_LEVELS:
            self._refuse(event, f"is more than {MAX_LEVELS} levels deep")

    def _refuse(self, event: Event, what: str) -> None:
        raise _unsafe(self._document.source, event.start_mark.line + 1, what)


def plain_scalar(text: str, kind: str) -> Any:
    """Return the value of a scalar: None, bool, int, float or text (dates stay text).

    Examples
    --------
    >>> plain_scalar("0x10", "int"), plain_scalar("NO", "str")
    (16, 'NO')
    """
    if kind == "null":
        return None
    if kind == "bool":
        return text.casefold() == "true"
    if kind == "int":
        return _integer(text)
    if kind == "float":
        return float(re.sub(r"\.(inf|nan)", r"\1", text.replace("_", ""), flags=re.IGNORECASE))
    return text


def _integer(text: str) -> int | str:
    plain = text.replace("_", "")
    if len(plain) > SHOWN_AT_MOST:
        return text
    bases = {"0o": 8, "0x": 16, "0b": 2}
    base = bases.get(plain.lstrip("+-")[:2].lower(), 10)
    return int(plain, base)


def _decoded(data: bytes, source: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CodebookError.of(
            "E-BOOK-02",
            f"{source}, line {line}: this is not UTF-8 text.",
            do="save the codebook with the encoding UTF-8",
        ) from None


def _not_yaml(source: str, error: Any) -> CodebookError:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return CodebookError.of(
        "E-BOOK-02",
        f"{source}, line {line}: this is not YAML: {problem}.",
        do="put wordings with a colon or a # in quotes, and indent with spaces",
    )


def _unsafe(source: str, line: int, what: str) -> CodebookError:
    place = f"{source}, line {line}" if line else source
    return CodebookError.of(
        "E-SEC-06",
        f"{place}: the codebook {what}.",
        why="a codebook from somebody else must not be able to run code or fill the memory",
        do="write the codebook as plain keys, lists and texts",
    )
