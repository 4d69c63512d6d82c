"""Bad input through the command line: the code, the exit code and the shape of the message.

Each case is a row of docs/bad-input.md, named by its id.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.cli.bad_input import (
    BOOK,
    HEADER,
    ITEMS,
    MODEL,
    Case,
    check,
    copy_of,
    csv,
    data,
    each,
    in_words,
    messages,
    put,
    rows_of,
    run,
)


def never_together(k: int, row: list[str]) -> None:
    row[1 + k % 2] = ""


def half_missing(k: int, row: list[str]) -> None:
    for column in range(1, 10):
        if (k * 7 + column * 5) % 11 < 5:
            row[column] = ""


def turned(k: int, row: list[str]) -> None:
    row[1] = str(6 - int(row[1]))


def comma_decimals(k: int, row: list[str]) -> None:
    row[1:10] = [f"{cell},0" for cell in row[1:10]]


def nearly_alike(k: int, row: list[str]) -> None:
    row[2] = str(int(row[1]) + (k % 97 == 0) / 10)


def a_million_times(k: int, row: list[str]) -> None:
    row[1] += "000000"


def blank_sheet(k: int, row: list[str]) -> None:
    if k < 50:
        row[1:10] = [""] * 9


def straight(k: int, row: list[str]) -> None:
    if k < 120:
        row[1:10] = ["12345"[k % 5]] * 9


def full_width(k: int, row: list[str]) -> None:
    row[1] = chr(ord("０") + int(row[1]))


def numbers(values: np.ndarray, names: list[str]) -> str:
    return csv([[f"{value:.6f}" for value in row] for row in values], header=names)


def normal(cov: list[list[float]], names: list[str], n: int = 400) -> str:
    """Return answers whose covariances are exactly these."""
    raw = np.random.default_rng(7).standard_normal((n, len(cov)))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(raw.T @ raw / n)).T
    return numbers(white @ np.linalg.cholesky(np.array(cov)).T, names)


def two_factors_in_one() -> list[list[float]]:
    """Return correlations that are higher between two sets of items than within them."""
    between = np.kron([[0, 1], [1, 0]], np.full((3, 3), 0.05))
    return (0.5 + between + 0.5 * np.eye(6)).tolist()


CHINESE = csv([["男", *row[1:]] for row in rows_of()], header=["性别", *HEADER[1:]])
GROUP = HEADER.index("group")
LISTWISE = ("--missing", "listwise")
TWO_STAGE = ("--missing", "two_stage")
FILES = [
    Case("F01", "E-FILE-01", 2, "0 bytes", data=""),
    Case("F02", "E-FILE-02", 2, "0 rows", data=csv([])),
    Case("F03", "I-FILE-03", 0, "semicolons", data=data(sign=";")),
    Case("F03", "E-FILE-03", 2, "id;x1;x2", data=data(sign=";"), options=("--delimiter", ",")),
    Case("F03", "E-FILE-03", 2, "id/x1/x2", data=data(sign="/")),
    Case("F04", "W-FILE-04", 0, "GB18030", data=CHINESE.encode("gb18030")),
    Case("F05", "I-FILE-04", 0, "UTF-16", data=CHINESE.encode("utf-16")),
    Case("F06", "", 0, data=CHINESE.encode("utf-8-sig")),
    Case("F07", "E-FILE-07", 2, "line 201", data=data(lambda rows: rows[199].extend("99"))),
    Case("F08", "E-FILE-08", 2, "line 201", data=data(lambda rows: rows[199].__delitem__(11))),
    Case("F09", "E-FILE-09", 2, "'x1'", data=data(header=["x1", *HEADER[1:]])),
    Case("F10", "E-DATA-10", 2, "'agree'", data=data(put("agree", [5]))),
    Case("F11", "E-DATA-11", 2, "99", data=data(put("99", range(6, 400, 20))), book=BOOK),
    Case("F11", "W-DATA-11", 0, "99", data=data(put("99", range(6, 400, 20)))),
    Case("F12", "E-DATA-12", 2, "55", data=data(put("55", [3])), book=BOOK),
    Case("F13", "E-DATA-13", 2, "3.5", data=data(put("3.5", [3])), book=BOOK),
    Case("F14", "E-DATA-14", 2, "decimal comma", data=data(each(comma_decimals), sign=";")),
    Case("F15", "W-DATA-15", 0, "x1 (400)", data=data(each(full_width))),
    Case("F16", "W-DATA-16", 0, "x1 (31)", data=data(put("  ", range(31)))),
    Case("X09", "E-SEC-09", 2, ".pkl", data=b"\x80\x04\x95", file="data.pkl"),
    Case("X09", "E-SEC-09", 2, "pickle", data=b"\x80\x04\x95", file="data.csv"),
    Case("X10", "E-FILE-10", 2, "20,001", data=csv([["1"] * 20_001], header=["c"] * 20_001)),
    Case("X11", "E-FILE-11", 2, "line 2", data=data().replace("\n1,", "\n\0,", 1)),
    Case("X11", "E-FILE-11", 2, "line 5", data=data(put("9" * 10_000_000, [3]))),
    Case("X11", "E-FILE-11", 2, "quotation", data=data(put('"B', [3], GROUP))),
    Case("X13", "W-DATA-37", 0, "U+0445", data=data(header=["х1", *HEADER[1:]])),
    Case("X13", "E-MOD-71", 2, "U+200B", data=data(header=["id", "x1\u200b", *HEADER[2:]])),
    Case("X14", "E-DATA-38", 2, "'2-Jan'", data=data(put("2-Jan", [3]))),
    Case("X14", "E-DATA-38", 2, "'TRUE'", data=data(put("TRUE", [3]))),
    Case("X14", "E-DATA-38", 2, "'1.0E+05'", data=data(put("1.0E+05", [3]))),
]
BOOKS = [
    Case("X06", "E-SEC-06", 2, "!!python", book=BOOK.replace(": T", ": !!python/object:a.B {}")),
    Case("X06", "E-SEC-06", 2, "anchor", book="a: &a [x]\nb: [*a, *a]\n" + BOOK),
    Case("X06", "E-SEC-06", 2, "2,000,000", book=BOOK + "#" + "x" * 50_000_000),
    Case("X06", "E-SEC-06", 2, "20 levels", book=BOOK.replace(": T", ": " + "[" * 30 + "]" * 30)),
    Case("X06", "E-SEC-06", 2, "second time", book=BOOK.replace(": T", ": T\ntitle: U")),
    *(
        Case("X07", "E-SEC-07", 2, path, book=BOOK.replace(": T", f": T\nresponses: {path}"))
        for path in ("../data.csv", "/etc/hosts", "https://example.org/a.csv")
    ),
]
TWINS = data(lambda rows: rows.extend([row.copy() for row in rows] * 4))
OTHER_NAMES = csv([[f"p{k}", *row[1:]] for k, row in enumerate(rows_of() * 5)])
NOISE = numbers(np.random.default_rng(11).standard_normal((60, 9)), ITEMS)
ANSWERED = [
    Case("D01", "E-DATA-21", 2, "x1", data=data(put("", range(400)))),
    Case("D02", "E-DATA-22", 2, "x1 is always 3", data=data(put("3", range(400)))),
    Case("D03", "W-DATA-23", 0, "of 2000", data=OTHER_NAMES),
    Case("D03", "W-DATA-23", 2, "of 2000", data=OTHER_NAMES, options=("--strict",)),
    Case("D03", "E-DATA-23", 2, "same 'id', same answers", data=TWINS),
    Case("D04", "E-DATA-24", 2, "x1 and x2", data=data(copy_of(2, 1))),
    Case("D05", "E-DATA-25", 2, "x1, x2, x4", data=data(copy_of(4, 1, 2))),
    Case("D06", "W-DATA-26", 1, "x1 and x2", data=data(each(nearly_alike))),
    Case("D07", "E-DATA-27", 2, "n=5, p=9", data=csv(rows_of()[:5])),
    Case("D08", "E-DATA-27", 2, "n=1", data=csv(rows_of()[:1])),
    Case("D09", "W-DATA-28", 1, "n=15", data=csv(rows_of()[:15])),
    Case("D10", "E-DATA-29", 2, "line 5", data=data(put("Inf", [3]))),
    Case("D11", "W-DATA-30", 0, "x1", data=data(each(a_million_times))),
    Case("D12", "W-DATA-31", 0, "x1", data=data(each(turned))),
    Case("D13", "W-MIS-02", 0, "x1 and x2", data=data(each(half_missing))),
    Case(
        "D13l", "E-DATA-32", 2, "400 respondents", data=data(each(half_missing)), options=LISTWISE
    ),
    Case("D14", "W-DATA-33", 0, "x1 and x2", data=data(each(never_together))),
    Case("D14l", "E-DATA-32", 2, "x1 and x2", data=data(each(never_together)), options=LISTWISE),
    Case("D14t", "E-MIS-01", 2, "x1 and x2", data=data(each(never_together)), options=TWO_STAGE),
    Case("D15", "W-DATA-34", 0, "50", data=data(each(blank_sheet))),
    Case("D16", "W-DATA-35", 0, "30.0 %", data=data(each(straight))),
    Case("D17c", "E-DATA-36", 2, "x1", data=data(each(in_words))),
    Case("D17", "", 0, data=data(each(in_words)), book=BOOK),
    Case(
        "M21",
        "E-EST-88",
        1,
        "f1 with f2",
        data=normal(two_factors_in_one(), ITEMS[:6]),
        model=MODEL[: MODEL.index("f3")],
    ),
    Case(
        "E01",
        "E-EST-93",
        1,
        "'x1'",
        data=normal([[1, 0.8, 0.8], [0.8, 1, 0.4], [0.8, 0.4, 1]], ITEMS[:3]),
        model="f1 =~ x1 + x2 + x3",
    ),
    Case("E02", "E-EST-", 1, data=NOISE),
]


def named(*names: str) -> dict[str, str]:
    """Return data and model in which the first items have other names."""
    header = ["id", *(f'"{name.replace(chr(34), chr(34) * 2)}"' for name in names)]
    model = MODEL
    for item, name in zip(ITEMS, names, strict=False):
        quoted = f"'{name}'" if '"' in name else f'"{name}"'
        model = model.replace(item, quoted)
    return {"data": data(header=[*header, *HEADER[len(header) :]]), "model": model}


MODELS = [
    Case("M01", "E-MOD-71", 2, "'y9'", model=MODEL.replace("x9", "y9")),
    Case("M02", "E-MOD-72", 2, "'+'", model=MODEL.replace("+ x9", "+")),
    Case("M03", "E-MOD-73", 2, "line 4", model=MODEL + "x9 f1 f2"),
    Case("M04", "E-MOD-74", 2, "'('", model=MODEL.replace("x2", "(x2")),
    Case("M06", "E-MOD-76", 2, "'x9'", model=MODEL.replace("f1", "x9")),
    Case("M07", "E-MOD-77", 2, "'x1'", model=MODEL + "x1 ~ x1"),
    Case("M08", "E-MOD-78", 2, "'f1'", model=MODEL.replace("x1", "f1 + x1")),
    Case("M09", "E-MOD-79", 2, "f1~f2", model=MODEL + "f1 ~ f2\nf2 ~ f1"),
    Case("M10", "E-MOD-80", 2, "f1 =~ f2", model="f1 =~ f2 + x1 + x2\nf2 =~ f1 + x4 + x5"),
    Case("M11", "E-MOD-81", 2, "empty", model=""),
    Case("M12", "E-MOD-81", 2, "comments", model="# nothing\n! here"),
    Case("M13", "W-MOD-82", 0, "'x2'", model=MODEL.replace("x2", "x2 + x2")),
    Case("M14", "W-MOD-83", 0, "'f1'", model=MODEL.replace(" + x2 + x3", "")),
    Case("M15", "E-MOD-84", 2, "4 parameters", model="f1 =~ x1 + x2"),
    Case("M16", "", 0, model="f1 =~ x1 + x2 + x3"),
    Case("M17", "E-MOD-85", 2, "'f1'", model=MODEL.replace("x1", "NA*x1")),
    Case("M18", "E-MOD-84", 2, "df = -4", model="f1 =~ x1+x2+x3\nf2 =~ x1+x2+x3"),
    Case("M19", "E-MOD-86", 2, "'bb'", model=MODEL.replace("x2", "b*x2") + "bb == 1"),
    Case("M20", "E-MOD-87", 2, "a == 2", model=MODEL.replace("x2", "a*x2") + "a == 1\na == 2"),
    Case("M22", "E-MOD-89", 2, "'x1'", model=MODEL + "x1 ~~ -1*x1"),
    Case("M23", "E-MOD-90", 2, "item 1", model=MODEL.replace("x1", "item 1")),
    Case("M23", "", 0, **named("item 1")),
    Case("M24", "", 0, **named("if", "for", "lambda")),
    Case("M25", "E-MOD-91", 2, "'= ~'", model=MODEL.replace("f1 =~", "f1 = ~")),
    Case("M26", "W-MOD-92", 0, "＝～", model=MODEL.replace("=~", "＝～").replace("+", "＋")),
    Case("M27", "", 0, **named("x" * 5000)),
    Case("M28", "E-MOD-71", 2, "Did you mean 'x1'", model=MODEL.replace("x1", "X1")),
    Case("M29", "E-MOD-71", 2, "'f4'", model=MODEL + "f1 ~ f4"),
    Case("M30", "E-MOD-76", 2, "'x1'", model="x1 =~ f1\nx2 =~ f1"),
    Case("X01", "E-SEC-01", 2, "file.create", model='f =~ x1 + file.create("a")*x2'),
    Case("X01", "E-SEC-01", 2, "CONSTRAINT", model=MODEL + "CONSTRAINT(a = __import__('os'))"),
    Case("X02", "", 0, **named("<script>alert(1)</script>")),
    Case("X04", "", 0, **named('#read("secret.txt")', "#panic()", "trailing #")),
    Case("X05", "", 0, **named("=cmd", "+1", "-1", "@x")),
]
CASES = [*FILES, *BOOKS, *ANSWERED, *MODELS]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row}-{case.code or 'read'}")
def test_row(case: Case, tmp_path: Path) -> None:
    check(case, tmp_path)


def test_the_answers_without_a_fault_are_fitted_without_a_remark(tmp_path: Path) -> None:
    result = run(Case("", "", 0), tmp_path)
    assert result.exit_code == 0
    assert [text.split()[0] for text in messages(result)] == ["I-PRV-01"]  # the column id


def test_a_symbolic_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(data(), encoding="utf-8")
    inside = tmp_path / "survey"
    inside.mkdir()
    (inside / "link.csv").symlink_to(tmp_path / "secret.csv")
    result = run(Case("X07", "", 2, book=BOOK.replace(": T", ": T\nresponses: link.csv")), inside)
    assert result.exit_code == 2
    assert messages(result)[0].startswith("E-SEC-07")
