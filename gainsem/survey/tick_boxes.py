"""Questions in which several boxes may be ticked: what is in a file becomes 1, 0 and missing.

Survey tools write such a question as one column a box, or as one column whose cells list
the ticked boxes.  The hard part is a box nobody ticked: some tools write 0 for it, some
leave the cell empty and empty too where the question was not asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic
from gainsem.errors import did_you_mean
from gainsem.survey.cells import label_key
from gainsem.survey.phrases import lines_text, number_text, place_text, quoted
from gainsem.survey.raw_table import RawColumn

TICKED = frozenset({"1", "true", "yes", "y", "checked", "selected", "x", "✓", "是", "已选", "选中"})
NOT_TICKED = frozenset(
    {"0", "false", "no", "n", "unchecked", "not selected", "否", "未选", "未选中"}
)
BETWEEN = re.compile(r"\s*[┋,;|、]\s*|\s+")
FIRM = re.compile(r"\s*[┋,;|、]\s*")
WRITTEN_IN = re.compile(r"\s*〖[^〗]*〗")
OTHER = "other"


@dataclass(frozen=True)
class Question:
    """A question with boxes.

    Parameters
    ----------
    name : str
    options : tuple of str
        Keys of its options.
    known : dict of str to str
        Option by what a file may write for it (key, wordings, the tool's code), as
        :func:`~gainsem.survey.cells.label_key` writes it.
    """

    name: str
    options: tuple[str, ...]
    known: Mapping[str, str]

    def option_of(self, written: Sequence[str]) -> str:
        """Return the option that one of these texts stands for; empty for none."""
        return next(
            (self.known[key] for text in written if (key := label_key(text)) in self.known), ""
        )


@dataclass(frozen=True)
class Ticks:
    """Answers to a question with boxes: 1, 0 and NaN, shape (n_obs, n_options).

    ``others`` counts what respondents wrote themselves; ``has_zero`` says whether the file has
    a sign for a box that is not ticked.
    """

    values: NDArray[np.float64]
    problems: tuple[Diagnostic, ...] = ()
    others: int = 0
    has_zero: bool = False


def cells_of(column: RawColumn) -> tuple[str, ...]:
    """Return a column as text; a missing number is an empty cell."""
    if isinstance(column, tuple):
        return column
    return tuple("" if value != value else number_text(value) for value in column.tolist())


def split_ticks(cell: str, question: Question) -> tuple[set[str], list[str]]:
    """Return the ticked options a cell lists, and the pieces that are none.

    Wordings may hold the sign that parts them ("parks, squares"): of all ways to read the
    cell, the one that leaves the fewest characters unknown is taken, longer wordings first.

    Examples
    --------
    >>> known = {"parks, squares": "green", "shops": "shop"}
    >>> ticked, unknown = split_ticks("Parks, squares,Shops", Question("near", ("shop",), known))
    >>> sorted(ticked), unknown
    (['green', 'shop'], [])
    """
    text = label_key(cell)
    wordings = sorted(question.known, key=len, reverse=True)
    end = len(text)
    # best[i], read from i on: unknown characters, the option at i, where the next piece begins
    best: list[tuple[int, str | None, int]] = [(0, None, end)] * (end + 1)
    ends = _ends_of_pieces(text)
    for start in range(end - 1, -1, -1):
        stop, following = ends[start]
        best[start] = (stop - start + best[following][0], None, following)
        for wording in wordings:
            if wording and text.startswith(wording, start):
                after = _after(text, start + len(wording))
                if after is not None and best[after][0] < best[start][0]:
                    best[start] = (best[after][0], question.known[wording], after)
    return _pieces(text, best, ends)


def _ends_of_pieces(text: str) -> list[tuple[int, int]]:
    """Return, for every place, where an unknown piece from there ends and the next begins."""
    ends = []
    last = 0
    for sign in FIRM.finditer(text):
        ends += [(max(sign.start(), i), sign.end()) for i in range(last, sign.end())]
        last = sign.end()
    return ends + [(len(text), len(text))] * (len(text) - last)


def _after(text: str, position: int) -> int | None:
    """Return where the next piece begins; nothing where the wording goes on."""
    if written_in := WRITTEN_IN.match(text, position):
        position = written_in.end()
    if position == len(text):
        return position
    sign = BETWEEN.match(text, position)
    return sign.end() if sign else None


def _pieces(
    text: str, best: list[tuple[int, str | None, int]], ends: list[tuple[int, int]]
) -> tuple[set[str], list[str]]:
    ticked: set[str] = set()
    unknown = []
    at = 0
    while at < len(text):
        _, option, following = best[at]
        if option is None:
            unknown.append(text[at : ends[at][0]])
        else:
            ticked.add(option)
        at = following
    return ticked, [piece for piece in unknown if piece]


def joined_ticks(
    question: Question,
    column: RawColumn,
    lines: NDArray[np.int64],
    *,
    left_empty: Sequence[int] = (),
    source: str,
    heading: str,
) -> Ticks:
    """Return the answers of one column whose cells list the ticked boxes.

    An empty cell is missing, as the question may not have been asked; it means no box where
    the tool says that the question was seen (``left_empty``).

    Parameters
    ----------
    question : Question
    column : ndarray or tuple of str
    lines : ndarray of int
    left_empty : sequence of int
        Rows of those who saw the question and ticked nothing.
    source, heading : str
        For messages.
    """
    cells = cells_of(column)
    read = {cell: split_ticks(cell, question) for cell in set(cells)}
    takes_rest = OTHER in question.options
    rows = {}
    unknown: dict[str, list[int]] = {}
    others = 0
    for cell, (ticked, pieces) in read.items():
        if pieces and takes_rest:
            ticked = ticked | {OTHER}
        rows[cell] = [float(option in ticked) for option in question.options]
        if not cell.strip():
            rows[cell] = [np.nan] * len(question.options)
    for i, cell in enumerate(cells):
        pieces = read[cell][1]
        others += bool(pieces)
        for piece in pieces if not takes_rest else ():
            unknown.setdefault(piece, []).append(i)
    values = np.array([rows[cell] for cell in cells], dtype=np.float64)
    values[list(left_empty)] = 0.0
    place = place_text(source, question.name, heading)
    problems = tuple(_unknown(place, piece, lines[at], question) for piece, at in unknown.items())
    return Ticks(values, problems, others if takes_rest else 0)


def ticks_by_column(
    question: Question,
    columns: Mapping[str, RawColumn],
    lines: NDArray[np.int64],
    *,
    left_empty: Sequence[int] = (),
    source: str,
    headings: Mapping[str, str],
) -> Ticks:
    """Return the answers of columns of one box each.

    Where the file has a sign for a box that is not ticked (0, No, Unchecked), an empty cell
    is missing.  Where it has none, empty means not ticked for who ticked another box, and
    missing for who ticked nothing, unless the tool says that the question was seen.

    Parameters
    ----------
    question : Question
    columns : mapping of str to column
        By option, in the order of the answers.
    lines : ndarray of int
    left_empty : sequence of int
        Rows of those who saw the question and left it empty.
    source : str
    headings : mapping of str to str
        Name of each column in the file, for messages.
    """
    problems: list[Diagnostic] = []
    values = np.empty((len(lines), len(columns)))
    for j, (option, column) in enumerate(columns.items()):
        own = {key for key, known in question.known.items() if known == option}
        words = (own - NOT_TICKED) | TICKED
        values[:, j], wrong = _one_box(column, words)
        if wrong:
            at = lines[[i for rows in wrong.values() for i in rows]]
            name = f"{question.name}_{option}"
            place = place_text(source, name, headings.get(option, ""))
            problems.append(_no_tick(place, list(wrong), np.sort(at)))
    empty = np.isnan(values)
    has_zero = bool((values == 0.0).any())
    if not has_zero:
        values[empty & (values == 1.0).any(axis=1)[:, None]] = 0.0
    seen = np.zeros(len(lines), dtype=bool)
    seen[list(left_empty)] = True
    values[np.isnan(values) & seen[:, None]] = 0.0
    return Ticks(values, tuple(problems), has_zero=has_zero)


def _one_box(
    column: RawColumn, ticked: set[str]
) -> tuple[NDArray[np.float64], dict[str, list[int]]]:
    cells = cells_of(column)
    read: dict[str, float | None] = {}
    for cell in set(cells):
        key = label_key(cell)
        key = key.removesuffix(".0")
        value = 1.0 if key in ticked else 0.0 if key in NOT_TICKED else None
        read[cell] = np.nan if not key else value
    wrong: dict[str, list[int]] = {}
    for i, cell in enumerate(cells):
        if read[cell] is None:
            wrong.setdefault(cell.strip(), []).append(i)
    answers = [np.nan if (v := read[cell]) is None else v for cell in cells]
    return np.array(answers, dtype=np.float64), wrong


def _unknown(place: str, piece: str, lines: NDArray[np.int64], question: Question) -> Diagnostic:
    shown = piece if len(piece) <= 60 else f"{piece[:57]}..."
    return Diagnostic(
        "E-EXP-12",
        "error",
        f"{place}, {lines_text(lines)}: '{shown}' is none of the options of '{question.name}'."
        f"{did_you_mean(piece, question.known)}",
        where=f"options: {quoted(dict.fromkeys(question.known))}",
        why="a box that is not counted would look like one that was not ticked",
        do="correct the cell or the wording of the option; what respondents wrote themselves "
        "counts as ticked where the question has an option named  other",
    )


def _no_tick(place: str, seen: list[str], lines: NDArray[np.int64]) -> Diagnostic:
    return Diagnostic(
        "E-EXP-13",
        "error",
        f"{place}, {lines_text(lines)}: {quoted(seen[:4])} says neither that a box was ticked "
        "nor that it was not.",
        do="write 1 or 0 (or Yes and No, Checked and Unchecked), or leave the cell empty",
    )
