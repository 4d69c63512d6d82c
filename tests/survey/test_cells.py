from __future__ import annotations

import math

import pytest

from gainsem.survey.cells import label_key, read_cell


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("3", "number", 3.0),
        (" 3.5 ", "number", 3.5),
        ("-1e-3", "number", -0.001),
        (".5", "number", 0.5),
        ("３", "unusual digits", 3.0),
        ("－１２", "unusual digits", -12.0),
        ("\u22124", "unusual digits", -4.0),
        ("٣", "unusual digits", 3.0),
        ("4\u200b", "unusual digits", 4.0),
        ("3,0", "decimal comma", 3.0),
        ("1.0E+05", "excel", 100000.0),
        ("1e999", "infinite", math.inf),
        ("-Inf", "infinite", -math.inf),
    ],
)
def test_a_cell_that_says_a_number(text: str, kind: str, value: float) -> None:
    cell = read_cell(text)
    assert (cell.kind, cell.value) == (kind, value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        ("  ", "blank"),
        ("\u3000", "blank"),
        ("\u00a0\t", "blank"),
        ("n/a", "missing mark"),
        ("NaN", "missing mark"),
        (".", "missing mark"),
        ("2-Jan", "excel"),
        ("Feb-03", "excel"),
        ("1月2日", "excel"),
        ("2024-01-02", "excel"),
        ("TRUE", "excel"),
        ("#REF!", "excel"),
        ("agree", "text"),
        ("12%", "text"),
        ("3 or 4", "text"),
        ("1_000", "text"),
        ("0x10", "text"),
    ],
)
def test_a_cell_that_is_not_a_number(text: str, kind: str) -> None:
    cell = read_cell(text)
    assert cell.kind == kind
    assert math.isnan(cell.value)


def test_labels_are_compared_without_width_case_and_spacing() -> None:
    assert label_key("Ａgree\u3000 Strongly ") == label_key("agree strongly")
    assert label_key("agree") != label_key("disagree")
