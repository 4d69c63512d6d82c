"""Where the results of ``gainsem efa`` go: a folder of tables, a record, a model."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.cli.figure_files import write_figures
from gainsem.io.csv_file import write_csv
from gainsem.io.output import OutputFolder, write_atomically
from gainsem.results.efa_model import model_text
from gainsem.results.efa_tables import (
    factor_correlations_table,
    loadings_table,
    minima_table,
    residuals_table,
    variance_table,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from gainsem.results.efa import Efa
    from gainsem.results.table import Table

WRITTEN = "efa.json"


def tables_of(efa: Efa, lang: str) -> dict[str, Table]:
    """Return the tables of the folder by the names of their files."""
    return {
        "loadings": loadings_table(efa, sort=False, cut=0.0, errors=True, lang=lang),
        "factor_correlations": factor_correlations_table(efa),
        "variance": variance_table(efa),
        "residuals": residuals_table(efa, at_least=0.0, most=len(efa.names) ** 2),
        "minima": minima_table(efa),
    }


def fill(folder: OutputFolder, efa: Efa, record: str, *, lang: str) -> list[Path]:
    """Write all results into a folder; an older model that no longer follows is removed."""
    from gainsem.errors import OptionError
    from gainsem.report.write import write_report

    written = [folder.write(WRITTEN, record)]
    for name, table in tables_of(efa, lang).items():
        written.append(write_csv(folder.file(f"{name}.csv"), table.keys, table.rows))
    header, measures = ("measure", "value"), efa.fit_measures.items()
    written.append(write_csv(folder.file("fit_measures.csv"), header, measures))
    try:
        written.append(folder.write("model.lav", model_text(efa)))
    except OptionError:
        folder.file("model.lav").unlink(missing_ok=True)
    written += write_figures(folder, efa, lang=lang, more=_scree(efa, lang))
    written.append(write_report(efa, folder.file("report.pdf"), lang=lang))
    return written


def _scree(efa: Efa, lang: str) -> dict[str, Callable[[], Figure]]:
    """Return the eigenvalues beside those of random data, where the number was looked for."""
    if efa.number is None:
        return {}
    from gainsem.plots.scree import draw_scree

    return {"scree": partial(draw_scree, efa.number, lang=lang)}


def write_model(efa: Efa, path: str | None) -> list[Path]:
    """Write the model to confirm to the path that was asked for, if any."""
    return [write_atomically(path, model_text(efa))] if path else []
