from __future__ import annotations

import pytest

from gainsem.io.codebook_formats.xlsform_conditions import Known, range_of, selection_of

KNOWN = {
    "a": Known(missing=("9",)),
    "word": Known(codes={"yes": "1", "no": "0"}),
    "apps": Known(options=("gov", "health")),
    "turned": Known(missing=("9",), total=6),
    "two words": Known(),
}


@pytest.mark.parametrize(
    ("relevant", "selection"),
    [
        ("${a} = 1", "a=1"),
        ("${a}='1'", "a=1"),
        ('${a} = "1"', "a=1"),
        ("( ${a} >= 1.5 )", "a>=1.5"),
        ("${a} != '' and ${a} != '2' and ${a} != '9'", "a!=2"),
        ("${a} = '1' or ${a} = '2'", "a=1,2"),
        ("(${a} = 1 or ${a} = 2) and ${word} = 'yes'", "a=1,2 & word=1"),
        ("selected(${word}, 'no')", "word=0"),
        ("selected( ${apps} , 'gov' )", "apps_gov=1"),
        ("${apps} != '' and not(selected(${apps}, 'health'))", "apps_health=0"),
        ("${turned} <= 2 and ${turned} != 9", "turned>=4"),
        ("${turned} = 5", "turned=1"),
        ("${word} = 'and or'", "word=and or"),
    ],
)
def test_what_is_simple(relevant: str, selection: str) -> None:
    assert selection_of(relevant, KNOWN) == selection


@pytest.mark.parametrize(
    "relevant",
    [
        "${a} = 1 or ${word} = 'yes'",
        "${a} != 1 or ${a} != 2",
        "${a} + 1 > 2",
        "${b} = 1",
        "not(${a} = 1)",
        "${apps} = 'gov'",
        "${a} = ''",
        "${a} != ''",
        "${a} = ${word}",
        "${a} >= 1 and ${a} >= 2",
        "${a} = 'x & b=2'",
        "true()",
        "",
        "((",
    ],
)
def test_what_is_not_simple_is_left(relevant: str) -> None:
    assert selection_of(relevant, KNOWN) is None


@pytest.mark.parametrize(
    ("constraint", "found"),
    [
        (". >= 0 and . <= 10", (0, 10, ())),
        (".>=0 and .<=10", (0, 10, ())),
        ("(. >= -5 and . <= 10) or . = 99 or .=98", (-5, 10, (99, 98))),
        (". <= 10", (None, 10, ())),
        (". > 0 and . < 10", None),
        (". >= ${a}", None),
        ("(. >= 1 and . <= 2) or (. >= 5 and . <= 6)", None),
        ("string-length(.) < 5", None),
    ],
)
def test_ranges(constraint: str, found: object) -> None:
    assert range_of(constraint) == found


def test_whole_numbers_may_be_compared_strictly() -> None:
    assert range_of(". > 0 and . < 10", whole=True) == (1, 9, ())
    assert range_of(". > 0.5 and . < 10", whole=True) is None
