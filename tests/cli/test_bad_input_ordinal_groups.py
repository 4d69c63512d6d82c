"""Bad input about ordinal items in several groups: rows O02 and O07 to O10 of docs/bad-input.md."""

from __future__ import annotations

import pytest

from tests.cli.bad_input import ITEMS, MODEL, Case, check, data, each, put

GROUP = 10
BY = ("--group", "group", "--ordered", "all")
EQUAL = ("--group-equal", "thresholds,loadings")


def no_one_in_b(k: int, row: list[str]) -> None:
    if row[GROUP] == "B":
        row[1] = row[1].replace("1", "2")


def constant_in_b(k: int, row: list[str]) -> None:
    if row[GROUP] == "B":
        row[1] = "3"


def two_answers(k: int, row: list[str]) -> None:
    row[1:10] = [str(1 + (int(cell) > 3)) for cell in row[1:10]]


def few_complete_in_b(k: int, row: list[str]) -> None:
    two_answers(k, row)
    row[GROUP] = "B" if k % 2 else "A"
    if k % 50 == 1:
        row[1:10] = [str(1 + (k // 50 + j) % 2) for j in range(9)]
    elif k % 2:
        row[1] = ""


CASES = [
    Case(
        "O02",
        "E-ORD-42",
        2,
        "nobody answered 1 in group B",
        data=data(each(no_one_in_b)),
        options=BY,
    ),
    Case(
        "merged",
        "I-ORD-49",
        0,
        "{1,2}",
        data=data(each(no_one_in_b)),
        options=(*BY, "--collapse", "auto"),
    ),
    Case("O07", "E-DATA-22", 2, "x1 is always 3", data=data(each(constant_in_b)), options=BY),
    Case(
        "O08",
        "E-GRP-75",
        2,
        "group 'B'",
        model=f"group: A\n{MODEL}group: B\n{MODEL.replace(' + x2', '')}",
        options=BY,
    ),
    Case("O09", "W-GRP-76", 0, "x1", options=(*BY, "--group-equal", "thresholds,residuals")),
    Case("O10", "E-MOD-79", 2, "x1~*~x1", model=MODEL + "x1 ~*~ NA*x1", options=BY),
    Case("small", "E-GRP-54", 2, "n = 8", data=data(each(few_complete_in_b)), options=BY),
    Case(
        "thresholds",
        "E-MOD-79",
        2,
        "f1~~f1",
        data=data(each(two_answers)),
        options=(*BY, "--group-equal", "thresholds"),
    ),
    Case("missing", "I-DATA-32", 0, "group 'A'", data=data(put("", range(9))), options=BY),
    Case("ML", "E-OPT-02", 2, "ordinal", options=(*BY, "--estimator", "ML")),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row}-{case.code}")
def test_bad_input_of_ordinal_groups(case: Case, tmp_path) -> None:
    check(case, tmp_path)


def test_the_page_shows_the_scales_of_later_groups(tmp_path) -> None:
    result = check(Case("page", "", 0, options=(*BY, *EQUAL)), tmp_path)
    first, second = result.stdout.split("Group 2: B")
    assert "Scales of Latent Responses" not in first
    assert "Scales of Latent Responses" in second
    assert all(f"    {name} " in second for name in ITEMS)
