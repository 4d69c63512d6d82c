"""The places results go to: checked and locked before the fit, written after it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.cli.terminal import say_bytes
from gainsem.errors import GainsemError
from gainsem.io.output import OutputFolder, check_output, open_output_folder, write_atomically

if TYPE_CHECKING:
    from gainsem.results.fit import Fit

STDOUT = "-"
PROBLEMS = "problems.json"


@dataclass(frozen=True)
class Destinations:
    """Where the user wants results: a folder, a ``fit.json`` (``-``: stdout), a report."""

    folder: str | None = None
    json: str | None = None
    report: str | None = None

    @contextmanager
    def opened(self) -> Iterator[OutputFolder | None]:
        """Check every place and hold the folder; a refusal leaves its problems there.

        Raises
        ------
        OutputError
            E-OUT-02 before anything is estimated, E-OUT-06 when the folder is in use.
        """
        if self.json not in (None, STDOUT):
            check_output(self.json)
        if self.report is not None:
            from gainsem.report.write import check_report_path

            check_output(check_report_path(self.report))
        with ExitStack() as stack:
            folder = stack.enter_context(open_output_folder(self.folder)) if self.folder else None
            try:
                yield folder
            except GainsemError as refusal:
                if folder:
                    folder.write(PROBLEMS, _problems_text(refusal))
                raise

    def write(self, fit: Fit, folder: OutputFolder | None, *, lang: str) -> list[Path]:
        """Write everything that was asked for and return the places written to."""
        from gainsem.cli.results_folder import fill
        from gainsem.results.record import fit_to_json

        written = fill(folder, fit, lang=lang) if folder else []
        if self.json == STDOUT:
            say_bytes(fit_to_json(fit).encode())
        elif self.json:
            written.append(write_atomically(self.json, fit_to_json(fit)))
        if self.report:
            from gainsem.api import report

            written.append(report(fit, self.report, lang=lang))
        return written


def _problems_text(refusal: GainsemError) -> str:
    problems = [problem.to_dict() for problem in refusal.problems]
    content = {"schema": "gainsem.problems/1", "problems": problems}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
