"""Bad input to models of ordinal items through the command line, weights and options included.

Cases with an id are rows of docs/bad-input.md.
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

ALL = ("--ordered", "all")
MLR = ("--estimator", "MLR")
PAIRWISE = (*ALL, "--missing", "pairwise")
WEIGHTED = (*ALL, "--weights", "weight")
WEIGHT = HEADER.index("weight")
GROUP = HEADER.index("group")
TOWNS = (*ALL, "--cluster", "group")
COVARIATE = MODEL.replace("f3 =~ x7 + x8 + x9", "f1 ~ x7")


def halves(k: int, row: list[str]) -> None:
    row[GROUP] = "ab"[k // 200]


def turned(k: int, row: list[str]) -> None:
    row[2] = str(6 - int(row[1]))


def tenfold(k: int, row: list[str]) -> None:
    row[2] = row[1] + "0"


def nearly_alike(k: int, row: list[str]) -> None:
    row[2] = str(max(1, int(row[1]) - 1)) if k % 97 == 0 else row[1]


def without_threes(k: int, row: list[str]) -> None:
    row[1] = row[1].replace("3", "4")


def one_five(k: int, row: list[str]) -> None:
    row[1] = "5" if k == 5 else row[1].replace("5", "4")


def two_answers(k: int, row: list[str]) -> None:
    row[1:10] = [str(1 + (int(cell) > 3)) for cell in row[1:10]]


def empty_cell(k: int, row: list[str]) -> None:
    two_answers(k, row)
    if row[1] == row[4] == "1":
        row[4] = "2"


def two_empty_cells(k: int, row: list[str]) -> None:
    two_answers(k, row)
    row[2] = row[1]


def slider(k: int, row: list[str]) -> None:
    row[1] = str(int(row[1]) * 17 + k % 7)


def known_from_another(k: int, row: list[str]) -> None:
    row[2] = str(1 + (int(row[1]) > 2))


def never_together(k: int, row: list[str]) -> None:
    row[1 + k % 2] = ""


def together_with_threes_only(k: int, row: list[str]) -> None:
    if row[1] != "3":
        row[2] = ""


def noise() -> str:
    drawn = np.random.default_rng(3).integers(1, 6, size=(60, 9))
    return csv([[str(cell) for cell in row] for row in drawn], header=ITEMS)


ROWS = [
    Case("F11o", "E-DATA-11", 2, "99", data=data(put("99", range(6, 400, 20))), book=BOOK),
    Case("F11o", "W-DATA-11", 0, "99", data=data(put("99", range(6, 400, 20))), options=ALL),
    Case("F13", "E-DATA-13", 2, "3.5", data=data(put("3.5", [3])), options=ALL),
    Case("D02o", "E-DATA-22", 2, "x1 is always 3", data=data(put("3", range(400))), book=BOOK),
    Case("D04o", "E-DATA-24", 2, "x1 and x2", data=data(copy_of(2, 1)), options=ALL),
    Case("D04o", "E-DATA-24", 2, "r=-1", data=data(each(turned)), options=ALL),
    Case("D04o", "E-DATA-24", 2, "x1 and x2", data=data(each(tenfold)), options=ALL),
    Case("D06", "W-DATA-26", 1, "x1 and x2", data=data(each(nearly_alike)), options=ALL),
    Case("D06", "W-DATA-26", 1, "x1 and x2", data=data(each(known_from_another)), options=ALL),
    Case("D08", "E-DATA-27", 2, "n=9, p=9", data=csv(rows_of()[:9]), options=ALL),
    Case("D09o", "W-DATA-28", 1, "n=15", data=csv(rows_of()[:15]), options=ALL),
    Case("D09o", "W-DATA-28", 0, "12 other", data=csv(rows_of()[:40]), options=ALL),
    Case("D17", "E-DATA-36", 2, '"x9"', data=data(each(in_words)), options=ALL),
    Case("D17", "", 0, data=data(each(in_words)), book=BOOK),
    Case("O01", "W-ORD-41", 0, "x1 3", data=data(each(without_threes)), options=ALL),
    Case("O01", "W-ORD-41", 0, "x1 3", data=data(each(without_threes)), book=BOOK),
    Case("O03", "W-ORD-43", 0, "x1 5 (1)", data=data(each(one_five)), options=ALL),
    Case(
        "O03", "I-ORD-49", 0, "{4,5}", data=data(each(one_five)), options=(*ALL, "--collapse=auto")
    ),
    Case("O04", "W-ORD-44", 1, "0.5 was added", data=data(each(empty_cell)), options=ALL),
    Case(
        "O04",
        "W-ORD-44",
        1,
        "0.25 was added",
        data=data(each(empty_cell)),
        options=(*ALL, "--zero-add", "0.25"),
    ),
    Case("O05", "E-ORD-45", 2, "x1 and x2", data=data(each(two_empty_cells)), options=ALL),
    Case("O06", "E-ORD-46", 2, "35 categories", data=data(each(slider)), options=ALL),
    Case("O06", "W-ORD-46", 0, "x1 (35)", data=data(each(slider)), options=(*ALL, "--force")),
    Case("E02", "E-EST-94", 1, data=noise(), options=ALL),
]
WEIGHTS = [
    Case("W01", "E-WGT-61", 2, "line 5", data=data(put("", [3], WEIGHT)), options=WEIGHTED),
    Case("W01", "E-DATA-10", 2, "'heavy'", data=data(put("heavy", [3], WEIGHT)), options=WEIGHTED),
    Case("W01", "E-DATA-29", 2, "line 5", data=data(put("Inf", [3], WEIGHT)), options=WEIGHTED),
    Case("W02", "E-WGT-62", 2, "line 5", data=data(put("-1", [3], WEIGHT)), options=WEIGHTED),
    Case(
        "W03", "E-WGT-63", 2, "'weight'", data=data(put("0", range(400), WEIGHT)), options=WEIGHTED
    ),
    Case(
        "W07", "W-WGT-67", 1, "1.0 of 400", data=data(put("1000000", [3], WEIGHT)), options=WEIGHTED
    ),
    Case(
        "weights",
        "I-WGT-67",
        0,
        "300.0 of 400",
        data=data(put("0", range(100), WEIGHT)),
        options=WEIGHTED,
    ),
    Case("unknown", "E-MOD-71", 2, "Did you mean 'weight'", options=(*ALL, "--weights", "wieght")),
    Case("MLM", "E-OPT-02", 2, "weights", options=("--weights", "weight", "--estimator", "MLM")),
    Case("W04", "E-WGT-64", 2, "All 400", data=data(put("a", range(400), GROUP)), options=TOWNS),
    Case("W05", "W-WGT-65", 0, "'id' alone", options=(*ALL, "--cluster", "id")),
    Case("W05", "W-WGT-65", 0, "'id' alone", options=("--cluster", "id")),
    Case("W06", "W-WGT-66", 0, "1 degrees of freedom", data=data(each(halves)), options=TOWNS),
    Case(
        "W08",
        "E-WGT-68",
        2,
        "one respondent only: z",
        data=data(put("z", [3], GROUP)),
        options=(*ALL, "--strata", "group"),
    ),
    Case(
        "W08",
        "I-WGT-71",
        0,
        "1 strata with one unit: adjust",
        data=data(put("z", [3], GROUP)),
        options=(*ALL, "--strata", "group", "--lonely-psu", "adjust"),
    ),
    Case("W09", "E-WGT-70", 2, "line 5", data=data(put("", [3], GROUP)), options=TOWNS),
    Case(
        "W10",
        "E-WGT-69",
        2,
        "and 400 were sampled",
        data=data(put("2", range(400), WEIGHT)),
        options=(*ALL, "--fpc", "weight"),
    ),
]
PAIRS = [
    Case("apart", "E-DATA-33", 2, "x1 and x2", data=data(each(never_together)), options=PAIRWISE),
    Case(
        "alike",
        "E-DATA-33",
        2,
        "x1 does not vary among the",
        data=data(each(together_with_threes_only)),
        options=PAIRWISE,
    ),
    Case("absent", "E-DATA-21", 2, "x1", data=data(put("", range(400))), options=PAIRWISE),
    Case("some", "I-DATA-33", 0, "31 answers", data=data(put("", range(31))), options=PAIRWISE),
]
MODELS = [
    Case("continuous", "E-ORD-53", 2, "'x1'", model=MODEL + "x1 | t1"),
    Case("named", "E-ORD-53", 2, "'x1'", model=MODEL + "x1 | t1", options=("--ordered=x2,x3",)),
    Case("threshold", "E-ORD-54", 2, "t1, t2, t3, t4", model=MODEL + "x1 | t5", options=ALL),
    Case("variance", "E-ORD-55", 2, "'x1'", model=MODEL + "x1 ~~ x1", options=ALL),
    Case("scale", "E-MOD-93", 2, "scaling factor", model=MODEL + "x1 ~*~ 0*x1", options=ALL),
    Case("free", "E-MOD-79", 2, "x1~*~x1", model=MODEL + "x1 ~*~ x1", options=ALL),
    Case("df", "E-MOD-84", 2, "df = -1", model="f1 =~ x1 + x2", options=ALL),
    Case("words", "E-DATA-36", 2, '"group"', model="f1 =~ x1 + x2 + x3 + group", options=ALL),
    Case(
        "WLS",
        "E-EST-89",
        2,
        "60 respondents",
        data=csv(rows_of()[:60]),
        options=(*ALL, "--estimator=wls"),
    ),
]
OPTIONS = [
    ("gls ordered", (*ALL, "--estimator", "gls"), "E-OPT-02", "takes items as continuous"),
    ("ml ordered", (*ALL, "--estimator", "ml"), "E-OPT-02", "WLSMV"),
    ("mlr pairwise", (*MLR, "--missing", "pairwise"), "E-OPT-02", "missing='pairwise'"),
    ("ml robust", ("--se", "robust.hessian"), "E-OPT-02", "se='robust.hessian'"),
    ("wls robust", (*ALL, "--estimator", "WLS", "--se", "robust"), "E-OPT-02", "se='robust'"),
    ("ml theta", ("--parameterization", "theta"), "E-OPT-02", "theta"),
    ("ml collapse", ("--collapse", "auto"), "E-OPT-02", "collapse"),
    ("wishart", (*ALL, "--likelihood", "wishart"), "E-OPT-02", "wishart"),
    ("observed", (*ALL, "--information", "observed"), "E-OPT-02", "information"),
    ("covariate", ("--ordered", "x1,x7"), "E-OPT-02", "x7 is a covariate"),
    ("unknown", ("--ordered", "x1,X2"), "E-MOD-71", "Did you mean 'x2'"),
    ("zero_add", (*ALL, "--zero-add", "2"), "E-OPT-01", "between 0 and 1"),
    ("no number", (*ALL, "--zero-add", "a"), "E-CLI-01", "--zero-add"),
    ("estimator", ("--estimator", "WLSVM"), "E-OPT-01", "WLSMV, WLSMVS"),
    ("delta", ("--parameterization", "detla"), "E-OPT-01", "delta, theta"),
]
REFUSED = [
    Case(name, code, 2, says, model=COVARIATE if name == "covariate" else MODEL, options=options)
    for name, options, code, says in OPTIONS
]
CASES = [*ROWS, *WEIGHTS, *PAIRS, *MODELS, *REFUSED]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row}-{case.code or 'read'}")
def test_row(case: Case, tmp_path: Path) -> None:
    record = tmp_path / "fit.json"
    asked = Case(**{**vars(case), "options": (*case.options, "--json", str(record))})
    check(asked, tmp_path)
    left = {path.name for path in tmp_path.iterdir()} - {"codebook.yaml"}
    written = {"fit.json"} if case.exit_code != 2 else set()
    assert left == {"model.lav", case.file} | written


def test_ordinal_answers_without_a_fault_are_fitted_without_a_warning(tmp_path: Path) -> None:
    result = run(Case("", "", 0, book=BOOK), tmp_path)
    assert result.exit_code == 0
    assert {text.split()[0] for text in messages(result)} == {"I-BOOK-11", "I-ORD-50", "I-PRV-01"}
    assert "WLSMV" in result.stdout


@pytest.mark.parametrize("code", ["99", "55"])
def test_a_code_of_the_codebook_nobody_declared_is_refused_before_it_is_a_category(
    tmp_path: Path, code: str
) -> None:
    result = run(Case("", "", 2, data=data(put(code, [3])), book=BOOK), tmp_path)
    assert result.exit_code == 2
    assert messages(result)[0].startswith("E-DATA-1")
