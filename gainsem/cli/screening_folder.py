"""The places a screening is written to: a record, or a folder with tables and the picture."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.cli.destinations import STDOUT, Destinations
from gainsem.cli.terminal import say_bytes
from gainsem.io.csv_file import write_csv
from gainsem.io.output import OutputFolder, write_atomically

if TYPE_CHECKING:
    from gainsem.results.screening import Screening


@dataclass(frozen=True)
class ScreeningPlaces:
    """Where a user wants a screening: a folder, a ``screen.json`` (``-``: stdout)."""

    folder: str | None = None
    json: str | None = None

    @property
    def piped(self) -> bool:
        """Whether the record goes to standard output."""
        return self.json == STDOUT

    @contextmanager
    def opened(self) -> Iterator[OutputFolder | None]:
        """Check every place before anything is read; a refusal leaves its problems there."""
        with Destinations(self.folder, self.json).opened() as folder:
            yield folder

    def write(self, found: Screening, folder: OutputFolder | None, *, lang: str) -> list[Path]:
        """Write everything that was asked for and return the places written to."""
        from gainsem.results.screening_record import screening_to_json

        record = screening_to_json(found) if folder or self.json else ""
        written = fill(folder, found, record, lang=lang) if folder else []
        if self.json == STDOUT:
            say_bytes(record.encode())
        elif self.json:
            written.append(write_atomically(self.json, record))
        return written


def fill(folder: OutputFolder, found: Screening, record: str, *, lang: str) -> list[Path]:
    """Write record, tables and picture into a folder and return their places."""
    from gainsem.plots.figure_files import figure_bytes
    from gainsem.plots.screening_page import draw_screening
    from gainsem.results.screening_tables import flags_table, items_table, respondent_columns

    columns = respondent_columns(found)
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    written = [
        folder.write("screen.json", record),
        write_csv(folder.file("respondents.csv"), tuple(columns), rows),
        *(
            write_csv(folder.file(f"{name}.csv"), table.keys, table.rows)
            for name, table in (("flags", flags_table(found)), ("items", items_table(found)))
        ),
    ]
    figure = draw_screening(found, lang=lang)
    written += [
        folder.write(f"screening.{kind}", figure_bytes(figure, kind)) for kind in ("svg", "pdf")
    ]
    folder.file("problems.json").unlink(missing_ok=True)
    return written
