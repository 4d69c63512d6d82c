"""What ``gainsem reliability`` found, as one text, one JSON and a folder of tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.io.csv_file import write_csv

if TYPE_CHECKING:
    from gainsem.diagnostics import Diagnostic
    from gainsem.io.output import OutputFolder
    from gainsem.results.discriminant import Discriminant
    from gainsem.results.fit import Fit
    from gainsem.results.groups.grouped_fit import GroupedFit
    from gainsem.results.method_bias import MethodBias
    from gainsem.results.reliability.by_group.sheet import GroupedReliability
    from gainsem.results.reliability.sheet import Reliability
    from gainsem.results.table import Table


@dataclass(frozen=True)
class Sheets:
    """A fit, its measurement sheet, and the tests that were asked for."""

    fit: Fit | GroupedFit
    reliability: Reliability | GroupedReliability
    discriminant: Discriminant | None
    method_bias: MethodBias | None

    @property
    def more(self) -> list[Discriminant | MethodBias]:
        """What was asked for beside the sheet."""
        return [one for one in (self.discriminant, self.method_bias) if one is not None]

    def text(self, *, lang: str) -> str:
        """Return everything as a page."""
        pages = [self.reliability.summary(lang=lang), *(one.summary() for one in self.more)]
        return "\n".join([repr(self.fit), "", *map(str, pages)]).rstrip("\n")

    def to_json(self) -> str:
        """Return everything as JSON."""
        from gainsem.results.fit import Fit

        content: dict[str, Any] = self.reliability.to_dict()
        if isinstance(self.fit, Fit):
            content["discriminant"] = self.discriminant and self.discriminant.to_dict()
            content["method_bias"] = self.method_bias and self.method_bias.to_dict()
        return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    def tables(self, *, lang: str) -> dict[str, Table]:
        """Return all tables by the name of their file."""
        found = self.reliability.tables(lang=lang)
        if self.discriminant:
            found["discriminant"] = self.discriminant.table()
        return found | (self.method_bias.tables() if self.method_bias else {})

    @property
    def diagnostics(self) -> Iterator[Diagnostic]:
        """Everything that was remarked."""
        for part in (self.fit, self.reliability, *self.more):
            yield from part.diagnostics


def fill(folder: OutputFolder, sheets: Sheets, record: str, *, lang: str) -> list[Path]:
    """Write the fit, its sheet and every table into a folder."""
    from gainsem.results.record import blocks_text

    written = [folder.write("fit.json", blocks_text(sheets.fit.to_dict()))]
    written.append(folder.write("reliability.json", record))
    for name, table in sheets.tables(lang=lang).items():
        written.append(write_csv(folder.file(f"{name}.csv"), table.keys, table.rows))
    return written
