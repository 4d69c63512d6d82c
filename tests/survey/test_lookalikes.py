from __future__ import annotations

import pytest

from gainsem.survey.lookalikes import lookalike_warnings


def test_a_cyrillic_twin_is_warned_about_with_its_code_point() -> None:
    (found,) = lookalike_warnings(["x1", "х1", "x2"], source="d.csv")
    assert found.code == "W-DATA-37"
    assert "2 columns look like 'x1'" in found.message
    assert "U+0445 CYRILLIC SMALL LETTER HA" in found.message


@pytest.mark.parametrize(
    ("name", "point"),
    [("x\u200b1", "U+200B"), ("\u202ex1", "U+202E"), ("stаte", "U+0430")],
)
def test_invisible_and_mixed_characters_are_found_alone(name: str, point: str) -> None:
    (found,) = lookalike_warnings([name], source="d.csv")
    assert point in found.message


@pytest.mark.parametrize(
    "names", [["x1", "x2"], ["信任1", "信任2"], ["доверие", "возраст"], ["año", "ano"], ["Α", "β"]]
)
def test_names_in_one_script_are_fine(names: list[str]) -> None:
    assert lookalike_warnings(names, source="d.csv") == []
