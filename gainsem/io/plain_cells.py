"""Cells of a large, well-formed text table, found and read many at a time.

The careful reader makes one Python string of every cell.  Here a block of bytes is split
and read by whole columns: nearly all cells of a survey are short plain numbers, whose value
follows from their digits without rounding.  Every other cell is left to the rules of
:mod:`gainsem.io.columns`; whatever is not a rectangle of plain cells is not read here at all.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.io.columns import EXACT_INTEGERS, MISSING_TOKENS
from gainsem.io.decimal_cells import Words, read_decimals, words_of

BLOCK = 1 << 19
"""Bytes read at a time."""
WIDEST = 24
"""A plain number has no more characters than these."""
MOST_DECIMALS = 22
"""10^22 is the largest power of ten a float holds exactly."""
NEWLINE, RETURN, QUOTE, MINUS, POINT, ZERO = b'\n\r"-.0'
LONG = 15
"""Numbers with more characters than these may have more digits than a float holds."""
SHORT = 3
"""Cells up to this wide are read character by character."""
MANY = 50
"""More than one cell in so many are not read one by one."""
DECIMAL = re.compile(rb"-?(\d+\.?\d*|\.\d+)")
WIDTHS = (1, SHORT, 8, LONG)
"""Columns whose widest cells are about alike are read together."""
POWERS = 10.0 ** np.arange(MOST_DECIMALS + 1)
SCIENTIFIC = re.compile(r"-?(\d+\.?\d*|\.\d+)e[+-]?\d+", re.ASCII)
"""What programs write of very small numbers; ``1E+17`` is what a spreadsheet has left of one."""
OTHER = np.inf
"""Stands for a cell that is not a plain number while one is looked for."""
IN_NUMBERS = b"0123456789.-e\r\n"
ONE_DIGIT = np.full(256, OTHER)
ONE_DIGIT[ZERO : ZERO + 10] = np.arange(10.0)
IS_DIGIT = np.zeros(256, dtype=np.int8)
IS_DIGIT[ZERO : ZERO + 10] = 1
TIMES = np.ones(256)
TIMES[ZERO : ZERO + 10] = 10.0
PLUS = np.zeros(256)
PLUS[ZERO : ZERO + 10] = np.arange(10.0)

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """Some rows: their bytes, and where each cell begins and ends, shape (n_columns, n_rows)."""

    data: Bytes
    delimiter: int
    starts: Places
    ends: Places

    @cached_property
    def words(self) -> Words:
        """The bytes, eight at a time."""
        return words_of(self.data)

    @cached_property
    def holds_numbers_only(self) -> bool:
        """Whether no character occurs that a number cannot have."""
        others = self.data.tobytes().translate(None, IN_NUMBERS + bytes([self.delimiter]))
        return not others


@dataclass(frozen=True)
class Layout:
    """How a text is written: where its rows begin, and what separates cells and rows."""

    first_row: int
    delimiter: int
    n_columns: int
    returns: bool
    quotes: bool


def blocks(data: bytes, layout: Layout) -> Iterator[Block | None]:
    """Yield the rows of a text block by block; None where they are no rectangle of plain cells."""
    at = layout.first_row
    everything = np.frombuffer(data, dtype=np.uint8)
    while at < len(data):
        end = data.rfind(b"\n", at, at + BLOCK) + 1
        if not end:
            end = data.find(b"\n", at) + 1
        block = _block(everything[at:end], layout)
        yield block
        if block is None:
            return
        at = end


def number_of(byte: int, data: bytes, start: int) -> int:
    """Return how often a byte occurs from a place on."""
    everything = np.frombuffer(data, dtype=np.uint8)
    found = 0
    for at in range(start, len(data), BLOCK):
        found += int(np.count_nonzero(everything[at : at + BLOCK] == byte))
    return found


def _block(data: Bytes, layout: Layout) -> Block | None:
    rows = data == NEWLINE
    separators = rows | (data == layout.delimiter)
    if layout.quotes:
        inside = np.logical_xor.accumulate(data == QUOTE)
        if inside[-1] or np.any(rows & inside):
            return None
        separators &= ~inside
    at = np.flatnonzero(separators)
    n_rows, left = divmod(len(at), layout.n_columns)
    if left or np.count_nonzero(rows) != n_rows:
        return None
    starts = np.empty_like(at)
    starts[0], starts[1:] = 0, at[:-1] + 1
    ends = np.ascontiguousarray(at.reshape(n_rows, -1).T)
    starts = np.ascontiguousarray(starts.reshape(n_rows, -1).T)
    if not np.all(data[ends[-1]] == NEWLINE):
        return None
    if layout.returns:
        ends[-1] -= 1
    block = Block(data, layout.delimiter, starts, ends)
    if np.max(ends - starts) > csv.field_size_limit():
        return None
    return _unquoted(block) if layout.quotes else block


def _unquoted(block: Block) -> Block | None:
    """Return a block without the quotation marks around cells; None if there are others."""
    data, starts, ends = block.data, block.starts, block.ends
    quoted = (data[starts] == QUOTE) & (ends > starts)
    if np.any(quoted & ((data[ends - 1] != QUOTE) | (ends - starts < 2))):
        return None
    if np.count_nonzero(data == QUOTE) != 2 * np.count_nonzero(quoted):
        return None
    return Block(data, block.delimiter, starts + quoted, ends - quoted)


def read_numbers(
    block: Block, columns: list[int], tokens: list[Counter[str]]
) -> tuple[NDArray[np.float64], list[bool]]:
    """Return columns of a block as numbers, NaN where missing, and which of them are numbers.

    The value of a plain number is that of its digits over a power of ten.  Both are exact
    floats, so that their quotient is the nearest float to what is written, as ``float``
    finds it (Clinger 1990, doi:10.1145/93542.93557).

    Parameters
    ----------
    block : Block
    columns : list of int
        Those to read.
    tokens : list of Counter
        Missing cells of each by what stands in them; added to.

    Returns
    -------
    values : ndarray, shape (len(columns), n_rows)
    numeric : list of bool
    """
    starts, ends = block.starts, block.ends
    if len(columns) < len(starts):
        starts, ends = starts[columns], ends[columns]
    widths = ends - starts
    widest = widths.max(axis=1)
    alike = np.searchsorted(WIDTHS, widest)
    groups = np.unique(alike).tolist()
    if len(groups) == 1:
        values = _numbers(block, starts, ends, int(widest.max()))
    else:
        values = np.empty(starts.shape)
        for k in groups:
            some = alike == k
            values[some] = _numbers(block, starts[some], ends[some], int(widest[some].max()))
    empty = np.count_nonzero(widths == 0, axis=1).tolist()
    strange: list[bool] = np.any(np.isinf(values), axis=1).tolist()
    numeric = []
    for i, count in enumerate(tokens):
        if empty[i]:
            count[""] += empty[i]
        numeric.append(
            not strange[i] or _other_cells(block.data, starts[i], ends[i], values[i], count)
        )
    return values, numeric


def _other_cells(
    data: Bytes,
    starts: Places,
    ends: Places,
    values: NDArray[np.float64],
    tokens: Counter[str],
) -> bool:
    """Read the cells of a column that are no plain numbers; False where one is a word."""
    for row in np.flatnonzero(np.isinf(values)).tolist():
        text = data[starts[row] : ends[row]].tobytes().decode("utf-8").strip()
        if SCIENTIFIC.fullmatch(text):
            values[row] = float(text)
        elif text and text in MISSING_TOKENS:
            values[row] = np.nan
            tokens[text] += 1
        else:
            return False
    return True


def _numbers(block: Block, starts: Places, ends: Places, widest: int) -> NDArray[np.float64]:
    """Return the values of cells that are about equally wide, infinite where they are others."""
    data, widths = block.data, ends - starts
    if widest <= 1:
        return _digits(data, ends, widths)
    if widest <= SHORT:
        return _plain(data, starts, widths, widest)
    values = read_decimals(block.words, data, starts, ends)
    np.copyto(values, np.nan, where=widths == 0)
    left = np.isinf(values)
    if left.any():
        values[left] = _left(block, starts[left], ends[left])
    return values


def _left(block: Block, starts: Places, ends: Places) -> NDArray[np.float64]:
    """Return the values of cells that could not be read by words."""
    if MANY * starts.size <= block.starts.size:
        return _few(block.data, starts, ends)
    if block.holds_numbers_only:
        read = _long_numbers(block.data, starts, ends)
        if read is not None:
            return read
    widths = ends - starts
    return _plain(block.data, starts, widths, int(widths.max()))


def _few(data: Bytes, starts: Places, ends: Places) -> NDArray[np.float64]:
    """Return the values of cells taken one by one, infinite for those that are no plain number."""
    values = np.full(len(starts), OTHER)
    for i, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        cell = data[start:end].tobytes()
        if DECIMAL.fullmatch(cell):
            value = float(cell)
            if b"." in cell or abs(value) < EXACT_INTEGERS:
                values[i] = value
    return values


def _long_numbers(data: Bytes, starts: Places, ends: Places) -> NDArray[np.float64] | None:
    """Return the values of cells with many digits, one by one; None if one is no plain number."""
    cells = data.tobytes()
    places = zip(starts.ravel().tolist(), ends.ravel().tolist(), strict=True)
    try:
        found = [float(cells[start:end]) if end > start else np.nan for start, end in places]
    except ValueError:
        return None
    values = np.array(found).reshape(starts.shape)
    return None if np.any(np.abs(values) >= EXACT_INTEGERS) else values


def _digits(data: Bytes, ends: Places, widths: Places) -> NDArray[np.float64]:
    """Return the values of cells that have one character at most."""
    values = ONE_DIGIT[data[ends - 1]]
    values[widths == 0] = np.nan
    return values


def _plain(data: Bytes, starts: Places, widths: Places, widest: int) -> NDArray[np.float64]:
    """Return the values of cells such as ``12``, ``-0.5`` and ``.25``, infinite for any other."""
    value = np.zeros(starts.shape)
    digits, points, before = (np.zeros(starts.shape, dtype=np.int8) for _ in range(3))
    last = len(data) - 1
    for k in range(min(widest, WIDEST)):
        character = data[np.minimum(starts + k, last)]
        character[widths <= k] = 0
        value *= TIMES[character]
        value += PLUS[character]
        digits += IS_DIGIT[character]
        before += points == 0
        points += character == POINT
    negative = (data[starts] == MINUS) & (widths > 0)
    shape = (digits + points + negative == widths) & (points <= 1) & (digits > 0)
    decimals = np.where(points == 1, widths - before, 0)
    exact = shape & (value < EXACT_INTEGERS) & (decimals <= MOST_DECIMALS)
    value /= POWERS[np.minimum(decimals, MOST_DECIMALS)]
    np.negative(value, out=value, where=negative)
    value[~exact] = OTHER
    value[widths == 0] = np.nan
    long = shape & ~exact & (points == 1)
    if long.any():
        value[long] = _long_decimals(data, starts[long], widths[long])
    return value


def _long_decimals(data: Bytes, starts: Places, widths: Places) -> list[float]:
    """Return the values of decimals with more digits than a float holds."""
    cells = data.tobytes()
    places = zip(starts.tolist(), (starts + widths).tolist(), strict=True)
    return [float(cells[start:end]) for start, end in places]


def read_texts(block: Block, column: int, known: dict[bytes, str]) -> list[str]:
    """Return one column of a block as text, equal cells as one string kept in ``known``."""
    data = block.data.tobytes()
    cells = []
    ends = block.ends[column].tolist()
    for start, end in zip(block.starts[column].tolist(), ends, strict=True):
        cell = data[start:end]
        text = known.get(cell)
        if text is None:
            text = known[cell] = cell.decode("utf-8")
        cells.append(text)
    return cells
