"""Studies of invariance against semTools, against known results and against planted bias."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError, SpecificationError
from gainsem.results.invariance.record import Invariance

REFERENCE = Path(__file__).parents[2] / "reference"
HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
LIKERT = "F1 =~ q1+q2+q3+q4\nF2 =~ q5+q6+q7+q8\nF3 =~ q9+q10+q11+q12"


@pytest.fixture(scope="module")
def hs():
    return pd.read_csv(REFERENCE / "data" / "hs.csv")


@pytest.fixture(scope="module")
def likert():
    return pd.read_csv(REFERENCE / "data" / "likert.csv")


@pytest.fixture(scope="module")
def searched(hs):
    return gainsem.invariance(HS, hs, "school", search=True, structural=["means"])


def test_levels_of_ordinal_items_are_those_of_semtools(likert):
    """As ``measEq.syntax(ID.cat = "Wu.Estabrook.2016", ID.fac = "std.lv", theta)``.

    lavaan stops where its gradient is about 1e-6: chi-squares are 1e-6 apart.
    """
    record = json.loads((REFERENCE / "groups" / "wu_estabrook.json").read_text())
    study = gainsem.invariance(LIKERT, likert, "group", ordered=True)
    assert [step.name for step in study.steps] == list(record["levels"])
    for step in study.steps:
        expected = record["levels"][step.name]
        assert step.df == expected["df"]
        assert step.n_params == expected["npar"]
        assert step.measures["chisq"] == pytest.approx(expected["chisq.scaled"], rel=1e-6)
        for name in ("cfi", "rmsea"):
            assert step.measures[name] == pytest.approx(expected[f"{name}.scaled"], abs=1e-6)
        # One sample of a model that holds: both are flat near zero.
        assert step.measures["srmr"] == pytest.approx(expected["srmr"], rel=1e-4)


def test_verdicts_of_ordinal_items_see_answers_given_more_easily_in_one_group(likert):
    """One item answered a category higher in a group is in no correlation, and in the verdict."""
    higher = (likert["q3"] + 1).clip(1, 5)
    eager = likert.assign(q3=likert["q3"].where(likert["group"] == "A", higher))
    eager.loc[eager.index[eager["group"] != "A"][:9], "q3"] = 1
    model = LIKERT.splitlines()[0]
    study = gainsem.invariance(model, eager, "group", ordered=True)
    assert study.step("scalar").verdict == "fails"
    assert "correlations" in "".join(study.tables()["levels"].notes)
    sizes = [study.step(each).measures for each in ("configural", "thresholds", "metric", "scalar")]
    for measures in sizes:  # the definition, by the statistics that stand in the table
        model = max(measures["chisq"] - measures["df"], 0.0)
        unrelated = measures["baseline_chisq"] - measures["baseline_df"]
        assert measures["cfi"] == pytest.approx(1.0 - model / unrelated, abs=1e-12)


def test_a_marker_the_model_fixes_restricts_nothing(hs):
    """A loading fixed at 1 gives a scale, as a variance of 1 does: the same models."""
    marked = gainsem.invariance(HS.replace("=~ x", "=~ 1*x"), hs, "school")
    plain = gainsem.invariance(HS, hs, "school")
    assert [step.df for step in marked.steps] == [48, 54, 60, 69]
    for mine, other in zip(marked.steps, plain.steps, strict=True):
        # Two searches for one minimum in different parameters.
        assert mine.measures["chisq"] == pytest.approx(other.measures["chisq"], rel=1e-9)


def test_differences_of_continuous_levels_are_those_of_lavaan(searched):
    record = json.loads((REFERENCE / "groups" / "hs_mg_lrt.json").read_text())
    by_name = {row["model"]: row for row in record["differences"]}
    for name in ("metric", "scalar"):
        test, expected = searched.step(name).test, by_name[name]
        assert test.df == expected["Df diff"]
        assert test.statistic == pytest.approx(expected["Chisq diff"], rel=1e-6)


def test_the_search_names_the_items_the_literature_names(searched):
    """Intercepts of x3 and x7 differ between the schools (the lavaan tutorial's partial model)."""
    partial = searched.step("partial scalar")
    assert set(partial.freed) == {"x3", "x7"}
    assert partial.df == 58
    assert partial.measures["chisq"] == pytest.approx(129.422, abs=1e-3)
    assert "exploratory" in partial.remark
    assert any(each.code == "W-INV-03" for each in searched.diagnostics)


def test_factor_means_are_those_of_the_partial_model(hs, searched):
    fit = gainsem.fit(
        HS,
        hs,
        group="school",
        group_equal="loadings,intercepts",
        group_partial="x3~1,x7~1",
        std_lv=True,
    )
    means = {row.lhs: row for row in fit.parameter_rows if row.op == "~1" and row.group == 2}
    for row in searched.means:
        if row.group == "Grant-White":
            assert row.mean == pytest.approx(means[row.factor].est, abs=1e-7)
            assert row.se == pytest.approx(means[row.factor].se, rel=1e-6)
            assert row.pvalue == pytest.approx(means[row.factor].pvalue, rel=1e-5)


def test_biased_items_have_effect_sizes(searched):
    assert {row.item for row in searched.item_bias} == {"x3", "x7"}
    for row in searched.item_bias:
        assert 0.3 < row.dmacs < 0.6


def test_a_study_is_kept_whole(searched):
    content = json.loads(searched.to_json())
    assert Invariance.from_dict(content).to_dict() == searched.to_dict()
    assert "x3" in searched.paragraph("zh")


def planted(*, ordinal: bool, seed: int = 4) -> pd.DataFrame:
    """Return answers of two groups; the second finds x2 harder by .6 standard deviations."""
    rng, frames = np.random.default_rng(seed), []
    for label, shift in (("a", 0.0), ("b", -0.6)):
        factor = rng.normal(0.2 if label == "b" else 0.0, 1.0, 500)
        values = factor[:, None] * 0.8 + rng.normal(size=(500, 6)) * 0.6
        values[:, 1] += shift
        if ordinal:
            values = np.digitize(values, (-1.0, -0.3, 0.4, 1.1)) + 1
        names = [f"x{k}" for k in range(1, 7)]
        frames.append(pd.DataFrame(values, columns=names).assign(where=label))
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize("ordinal", [False, True])
def test_a_planted_item_is_found_and_no_other(ordinal):
    model = "f =~ x1 + x2 + x3 + x4 + x5 + x6"
    study = gainsem.invariance(
        model, planted(ordinal=ordinal), "where", search=True, ordered=ordinal
    )
    freed = {item for step in study.steps for item in step.freed}
    assert freed == {"x2"}
    (bias,) = study.item_bias
    # The reference group answers higher: .6 of a standard deviation of about 1.
    assert bias.difference > 0.3
    assert 0.4 < bias.dmacs < 0.8
    mean = next(row for row in study.means if row.group == "b")
    assert mean.mean == pytest.approx(0.2, abs=0.2)


@pytest.mark.parametrize("ordinal", [False, True])
def test_fits_of_the_most_promising_items_find_what_fits_of_all_items_find(ordinal, monkeypatch):
    """Intercepts of ordinal items are fixed by their level, those of others held equal."""
    model, data = "f =~ x1 + x2 + x3 + x4 + x5 + x6", planted(ordinal=ordinal)
    few, every = [], []
    for found, most in ((few, 3), (every, 6)):
        monkeypatch.setattr("gainsem.estimation.invariance.partial.MOST_FITS", most)
        study = gainsem.invariance(model, data, "where", search=True, ordered=ordinal)
        found += [(step.name, step.freed, step.remark) for step in study.steps]
    assert few == every


def test_a_configural_model_that_fits_badly_is_said(hs):
    one = "g =~ " + " + ".join(f"x{k}" for k in range(1, 10))
    study = gainsem.invariance(one, hs, "school")
    assert any(each.code == "W-INV-07" for each in study.diagnostics)


def test_the_threshold_of_bad_fit_is_not_met_by_a_good_model(likert):
    study = gainsem.invariance(LIKERT, likert, "group", ordered=True)
    assert not any(each.code == "W-INV-07" for each in study.diagnostics)


def test_alignment_is_that_of_the_configural_model(hs):
    study = gainsem.invariance(HS, hs, "school", alignment="fixed")
    assert study.alignment.converged
    assert {row.group for row in study.parameters} == {"Pasteur", "Grant-White"}
    assert len(study.aligned) == 18
    # Equal intercepts fail (x3, x7), so that means are those of the alignment.
    assert study.means_from == "alignment"
    assert "those of the alignment" in study.tables()["means"].notes[0]
    plain = gainsem.invariance(HS, hs, "school", structural="means")
    assert plain.step("means").constraint == "structural"
    assert plain.means_from == "doubtful"
    mine, other = (next(r for r in each.means if r.se > 0) for each in (study, plain))
    assert mine.mean != pytest.approx(other.mean, abs=1e-3)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"group_equal": "loadings"}, "E-INV-01"),
        ({"structural": ["residuals"]}, "E-INV-01"),
        ({"structural": "residuals"}, "E-INV-01"),
        ({"convention": "hu_bentler"}, "E-INV-01"),
        ({"alignment": "loose"}, "E-INV-01"),
    ],
)
def test_options_a_study_decides_itself_are_refused(hs, options, code):
    with pytest.raises(OptionError) as refused:
        gainsem.invariance(HS, hs, "school", **options)
    assert refused.value.problems[0].code == code


def test_a_study_needs_groups_and_latent_variables(hs):
    with pytest.raises(OptionError) as no_groups:
        gainsem.invariance(HS, hs)
    assert no_groups.value.problems[0].code == "E-INV-01"
    with pytest.raises(SpecificationError) as nothing_latent:
        gainsem.invariance("x1 ~ x2", hs, "school")
    assert nothing_latent.value.problems[0].code == "E-INV-02"


def test_answers_are_needed(hs):
    matrix = gainsem.Moments(cov=np.eye(2), mean=np.zeros(2), n_obs=100, names=("x1", "x2"))
    for options in ({"group": "school"}, {"waves": ["t1", "t2"]}):
        with pytest.raises(OptionError, match="answers of respondents") as refused:
            gainsem.invariance(HS, matrix, **options)
        assert refused.value.problems[0].code == "E-INV-01"


def test_levels_without_a_test_are_judged_by_their_fit(likert):
    """Differences of DWLS have no chi-square distribution, so that no level has a test."""
    study = gainsem.invariance(LIKERT, likert, "group", ordered=True, estimator="DWLS", search=True)
    assert [step.test for step in study.steps] == [None] * 5
    assert {step.verdict for step in study.steps[1:]} == {"holds"}


def test_a_second_order_model_cannot_be_aligned(hs):
    with pytest.raises(SpecificationError) as refused:
        gainsem.invariance(f"{HS}\ng =~ visual + textual + speed", hs, "school", alignment="fixed")
    assert refused.value.problems[0].code == "E-INV-05"
