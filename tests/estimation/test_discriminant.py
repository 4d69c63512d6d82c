"""Tests of discriminant validity against lavaan, and models there is nothing to test in."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.results.discriminant import problem_of

REFERENCE = Path(__file__).parents[1] / "reference"
HS = REFERENCE / "data" / "hs.csv"
LIKERT = REFERENCE / "data" / "likert.csv"
KNOWN = json.loads((REFERENCE / "reliability" / "validity.json").read_text(encoding="utf-8"))
HS3 = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
LIKERT3 = "F1 =~ q1 + q2 + q3 + q4\nF2 =~ q5 + q6 + q7 + q8\nF3 =~ q9 + q10 + q11 + q12"


def test_likelihood_ratios_are_those_of_semtools() -> None:
    """semTools does not polish lavaan's search: estimates to 1e-6, differences to 1e-5."""
    found = gainsem.discriminant(gainsem.fit(HS3, HS), at=(0.9,))
    for one, known in zip(found.pairs, KNOWN["discriminant"]["hs"], strict=True):
        assert (one.construct1, one.construct2) == (known["lhs"], known["rhs"])
        assert one.r == pytest.approx(known["est"], abs=1e-6)
        assert (one.ci_lower, one.ci_upper) == pytest.approx(
            (known["ci.lower"], known["ci.upper"]), abs=1e-6
        )
        assert one.chisq == pytest.approx(known["Chisq diff"], abs=1e-5)
        assert one.pvalue == pytest.approx(known["Pr(>Chisq)"], rel=1e-4)


@pytest.mark.parametrize(("estimator", "key"), [("WLSMV", "scaled"), ("ULSMV", "unweighted")])
def test_scaled_differences_are_those_of_lavaan(estimator: str, key: str) -> None:
    """Satorra (2000); lavaan's default stopping rule leaves 1e-4 of relative noise."""
    fit = gainsem.fit(LIKERT3, LIKERT, ordered=[f"q{i}" for i in range(1, 13)], estimator=estimator)
    known = KNOWN["scaled"]["likert" if key == "scaled" else key]
    found = {(p.construct1, p.construct2, p.at): p for p in gainsem.discriminant(fit, LIKERT).pairs}
    for one in known:
        pair = found[(*one["pair"], one["at"])]
        assert pair.chisq == pytest.approx(one["chisq"], rel=1e-4)


def test_a_structural_model_gives_the_correlations_of_its_factor_analysis() -> None:
    fit = gainsem.fit(f"{HS3}\nspeed ~ visual + textual", HS)
    plain = gainsem.discriminant(gainsem.fit(HS3, HS), at=(1.0,))
    found = gainsem.discriminant(fit, at=(1.0,))
    assert [p.r for p in found.pairs] == pytest.approx([p.r for p in plain.pairs], abs=1e-6)
    assert "I-REL-23" in {one.code for one in found.diagnostics}


def test_two_names_of_one_construct_have_a_severe_problem() -> None:
    draw = np.random.default_rng(1)
    values = draw.normal(size=(300, 1)) + draw.normal(size=(300, 6))
    data = pd.DataFrame(values, columns=[f"x{i}" for i in range(1, 7)])
    found = gainsem.discriminant(gainsem.fit("a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6", data))
    assert {one.problem for one in found.pairs} == {"severe"}
    at_one = found.pairs[1]
    assert at_one.at == 1.0
    assert at_one.pvalue > 0.05
    assert found.table().rows[0][6] == "severe"


def test_negative_correlations_are_fixed_at_negative_values() -> None:
    data = pd.read_csv(HS)
    data[["x4", "x5", "x6"]] *= -1
    found = gainsem.discriminant(gainsem.fit(HS3, data), at=(0.9,))
    assert found.pairs[0].at == -0.9
    assert found.pairs[0].chisq == pytest.approx(
        KNOWN["discriminant"]["hs"][0]["Chisq diff"], abs=1e-5
    )


def test_names_with_spaces_and_signs() -> None:
    data = pd.read_csv(HS).rename(columns={"x1": "住房 1", "x4": "it's"})
    text = '"住 房" =~ "住房 1" + x2 + x3\ntextual =~ "it\'s" + x5 + x6'
    found = gainsem.discriminant(gainsem.fit(text, data), at=(1.0,))
    assert found.pairs[0].construct1 == "住 房"
    assert np.isfinite(found.pairs[0].chisq)


@pytest.mark.parametrize(
    ("interval", "problem"),
    [((0.2, 0.79), "none"), ((0.9, 1.0), "severe"), ((-0.95, -0.5), "moderate")],
)
def test_how_near_to_one(interval: tuple[float, float], problem: str) -> None:
    assert problem_of(*interval) == problem


def test_without_standard_errors_nothing_is_called_a_problem() -> None:
    assert problem_of(float("nan"), float("nan")) == ""


def test_one_construct() -> None:
    fit = gainsem.fit("f =~ x1 + x2 + x3", HS)
    with pytest.raises(gainsem.SpecificationError, match="E-REL-04"):
        gainsem.discriminant(fit)


def test_ordinal_items_without_answers() -> None:
    fit = gainsem.fit(LIKERT3, LIKERT, ordered=[f"q{i}" for i in range(1, 13)])
    with pytest.raises(gainsem.OptionError, match="E-REL-02"):
        gainsem.discriminant(fit)


@pytest.mark.parametrize("options", [{"at": (1.2,)}, {"at": ()}, {"level": 2.0}])
def test_values_that_cannot_be_tested(options: dict[str, object]) -> None:
    with pytest.raises(gainsem.OptionError, match="E-OPT-01"):
        gainsem.discriminant(gainsem.fit(HS3, HS), **options)  # type: ignore[arg-type]


def test_faces() -> None:
    found = gainsem.discriminant(gainsem.fit(HS3, HS))
    assert len(found.to_frame()) == 6
    assert repr(found) == "<Discriminant 6 tests, 0 with a problem>"
    assert found.to_dict()["pairs"][0]["construct1"] == "visual"
    assert "Rönkkö & Cho 2022" in found.summary()
    assert "<table>" in found._repr_html_()
