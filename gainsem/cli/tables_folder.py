"""A folder with everything known about a study of groups: record, tables, figures, report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.cli.figure_files import write_figures
from gainsem.io.csv_file import write_csv

if TYPE_CHECKING:
    from gainsem.io.output import OutputFolder
    from gainsem.results.equity.record import Equity
    from gainsem.results.invariance.record import Invariance

INVARIANCE = ("levels", "anchors", "means", "items", "scores", "parameters", "aligned")
EQUITY = ("gaps", "parts", "paths", "bias", "waves", "changes", "covariates", "checks")


def fill_invariance(
    folder: OutputFolder, found: Invariance, record: str, *, lang: str
) -> list[Path]:
    """Write a study of invariance into a folder and return the places of its files."""
    return _filled(folder, found, folder.write("invariance.json", record), INVARIANCE, lang)


def fill_equity(folder: OutputFolder, found: Equity, record: str, *, lang: str) -> list[Path]:
    """Write an equity view into a folder and return the places of its files."""
    return _filled(folder, found, folder.write("equity.json", record), EQUITY, lang)


def _filled(
    folder: OutputFolder,
    found: Equity | Invariance,
    record: Path,
    names: tuple[str, ...],
    lang: str,
) -> list[Path]:
    from gainsem.report.write import write_report

    written, tables = [record], found.tables()
    for name in names:
        place = folder.file(f"{name}.csv")
        place.unlink(missing_ok=True)
        if name in tables:
            written.append(write_csv(place, tables[name].keys, tables[name].rows))
    written += write_figures(folder, found, lang=lang)
    written.append(write_report(found, folder.file("report.pdf"), lang=lang))
    return written
