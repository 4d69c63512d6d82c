"""Studies of waves against semTools and lavaan, and what their answers must have.

lavaan stops where its gradient is about 1e-6, so that its chi-squares are 1e-6 apart, and what is
flat at the minimum (SRMR of a model that fits, scaled statistics) 1e-5.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import GainsemError
from gainsem.results.invariance.record import Invariance
from tests.reference.cases import HERE

RECORD = json.loads((HERE / "longitudinal" / "levels.json").read_text(encoding="utf-8"))
MODEL = "trust =~ {0}1 + {0}2 + {0}3\ncare =~ {0}4 + {0}5 + {0}6"
CONTINUOUS, ORDINAL = MODEL.format("x"), MODEL.format("q")
TIMES = ["t1", "t2", "t3"]


@pytest.fixture(scope="module")
def answers():
    return pd.read_csv(HERE / "data" / "waves.csv")


@pytest.fixture(scope="module")
def studies(answers):
    return {
        "continuous": gainsem.invariance(CONTINUOUS, answers, waves=TIMES),
        "ordinal": gainsem.invariance(ORDINAL, answers, waves=TIMES, ordered=True),
    }


@pytest.mark.parametrize("kind", ["continuous", "ordinal"])
def test_levels_are_those_of_semtools(studies, kind):
    """``measEq.syntax(longFacNames =, ID.fac = "std.lv", ID.cat = "Wu.Estabrook.2016")``."""
    record = RECORD[kind]["levels"]
    assert [step.name for step in studies[kind].steps] == list(record)
    for step in studies[kind].steps:
        expected = record[step.name]
        assert (step.df, step.n_params) == (expected["df"], expected["npar"])
        chisq = expected.get("chisq.scaled", expected["chisq"])
        assert step.measures["chisq"] == pytest.approx(chisq, rel=1e-6)
        assert step.measures["srmr"] == pytest.approx(expected["srmr"], rel=1e-5)


@pytest.mark.parametrize("kind", ["continuous", "ordinal"])
def test_differences_are_those_of_lavaan(studies, kind):
    for expected in RECORD[kind]["differences"]:
        test = studies[kind].step(expected["level"]).test
        assert test.df == expected["df"]
        assert test.statistic == pytest.approx(expected["statistic"], rel=1e-6)
        assert test.pvalue == pytest.approx(expected["pvalue"], rel=1e-4)


@pytest.mark.parametrize("kind", ["continuous", "ordinal"])
def test_factor_means_of_later_waves_are_those_of_the_scalar_level(studies, kind):
    expected = {row["lhs"]: row for row in RECORD[kind]["means"]}
    assert len(studies[kind].means) == 6
    for row in studies[kind].means:
        theirs = expected[f"{row.factor}_{row.group}"]
        assert row.mean == pytest.approx(theirs["est"], abs=2e-6)
        if row.group != "t1":
            assert row.se == pytest.approx(theirs["se"], rel=1e-5)


def test_lavaan_fits_the_same_text_to_the_same_chi_square(answers):
    for name, expected in RECORD["texts"].items():
        ordinal = {"ordered": True, "parameterization": "theta"} if "ordinal" in name else {}
        fit = gainsem.fit(str(HERE / "longitudinal" / f"{name}.lav"), answers, **ordinal)
        measures = fit.fit_measures
        assert measures["df"] == expected["df"]
        key = "chisq_scaled" if ordinal else "chisq"
        assert measures[key] == pytest.approx(expected[key.replace("_", ".")], rel=1e-6)


def test_the_item_that_drifted_is_found(answers):
    """Item 2 was made harder by half a point in the last wave (``R/longitudinal.R``)."""
    study = gainsem.invariance(ORDINAL, answers, waves=TIMES, ordered=True, search=True)
    assert {item for step in study.steps for item in step.freed} == {"q2"}
    assert study.highest.name == "strict"
    bias = {row.group: row for row in study.item_bias}
    assert bias["t3"].difference > 0.4  # the first wave answers higher: it found it easier
    assert abs(bias["t2"].difference) < 0.1


def test_people_are_counted_once_and_waves_are_called_waves(studies):
    study = studies["continuous"]
    assert study.n_obs == 500
    assert "3 waves, n = 500" in repr(study)
    for text in (study.summary(), study.paragraph("en")):
        # What the cut-offs were studied for is about groups.
        assert "group" not in str(text).replace("two groups of equal size", "")
    assert "波次" in study.paragraph("zh")
    assert "组" not in study.paragraph("zh")


def test_a_study_of_waves_is_kept_whole(studies):
    study = studies["ordinal"]
    again = Invariance.from_dict(json.loads(study.to_json()))
    assert again.to_dict() == study.to_dict()
    assert again.repeated


def test_missing_answers_are_used(answers):
    gaps = answers.mask(np.random.default_rng(1).random(answers.shape) < 0.05)
    study = gainsem.invariance(CONTINUOUS, gaps, waves=TIMES)
    assert study.n_obs == 500
    assert study.step("metric").df == RECORD["continuous"]["levels"]["metric"]["df"]


def test_factors_can_be_equal_beyond_the_measurement(answers):
    extra = ["lv.variances", "lv.covariances", "means"]
    study = gainsem.invariance(CONTINUOUS, answers, waves=TIMES, structural=extra)
    dfs = [study.step(name).test.df for name in extra]
    assert dfs == [4, 2, 4]  # two later waves of two factors; one covariance a wave


def test_a_codebook_says_what_is_ordinal_item_by_item(answers):
    named = gainsem.invariance(ORDINAL, answers, waves=TIMES, ordered=["q1", "q2", "q3"])
    assert named.ordinal
    assert named.steps[1].name == "thresholds"


def with_column(answers, name, change):
    return answers.assign(**{name: change(answers[name])})


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"waves": ["t1"]}, "E-INV-08"),
        ({"waves": ["t1", "t9"]}, "E-INV-11"),
        ({"waves": TIMES, "pattern": "{wave}"}, "E-INV-08"),
        ({"waves": TIMES, "group": "x1_t1"}, "E-INV-01"),
        ({"waves": TIMES, "alignment": "fixed"}, "E-INV-01"),
        ({"waves": TIMES, "structural": ["regressions"]}, "E-INV-01"),
        ({"waves": TIMES, "convention": "mine"}, "E-INV-01"),
        ({"waves": TIMES, "ordered": ["q1_t1"]}, "E-INV-12"),
    ],
)
def test_what_is_wrong_is_refused_by_name(answers, options, code):
    with pytest.raises(GainsemError) as refused:
        gainsem.invariance(ORDINAL, answers, **options)
    assert refused.value.code == code


def test_a_wave_without_an_item_is_named_with_the_column_it_lacks(answers):
    with pytest.raises(GainsemError, match="wave 't2' has no q3_t2") as refused:
        gainsem.invariance(ORDINAL, answers.drop(columns="q3_t2"), waves=TIMES, ordered=True)
    assert refused.value.code == "E-INV-11"


def test_g24_other_categories_in_a_wave_are_refused_with_the_codes(answers):
    fewer = with_column(answers, "q4_t2", lambda column: column.clip(upper=4))
    with pytest.raises(GainsemError, match="q4_t2: 1, 2, 3, 4;") as refused:
        gainsem.invariance(ORDINAL, fewer, waves=TIMES, ordered=True)
    assert refused.value.code == "E-INV-12"
