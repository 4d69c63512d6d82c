from __future__ import annotations

import numpy as np
import pytest

from gainsem.errors import OptionError
from gainsem.survey.recode import apply_codebook
from gainsem.survey.selection import Condition, parse_selection, select


@pytest.fixture
def people(raw, book):
    head = """\
title: T
scales:
  sex: {measure: nominal, codes: [1, 2], labels: {en: {1: woman, 2: man}}}
items:
"""
    return apply_codebook(
        raw(
            wave=[2017, 2017, 2018, 2018, 2018],
            sex=[1, 2, 1, 2, np.nan],
            age=[17, 33, 52, 64, 20],
            city=["Wuhan", "Xi'an", "Wuhan", "", "Lhasa"],
        ),
        book("  sex: {scale: sex}\n", head),
    )


@pytest.mark.parametrize(
    ("where", "lines"),
    [
        ("wave=2018", [4, 5, 6]),
        ("wave == 2018", [4, 5, 6]),
        ("wave!=2018", [2, 3]),
        ("sex=1,2", [2, 3, 4, 5]),
        ("sex!=1", [3, 5]),
        ("sex=woman", [2, 4]),
        ("age>=33", [3, 4, 5]),
        ("age<33", [2, 6]),
        ("age > 17 & age <= 52 & wave=2018", [4, 6]),
        ("city=wuhan", [2, 4]),
        ("city!=Wuhan", [3, 6]),
        ("city=Xi'an", [3]),
        ('"age">60', [5]),
    ],
)
def test_a_selection_keeps_the_right_lines(people, where: str, lines: list[int]) -> None:
    got = select(people, where)
    assert got.lines.tolist() == lines
    assert len(got.values) == len(got.text["city"]) == len(lines)


def test_a_selection_is_counted_and_said(people) -> None:
    got = select(people, "wave=2018")
    assert (got.recodes[-1].kind, got.recodes[-1].count) == ("selection", 2)
    assert got.diagnostics[-1].code == "I-DATA-39"
    assert got.diagnostics[-1].message == "3 of 5 respondents selected by wave=2018."


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("", "not a condition"),
        ("wave", "not a condition"),
        ("wave=2018 &", "not a condition"),
        ("wave=__import__('os').system('x')>1", "not a condition"),
        ("wave=", "not a condition"),
        ("wave=2017,,2018", "empty value"),
        ("age>=old", "one number"),
        ("age>1,2", "one number"),
        ("wav=2018", "Did you mean 'wave'?"),
        ("sex=womann", "Did you mean 'woman'?"),
        ("city>3", "compares the words"),
        ("wave=2019", "wave has 2017, 2018"),
    ],
)
def test_what_is_not_a_selection_is_refused(people, where: str, said: str) -> None:
    with pytest.raises(OptionError) as error:
        select(people, where)
    assert error.value.code == "E-OPT-04"
    assert said in str(error.value)


def test_the_parts_of_a_selection() -> None:
    assert parse_selection('"my age" >= 18 & g=1, 2') == (
        Condition("my age", ">=", ("18",)),
        Condition("g", "=", ("1", "2")),
    )
