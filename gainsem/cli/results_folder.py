"""A folder with everything known about a fit: record, tables, figure, report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.cli.figure_files import remove_figures, write_figures
from gainsem.cli.sheets import Sheet, sheet_of
from gainsem.errors import EstimationError
from gainsem.io.csv_file import write_csv

if TYPE_CHECKING:
    from gainsem.io.output import OutputFolder
    from gainsem.results.fit import Fit
    from gainsem.results.fitted import FittedModel


def _residuals(fit: Fit) -> Sheet:
    frame = fit.residuals("cor")
    names = list(map(str, frame.columns))
    return ["", *names], ([name, *row] for name, row in zip(names, frame.to_numpy(), strict=True))


def exclusion_sheet(fit: FittedModel) -> Sheet:
    """Return the parameters with and without the respondents left out."""
    from gainsem.results.exclusion_tables import exclusion_table

    if fit.exclusion is None:
        return (), ()
    table = exclusion_table(fit.exclusion)
    return [column.key for column in table.columns], table.rows


TABLES: dict[str, Callable[[Fit], Sheet]] = {
    "parameters": lambda fit: sheet_of(fit.parameters),
    "standardized": lambda fit: sheet_of(fit.standardized()),
    "fit_measures": lambda fit: (("measure", "value"), fit.fit_measures.items()),
    "residuals": _residuals,
    "modification_indices": lambda fit: sheet_of(fit.modification_indices()),
    "exclusion": exclusion_sheet,
    "design_effects": lambda fit: sheet_of(fit.design_effects()),
    "effects": lambda fit: sheet_of(fit.effects().to_frame()),
    "intervals": lambda fit: sheet_of(fit.intervals()),
}


def fill(folder: OutputFolder, fit: Fit, record: str, *, lang: str) -> list[Path]:
    """Write all results of a fit into a folder and return their places.

    What cannot be computed (a table without standard errors) or is withheld (the
    tables and the diagram of a search without a minimum) is left out, and an older
    file of that name removed.
    """
    from gainsem.report.write import write_report
    from gainsem.results.verdict import estimates_withheld

    written = [folder.write("fit.json", record)]
    withheld = estimates_withheld(fit)
    for name, sheet in TABLES.items():
        place = folder.file(f"{name}.csv")
        if withheld or _is_empty(name, fit):
            place.unlink(missing_ok=True)
            continue
        try:
            written.append(write_csv(place, *sheet(fit)))
        except EstimationError:
            place.unlink(missing_ok=True)
    if withheld:
        remove_figures(folder, "path_diagram")
    else:
        written += write_figures(folder, fit, lang=lang)
    written.append(write_report(fit, folder.file("report.pdf"), lang=lang))
    return written


def _is_empty(name: str, fit: Fit) -> bool:
    """Return whether a table has nothing to say about a fit."""
    has = {
        "exclusion": bool(fit.exclusion and fit.exclusion.rows),
        "effects": any(row.op == "~" for row in fit.table.rows),
        "intervals": fit.refitted or bool(fit.options.monte_carlo),
    }
    return not has.get(name, True)
