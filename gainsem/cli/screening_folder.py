"""A folder with everything known about a screening: record, tables and the picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.io.csv_file import write_csv
from gainsem.io.output import OutputFolder

if TYPE_CHECKING:
    from gainsem.results.screening import Screening


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
    return written
