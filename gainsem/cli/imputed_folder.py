"""A folder with everything known about a fit to imputed data sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.cli.figure_files import write_figures
from gainsem.io.csv_file import write_csv

if TYPE_CHECKING:
    from gainsem.io.output import OutputFolder
    from gainsem.results.imputed import ImputedFit


def fill(folder: OutputFolder, found: ImputedFit, record: str, *, lang: str) -> list[Path]:
    """Write all results into a folder and return their places."""
    from gainsem.report.write import write_report
    from gainsem.results.imputed_tables import pooled_tests_table, sets_table

    written = [folder.write("imputed_fit.json", record)]
    frames = {"parameters": found.parameters, "standardized": found.standardized()}
    for name, frame in frames.items():
        head = [str(column) for column in frame.columns]
        written.append(write_csv(folder.file(f"{name}.csv"), head, frame.itertuples(index=False)))
    rows = found.fit_measures.items()
    written.append(write_csv(folder.file("fit_measures.csv"), ("measure", "value"), rows))
    tables = {"pooled_tests": pooled_tests_table(found), "imputations": sets_table(found)}
    for name, table in tables.items():
        written.append(write_csv(folder.file(f"{name}.csv"), table.keys, table.rows))
    written += write_figures(folder, found, lang=lang)
    written.append(write_report(found, folder.file("report.pdf"), lang=lang))
    return written
