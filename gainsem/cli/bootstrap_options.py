"""Options of resampling that change no result: workers, and where draws are kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from gainsem.cli.declarations import option, stacked
from gainsem.cli.draws_bar import progress_bar
from gainsem.cli.terminal import say

if TYPE_CHECKING:
    from gainsem.io.output import OutputFolder

SECTION = "Resampling"
KEPT = "bootstrap.draws"

run_options = stacked(
    option(
        "--workers",
        section=SECTION,
        type=int,
        default=1,
        help="Processes that share the draws of a bootstrap; any number gives the same results."
        "  [default: 1]",
    ),
    option(
        "--checkpoint",
        section=SECTION,
        type=click.Path(),
        help="File for finished draws until all results are written"
        f" (default: {KEPT} in --out DIR).",
    ),
    option(
        "--resume",
        section=SECTION,
        is_flag=True,
        help="Go on with the draws an interrupted run has left.",
    ),
)


@contextmanager
def carried_out(arguments: dict[str, Any], folder: OutputFolder | None) -> Iterator[dict[str, Any]]:
    """Yield how a bootstrap is carried out; an interruption says how to go on.

    Parameters
    ----------
    arguments : dict
        ``workers``, ``checkpoint``, ``resume``, ``quiet``.
    folder : OutputFolder or None
        The folder of ``--out``.
    """
    place = arguments["checkpoint"]
    if place is None and folder is not None:
        place = str(folder.file(KEPT))
    done = [0, 0]
    with progress_bar(arguments["quiet"]) as show:

        def progress(finished: int, total: int) -> None:
            done[:] = finished, total
            show(finished, total)

        try:
            yield {
                "workers": arguments["workers"],
                "checkpoint": place,
                "resume": arguments["resume"],
                "progress": progress,
            }
        except KeyboardInterrupt:
            if done[1]:
                say(_how_to_go_on(place, *done), err=True)
            raise


def _how_to_go_on(place: str | None, finished: int, total: int) -> str:
    if place is None:
        return f"{finished} of {total} draws were done and are lost: give --checkpoint or --out."
    return f"{finished} of {total} draws are kept in {place}; go on with  --resume"
