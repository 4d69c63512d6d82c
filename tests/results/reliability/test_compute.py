"""The measurement sheet of a fit: what it holds, and what it says of difficult models."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.alpha import alpha, alpha_se_any_distribution
from gainsem.core.reliability_interval import log_interval
from gainsem.survey.survey import Survey

THREE = "f =~ a1 + a2 + a3\ng =~ b1 + b2 + b3\nh =~ c1 + c2 + c3"
REFERENCE = Path(__file__).parents[2] / "reference" / "data"


def answers(n: int = 400, *, seed: int = 1, ordinal: bool = False) -> pd.DataFrame:
    """Return answers to three correlated constructs with three items each."""
    draw = np.random.default_rng(seed)
    phi = np.full((3, 3), 0.4) + 0.6 * np.eye(3)
    factors = draw.multivariate_normal(np.zeros(3), phi, size=n)
    values = 0.75 * np.repeat(factors, 3, axis=1) + 0.66 * draw.normal(size=(n, 9))
    if ordinal:
        values = np.digitize(values, [-1.2, -0.3, 0.4, 1.3]) + 1.0
    return pd.DataFrame(values, columns=[f"{c}{i}" for c in "abc" for i in (1, 2, 3)])


def codes(sheet: gainsem.Reliability) -> set[str]:
    return {one.code for one in sheet.diagnostics}


def test_everything_but_intervals_is_known_without_the_answers() -> None:
    data = answers()
    fit = gainsem.fit(THREE, data)
    alone, together = fit.reliability(), fit.reliability(data, bootstrap=20)
    for one, other in zip(alone.constructs, together.constructs, strict=True):
        assert one.alpha == pytest.approx(other.alpha, rel=1e-12)
        assert one.omega == other.omega
        assert one.omega_lower < one.omega < one.omega_upper
    assert alone.settings.interval == "feldt"
    assert together.settings.interval == "robust"
    assert np.isnan(alone.htmt.lower).all()
    ratio = together.htmt
    assert ratio.lower[1, 0] < ratio.values[1, 0] < ratio.upper[1, 0]


def test_a_saved_fit_of_ordinal_items_knows_the_alpha_of_the_answers(tmp_path: Path) -> None:
    data = answers(ordinal=True)
    fit = gainsem.fit(THREE, data, ordered=True)
    again = gainsem.load(fit.save(tmp_path / "fit.json"))
    found = again.reliability().constructs[0]
    assert found.alpha == pytest.approx(alpha(data[["a1", "a2", "a3"]].cov().to_numpy()))
    assert found.alpha_ordinal > found.alpha
    assert found.categorical
    assert again.reliability().to_dict() == fit.reliability().to_dict()


def test_a_fit_saved_before_it_kept_them_says_so() -> None:
    fit = gainsem.fit(THREE, answers(ordinal=True), ordered=True)
    content = fit.to_dict()
    del content["sample"]["answer_cov"]
    sheet = gainsem.Fit.from_dict(content).reliability()
    assert "I-REL-17" in codes(sheet)
    assert math.isnan(sheet.constructs[0].alpha)
    assert sheet.constructs[0].alpha_ordinal > 0.5


def test_pairwise_answers_give_pairwise_covariances() -> None:
    data = answers(ordinal=True).mask(np.random.default_rng(3).random((400, 9)) < 0.1)
    fit = gainsem.fit(THREE, data, ordered=True, missing="pairwise")
    own = data[["a1", "a2", "a3"]]
    # pandas divides each pair by n - 1; the ratio of n differs a little from pair to pair.
    known = alpha(own.cov().to_numpy())
    assert fit.reliability().constructs[0].alpha == pytest.approx(known, abs=1e-3)
    assert fit.reliability(data, bootstrap=5).settings.missing == "pairwise"


@pytest.mark.parametrize("treatment", [None, "fiml", "two_stage", "robust_two_stage"])
def test_all_answers_count_where_the_fit_used_them(treatment: str | None) -> None:
    """Alpha of the covariances the EM algorithm finds; its error from complete respondents."""
    data = answers().mask(np.random.default_rng(3).random((400, 9)) < 0.1)
    fit = gainsem.fit(THREE, data, missing=treatment)
    sheet = fit.reliability(data, bootstrap=5)
    own = ["a1", "a2", "a3"]
    known = alpha(gainsem.missing(data).moments.cov[:3, :3])
    assert sheet.constructs[0].alpha == pytest.approx(known, abs=1e-6)
    assert fit.reliability().constructs[0].alpha == pytest.approx(known, abs=1e-6)
    complete = alpha_se_any_distribution(data[own].dropna().to_numpy())
    assert sheet.constructs[0].alpha_se == pytest.approx(complete, rel=1e-12)
    assert "W-REL-18" not in codes(sheet)
    assert sheet.settings.n_obs == fit.n_obs
    words = " ".join(str(sheet.summary()).split())
    assert "maximum likelihood from all answers" in words
    assert "W-REL-18" in codes(fit.reliability(data.iloc[:300], bootstrap=0))


def test_weights_count_in_alpha_and_not_in_its_interval() -> None:
    data = answers(ordinal=True)
    data["w"] = np.random.default_rng(4).uniform(0.5, 2.0, len(data))
    fit = gainsem.fit(THREE, data, ordered=True, weights="w")
    sheet = fit.reliability(data, bootstrap=5)
    own = data[["a1", "a2", "a3"]]
    known = alpha(np.cov(own.T, aweights=data["w"], ddof=0))
    assert sheet.constructs[0].alpha == pytest.approx(known)
    assert sheet.settings.interval == "feldt"
    with pytest.raises(gainsem.OptionError, match="E-REL-02"):
        fit.reliability(data, interval="robust")


@pytest.mark.parametrize("kind", ["robust", "feldt", "normal", "bootstrap"])
def test_the_intervals_of_alpha_agree_for_normal_answers(kind: str) -> None:
    data = answers(2000)
    fit = gainsem.fit(THREE, data)
    found = fit.reliability(data, interval=kind, bootstrap=500).constructs[0]
    known = fit.reliability(data, interval="normal", bootstrap=0).constructs[0]
    width = known.alpha_upper - known.alpha_lower
    # 500 draws know a percentile to a tenth of the width.
    assert found.alpha_lower == pytest.approx(known.alpha_lower, abs=0.15 * width)
    assert found.alpha_upper == pytest.approx(known.alpha_upper, abs=0.15 * width)


def test_the_error_of_omega_is_that_of_a_defined_parameter() -> None:
    """The model can compute omega of one factor itself: the same number, the same error."""
    data = answers()
    text = (
        "f =~ l1*a1 + l2*a2 + l3*a3\nf ~~ 1*f\n"
        "a1 ~~ e1*a1\na2 ~~ e2*a2\na3 ~~ e3*a3\n"
        "omega := (l1 + l2 + l3)^2 / ((l1 + l2 + l3)^2 + e1 + e2 + e3)"
    )
    fit = gainsem.fit(text, data, std_lv=True)
    known = fit.parameters.set_index("lhs").loc["omega"]
    [found] = fit.reliability().constructs
    assert found.omega == pytest.approx(known["est"], rel=1e-10)
    assert found.omega_se == pytest.approx(known["se"], rel=1e-6)
    limits = log_interval(found.omega, found.omega_se, level=0.95)
    assert (found.omega_lower, found.omega_upper) == pytest.approx(limits)


def test_one_and_two_items() -> None:
    fit = gainsem.fit("f =~ a1 + a2 + a3\ng =~ b1 + b2\nh =~ c1", answers())
    sheet = fit.reliability()
    assert {"I-REL-13", "I-REL-14"} <= codes(sheet)
    by_name = {one.name: one for one in sheet.constructs}
    assert math.isnan(by_name["h"].alpha)
    assert np.isnan(sheet.htmt.values[2, :2]).all()
    assert by_name["g"].alpha > 0.5
    deleted = {one.item: one.alpha_deleted for one in sheet.items}
    assert math.isnan(deleted["b1"])
    assert "g: two items" not in sheet.summary()


def test_items_that_go_against_the_others_are_named() -> None:
    data = answers()
    data["a2"] = -data["a2"]
    sheet = gainsem.fit(THREE, data).reliability()
    [said] = [one for one in sheet.diagnostics if one.code == "W-REL-10"]
    assert "f: a2 goes against" in said.message
    # Two negative correlations of three: HTMT of f is not defined, and that is said.
    assert "W-REL-11" in codes(sheet)
    assert np.isnan(sheet.htmt.values[0, 1])
    assert math.isfinite(sheet.htmt.values[1, 2])


def test_a_heywood_case_is_named_and_has_no_h() -> None:
    cov = np.array([[1.0, 0.8, 0.7], [0.8, 1.0, 0.4], [0.7, 0.4, 1.0]])
    moments = gainsem.Moments.from_covariance(cov, 200, names=["x1", "x2", "x3"])
    fit = gainsem.fit("f =~ x1 + x2 + x3", moments)
    assert not fit.usable
    sheet = fit.reliability()
    assert "W-REL-12" in codes(sheet)
    assert math.isnan(sheet.constructs[0].h)
    assert "NOT usable" in sheet.summary()


def test_ordinal_items_fitted_as_continuous_are_said() -> None:
    survey = gainsem.read_survey(Path(__file__).parents[3] / "surveys" / "bfi")
    fit = gainsem.fit("agreeableness =~ A1 + A2 + A3 + A4 + A5", survey, estimator="ML")
    assert "I-REL-15" in codes(fit.reliability())


def test_a_model_without_latent_variables() -> None:
    fit = gainsem.fit("a1 ~ a2 + b1", answers())
    with pytest.raises(gainsem.SpecificationError, match="E-REL-01"):
        fit.reliability()


def test_a_fit_without_a_minimum() -> None:
    fit = gainsem.fit(THREE, answers(), max_iterations=1)
    if "E-EST-94" not in {one.code for one in fit.diagnostics}:
        pytest.fail("the search was to be stopped")
    with pytest.raises(gainsem.EstimationError, match="E-REL-03"):
        fit.reliability()


def test_a_fit_without_standard_errors_has_coefficients_without_intervals() -> None:
    found = gainsem.fit(THREE, answers(), se="none").reliability().constructs[0]
    assert math.isfinite(found.omega)
    assert math.isnan(found.omega_se)
    assert math.isnan(found.omega_lower)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"interval": "fisher"}, "E-OPT-01"),
        ({"interval": "robust"}, "E-REL-02"),
        ({"interval": "bootstrap"}, "E-REL-02"),
        ({"level": 1.0}, "E-OPT-01"),
        ({"bootstrap": -1}, "E-OPT-01"),
        ({"cluster": "district"}, "E-REL-02"),
    ],
)
def test_options_that_are_not_possible(options: dict[str, Any], code: str) -> None:
    fit = gainsem.fit(THREE, answers())
    with pytest.raises(gainsem.OptionError, match=code):
        fit.reliability(**options)


def test_bootstrap_interval_without_draws() -> None:
    data = answers()
    with pytest.raises(gainsem.OptionError, match="E-REL-02"):
        gainsem.fit(THREE, data).reliability(data, interval="bootstrap", bootstrap=0)


def test_a_covariance_matrix_is_no_data() -> None:
    data = answers()
    moments = gainsem.Moments.from_covariance(data.cov(), len(data))
    with pytest.raises(gainsem.OptionError, match="E-OPT-02"):
        gainsem.fit(THREE, data).reliability(moments)
    # A fit of one has coefficients all the same.
    assert gainsem.fit(THREE, moments).reliability().constructs[0].alpha > 0.5


def test_other_answers_are_noticed() -> None:
    fit = gainsem.fit(THREE, answers())
    assert "W-REL-18" in codes(fit.reliability(answers(300), bootstrap=2))


def test_answers_without_an_item_or_as_text_are_refused() -> None:
    data = answers()
    fit = gainsem.fit(THREE, data)
    with pytest.raises(gainsem.UnknownVariableError, match="E-MOD-71"):
        fit.reliability(data.drop(columns="c3"))
    words = data.assign(a1=["agree"] * len(data))
    with pytest.raises(gainsem.ResponseError):
        fit.reliability(words)


def test_agreement_in_groups() -> None:
    data = answers(ordinal=True)
    data["district"] = np.repeat(["east", "west", "north", "south"], 100)
    fit = gainsem.fit(THREE, data, ordered=[*data.columns[:9]])
    sheet = fit.reliability(data, bootstrap=0, cluster="district")
    assert [one.construct for one in sheet.agreement] == ["f", "g", "h"]
    first = sheet.agreement[0]
    assert first.found.n_groups == 4
    assert abs(first.found.icc1) < 0.05  # districts were drawn without a difference
    assert 0.0 <= first.rwg_lowest <= first.rwg_median <= 1.0
    with pytest.raises(gainsem.UnknownVariableError, match="E-MOD-71"):
        fit.reliability(data, cluster="distrct")


def test_the_role_of_the_codebook_names_the_groups(tmp_path: Path) -> None:
    data = answers(ordinal=True).astype(int)
    data["district"] = np.repeat([1, 2, 3, 4], 100)
    data.to_csv(tmp_path / "responses.csv", index=False)
    items = "\n".join(f"  {name}: {{scale: five}}" for name in data.columns[:9])
    (tmp_path / "codebook.yaml").write_text(
        "title: {en: T}\nroles: {cluster: district}\n"
        "scales:\n  five: {measure: ordinal, range: [1, 5]}\n"
        f"items:\n{items}\nvariables:\n  district: {{text: {{en: District}}}}\n",
        encoding="utf-8",
    )
    survey = gainsem.read_survey(tmp_path)
    assert isinstance(survey, Survey)
    sheet = gainsem.fit(THREE, survey).reliability(survey, bootstrap=0)
    assert sheet.settings.cluster == "district"
    assert len(sheet.agreement) == 3


def test_items_of_many_constructs() -> None:
    fit = gainsem.fit(
        "g =~ a1 + a2 + a3 + b1 + b2 + b3\nf =~ a1 + a2 + a3", answers(), orthogonal=True
    )
    sheet = fit.reliability()
    general = sheet.constructs[0]
    assert general.shares == ("f",)
    assert general.omega < general.omega_total
    assert math.isnan(general.cr)
    assert "I-REL-19" in codes(sheet)
    assert np.isnan(sheet.htmt.values[0, 1])
    assert not any(one.measure == "omega" for one in sheet.verdicts)


def test_schmid_and_leiman_keep_the_variance_an_item_shares() -> None:
    fit = gainsem.fit(f"{THREE}\nall =~ f + g + h", answers())
    sheet = fit.reliability()
    by_item = {one.item: one for one in sheet.schmid_leiman}
    assert len(by_item) == 9
    for one in sheet.items:
        row = by_item[one.item]
        assert row.general**2 + row.specific**2 == pytest.approx(one.loading**2, rel=1e-9)
    assert sheet.higher[0].parts == ("f", "g", "h")


def test_mixed_items_have_no_htmt_limits_and_the_omega_of_latent_responses() -> None:
    data = answers()
    coarse = answers(ordinal=True)
    data[["a1", "a2"]] = coarse[["a1", "a2"]]
    fit = gainsem.fit(THREE, data, ordered=["a1", "a2"])
    sheet = fit.reliability(data, bootstrap=5)
    assert {"I-REL-16", "I-REL-21"} <= codes(sheet)
    assert sheet.constructs[0].omega == sheet.constructs[0].omega_latent


def test_the_same_seed_gives_the_same_limits() -> None:
    data = answers(ordinal=True)
    fit = gainsem.fit(THREE, data, ordered=True)
    first, again, other = (fit.reliability(data, bootstrap=30, seed=s) for s in (5, 5, 6))
    assert np.array_equal(first.htmt.lower, again.htmt.lower, equal_nan=True)
    assert not np.array_equal(first.htmt.lower, other.htmt.lower, equal_nan=True)


def test_faces() -> None:
    data = answers()
    sheet = gainsem.fit(THREE, data).reliability(data, bootstrap=10)
    assert json.dumps(sheet.to_dict(), allow_nan=False)
    assert list(sheet.to_frame()["construct"]) == ["f", "g", "h"]
    assert list(sheet.to_frame("htmt")["construct2"]) == ["g", "h", "h"]
    assert repr(sheet).startswith("<Reliability f: omega")
    assert "<table>" in sheet._repr_html_()
    assert "Conventions, not laws" in sheet.summary().replace("\n", " ")
    with pytest.raises(gainsem.OptionError, match="E-OPT-01"):
        sheet.to_frame("htnt")
