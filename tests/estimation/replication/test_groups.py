"""Replicates of several groups: what they have to come to from replicates of one group.

Two groups whose covariances are equal are one regression on a dummy variable, replicate by
replicate; and pairs of equal answers, one in each group, are one sample twice, of which a
replicate leaves out both or none.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError, ResponseError
from gainsem.results.groups.record import grouped_from_dict
from tests.estimation.groups.test_design import SADDLE, N, holes, made, said
from tests.estimation.groups.test_design_ordinal import FIXED_SCALES, SAME, ordinal

ONE_FACTOR = "f =~ a + b + c + d"
MADE = {"cluster": "town", "strata": "region", "weights": "w"}


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
@pytest.mark.parametrize("replicates", ["jackknife", "bootstrap"])
def test_groups_with_equal_covariances_are_a_regression_on_a_dummy(replicates, missing):
    frame = made() if missing == "listwise" else holes(made())
    options = {"missing": missing, "replicates": replicates, **MADE}
    options |= {"replicate_draws": 40} if replicates == "bootstrap" else {}
    as_groups = gainsem.fit(
        "a ~ c(m1, m2)*1\na ~~ b\nb ~ 1\nrise := m2 - m1",
        frame.sort_values("kind", kind="stable"),  # rural first
        group="kind",
        group_equal=SADDLE,
        preset="bare",
        auto_var=True,
        **options,
    )
    ordered = frame.sort_values("kind", kind="stable")  # the same draws
    as_one = gainsem.fit("a ~ urban\nb ~ urban\na ~~ b", ordered, meanstructure=True, **options)
    for column in ("est", "se", "pvalue", "ci_lower"):
        rise = said(as_groups, "rise", ":=", column)
        assert rise == pytest.approx(said(as_one, "a", "~", column), rel=1e-5)
    for column in ("est", "se"):
        shared = said(as_groups, "a", "~~", column, 2)
        assert shared == pytest.approx(said(as_one, "a", "~~", column), rel=1e-5)
    assert as_groups.replication.freedom == as_one.replication.freedom


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
@pytest.mark.parametrize("test", [None, "scaled.shifted"])
def test_pairs_of_equal_answers_are_one_sample_twice(missing, test):
    frame = made().head(120).assign(person=np.arange(120))
    frame = frame if missing == "listwise" else holes(frame)
    twice = pd.concat([frame.assign(kind="one"), frame.assign(kind="other")])
    everything = ["loadings", "intercepts", "residuals", "lv.variances", "means"]
    options = {"missing": missing, "replicates": "jackknife", "test": test}
    options = {name: value for name, value in options.items() if value}
    pairs = gainsem.fit(
        ONE_FACTOR, twice, group="kind", group_equal=everything, cluster="person", **options
    )
    once = gainsem.fit(ONE_FACTOR, frame, meanstructure=True, **options)
    ours, theirs = pairs.fit_measures, once.fit_measures
    assert ours["chisq"] == pytest.approx(2.0 * theirs["chisq"], rel=1e-6)
    if test is None:
        for which in ("", "baseline_"):
            own = ours[f"{which}chisq_scaling_factor"] * ours[f"{which}df"]
            one = theirs[f"{which}chisq_scaling_factor"] * theirs[f"{which}df"]
            assert own == pytest.approx(2.0 * one, rel=1e-5)
    else:
        # One factor for all, sqrt(df / tr2), with four times the second trace here.
        own = ours["df"] * ours["chisq_scaling_factor"] ** 2
        one = theirs["df"] * theirs["chisq_scaling_factor"] ** 2
        assert own == pytest.approx(4.0 * one, rel=1e-5)
    if missing == "fiml":
        assert ours["cfi_robust"] == pytest.approx(theirs["cfi_robust"], rel=1e-6)
    se = pairs.by_group["other"].parameters["se"].to_numpy()
    assert se == pytest.approx(once.parameters["se"].to_numpy(), rel=1e-5)
    view = pairs.by_group["one"]
    standardised = view.standardized()["se"].to_numpy()
    assert standardised == pytest.approx(once.standardized()["se"].to_numpy(), rel=1e-5)


@pytest.mark.parametrize("estimator", ["WLSMVS", "WLSM"])
def test_pairs_of_equal_ordinal_answers_are_one_sample_twice(estimator):
    frame = ordinal().assign(person=np.arange(N)).head(150)
    twice = pd.concat([frame.assign(kind="one"), frame.assign(kind="other")])
    options = {"ordered": "all", "estimator": estimator, "replicates": "jackknife"}
    options["cluster"] = "person"
    pairs = gainsem.fit(FIXED_SCALES, twice, group="kind", group_equal=SAME, **options)
    once = gainsem.fit(FIXED_SCALES, frame, **{**options, "cluster": None})
    ours, theirs = pairs.fit_measures, once.fit_measures
    assert ours["chisq"] == pytest.approx(2.0 * theirs["chisq"], rel=1e-6)
    own = ours["chisq_scaling_factor"] * ours["df_scaled"]
    assert own == pytest.approx(2.0 * theirs["chisq_scaling_factor"] * theirs["df_scaled"])
    se = pairs.by_group["other"].parameters["se"].to_numpy()
    assert se == pytest.approx(once.parameters["se"].to_numpy(), abs=1e-5)
    left, kept = pairs.parts[1].residual_se[-6:], once.solution.residual_se[-6:]
    assert left == pytest.approx(kept, abs=1e-5)


@pytest.mark.parametrize("kind", ["MLR", "fiml", "WLSMV"])
def test_a_jackknife_is_near_the_linearised_errors(kind):
    """Both estimate the same variances; 30 clusters leave them some hundredths apart."""
    frame = {"MLR": made, "fiml": lambda: holes(made()), "WLSMV": ordinal}[kind]()
    options = {"group": "kind", "group_equal": ["loadings"], **MADE}
    options |= {"missing": "fiml"} if kind == "fiml" else {}
    options |= {"ordered": "all"} if kind == "WLSMV" else {}
    linear = gainsem.fit(ONE_FACTOR, frame, **options).parameters["se"].to_numpy()
    made_again = gainsem.fit(ONE_FACTOR, frame, replicates="jackknife", **options)
    some = linear > 0.0
    ratio = made_again.parameters["se"].to_numpy()[some] / linear[some]
    assert np.median(ratio) == pytest.approx(1.0, abs=0.05)


def test_replicate_columns_and_what_is_told_of_them():
    frame = made()
    rng = np.random.default_rng(4)
    for k in range(12):
        half = rng.integers(0, 2, 30)[frame["town"]]
        frame[f"rep_{k + 1}"] = frame["w"] * np.where(half, 1.5, 0.5)
    options = {"weights": "w", "replicate_weights": "rep_*", "replicate_type": "fay", "fay": 0.5}
    fit = gainsem.fit(ONE_FACTOR, frame, group="kind", group_equal=["loadings"], **options)
    drawn = fit.replication
    assert drawn.replicates == drawn.used == 12
    # Written out: the weight of a replicate is that of all groups together.
    vectors = []
    for k in range(12):
        own = gainsem.fit(
            ONE_FACTOR, frame, group="kind", group_equal=["loadings"], weights=f"rep_{k + 1}"
        )
        vectors.append(own.solution.params)
    apart = np.array(vectors) - fit.solution.params
    expected = apart.T @ apart / (12 * 0.5**2)
    assert fit.solution.vcov == pytest.approx(expected, rel=1e-4, abs=1e-7)
    summary = str(fit.summary())
    assert "Replicates" in summary
    assert "by linearisation" not in summary
    rows = fit.intervals()
    own = rows[(rows.quantity == "estimate") & (rows.op == "=~") & (rows.group == 2)]
    shown = fit.parameters
    shown = shown[(shown.op == "=~") & (shown.group == 2)]
    assert own["ci_upper"].to_numpy() == pytest.approx(shown["ci_upper"].to_numpy())
    again = grouped_from_dict(json.loads(json.dumps(fit.to_dict())))
    assert again.parameters.equals(fit.parameters)
    assert again.replication.vectors == pytest.approx(drawn.vectors)
    assert again.by_group["urban"].intervals().equals(fit.by_group["urban"].intervals())


def test_what_replicates_of_groups_do_not_go_with():
    frame = made()
    with pytest.raises(OptionError, match="replicates do not go with 'l2 > l1'"):
        gainsem.fit(
            "f =~ a + c(l1, l2)*b + c + d\nl2 > l1",
            frame,
            group="kind",
            cluster="town",
            replicates="jackknife",
        )
    with pytest.raises(ResponseError, match="in one cluster") as caught:
        gainsem.fit(ONE_FACTOR, frame, group="kind", cluster="urban", replicates="jackknife")
    assert caught.value.problems[0].code == "E-WGT-64"
    moments = [
        gainsem.Moments.from_covariance(
            own[list("abcd")].cov().to_numpy(), len(own), means=[0.0] * 4, names=list("abcd")
        )
        for _, own in frame.groupby("kind")
    ]
    with pytest.raises(OptionError, match="replicate weights belong to respondents"):
        gainsem.fit(ONE_FACTOR, moments, replicates="jackknife")
