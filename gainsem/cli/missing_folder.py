"""A folder with everything known about missing answers: record, tables and the picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.io.csv_file import write_csv
from gainsem.io.output import OutputFolder

if TYPE_CHECKING:
    from gainsem.results.missing import Missing


def fill(folder: OutputFolder, found: Missing, record: str, *, lang: str) -> list[Path]:
    """Write record, tables and picture into a folder and return their places."""
    from gainsem.plots.figure_files import figure_bytes
    from gainsem.plots.missing_picture import draw_missing
    from gainsem.results.missing_tables import coverage_table, patterns_table

    tables = (
        ("items", found.items_table()),
        ("patterns", patterns_table(found.answers)),
        ("coverage", coverage_table(found.answers)),
    )
    written = [
        folder.write("missing.json", record),
        *(write_csv(folder.file(f"{name}.csv"), table.keys, table.rows) for name, table in tables),
    ]
    figure = draw_missing(found.answers, lang=lang)
    written += [
        folder.write(f"missing.{kind}", figure_bytes(figure, kind)) for kind in ("svg", "pdf")
    ]
    return written
