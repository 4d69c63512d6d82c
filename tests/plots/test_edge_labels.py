from __future__ import annotations

import math

import pytest

from gainsem.plots.diagram import Edge
from gainsem.plots.edge_labels import edge_text, is_dashed, stars


@pytest.mark.parametrize(
    ("value", "pvalue", "fixed", "text"),
    [
        (0.5, 0.0004, False, "0.50***"),
        (0.5, 0.004, False, "0.50**"),
        (0.5, 0.04, False, "0.50*"),
        (0.5, 0.05, False, "0.50"),
        (0.5, None, False, "0.50"),
        (0.5, math.nan, False, "0.50"),
        (-0.123, 0.2, False, "−0.12"),
        (-0.001, 0.9, False, "0.00"),
        (1.0, None, True, "1ª"),
        (0.0, None, True, "0ª"),
        (-1.0, None, True, "−1ª"),
        (0.77, None, True, "0.77ª"),
        (None, None, False, ""),
        (math.nan, 0.01, False, ""),
        (None, None, True, "ª"),
        (12.345, 0.0, False, "12.35***"),
    ],
)
def test_the_text_of_an_edge(
    value: float | None, pvalue: float | None, fixed: bool, text: str
) -> None:
    assert edge_text(Edge("a", "b", "path", value, pvalue, fixed)) == text


def test_stars_are_strict_at_their_levels() -> None:
    assert [stars(p) for p in (0.001, 0.00099, 0.01, 0.05)] == ["**", "***", "*", ""]


@pytest.mark.parametrize(
    ("pvalue", "fixed", "dashed"),
    [(0.05, False, True), (0.049, False, False), (None, False, False), (0.9, True, False)],
)
def test_only_tested_parameters_are_dashed(pvalue: float | None, fixed: bool, dashed: bool) -> None:
    assert is_dashed(Edge("a", "b", "path", 0.1, pvalue, fixed)) is dashed
