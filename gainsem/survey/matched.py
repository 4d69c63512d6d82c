"""The columns of a table under the names of the codebook, while they are put together."""

from __future__ import annotations

from dataclasses import dataclass, field

from gainsem.diagnostics import Diagnostic
from gainsem.survey.raw_table import RawColumn
from gainsem.survey.responses import Recode


@dataclass
class Matched:
    """New columns by the place of the old one they are made of, and what was met on the way."""

    names: dict[int, list[str]] = field(default_factory=dict)
    columns: dict[int, list[RawColumn]] = field(default_factory=dict)
    recodes: list[Recode] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    remarks: list[Diagnostic] = field(default_factory=list)
    found_in: dict[str, str] = field(default_factory=dict)
    unsaid: dict[str, str] = field(default_factory=dict)

    def put(self, place: int, name: str, column: RawColumn, heading: str) -> None:
        """Add the column of an item, made of the column at a place under a heading."""
        self.names.setdefault(place, []).append(name)
        self.columns.setdefault(place, []).append(column)
        if heading != name:
            self.found_in[name] = heading
