"""Full information: identities, what must not change anything, and what happens at the edges."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import NotPositiveDefiniteError, OptionError, ResponseError
from tests.reference.cases import HERE

MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
MIMIC = f"{MODEL}\nvisual + textual + speed ~ sex + ageyr"
ITEMS = [f"x{k}" for k in range(1, 10)]


@pytest.fixture(scope="module")
def holes() -> pd.DataFrame:
    return pd.read_csv(HERE / "data" / "hs_missing.csv")


@pytest.fixture(scope="module")
def whole() -> pd.DataFrame:
    return pd.read_csv(HERE / "data" / "hs.csv")


@pytest.fixture(scope="module")
def fit(holes) -> gainsem.Fit:
    return gainsem.fit(MODEL, holes)


def codes(fit) -> set[str]:
    return {found.code for found in fit.diagnostics}


def test_missing_answers_choose_robust_full_information(fit, whole):
    assert fit.estimator == "MLR"
    assert fit.missing.treatment == "fiml"
    assert "I-MIS-01" in codes(fit)
    complete = gainsem.fit(MODEL, whole)
    assert complete.estimator == "ML"
    assert complete.missing is None


@pytest.mark.parametrize("given", ["ml", "FIML", "fiml"])
def test_every_spelling(holes, given):
    assert gainsem.fit(MODEL, holes, missing=given).options.missing == "fiml"


def test_complete_answers_have_the_estimates_of_complete_answers(whole):
    full = gainsem.fit(MODEL, whole, missing="fiml", estimator="ML")
    plain = gainsem.fit(MODEL, whole, meanstructure=True, information="observed")
    for one, other in zip(full.parameter_rows, plain.parameter_rows, strict=True):
        assert one.est == pytest.approx(other.est, abs=1e-8)
        assert one.se == pytest.approx(other.se, abs=1e-8)
    for name in ("chisq", "df", "cfi", "rmsea", "srmr", "gfi", "logl", "aic", "baseline_chisq"):
        assert full.fit_measures[name] == pytest.approx(plain.fit_measures[name], rel=1e-8), name
    assert full.fit_measures["rmsea_robust"] == pytest.approx(full.fit_measures["rmsea"], rel=1e-8)


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
def test_nothing_depends_on_whether_complete_covariates_are_given(holes, estimator):
    given = gainsem.fit(MIMIC, holes, estimator=estimator)
    random = gainsem.fit(MIMIC, holes, estimator=estimator, fixed_x=False)
    by_name = {(row.lhs, row.op, row.rhs): row for row in random.parameter_rows}
    for row in given.parameter_rows:
        if row.free:
            assert row.est == pytest.approx(by_name[row.lhs, row.op, row.rhs].est, abs=1e-7)
            assert row.se == pytest.approx(by_name[row.lhs, row.op, row.rhs].se, rel=1e-6)
    names = [
        *("chisq", "df", "cfi_robust", "rmsea_robust", "tli_robust"),
        *(("chisq_scaled", "baseline_chisq_scaled") if estimator == "MLR" else ()),
    ]
    for name in names:
        expected = random.fit_measures[name]
        assert given.fit_measures[name] == pytest.approx(expected, rel=1e-6), name


def test_respondents_who_miss_a_given_covariate_are_left_out(holes):
    frame = holes.copy()
    frame.loc[:19, "ageyr"] = np.nan
    fit = gainsem.fit(MIMIC, frame)
    assert fit.n_obs == len(frame) - 20
    assert "I-MIS-02" in codes(fit)
    assert gainsem.fit(MIMIC, frame, fixed_x=False).n_obs == len(frame)


def test_units_do_not_matter(holes):
    frame = holes.copy()
    frame["x5"] *= 1000.0
    one, other = gainsem.fit(MODEL, holes), gainsem.fit(MODEL, frame)
    for name in ("chisq_scaled", "cfi_robust", "rmsea_robust", "srmr", "baseline_chisq_scaled"):
        assert other.fit_measures[name] == pytest.approx(one.fit_measures[name], rel=1e-6), name
    assert other.missing.mcar_statistic == pytest.approx(one.missing.mcar_statistic, rel=1e-6)


def test_the_order_of_respondents_does_not_matter(holes, fit):
    turned = gainsem.fit(MODEL, holes.iloc[::-1])
    assert turned.solution.params == pytest.approx(fit.solution.params, abs=1e-9)
    assert turned.solution.vcov == pytest.approx(fit.solution.vcov, abs=1e-9)


def test_a_blank_respondent_changes_nothing(holes, fit):
    blank = holes.copy()
    blank.loc[len(blank)] = dict.fromkeys(blank, np.nan)
    found = gainsem.fit(MODEL, blank)
    assert found.n_obs == fit.n_obs
    assert found.sample.n_read == fit.sample.n_read + 1
    assert "W-DATA-34" in codes(found)
    assert found.solution.params == pytest.approx(fit.solution.params, abs=1e-9)


def test_correlates_are_those_written_out(holes):
    fit = gainsem.fit(MODEL, holes, estimator="ML", auxiliary=("ageyr", "grade"))
    written = "\n".join(
        [
            MODEL,
            f"ageyr ~~ ageyr + grade + {' + '.join(ITEMS)}",
            f"grade ~~ grade + {' + '.join(ITEMS)}",
            "ageyr ~ 1\ngrade ~ 1",
        ]
    )
    expected = gainsem.fit(written, holes, estimator="ML")
    by_name = {(row.lhs, row.op, row.rhs): row for row in expected.parameter_rows}
    for row in fit.parameter_rows:
        assert row.est == pytest.approx(by_name[row.lhs, row.op, row.rhs].est, abs=1e-7)
        assert row.se == pytest.approx(by_name[row.lhs, row.op, row.rhs].se, abs=1e-7)
    for name in ("chisq", "df", "npar", "aic", "bic", "logl", "rmsea", "rmsea_robust"):
        assert fit.fit_measures[name] == pytest.approx(expected.fit_measures[name], rel=1e-7), name
    # semTools 0.5-6, cfa.auxiliary: the baseline holds the correlates saturated.
    assert fit.fit_measures["baseline_chisq"] == pytest.approx(812.429053790958, rel=1e-7)
    assert fit.fit_measures["baseline_df"] == 36
    indices = fit.modification_indices().head(5)
    of_written = expected.modification_indices().set_index(["lhs", "op", "rhs"])
    for row in indices.itertuples():
        assert row.mi == pytest.approx(of_written.loc[(row.lhs, row.op, row.rhs), "mi"], rel=1e-6)


def test_correlates_of_complete_answers_change_no_estimate(whole):
    plain = gainsem.fit(MODEL, whole, missing="fiml", estimator="ML")
    fit = gainsem.fit(MODEL, whole, estimator="ML", auxiliary="ageyr")
    assert fit.solution.params == pytest.approx(plain.solution.params, abs=1e-7)
    assert fit.fit_measures["chisq"] == pytest.approx(plain.fit_measures["chisq"], rel=1e-8)


def never_together(holes: pd.DataFrame) -> pd.DataFrame:
    frame = holes.copy()
    frame.loc[: len(frame) // 2, "x1"] = np.nan
    frame.loc[len(frame) // 2 + 1 :, "x2"] = np.nan
    return frame


def test_a_pair_nobody_answered_together_takes_no_part_in_the_test(holes):
    fit = gainsem.fit(MODEL, never_together(holes))
    assert "W-DATA-33" in codes(fit)
    assert fit.fit_measures["df"] == 23
    assert fit.usable
    assert np.isfinite(fit.fit_measures["chisq_scaled"])
    assert np.isnan(fit.fit_measures["cfi_robust"])
    assert np.isnan(fit.residuals("standardized").loc["x1", "x2"])


@pytest.mark.parametrize("missing", ["two_stage", "robust_two_stage", "pairwise"])
def test_methods_that_need_every_pair_refuse(holes, missing):
    with pytest.raises(ResponseError, match="x1 and x2") as caught:
        gainsem.fit(MODEL, never_together(holes), missing=missing)
    assert caught.value.code == "E-MIS-01"


def test_contradicting_pairwise_covariances_are_refused():
    """Three correlations of .9, .9 and -.9 are those of no three variables."""
    rng = np.random.default_rng(5)
    rows = np.full((300, 4), np.nan)
    for k, (i, j, sign) in enumerate([(0, 1, 1), (1, 2, 1), (0, 2, -1)]):
        x = rng.standard_normal((100, 2))
        here = slice(100 * k, 100 * k + 100)
        rows[here, i], rows[here, j] = x[:, 0], sign * 0.95 * x[:, 0] + 0.2 * x[:, 1]
    rows[:, 3] = rng.standard_normal(300)
    frame = pd.DataFrame(rows, columns=list("abcd"))
    with pytest.raises(NotPositiveDefiniteError, match="contradict") as caught:
        gainsem.fit("f =~ a + b + c + d", frame, missing="pairwise")
    assert caught.value.code == "E-MIS-03"


def few_answers(seed: int) -> pd.DataFrame:
    """Return 14 respondents and six items, three of five answers missing."""
    rng = np.random.default_rng(seed)
    values = rng.standard_normal((14, 6)) + rng.standard_normal((14, 1))
    values[rng.uniform(size=values.shape) < 0.6] = np.nan
    return pd.DataFrame(values, columns=[f"q{k}" for k in range(1, 7)]).dropna(how="all")


@pytest.mark.parametrize("seed", [0, 1, 16])
def test_answers_that_leave_everything_open_are_refused(seed):
    frame = few_answers(seed)
    with pytest.raises(NotPositiveDefiniteError, match="too many answers") as caught:
        gainsem.fit("g =~ q1 + q2 + q3 + q4 + q5 + q6", frame)
    assert caught.value.code == "E-MIS-02"
    assert "W-MIS-01" in {each.code for each in gainsem.missing(frame).diagnostics}


def test_sums_of_items_are_refused_though_answers_are_missing(holes):
    frame = holes.assign(x9=holes["x7"] + holes["x4"])
    with pytest.raises(ResponseError, match="x4") as caught:
        gainsem.fit(MODEL, frame)
    assert caught.value.code == "E-DATA-25"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"missing": "fiml", "meanstructure": False}, "meanstructure=False"),
        ({"missing": "fiml", "likelihood": "wishart"}, "likelihood=wishart"),
        ({"missing": "fiml", "se": "robust.sem"}, "se can be"),
        ({"missing": "fiml", "test": "satorra.bentler"}, "test can be"),
        ({"missing": "two_stage", "se": "standard"}, "se can be"),
        ({"missing": "listwise", "auxiliary": "ageyr"}, "auxiliary variables have no part"),
        ({"missing": "pairwise", "auxiliary": "ageyr"}, "auxiliary variables have no part"),
        ({"auxiliary": "x1"}, "the model itself"),
        ({"auxiliary": 3}, "names no variables"),
    ],
)
def test_what_does_not_go_together_is_refused(holes, options, said):
    with pytest.raises(OptionError, match=said):
        gainsem.fit(MODEL, holes, **options)


def test_an_auxiliary_variable_that_is_no_column(holes):
    with pytest.raises(gainsem.UnknownVariableError, match="ageyr"):
        gainsem.fit(MODEL, holes, auxiliary="ageyrs")


def test_moments_have_no_answers():
    moments = gainsem.Moments.from_covariance(np.eye(3) + 0.5, 100)
    with pytest.raises(OptionError, match="a covariance matrix has none"):
        gainsem.fit("f =~ x1 + x2 + x3", moments, missing="fiml")


def test_options_that_need_complete_answers_keep_them(holes):
    """Without means, or with the divisor n - 1, the default is listwise as before."""
    fit = gainsem.fit(MODEL, holes, meanstructure=False)
    assert fit.missing is None
    assert fit.estimator == "ML"
    assert fit.n_obs == len(holes[ITEMS].dropna())


def test_few_respondents_are_refused(holes):
    with pytest.raises(ResponseError, match="n=5") as caught:
        gainsem.fit(MODEL, holes.head(5))
    assert caught.value.code == "E-DATA-27"


@pytest.mark.parametrize("missing", ["fiml", "two_stage", "pairwise"])
def test_a_fit_can_be_read_again(holes, missing):
    fit = gainsem.fit(MODEL, holes, missing=missing, estimator="ML")
    content = fit.to_dict()
    again = gainsem.Fit.from_dict(content)
    assert again.to_dict() == content
    for kind in ("raw", "cor", "standardized"):
        pd.testing.assert_frame_equal(again.residuals(kind), fit.residuals(kind))
    pd.testing.assert_frame_equal(again.modification_indices(), fit.modification_indices())
    assert again.summary() == fit.summary()


def test_a_record_with_broken_patterns_is_refused(fit):
    content = fit.to_dict()
    content["missing"]["patterns"][0][0] = "11x"
    with pytest.raises(gainsem.FileError, match="one sign"):
        gainsem.Fit.from_dict(content)


def test_the_record_holds_no_answers(fit, holes):
    """Every answer of the respondents who are alone in their pattern stays out of the file."""
    alone = {signs for signs, count in fit.missing.patterns if count == 1}
    assert alone
    text = str(fit.to_dict()["missing"])
    assert str(holes["x5"].dropna().iloc[0]) not in text


def test_scores_of_respondents_with_missing_answers(fit, holes):
    scores = fit.factor_scores(holes)
    assert scores[["visual", "textual", "speed"]].notna().all().all()
    complete = holes[ITEMS].notna().all(axis=1)
    assert scores.loc[~complete, "visual_se"].mean() > scores.loc[complete, "visual_se"].mean()


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["fiml", "robust_two_stage", "pairwise"])
def test_standard_errors_are_those_of_a_simulation(missing):
    """400 samples of skewed answers missing completely at random.

    The standard deviation of 400 estimates is known to 3.5 %; mean standard errors may be
    15 % off it.
    """
    estimator = "MLR" if missing == "fiml" else "ML"
    found, errors = [], []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        f = (rng.chisquare(4, 300) - 4) / np.sqrt(8)
        noise = (rng.chisquare(4, (300, 4)) - 4) / np.sqrt(8)
        values = np.outer(f, [0.8, 0.7, 0.6, 0.7]) + 0.6 * noise
        values[rng.uniform(size=values.shape) < 0.2] = np.nan
        frame = pd.DataFrame(values, columns=list("abcd")).dropna(how="all")
        fit = gainsem.fit("f =~ a + b + c + d", frame, missing=missing, estimator=estimator)
        found.append(fit.solution.params[:3])
        errors.append(np.sqrt(np.diag(fit.solution.vcov))[:3])
    ratio = np.median(errors, axis=0) / np.std(found, axis=0)
    assert ratio == pytest.approx(1.0, abs=0.15)
