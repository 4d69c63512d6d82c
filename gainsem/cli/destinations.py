"""The places results go to: checked and locked before the fit, written after it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gainsem.cli.terminal import say_bytes
from gainsem.errors import GainsemError
from gainsem.io.output import OutputFolder, check_output, open_output_folder, write_atomically

STDOUT = "-"
PROBLEMS = "problems.json"


@dataclass(frozen=True)
class Destinations:
    """Where the user wants results: a folder, a JSON record (``-``: stdout), a report."""

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
        with ExitStack() as stack:
            folder = stack.enter_context(open_output_folder(self.folder)) if self.folder else None
            try:
                self._check_files()  # the folder is there by now: they may lie in it
                yield folder
            except GainsemError as refusal:
                if folder:
                    folder.write(PROBLEMS, _problems_text(refusal))
                raise

    def _check_files(self) -> None:
        if self.json and not self.piped:
            check_output(self.json)
        if self.report is not None:
            from gainsem.report.write import check_report_path

            check_output(check_report_path(self.report))

    @property
    def piped(self) -> bool:
        """Whether the record goes to standard output."""
        return self.json == STDOUT

    def write(
        self,
        folder: OutputFolder | None,
        *,
        record: Callable[[], str],
        fill: Callable[[OutputFolder, str], list[Path]],
        report: Callable[[str], Path] | None = None,
    ) -> list[Path]:
        """Write everything that was asked for and return the places written to.

        Parameters
        ----------
        folder : OutputFolder or None
            As :meth:`opened` gave it.
        record : callable
            Gives the text of the record; it is asked for it once, if at all.
        fill : callable
            Writes all results into a folder; takes the folder and the record.
        report : callable, optional
            Writes the report to a path.
        """
        text = record() if folder or self.json else ""
        written = fill(folder, text) if folder else []
        if folder:
            folder.file(PROBLEMS).unlink(missing_ok=True)
        if self.piped:
            say_bytes(text.encode())
        elif self.json:
            written.append(write_atomically(self.json, text))
        if self.report and report:
            written.append(report(self.report))
        return written


def _problems_text(refusal: GainsemError) -> str:
    problems = [problem.to_dict() for problem in refusal.problems]
    content = {"schema": "gainsem.problems/1", "problems": problems}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
