"""How single values are written."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainsem.results.cells import cell_text, number_text, pvalue_text

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        (0.77188, "number", "0.772"),
        (-0.0296, "number", "-0.030"),
        (-0.0004, "number", "0.000"),
        (12345.6789, "number", "12345.679"),
        (2e9, "number", "2.000e+09"),
        (-2e9, "number", "-2.000e+09"),
        (301, "integer", "301"),
        (24.0, "integer", "24"),
        (23.7, "integer", "23.700"),
        (-3, "integer", "-3"),
        (0.0, "pvalue", "<.001"),
        (0.00099999, "pvalue", "<.001"),
        (0.001, "pvalue", ".001"),
        (0.0124, "pvalue", ".012"),
        (0.05, "pvalue", ".050"),
        (0.9994, "pvalue", ".999"),
        (1.0, "pvalue", ">.999"),
        (True, "text", "yes"),
        (np.bool_(False), "text", "no"),
        (np.float64(0.5), "number", "0.500"),
        (np.int64(7), "integer", "7"),
        ("x1", "text", "x1"),
    ],
)
def test_values_are_written_as_in_a_paper(value, kind, written):
    assert cell_text(value, kind) == written


@pytest.mark.parametrize("missing", [None, math.nan, math.inf, -math.inf, np.nan])
@pytest.mark.parametrize("kind", ["text", "number", "integer", "pvalue"])
def test_what_is_missing_is_an_empty_cell(missing, kind):
    assert cell_text(missing, kind) == ""


def test_decimals_follow_the_column():
    assert cell_text(0.0046, "pvalue", 2) == "<.01"
    assert cell_text(2.34567, "number", 1) == "2.3"


@given(st.floats(-1e9, 1e9, exclude_min=True, exclude_max=True), st.integers(0, 6))
def test_a_written_number_is_the_nearest_with_so_many_decimals(value, decimals):
    text = number_text(value, decimals)
    assert abs(Decimal(text) - Decimal(value)) <= Decimal(5) * Decimal(10) ** -(decimals + 1)
    assert len(text.partition(".")[2]) == decimals
    assert float(text) != 0 or not text.startswith("-")


@given(FINITE.filter(lambda value: abs(value) >= 1e9))
def test_a_huge_number_keeps_its_leading_digits_in_little_room(value):
    text = number_text(value, 3)
    assert float(text) == pytest.approx(value, rel=5.1e-4) or math.isinf(float(text))
    assert len(text) <= 11


@given(st.floats(0, 1), st.integers(1, 6))
def test_a_p_value_never_reads_as_zero_or_one(value, decimals):
    written = pvalue_text(value, decimals)
    assert written[0] in "<>."
    number = float(written.lstrip("<>"))
    assert 0 < number < 1
    if written[0] == "<":
        assert value < number
    elif written[0] == ">":
        assert value > number
    else:
        assert abs(value - number) <= 0.5 * 10.0**-decimals + 1e-12


@given(st.text())
def test_no_text_breaks_the_line_or_steers_the_terminal(text):
    written = cell_text(text)
    assert len(written.splitlines()) <= 1
    assert "\x1b" not in written
    assert "\x00" not in written
