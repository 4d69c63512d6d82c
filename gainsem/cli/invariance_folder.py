"""A folder with everything known about a study of invariance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.cli.figure_files import write_figures
from gainsem.io.csv_file import write_csv

if TYPE_CHECKING:
    from gainsem.io.output import OutputFolder
    from gainsem.results.invariance.record import Invariance

TABLES = ("levels", "anchors", "means", "items", "scores", "parameters", "aligned")


def fill(folder: OutputFolder, found: Invariance, record: str, *, lang: str) -> list[Path]:
    """Write record, tables, figures and report into a folder and return their places."""
    from gainsem.report.write import write_report

    written = [folder.write("invariance.json", record)]
    tables = found.tables()
    for name in TABLES:
        place = folder.file(f"{name}.csv")
        place.unlink(missing_ok=True)
        if name in tables:
            written.append(write_csv(place, tables[name].keys, tables[name].rows))
    written += write_figures(folder, found, lang=lang)
    written.append(write_report(found, folder.file("report.pdf"), lang=lang))
    return written
