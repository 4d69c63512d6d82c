"""Several tests of one fit: each is what it is alone; the first is the one reported."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import gainsem
from gainsem.cli.main import program
from gainsem.errors import OptionError

DATA = Path(__file__).parents[1] / "reference" / "data"
MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
FIRST = ("chisq_scaled", "df_scaled", "pvalue_scaled")


@pytest.fixture(scope="module")
def answers():
    return pd.read_csv(DATA / "hs.csv")


@pytest.mark.parametrize(
    "given", [["satorra.bentler", "Scaled.Shifted"], "satorra.bentler, scaled.shifted"]
)
def test_each_is_what_it_is_alone(answers, given):
    fit = gainsem.fit(MODEL, answers, estimator="MLM", test=given)
    alone = gainsem.fit(MODEL, answers, estimator="MLMV")
    first = gainsem.fit(MODEL, answers, estimator="MLM")
    assert fit.options.test == "satorra.bentler,scaled.shifted"
    for name in ("chisq", "df", "pvalue"):
        assert fit.fit_measures[f"{name}_scaled_shifted"] == alone.fit_measures[f"{name}_scaled"]
        assert fit.fit_measures[f"{name}_scaled"] == first.fit_measures[f"{name}_scaled"]
    assert fit.fit_measures["cfi_robust"] == first.fit_measures["cfi_robust"]
    assert (fit.vcov == first.vcov).all(axis=None)
    names = [test.name for test in fit.tests]
    assert names[0] == "Test of the model"
    assert names[-1] == "Test of the model, scaled and shifted"
    assert "Test of the model, scaled and shifted" in str(fit.summary())


def test_tests_of_residuals_and_fitted_degrees_of_freedom(answers):
    tests = "standard,mean.var.adjusted,browne.residual.nt,browne.residual.adf"
    fit = gainsem.fit(MODEL, answers, test=tests)
    alone = gainsem.fit(MODEL, answers, estimator="MLMVS")
    assert "chisq_scaled" not in fit.fit_measures
    assert fit.fit_measures["df_mean_var_adjusted"] == alone.fit_measures["df_scaled"]
    for kind in ("nt", "adf"):
        own = gainsem.fit(MODEL, answers, test=f"browne.residual.{kind}").fit_measures
        assert (
            fit.fit_measures[f"chisq_browne_residual_{kind}"]
            == own[f"chisq_browne_residual_{kind}"]
        )
    assert len(fit.tests) == 5


def test_missing_answers_and_the_record():
    data = DATA / "hs_missing.csv"
    tests = ["yuan.bentler.mplus", "yuan.bentler"]
    fit = gainsem.fit(MODEL, data, estimator="MLR", test=tests)
    again = gainsem.Fit.from_dict(fit.to_dict())
    assert [str(test) for test in again.tests] == [str(test) for test in fit.tests]
    assert again.options == fit.options
    assert "chisq_yuan_bentler" in again.fit_measures


def test_resamples_are_a_further_test(answers):
    fit = gainsem.fit(MODEL, answers, test="scaled.shifted,bollen.stine", bootstrap=20)
    alone = gainsem.fit(MODEL, answers, test="scaled.shifted")
    assert fit.fit_measures["chisq_scaled"] == alone.fit_measures["chisq_scaled"]
    assert fit.bollen_stine.draws == 20


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"test": "satorra.bentler,scaled.shiftet"}, "E-OPT-01"),
        ({"test": "satorra.bentler,,scaled.shifted"}, "E-OPT-01"),
        ({"test": [3]}, "E-OPT-01"),
        ({"test": "standard,satorra.bentler", "estimator": "WLS"}, "E-OPT-02"),
        ({"test": "standard,satorra.bentler", "missing": "fiml"}, "E-OPT-02"),
    ],
)
def test_what_is_no_test_is_refused(answers, options, code):
    with pytest.raises(OptionError) as caught:
        gainsem.fit(MODEL, answers, **options)
    assert caught.value.code == code


def test_on_the_command_line(tmp_path):
    model = tmp_path / "model.lav"
    model.write_text(MODEL, encoding="utf-8")
    tests = "satorra.bentler,mean.var.adjusted"
    arguments = ["fit", str(model), str(DATA / "hs.csv"), "--estimator", "MLM", "--test", tests]
    run = CliRunner().invoke(program, arguments)
    assert run.exit_code == 0, run.output
    assert "Test of the model, mean- and variance-adjusted" in run.output
