"""Polychoric correlations as a verb: lavaan's and psych's numbers, options, refusals."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "reference" / "data"
REFERENCE = json.loads((Path(__file__).parent / "data" / "polychoric.json").read_text("utf-8"))
SIX = [f"q{i}" for i in range(1, 7)]
# lavaan's optimiser stops when a correlation is right to about seven digits.
OPTIMISER = 1e-6


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / name)


@pytest.fixture(scope="module")
def likert() -> pd.DataFrame:
    return read("likert.csv")


@pytest.fixture(scope="module")
def mixed() -> pd.DataFrame:
    return read("mixed.csv")


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_the_numbers_are_those_of_lavaan(missing):
    expected = REFERENCE[missing]
    frame = read("likert.csv" if missing == "listwise" else "likert_missing.csv")
    result = gainsem.polychoric(frame, SIX, missing=missing)
    acov = result.acov()
    assert list(acov.columns) == list(acov.index) == expected["names"]
    pairs = [name.split("~~") for name in expected["names"]]
    correlations = [result.correlations.loc[b, a] for a, b in pairs]
    assert correlations == pytest.approx(expected["correlations"], abs=OPTIMISER)
    errors = [result.se.loc[b, a] for a, b in pairs]
    assert errors == pytest.approx(expected["se"], rel=1e-5)
    scale = np.sqrt(np.diag(acov) * acov.iloc[0, 0])
    first = np.array(expected["first_row"])
    assert acov.iloc[0].to_numpy() / scale == pytest.approx(first / scale, abs=1e-5)
    for name, cut in expected["thresholds"].items():
        item, level = name.split("|")
        assert result.thresholds.loc[item, level] == pytest.approx(cut, abs=1e-9)


def test_the_numbers_are_those_of_psych():
    expected = REFERENCE["psych"]
    frame = pd.read_csv(ROOT / "surveys" / "bfi" / "responses.csv")
    result = gainsem.polychoric(frame, expected["names"])
    assert result.n_obs == expected["n"] == 2436
    below = result.correlations.to_numpy()[np.tril_indices(25, -1)]
    # psych has R's lower triangle, column by column, and optimises to four digits.
    own = np.zeros((25, 25))
    own[np.tril_indices(25, -1)] = below
    assert own.T[np.triu_indices(25, 1)] == pytest.approx(expected["correlations"], abs=1e-4)


def test_the_diagonal_of_the_covariances_is_the_squared_errors(likert):
    for se in ("standard", "robust.hessian"):
        result = gainsem.polychoric(likert, SIX, se=se)
        errors = result.se.to_numpy()
        row, col = result.statistics.order.pairs
        # The influence functions behind acov() are kept in single precision.
        assert np.diag(result.acov()) == pytest.approx(errors[row, col] ** 2, rel=1e-5)
        assert np.isnan(np.diag(errors)).all()
    whole = result.acov(thresholds=True)
    assert list(whole.columns[:2]) == ["q1|t1", "q1|t2"]
    assert whole.loc["q1~~q2", "q2~~q3"] == result.acov().loc["q1~~q2", "q2~~q3"]
    assert len(whole) == 15 + 6 * 4


def test_weights_count_respondents(likert):
    frame = likert[SIX].assign(w=1.0 + (np.arange(len(likert)) % 3 == 0))
    twice = frame.loc[frame.index.repeat(frame["w"].astype(int))]
    weighted = gainsem.polychoric(frame, SIX, weights="w")
    assert weighted.correlations.to_numpy() == pytest.approx(
        gainsem.polychoric(twice, SIX).correlations.to_numpy(), abs=1e-9
    )
    # A weight is no second respondent: half the weights of all change nothing.
    halved = gainsem.polychoric(frame.assign(w=frame["w"] / 2), SIX, weights="w")
    off = ~np.eye(6, dtype=bool)
    assert halved.se.to_numpy()[off] == pytest.approx(weighted.se.to_numpy()[off], rel=1e-6)
    assert "I-WGT-67" in {each.code for each in weighted.diagnostics}


def test_mixed_items(mixed):
    names = ["q1", "c1", "q2", "c2"]
    result = gainsem.polychoric(mixed, names, ordered=["q1", "q2"])
    assert result.ordinal == ("q1", "q2")
    assert list(result.thresholds.index) == ["q1", "q2"]
    pearson = np.corrcoef(mixed["c1"], mixed["c2"])[0, 1]
    assert result.correlations.loc["c1", "c2"] == pytest.approx(pearson, abs=1e-9)
    ordinal = gainsem.polychoric(mixed, ["q1", "q2"])
    assert result.correlations.loc["q1", "q2"] == pytest.approx(
        ordinal.correlations.loc["q1", "q2"], abs=1e-8
    )
    # Correlations and their errors know no units.
    scaled = gainsem.polychoric(mixed.assign(c1=100 * mixed["c1"]), names, ordered="q1,q2")
    assert scaled.acov().to_numpy() == pytest.approx(result.acov().to_numpy(), rel=1e-6, abs=1e-12)
    assert len(result.tests) == 1


def test_standard_errors_of_mixed_correlations_are_found_by_reweighting(mixed):
    names, ordered = ["q1", "c1", "c2"], ["q1"]
    frame = mixed[names].iloc[:150]
    result = gainsem.polychoric(frame, names, ordered=ordered, se="robust.hessian")
    place = np.tril_indices(3, -1)

    def moved(case: int, step: float) -> np.ndarray:
        weighted = frame.assign(w=1.0)
        weighted.loc[case, "w"] += step
        found = gainsem.polychoric(weighted, names, ordered=ordered, weights="w")
        return found.correlations.to_numpy()[place]

    influence = [(moved(case, 1e-3) - moved(case, -1e-3)) / 2e-3 for case in range(150)]
    # The divisor is n - 1, as in lavaan.
    expected = np.sqrt((np.array(influence) ** 2).sum(axis=0) * 150 / 149)
    assert result.se.to_numpy()[place] == pytest.approx(expected, rel=1e-4)


def test_the_items_are_those_the_codebook_calls_ordinal():
    survey = gainsem.read_survey(ROOT / "surveys" / "bfi")
    ordinal = [item.name for item in survey.items if item.measure == "ordinal"]
    assert list(gainsem.polychoric(survey).names) == ordinal
    assert list(gainsem.polychoric(ROOT / "surveys" / "bfi", ["N1", "A1"]).names) == ["N1", "A1"]


def test_without_a_codebook_columns_of_few_whole_numbers_are_items(mixed):
    result = gainsem.polychoric(mixed.assign(who="someone"))
    assert list(result.names) == ["x2", *(f"q{i}" for i in range(1, 13)), "m", "y", "u"]
    [said] = [each for each in result.diagnostics if each.code == "I-ORD-57"]
    assert "who" in said.message
    assert "c1" in said.message


def test_the_tests_of_normality_begin_with_the_worst(likert):
    tests = gainsem.polychoric(likert, SIX).tests
    assert list(tests.columns) == ["item1", "item2", "n", "g2", "df", "pvalue", "rmsea"]
    assert len(tests) == 15
    assert (np.diff(tests["rmsea"]) <= 0).all()
    assert (tests["df"] == 15).all()
    ties = tests[tests["rmsea"] == 0]
    assert (np.diff(ties["g2"]) <= 0).all()


def test_faces(likert):
    frame = likert[["q1", "q2", "q3"]].rename(columns={"q2": "<b>获得感</b>"})
    result = gainsem.polychoric(frame, list(frame.columns))
    assert re.fullmatch(
        r"<Polychoric: 3 items, n = 900, correlations 0\.\d+ to 0\.\d+; 0 warnings>", repr(result)
    )
    html = result._repr_html_()
    assert "<b>获得感" not in html
    assert "&lt;b&gt;" in html
    record = result.to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["schema"] == "gainsem.polychoric/1"
    assert record["se"][0][0] is None
    assert record["correlations"][0][1] == result.correlations.iloc[0, 1]


def test_categories_are_merged_when_asked(likert):
    frame = likert[["q1", "q2"]].copy()
    frame.loc[frame.index[:2], "q1"] = 6
    assert gainsem.polychoric(frame, ["q1", "q2"]).categories[0]["codes"][-1] == [6.0]
    merged = gainsem.polychoric(frame, ["q1", "q2"], collapse="auto")
    assert merged.categories[0]["codes"][-1] == [5.0, 6.0]


def test_an_empty_cell_of_four_gets_something():
    frame = pd.DataFrame({"a": [0] * 30 + [1] * 30, "b": [0] * 30 + [0] * 20 + [1] * 10})
    default, nothing = (gainsem.polychoric(frame, zero_add=each) for each in (0.5, 0.0))
    assert default.correlations.iloc[0, 1] < nothing.correlations.iloc[0, 1]
    assert "W-ORD-44" in {each.code for each in default.diagnostics}
    assert np.isnan(default.tests["rmsea"]).all()


IDENTICAL = {"a": [1, 2, 3, 1, 2, 3, 2, 2], "b": [1, 2, 3, 1, 2, 3, 2, 2]}
REFUSED = {
    "one category": (pd.DataFrame({"a": [1] * 8, "b": [1, 2] * 4}), ["a", "b"], {}, "E-DATA-22"),
    "text": (pd.DataFrame({"a": ["x", "y"] * 4, "b": [1, 2] * 4}), ["a", "b"], {}, "E-DATA-36"),
    "categories": (pd.DataFrame({"a": range(40), "b": [1, 2] * 20}), ["a", "b"], {}, "E-ORD-46"),
    "unknown": (pd.DataFrame(IDENTICAL), ["a", "c"], {}, "E-MOD-71"),
    "identical": (pd.DataFrame(IDENTICAL), ["a", "b"], {}, "E-DATA-24"),
    "identical numbers": (
        pd.DataFrame({**IDENTICAL, "c": [1, 2] * 4}),
        ["a", "b", "c"],
        {"ordered": "c"},
        "E-DATA-24",
    ),
    "one item": (pd.DataFrame(IDENTICAL), ["a"], {}, "E-OPT-02"),
    "an item twice": (pd.DataFrame(IDENTICAL), ["a", "a"], {}, "E-OPT-02"),
    "no items": (pd.DataFrame({"a": [0.5, 1.5], "b": ["u", "v"]}), None, {}, "E-OPT-02"),
    "ordered": (pd.DataFrame(IDENTICAL), ["a", "b"], {"ordered": ["z"]}, "E-OPT-01"),
    "se": (pd.DataFrame(IDENTICAL), ["a", "b"], {"se": "bootstrap"}, "E-OPT-01"),
    "missing": (pd.DataFrame(IDENTICAL), ["a", "b"], {"missing": "fiml"}, "E-OPT-01"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name):
    frame, items, options, code = REFUSED[name]
    with pytest.raises(gainsem.GainsemError) as refused:
        gainsem.polychoric(frame, items, **options)
    assert refused.value.code == code


def test_a_covariance_matrix_has_no_answers():
    moments = gainsem.Moments.from_covariance([[1.0, 0.2], [0.2, 1.0]], 100)
    with pytest.raises(gainsem.OptionError, match="answers of respondents"):
        gainsem.polychoric(moments)


def test_pairs_nobody_answered_are_refused_before_anything_is_computed():
    one, other = [1.0, 2.0] * 10, [None] * 20
    frame = pd.DataFrame({"a": one + other, "b": other + one, "c": [1.0, 2.0, 2.0, 1.0] * 10})
    with pytest.raises(gainsem.ResponseError, match="Never answered together"):
        gainsem.polychoric(frame, ["a", "b", "c"], missing="pairwise")


def test_ordinal_items_need_neither_pandas_nor_scipy():
    code = (
        "import sys, gainsem\n"
        f"gainsem.polychoric({str(ROOT / 'surveys' / 'bfi')!r}, ['A1', 'A2', 'A3']).to_dict\n"
        "print(*sorted(set(sys.modules) & {'pandas', 'scipy'}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
