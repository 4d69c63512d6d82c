"""Fits to imputed data sets: closed forms, limits, what is left out and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2, f, t

import gainsem
from gainsem.errors import NonConvergenceError, OptionError, ResponseError, SpecificationError
from tests.imputed_sets import ITEMS, MODEL, frames


def ordinal(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the answers in four categories."""
    return frame.apply(lambda column: np.digitize(column, [-1.0, 0.0, 1.0]) + 1.0)


def pooled_test(found: gainsem.ImputedFit, method: str, of: str = "model"):
    return next(test for test in found.tests if (test.method, test.of) == (method, of))


def codes(found: gainsem.ImputedFit) -> list[str]:
    return [each.code for each in found.diagnostics]


@pytest.mark.parametrize(
    ("estimator", "categories"), [("ML", False), ("MLR", False), ("WLSMV", True), ("ULSMV", True)]
)
def test_copies_of_one_data_set_give_its_fit(estimator, categories):
    """B = 0: estimates, errors, standardised values and tests are those of the single fit."""
    frame = ordinal(frames(1)[0]) if categories else frames(1)[0]
    options = {"estimator": estimator, "ordered": "all" if categories else None}
    model = MODEL + "\nf =~ l*b\nratio := l*2"
    single = gainsem.fit(model, frame, **options)
    found = gainsem.fit_imputed(model, [frame] * 4, pooling_df="rubin", **options)
    ours, theirs = found.parameters, single.parameters
    for name in ("est", "se", "z", "pvalue", "ci_lower", "ci_upper", "std_lv", "std_all"):
        kept = ~ours["z"].isna() if name in ("z", "pvalue") else slice(None)
        np.testing.assert_allclose(ours[name][kept], theirs[name][kept], rtol=1e-7, atol=1e-10)
    np.testing.assert_allclose(found.standardized()["se"], single.standardized()["se"], atol=1e-9)
    measures = dict(single.fit_measures)
    for name in ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "rmsea_ci_upper", "srmr"):
        assert found.fit_measures[name] == pytest.approx(
            measures[name], rel=1e-6, abs=1e-9, nan_ok=True
        ), name
        scaled = f"{name}_scaled"
        if scaled in measures and np.isfinite(measures[scaled]):
            assert found.fit_measures[scaled] == pytest.approx(measures[scaled], rel=1e-6), scaled
    assert all(test.riv == pytest.approx(0.0, abs=1e-9) for test in found.tests)
    assert "W-IMP-02" in codes(found)


def test_rubins_rules_by_hand():
    """Estimate, total variance, fmi, riv, and the df of Barnard & Rubin (1999), written out."""
    sets = frames(5)
    fits = [gainsem.fit(MODEL, frame) for frame in sets]
    row = gainsem.fit_imputed(MODEL, sets).parameters.iloc[1]
    theirs = [fit.parameters.iloc[1] for fit in fits]
    estimates = np.array([one["est"] for one in theirs])
    within = np.mean([one["se"] ** 2 for one in theirs])
    between = 1.2 * estimates.var(ddof=1)
    total, share = within + between, between / (within + between)
    assert row["est"] == pytest.approx(estimates.mean())
    assert row["se"] == pytest.approx(np.sqrt(total))
    assert row["fmi"] == pytest.approx(share)
    assert row["riv"] == pytest.approx(between / within)
    complete = 300 - 8
    observed = (complete + 1) / (complete + 3) * complete * (1 - share)
    df = 1.0 / (share**2 / 4.0 + 1.0 / observed)
    assert row["df"] == pytest.approx(df)
    reach = t.ppf(0.975, df) * np.sqrt(total)
    assert row["ci_upper"] == pytest.approx(estimates.mean() + reach)
    assert row["pvalue"] == pytest.approx(2 * t.sf(row["z"], df))


def test_d3_and_d4_of_one_restriction_in_closed_form():
    """Two variables, uncorrelated: the statistics are -n log(1 - r^2) of three correlations."""
    sets, n, m = [frame[["a", "b"]] for frame in frames(6)], 300, 6
    model = "a ~~ a\nb ~~ b\na ~~ 0*b"
    found = gainsem.fit_imputed(model, sets)

    def statistic(cov: np.ndarray) -> float:
        return -n * np.log(1.0 - cov[0, 1] ** 2 / (cov[0, 0] * cov[1, 1]))

    covs = [np.cov(frame.to_numpy().T, ddof=0) for frame in sets]
    means = np.array([frame.mean() for frame in sets])
    mean = np.mean([statistic(cov) for cov in covs])
    everything = np.mean(covs, axis=0) + np.cov(means.T, ddof=0)
    d4, stacked = pooled_test(found, "D4"), statistic(everything)
    increase = max(0.0, (m + 1) / (m - 1) * (mean - stacked))
    assert d4.riv == pytest.approx(increase)
    assert d4.f == pytest.approx(stacked / (1 + increase))
    size = m - 1.0
    df2 = 4 + (size - 4) * (1 + (1 - 2 / size) / increase) ** 2
    assert d4.pvalue == pytest.approx(f.sf(d4.f, 1, df2))
    assert d4.pvalue_chisq == pytest.approx(chi2.sf(d4.chisq, 1))

    def at(cov: np.ndarray, sigma: np.ndarray) -> float:
        return n * (np.linalg.slogdet(sigma)[1] + np.trace(cov @ np.linalg.inv(sigma)))

    pooled = np.mean(covs, axis=0)
    apart = np.diag(np.diag(pooled))
    at_pooled = np.mean([at(cov, apart) - at(cov, pooled) for cov in covs])
    d3 = pooled_test(found, "D3")
    increase = max(0.0, (m + 1) / (m - 1) * (mean - at_pooled))
    assert d3.riv == pytest.approx(increase)
    assert d3.f == pytest.approx(at_pooled / (1 + increase))
    of_all = [-n / 2 * (np.linalg.slogdet(cov)[1] + 2) for cov in covs]
    of_stacked = -n / 2 * (np.linalg.slogdet(everything)[1] + 2)
    robust = (m + 1) / (5 * (m - 1)) * 2 * (np.mean(of_all) - of_stacked)
    assert pooled_test(found, "D4.robust").riv == pytest.approx(robust)


def test_the_test_to_report_can_be_chosen():
    sets = frames(4)
    for method in ("D2", "D3", "D4"):
        found = gainsem.fit_imputed(MODEL, sets, pooling=method)
        assert found.tests[0].method == method
        assert found.fit_measures["chisq"] == found.tests[0].chisq
        assert found.fit_measures["pvalue"] == found.tests[0].pvalue
    robust = gainsem.fit_imputed(MODEL, sets, estimator="MLR", pooling="D4")
    assert robust.tests[0].method == "D2"
    assert "W-IMP-04" in codes(robust)


def test_a_saturated_model_has_nothing_to_test():
    found = gainsem.fit_imputed("d ~ a + b", frames(4))
    assert found.fit_measures["df"] == 0
    assert np.isnan(found.fit_measures["pvalue"])
    assert "not applicable" in found.summary()


def test_a_statistic_without_a_distribution_is_not_pooled():
    sets = [ordinal(frame) for frame in frames(4)]
    found = gainsem.fit_imputed(MODEL, sets, estimator="ULS", ordered="all")
    assert found.tests == ()
    assert "W-IMP-03" in codes(found)
    assert np.isnan(found.fit_measures["pvalue"])
    statistics = [fit.fit_measures["chisq"] for fit in found.fits]
    assert found.fit_measures["chisq"] == pytest.approx(np.mean(statistics))
    assert found.fit_measures["srmr"] > 0
    assert "SRMR" in found.summary()


def test_covariates_and_means_are_pooled():
    sets = [frame.assign(x=frame["a"] + 1.0) for frame in frames(4)]
    model = "f =~ b + c + d\nf ~ x"
    found = gainsem.fit_imputed(model, sets, meanstructure=True)
    row = found.parameters.query("lhs == 'x' and op == '~~'").iloc[0]
    variances = [float(np.var(frame["x"])) for frame in sets]
    assert row["est"] == pytest.approx(np.mean(variances))
    given = gainsem.fit_imputed(
        model, [ordinal(frame[ITEMS]).assign(x=frame["x"]) for frame in sets], ordered="b,c,d"
    )
    single = given.fits[0].fit_measures["srmr"]
    assert given.fit_measures["srmr"] == pytest.approx(single, rel=0.3)


def test_few_data_sets_without_a_solution_are_left_out():
    found = gainsem.fit_imputed(MODEL, frames(10, spoiled=1))
    assert found.n_imputations == 9
    assert [each.name for each in found.imputations if not each.used] == ["10"]
    warned = next(each for each in found.diagnostics if each.code == "W-IMP-01")
    assert warned.message.startswith("1 of 10 imputed data sets are left out")
    assert warned.where.startswith("10: E-EST-")
    clean = gainsem.fit_imputed(MODEL, frames(10, spoiled=1)[:9])
    pd.testing.assert_frame_equal(found.parameters, clean.parameters)
    assert "Why not" in found.summary()


def test_k11_too_many_of_them_withhold_the_result():
    with pytest.raises(NonConvergenceError) as refused:
        gainsem.fit_imputed(MODEL, frames(6, spoiled=2))
    assert refused.value.code == "E-IMP-11"
    assert refused.value.exit_code == 1
    assert "2 of 6" in str(refused.value)


@pytest.mark.parametrize(
    "option",
    [
        {"missing": "fiml"},
        {"auxiliary": "d"},
        {"exclude": "speed"},
        {"bootstrap": 50},
        {"monte_carlo": 50},
        {"se": "none"},
    ],
)
def test_k05_options_that_do_not_go_with_imputed_data_sets(option):
    with pytest.raises(OptionError) as refused:
        gainsem.fit_imputed(MODEL, frames(3), **option)
    assert refused.value.code == "E-IMP-05"


def test_k05_exploratory_blocks_are_refused():
    model = 'efa("x")*f1 + efa("x")*f2 =~ a + b + c + d + e + g'
    rng = np.random.default_rng(1)
    second = rng.standard_normal((300, 3)) + rng.standard_normal((300, 1))
    other = dict(zip(("d", "e", "g"), second.T, strict=True))
    wide = [frame.assign(**other) for frame in frames(3)]
    with pytest.raises(OptionError) as refused:
        gainsem.fit_imputed(model, wide, rotation="varimax", random_starts=3)
    assert refused.value.code == "E-IMP-05"


def test_other_choices_are_refused_by_name():
    with pytest.raises(OptionError, match="Did you mean 'D4'"):
        gainsem.fit_imputed(MODEL, frames(3), pooling="D44")
    with pytest.raises(OptionError, match=r"barnard\.rubin"):
        gainsem.fit_imputed(MODEL, frames(3), pooling_df="t")


def test_k06_a_category_one_data_set_lacks():
    sets = [ordinal(frame) for frame in frames(3)]
    sets[1]["a"] = sets[1]["a"].clip(upper=3.0)
    with pytest.raises(SpecificationError) as refused:
        gainsem.fit_imputed(MODEL, sets, ordered="all")
    assert refused.value.code == "E-IMP-06"
    assert "a | t3" in str(refused.value) or "a|t3" in str(refused.value)


def test_an_answer_problem_names_its_data_set():
    sets = frames(3)
    sets[2]["b"] = 1.0
    with pytest.raises(ResponseError, match="imputed data set 3: "):
        gainsem.fit_imputed(MODEL, sets)


def test_k10_weights_that_differ_between_data_sets():
    sets = [ordinal(frame).assign(w=1.0) for frame in frames(3)]
    gainsem.fit_imputed(MODEL, sets, ordered="all", weights="w")
    sets[2]["w"] = np.linspace(0.5, 1.5, len(sets[2]))
    with pytest.raises(ResponseError) as refused:
        gainsem.fit_imputed(MODEL, sets, ordered="all", weights="w")
    assert refused.value.code == "E-IMP-10"


def test_a_remark_is_said_once():
    found = gainsem.fit_imputed(MODEL, [frame * 1000 for frame in frames(4)])
    said = [(each.code, each.message) for each in found.diagnostics]
    assert len(said) == len(set(said))
    assert len(codes(found)) <= 2 + len({each.code for each in found.fits[0].diagnostics})


def test_progress_is_told():
    seen = []
    gainsem.fit_imputed(MODEL, frames(3), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_intervals_cover_what_is_true():
    """95 % intervals of a covariance, 30 % of one variable imputed properly: 60 replications.

    The share covered is within 3 binomial standard errors (.028) of .95.  Imputation: the
    regression of a on b, drawn from its posterior (noninformative prior), m = 10.
    """
    rng = np.random.default_rng(11)
    n, gap, covered, replications = 120, 36, 0, 60
    for _ in range(replications):
        b = rng.standard_normal(n)
        a = 0.5 * b + rng.standard_normal(n) * np.sqrt(0.75)
        sets = [pd.DataFrame({"a": drawn, "b": b}) for drawn in _imputed(a, b, gap, rng)]
        row = gainsem.fit_imputed("a ~ b", sets).parameters.iloc[0]
        covered += row["ci_lower"] < 0.5 < row["ci_upper"]
    assert abs(covered / replications - 0.95) < 3 * 0.028


def _imputed(a: np.ndarray, b: np.ndarray, gap: int, rng: np.random.Generator):
    seen = np.column_stack([np.ones(len(a) - gap), b[gap:]])
    slopes, residual, *_ = np.linalg.lstsq(seen, a[gap:], rcond=None)
    root = np.linalg.cholesky(np.linalg.inv(seen.T @ seen))
    for _ in range(10):
        sigma = np.sqrt(float(residual[0]) / rng.chisquare(len(seen) - 2))
        drawn = slopes + sigma * root @ rng.standard_normal(2)
        filled = a.copy()
        filled[:gap] = drawn[0] + drawn[1] * b[:gap] + sigma * rng.standard_normal(gap)
        yield filled
