"""A bar that shows on a terminal how far long work has come, and nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click


def _nothing(_finished: int, _total: int) -> None:
    """Show nothing."""


@contextmanager
def progress_bar(quiet: bool, label: str = "Draws") -> Iterator[Any]:
    """Yield a function of what is done and what there is in all; it draws the bar."""
    if quiet or not sys.stderr.isatty():
        yield _nothing
        return
    bars: list[Any] = []

    def show(finished: int, total: int) -> None:
        if not bars:
            bars.append(click.progressbar(length=total, label=label, file=sys.stderr))
            bars[0].__enter__()
        bars[0].update(finished - bars[0].pos)

    try:
        yield show
    finally:
        if bars:
            bars[0].__exit__(None, None, None)
