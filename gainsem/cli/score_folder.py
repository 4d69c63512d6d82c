"""A folder with everything known about a scoring: tables, record, figures, report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.cli.figure_files import remove_figures, write_figures
from gainsem.io.csv_file import write_csv
from gainsem.io.output import OutputFolder

if TYPE_CHECKING:
    from gainsem.results.scores import Scores

TABLES = ("index", "gaps", "trend", "importance_performance", "scores")
REPORT = "index_report.pdf"
RANKING = "ranking_*"


def index_json(scores: Scores) -> str:
    """Return the text of ``index.json``: one line a row, no single respondent."""
    parts = []
    for key, value in scores.to_dict().items():
        if isinstance(value, list) and value:
            rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in value)
            parts.append(f"{json.dumps(key)}: [\n  {rows}\n]")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def fill(folder: OutputFolder, scores: Scores, record: str, *, lang: str) -> list[Path]:
    """Write all results; older files of tables and figures there are not are removed."""
    from gainsem.report.write import write_report

    written = [folder.write("index.json", record)]
    for name in TABLES:
        frame, place = scores.to_frame(name), folder.file(f"{name}.csv")
        if frame.empty:
            place.unlink(missing_ok=True)
            continue
        rows = (map(_plain, row) for row in frame.itertuples(index=False))
        written.append(write_csv(place, [str(key) for key in frame.columns], map(list, rows)))
    remove_figures(folder, "index", RANKING, "importance_performance")
    written += write_figures(folder, scores, lang=lang)
    written.append(write_report(scores, folder.file(REPORT), lang=lang))
    return written


def _plain(value: Any) -> Any:
    """Return a cell without pandas' own mark of what is missing."""
    return None if type(value).__name__ == "NAType" else value
