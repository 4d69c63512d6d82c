"""A folder with everything known about a fit of several groups."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.cli.figure_files import write_figures
from gainsem.cli.results_folder import exclusion_sheet, fill
from gainsem.cli.sheets import Sheet, sheet_of
from gainsem.errors import EstimationError, OptionError
from gainsem.io.csv_file import write_csv

if TYPE_CHECKING:
    from gainsem.io.output import OutputFolder
    from gainsem.results.fit import Fit
    from gainsem.results.groups.grouped_fit import GroupedFit


def _effects(fit: GroupedFit) -> Sheet:
    found = [each.to_frame() for each in fit.effects().values()]
    for number, frame in enumerate(found, start=1):
        frame.insert(0, "group", number)
    fields = [] if not found else list(map(str, found[0].columns))
    return fields, (row for frame in found for row in frame.to_numpy().tolist())


GROUPED: dict[str, Callable[[GroupedFit], Sheet]] = {
    "parameters": lambda fit: sheet_of(fit.parameters),
    "standardized": lambda fit: sheet_of(fit.standardized()),
    "fit_measures": lambda fit: (("measure", "value"), fit.fit_measures.items()),
    "modification_indices": lambda fit: sheet_of(fit.modification_indices()),
    "design_effects": lambda fit: sheet_of(fit.design_effects()),
    "exclusion": exclusion_sheet,
    "score_tests": lambda fit: sheet_of(fit.score_tests()),
    "effects": _effects,
    "intervals": lambda fit: sheet_of(fit.intervals()),
    "path_differences": lambda fit: sheet_of(fit.compare_paths().to_frame()),
    "effect_differences": lambda fit: sheet_of(fit.compare_effects().to_frame()),
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
        if withheld or _is_empty(name, fit):
            continue
        with suppress(EstimationError, OptionError):
            written.append(write_csv(place, *sheet(fit)))
    if not withheld:
        written += write_figures(folder, fit, lang=lang)
    written.append(write_report(fit, folder.file("report.pdf"), lang=lang))
    return written


def _is_empty(name: str, fit: GroupedFit) -> bool:
    """Return whether a table has nothing to say about a fit."""
    regressed = any(row.op == "~" for row in fit.table.rows)
    has = {
        "exclusion": fit.exclusion is not None and bool(fit.exclusion.rows),
        "effects": regressed,
        "path_differences": regressed,
        "effect_differences": regressed,
        "intervals": fit.refitted or bool(fit.options.monte_carlo),
    }
    return not has.get(name, True)


def fill_any(folder: OutputFolder, fit: Fit | GroupedFit, record: str, *, lang: str) -> list[Path]:
    """Write all results of a fit, of one group or of several, and return their places."""
    from gainsem.results.fit import Fit

    if isinstance(fit, Fit):
        return fill(folder, fit, record, lang=lang)
    return fill_groups(folder, fit, record, lang=lang)
