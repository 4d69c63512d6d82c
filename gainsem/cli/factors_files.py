"""Where the results of ``gainsem factors`` go: one record, tables, the picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.io.csv_file import write_csv
from gainsem.io.output import OutputFolder
from gainsem.results.record import blocks_text

if TYPE_CHECKING:
    from gainsem.results.adequacy import Adequacy
    from gainsem.results.n_factors import NFactors

WRITTEN = "factors.json"
TABLES = ("rules", "eigenvalues", "solutions")
OF_ADEQUACY = ("measures", "normality", "items", "anti_image")


def record_text(adequacy: Adequacy, found: NFactors) -> str:
    """Return the text of ``factors.json``: both records, one below the other."""
    number, worth = found.to_dict(), adequacy.to_dict()
    for shared in ("schema", "names", "n_obs", "correlations", "options", "sample", "provenance"):
        worth.pop(shared)
    return blocks_text({**number, "schema": "gainsem.factors/1", "adequacy": worth})


def fill(
    folder: OutputFolder, adequacy: Adequacy, found: NFactors, record: str, *, lang: str
) -> list[Path]:
    """Write everything into a folder and return the places."""
    from gainsem.plots.figure_files import figure_bytes
    from gainsem.plots.scree import draw_scree

    written = [folder.write(WRITTEN, record)]
    tables = {name: found.table(name) for name in TABLES}
    tables |= {name: adequacy.table(name) for name in OF_ADEQUACY}
    for name, table in tables.items():
        written.append(write_csv(folder.file(f"{name}.csv"), table.keys, table.rows))
    figure = draw_scree(found, lang=lang)
    written += [
        folder.write(f"scree.{kind}", figure_bytes(figure, kind)) for kind in ("svg", "pdf")
    ]
    return written
