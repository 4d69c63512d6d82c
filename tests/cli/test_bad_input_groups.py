"""Bad input about groups: the code, the exit code and the shape of the message."""

from __future__ import annotations

import pytest

from tests.cli.bad_input import ITEMS, MODEL, Case, check, csv, data, each, put, rows_of

GROUP = 10
ONLY_A = ["A"] * 400


def fifty_groups(k: int, row: list[str]) -> None:
    row[GROUP] = f"city {k % 50}"


def alone(k: int, row: list[str]) -> None:
    row[GROUP] = "北京" if k == 7 else "上海 市区" if k % 2 else "农村"


def constant_in_b(k: int, row: list[str]) -> None:
    if row[GROUP] == "B":
        row[1] = "3"


def everybody_in_a(k: int, row: list[str]) -> None:
    row[GROUP] = "A"


def everybody_apart(k: int, row: list[str]) -> None:
    row[GROUP] = row[0]


def two_labels(label: str) -> str:
    return MODEL.replace("+ x2", f"+ {label}*x2")


BLOCK = 'efa("b")*f + efa("b")*g =~ ' + " + ".join(ITEMS[:-1])
BY = ("--group", "group")
EQUAL = ("--group-equal", "loadings")
BELOW_A_HEADER = f"group: A\n{MODEL}group: B\n{MODEL}"
CASES = [
    Case("G01", "E-GRP-51", 2, "北京", data=data(each(alone)), options=BY),
    Case("G02", "E-GRP-52", 2, "80 of 400", data=data(put("", range(80), GROUP)), options=BY),
    Case("G03", "E-GRP-53", 2, "'group'", options=("--group", "gruop")),
    Case("G04", "E-GRP-54", 2, "n = 8", data=data(each(fifty_groups)), options=BY),
    Case("G05", "E-GRP-62", 2, "'A'", data=data(each(everybody_in_a)), options=BY),
    Case("G06", "E-GRP-51", 2, "n = 1", data=data(each(everybody_apart)), options=BY),
    Case("G07", "E-GRP-55", 2, "3 values", model=two_labels("c(a, b, d)"), options=BY),
    Case("G08", "E-GRP-56", 2, "'C'", model=BELOW_A_HEADER.replace(": B", ": C"), options=BY),
    Case("G09", "E-GRP-57", 2, "level", model=f"level: 1\n{MODEL}", options=BY),
    Case("G10", "W-GRP-58", 0, "a1, a2", model=two_labels("a"), options=BY),
    Case("G11", "E-GRP-59", 2, "'f1=~x2'", options=(*BY, *EQUAL, "--group-partial", "f1=~x22")),
    Case(
        "G12",
        "E-GRP-60",
        2,
        "block",
        model=f"group: A\n{BLOCK}\ngroup: B\n{BLOCK} + {ITEMS[-1]}",
        options=BY,
    ),
    Case(
        "G13",
        "E-GRP-61",
        2,
        "'a'",
        model=MODEL.replace("+ x2", "+ c(a, a)*x2 + c(1, NA)*x2"),
        options=BY,
    ),
    Case("G14", "E-GRP-64", 2, "'Z'", options=(*BY, "--group-levels", "A,Z")),
    Case("G15", "E-OPT-02", 2, "group_equal", options=EQUAL),
    Case("G16", "E-OPT-01", 2, "loadings", options=(*BY, "--group-equal", "loading")),
    Case("G17", "E-DATA-22", 2, "x1", data=data(each(constant_in_b)), options=BY),
    Case("G18", "E-MOD-93", 2, "c(...)", model=two_labels("c(a, b)")),
    Case(
        "G27",
        "E-GRP-68",
        2,
        "thresholds",
        options=(*BY, "--ordered", "all", "--group-equal", "loadings,intercepts"),
    ),
    Case(
        "G27",
        "E-GRP-68",
        2,
        "intercepts",
        options=(*BY, "--group-equal", "loadings,thresholds"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row}-{case.code}")
def test_bad_input_of_groups(case: Case, tmp_path) -> None:
    check(case, tmp_path)


def test_group_names_with_spaces_and_in_chinese_are_names_like_others(tmp_path) -> None:
    def named(k: int, row: list[str]) -> None:
        row[GROUP] = "上海 市区" if k % 2 else "rural west"

    case = Case("G19", "", 0, data=csv(rows_of(each(named))), options=BY)
    result = check(case, tmp_path)
    assert "Group 1: rural west (n = 200)" in result.stdout
    assert "Group 2: 上海 市区 (n = 200)" in result.stdout
