"""A line that shows how far long work is: on a terminal only."""

from __future__ import annotations

import sys

WIDTH = 24


class ProgressLine:
    """Writes over one line of standard error; nothing where that is no terminal.

    Parameters
    ----------
    quiet : bool
        Never write.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._length = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` pieces of something are done."""
        if not self._shown:
            return
        full = WIDTH * done // total
        line = f"  {what:<28} {'#' * full}{'.' * (WIDTH - full)} {100 * done // total:3d} %"
        self._write(line)

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        """Take the line away."""
        if self._shown and self._length:
            self._write("")
            sys.stderr.write("\r")
            sys.stderr.flush()

    def _write(self, line: str) -> None:
        sys.stderr.write("\r" + line.ljust(self._length))
        sys.stderr.flush()
        self._length = len(line)
