"""What is remarked on a scoring: what was chosen, what is hidden, whether the draws settled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.plausible_values import PlausibleValues
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import ResponseError
from gainsem.estimation.scoring.cells import Cell
from gainsem.results.index_rows import IndexedConstruct

STILL_MOVING = 1.1


def refuse_few(cells: Sequence[Cell], least: int) -> None:
    """Raise (E-IDX-09) where even all respondents together may not be shown."""
    if cells[0].hidden:
        raise ResponseError.of(
            "E-IDX-09",
            f"Only {cells[0].n} respondents can be scored; nothing is shown of fewer than {least}.",
            do="score more respondents, or lower min_cell if nobody can be recognised",
        )


def findings(
    cells: Sequence[Cell],
    constructs: Sequence[IndexedConstruct],
    drawn: PlausibleValues,
    *,
    overall: str,
    chosen: bool,
    least: int,
) -> list[Diagnostic]:
    """Return the remarks on a scoring.

    Parameters
    ----------
    cells : sequence of Cell
    constructs : sequence of IndexedConstruct
    drawn : PlausibleValues
    overall : str
        The overall construct.
    chosen : bool
        Whether it was chosen for the user.
    least : int
        Respondents a cell must have to be shown.
    """
    return [
        *(_on_overall(overall, constructs) if chosen else []),
        *_on_cells(cells, least),
        _on_convergence(drawn),
    ]


def _on_overall(overall: str, constructs: Sequence[IndexedConstruct]) -> list[Diagnostic]:
    if not overall:
        said = "No construct stands for everything: none contains all others."
        return [note("I-IDX-20", said, do="name one:  overall=...")]
    home = {part for each in constructs for part in each.parts}
    roots = [each.name for each in constructs if each.name not in home]
    return [
        note(
            "I-IDX-20",
            f"'{overall}' was taken as the overall index; {len(roots)} constructs are part of no"
            " other.",
            do="name another one:  overall=...",
        )
    ]


def _on_cells(cells: Sequence[Cell], least: int) -> list[Diagnostic]:
    hidden = sum(cell.hidden for cell in cells)
    if not hidden:
        return []
    shown = sum(bool(cell.by or cell.wave) and not cell.hidden for cell in cells)
    return [
        warning(
            "W-IDX-21",
            f"{hidden} of {len(cells)} groups are not shown: they have fewer than {least}"
            " respondents, or such a group could be worked out from them.",
            why="" if shown else "no group of any variable is left to show",
            do="join small groups, or several waves",
        )
    ]


def _on_convergence(drawn: PlausibleValues) -> Diagnostic:
    worst = float(np.nanmax(drawn.rhat))
    if worst <= STILL_MOVING:
        return note("I-IDX-22", f"The draws settled: R-hat of group means is at most {worst:.2f}.")
    return warning(
        "W-IDX-22",
        f"The draws have not settled: R-hat of a group mean is {worst:.2f} (above {STILL_MOVING}).",
        why="the means of such groups, and their intervals, depend on where the draws began",
        do="ask for more draws, or make fewer and larger groups",
    )
