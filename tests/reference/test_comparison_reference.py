"""Tests of nested models, Wald and score tests against lavaan 0.6-14.

lavaan stops where its value no longer falls (1e-6 of the estimates away), so the differences of
chi-square agree to 1e-5 relative, and to 2e-5 where a scaling factor is involved.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import gainsem

HERE = Path(__file__).parent
CASES = json.loads((HERE / "comparison" / "cases.json").read_text(encoding="utf-8"))
DATA = {"factors": "hs", "democracy": "poldem"}
ITEMS = [f"q{number}" for number in range(1, 13)]
RELATIVE = 2e-5


def fits(name):
    case = CASES[name]
    answers = HERE / "data" / f"{DATA.get(name, 'likert')}.csv"
    options = {"ordered": ITEMS, "estimator": case["estimator"]} if "estimator" in case else {}
    return [gainsem.fit(case[which], answers, **options) for which in ("general", "restricted")]


@pytest.mark.parametrize("name", ["factors", "democracy", "wlsmv", "ulsmv", "wlsm", "wlsm_2000"])
def test_differences(name):
    method = "satorra.2000" if name.endswith("2000") else None
    # Given in the wrong order on purpose: the comparison finds out which is the general one.
    (found,) = gainsem.compare(*fits(name)[::-1], method=method).differences
    assert found.nested == "yes"
    assert found.df == CASES[name]["df"]
    assert found.chisq == pytest.approx(CASES[name]["chisq"], rel=RELATIVE)
    assert found.pvalue == pytest.approx(CASES[name]["pvalue"], rel=0.01)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_the_order_of_a_model_s_lines_changes_nothing(order):
    lines = CASES["wlsmv"]["restricted"].split("\n")
    turned = "\n".join([*(lines[k] for k in order), *lines[3:]])
    answers = HERE / "data" / "likert.csv"
    general = fits("wlsmv")[0]
    other = gainsem.fit(turned, answers, ordered=ITEMS)
    (found,) = gainsem.compare(general, other).differences
    assert found.nested == "yes"
    assert found.chisq == pytest.approx(CASES["wlsmv"]["chisq"], rel=RELATIVE)


def test_wald_tests():
    model = "visual =~ x1 + b2*x2 + b3*x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
    fit = gainsem.fit(model, HERE / "data" / "hs.csv")
    for text in ("b2 == b3", "'visual=~x2' == b3", "b2 == b3; 2*b2 == 2*b3"):
        found = fit.wald(text)
        assert found.statistic == pytest.approx(CASES["wald"]["stat"], rel=1e-5)
        assert found.df == 1
    general = fits("democracy")[0]
    found = general.wald("a == d; b == e; c == f")
    assert found.statistic == pytest.approx(CASES["wald_three"]["stat"], rel=1e-5)
    assert found.df == 3


def test_score_tests_of_constraints():
    frame = fits("democracy")[1].score_tests().set_index("released")
    total = CASES["score_total"]
    assert frame.loc["all", "statistic"] == pytest.approx(total["X2"], rel=1e-5)
    assert frame.loc["all", "df"] == total["df"]
    for theirs in CASES["score_each"]:
        ours = frame.loc[f"{theirs['lhs']} == {theirs['rhs']}"]
        assert ours["statistic"] == pytest.approx(theirs["X2"], rel=1e-4)


def test_score_tests_of_shared_labels_are_those_of_constraints():
    with_labels = CASES["democracy"]["general"].replace("d*y6 + e*y7 + f*y8", "a*y6 + b*y7 + c*y8")
    labelled = gainsem.fit(with_labels, HERE / "data" / "poldem.csv").score_tests()
    frame = labelled.set_index("released")
    constrained = fits("democracy")[1].score_tests().set_index("released")
    for label, other, items in (("a", "d", "y2 y6"), ("b", "e", "y3 y7"), ("c", "f", "y4 y8")):
        early, late = items.split()
        theirs = constrained.loc[f"{label} == {other}"]
        first, second = (
            frame.loc[f"dem60=~{early} ({label})"],
            frame.loc[f"dem65=~{late} ({label})"],
        )
        assert first["statistic"] == pytest.approx(theirs["statistic"], rel=1e-9)
        assert second["statistic"] == pytest.approx(theirs["statistic"], rel=1e-9)
        assert first["epc"] == pytest.approx(theirs["epc"], rel=1e-9)
        assert second["epc"] == pytest.approx(-theirs["epc"], rel=1e-9)


def test_ordinal_score_tests():
    frame = fits("wlsmv")[1].score_tests().set_index("released")
    # With lavaan's own convention: the gradient of n - 1 respondents, the information of n.
    assert frame.loc["all", "statistic"] == pytest.approx(
        CASES["ordinal_score_total"]["X2"], rel=1e-4
    )
    for name, theirs in zip(
        ("f1=~q2 (b)", "f3=~q11 (c)"), CASES["ordinal_score_each"], strict=True
    ):
        assert frame.loc[name, "statistic"] == pytest.approx(theirs["X2"], rel=1e-4)


def test_the_expected_change_is_what_the_freed_model_finds():
    cov = pd.DataFrame(
        [[1.0, 0.5, 0.4, 0.3], [0.5, 1.0, 0.45, 0.35], [0.4, 0.45, 1.0, 0.3], [0.3, 0.35, 0.3, 1.0]]
    ).to_numpy()
    data = gainsem.Moments.from_covariance(cov, 100_000, names=["a", "b", "c", "d"])
    held = gainsem.fit("f =~ l*a + l*b + m*c + m*d", data, std_lv=True)
    free = gainsem.fit("f =~ l*a + l*b + c + d", data, std_lv=True)
    (difference,) = gainsem.compare(held, free).differences
    frame = held.score_tests().set_index("released")
    # Score, Wald and likelihood-ratio tests are asymptotically equal; the misfit is moderate.
    assert frame.loc["f=~d (m)", "statistic"] == pytest.approx(difference.chisq, rel=0.15)
    assert frame.loc["f=~d (m)", "epc"] < 0.0
