"""A folder with everything known about a fit of several groups."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.cli.figure_files import write_figures
from gainsem.cli.results_folder import fill
from gainsem.cli.sheets import Sheet, sheet_of
from gainsem.errors import EstimationError, OptionError
from gainsem.io.csv_file import write_csv

if TYPE_CHECKING:
    from gainsem.io.output import OutputFolder
    from gainsem.results.fit import Fit
    from gainsem.results.groups.grouped_fit import GroupedFit

GROUPED: dict[str, Callable[[GroupedFit], Sheet]] = {
    "parameters": lambda fit: sheet_of(fit.parameters),
    "standardized": lambda fit: sheet_of(fit.standardized()),
    "fit_measures": lambda fit: (("measure", "value"), fit.fit_measures.items()),
    "modification_indices": lambda fit: sheet_of(fit.modification_indices()),
    "design_effects": lambda fit: sheet_of(fit.design_effects()),
    "score_tests": lambda fit: sheet_of(fit.score_tests()),
}


def fill_groups(folder: OutputFolder, fit: GroupedFit, record: str, *, lang: str) -> list[Path]:
    """Write all results of a fit of several groups."""
    from gainsem.report.write import write_report
    from gainsem.results.verdict import estimates_withheld

    written = [folder.write("fit.json", record)]
    withheld = estimates_withheld(fit)
    for name, sheet in GROUPED.items():
        place = folder.file(f"{name}.csv")
        place.unlink(missing_ok=True)
        with suppress(EstimationError, OptionError):
            written += [] if withheld else [write_csv(place, *sheet(fit))]
    if not withheld:
        written += write_figures(folder, fit, lang=lang)
    written.append(write_report(fit, folder.file("report.pdf"), lang=lang))
    return written


def fill_any(folder: OutputFolder, fit: Fit | GroupedFit, record: str, *, lang: str) -> list[Path]:
    """Write all results of a fit, of one group or of several, and return their places."""
    from gainsem.results.fit import Fit

    if isinstance(fit, Fit):
        return fill(folder, fit, record, lang=lang)
    return fill_groups(folder, fit, record, lang=lang)
