"""Decimals out of bytes are the doubles that ``float`` finds, or are left to it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gainsem.io.decimal_cells import read_decimals, words_of


def read(cells: list[str]) -> np.ndarray:
    data = np.frombuffer((",".join(cells) + ",").encode(), dtype=np.uint8)
    ends = np.flatnonzero(data == ord(","))
    starts = np.r_[0, ends[:-1] + 1]
    return read_decimals(words_of(data), data, starts, ends)


def check(cells: list[str]) -> np.ndarray:
    """Compare bit by bit; return which cells were left to the caller."""
    values = read(cells)
    left = np.isinf(values)
    wanted = np.array([0.0 if each else float(c) for c, each in zip(cells, left, strict=True)])
    np.testing.assert_array_equal(np.where(left, 0.0, values).view(np.int64), wanted.view(np.int64))
    return left


def between(value: float) -> str:
    """Return nineteen digits next to the middle between a double and the one above it."""
    middle = Fraction(value) + Fraction(float(np.spacing(value))) / 2
    return f"0.{int(middle * 10**19):019d}"


DIGITS = st.text("0123456789", max_size=22)
CELLS = st.builds(
    lambda sign, before, point, after: sign + before + point + after,
    st.sampled_from(["", "-"]),
    st.text("0123456789", max_size=10),
    st.sampled_from(["", "."]),
    DIGITS,
).filter(lambda cell: any(map(str.isdigit, cell)))
FLOATS = st.floats(allow_nan=False, allow_infinity=False).map(repr)
MIDDLES = st.floats(0.1, 1.0, exclude_max=True).map(between)


@settings(max_examples=500, deadline=None)
@example(["-0.0", "-.5", "5.", "007", "0.30000000000000004", "9007199254740993.0"])
@example(["0.1", "0.5000000000000000555", "0.9999999999999999999", "0.0000000000000000001"])
@given(st.lists(st.one_of(CELLS, FLOATS, MIDDLES), min_size=1, max_size=20))
def test_values_are_those_of_float(cells: list[str]) -> None:
    check(cells)


def test_middles_between_doubles_are_left_or_right() -> None:
    """Next to a middle the seventeenth digit decides nothing, the nineteenth does."""
    rng = np.random.default_rng(8)
    check([between(value) for value in rng.uniform(0.1, 1.0, 20_000).tolist()])


@pytest.mark.parametrize("scale", [1e-2, 1.0, 1e3, 1e6])
def test_what_python_writes_of_a_float_is_hardly_ever_left(scale: float) -> None:
    rng = np.random.default_rng(17)
    cells = [repr(value) for value in (scale * rng.standard_normal(50_000)).tolist()]
    assert check(cells).mean() < (0.15 if scale < 1.0 else 0.002)


def test_integers_and_short_decimals_are_read() -> None:
    rng = np.random.default_rng(3)
    cells = [str(n) for n in rng.integers(-(10**7) + 1, 10**7, 2000).tolist()]
    cells += [f"{value:.4f}" for value in rng.uniform(-999, 999, 2000).tolist()]
    assert not check(cells).any()


@pytest.mark.parametrize(
    "cell",
    [
        *("", "-", ".", "-.", "--1", "1-2", "1.2.3", "1..2", "+1", " 1", "1 ", "1e5", "NA", "nan"),
        *("inf", "1_0", "0x1", "12a", "a12", "1.5a", "1.a5", "１", "١", "12345678901234567890"),
        *("1/2", "1:2", "1.2345678/0123456", "0.12345678901234567:", "\x80.5", "1.\xff5"),
    ],
)
def test_other_cells_are_left(cell: str) -> None:
    assert np.isinf(read(["1.5", cell, "0.123456789012345678"]))[1]
