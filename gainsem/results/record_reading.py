"""What every saved record shares: its checks, its reader, its JSON Schema.

Nothing of a file is trusted: types, shapes and names are checked before anything is built
from it, and nothing in it is executed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Self, TypeVar

from pydantic import ValidationError, model_validator

from gainsem.diagnostics import Diagnostic
from gainsem.errors import FileError, OptionError
from gainsem.results.record_parts import Record

CODE = "E-FILE-13"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


class CheckedRecord(Record):
    """A record whose parts must belong together."""

    def claims(self) -> Mapping[str, bool]:
        """Return whether each thing that can be wrong, in words, is right."""
        return {}

    @model_validator(mode="after")
    def _parts_belong_together(self) -> Self:
        broken = [claim for claim, holds in self.claims().items() if not holds]
        if broken:
            raise ValueError("; ".join(broken))
        return self


class SavedRecord(CheckedRecord):
    """The content of a file that is read again."""

    described: ClassVar[str]
    """What the file holds, for its JSON Schema."""
    what: ClassVar[str]
    """What it is called where it is not one."""
    written_by: ClassVar[str]
    """What to do then."""


Layout = TypeVar("Layout", bound=SavedRecord)
Built = TypeVar("Built")


def read_record(
    layout: type[Layout], content: Any, build: Callable[[Layout], Built], *, source: str
) -> Built:
    """Return what a record describes; nothing is estimated again.

    Parameters
    ----------
    layout : type
        The declaration the content is checked against.
    content : object
        What ``json.loads`` made of the file.
    build : callable
        Makes the result of the checked record.
    source : str
        The path of the file, for messages.

    Raises
    ------
    FileError
        ``E-FILE-13`` when the content is no such record; all places that are wrong are named
        together.
    """

    def problem(path: tuple[int | str, ...], message: str) -> Diagnostic:
        place = ".".join(map(str, path)) or "the content"
        said = f"{source} is not {layout.what} saved by gainsem: {place}: {message}"
        return Diagnostic(CODE, "error", said, where=source, do=layout.written_by)

    try:
        text = json.dumps(content, allow_nan=False)
        return build(layout.model_validate_json(text, strict=True))
    except ValidationError as error:
        problems = [problem(found["loc"], found["msg"]) for found in error.errors()]
        raise FileError(*problems) from None
    except OptionError as error:
        raise FileError(problem(("options",), error.problems[0].message)) from None
    except (TypeError, ValueError, RecursionError) as error:
        raise FileError(problem((), str(error))) from None


def schema_of(layout: type[SavedRecord], name: str) -> dict[str, Any]:
    """Return a layout as JSON Schema, as it is shipped beside its declaration.

    Parameters
    ----------
    layout : type
    name : str
        The name and version of the layout, such as ``gainsem.fit/1``.
    """
    schema = layout.model_json_schema()
    return {"$schema": DRAFT, **schema, "title": name, "description": layout.described}


def shaped(rows: Sequence[Sequence[float]] | None, count: int, width: int | None = None) -> bool:
    """Return whether rows are a matrix of that shape (square unless said), or not there."""
    across = count if width is None else width
    return rows is None or (len(rows) == count and all(len(row) == across for row in rows))
