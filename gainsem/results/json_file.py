"""Results that are kept as JSON: their text, and their file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from os import PathLike
from pathlib import Path
from typing import Any

from gainsem.results.file_writing import write_text


class JsonText(ABC):
    """A result that has a record."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Return the content of the record, in the types JSON knows."""

    def to_json(self) -> str:
        """Return the text of the record."""
        from gainsem.results.record import blocks_text

        return blocks_text(self.to_dict())


class JsonFile(JsonText):
    """A result whose record is saved by itself."""

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the record; an older file stays whole until the new one is complete."""
        return write_text(path, self.to_json())
