"""Designed samples of ordinal items in several groups: closed forms and identities.

No program to compare with knows clusters of ordinal items (lavaan refuses them); what is
compared with are linearised variances of proportions, fits of one group, which are tested
elsewhere, and pairs of equal answers, one in each group, which are one sample twice.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

import gainsem
from gainsem.errors import OptionError
from tests.estimation.groups.test_design import N, made, said

ONE_FACTOR = "f =~ a + b + c + d"
#: The scale of the items is that of the first group in all groups, as their other parameters.
FIXED_SCALES = "\n".join([ONE_FACTOR, *(f"{name} ~*~ 1*{name}" for name in "abcd")])
SAME = ["thresholds", "loadings", "means", "lv.variances"]
CUTS = (-0.8, 0.1, 1.0)


def ordinal(seed: int = 11) -> pd.DataFrame:
    frame = made(seed)
    return frame.assign(**{name: np.digitize(frame[name], CUTS) + 1.0 for name in "abcd"})


@pytest.mark.parametrize("clusters", [{}, {"cluster": "place"}], ids=["weights", "places"])
@pytest.mark.parametrize("estimator", ["WLSMV", "ULSMV"])
def test_groups_that_share_no_cluster_are_those_by_themselves(estimator, clusters):
    frame = ordinal().assign(place=lambda d: d.town + 100 * d.urban)
    options = {"ordered": "all", "estimator": estimator, "weights": "w", **clusters}
    whole = gainsem.fit(ONE_FACTOR, frame, group="kind", **options)
    for label in ("urban", "rural"):
        alone = gainsem.fit(ONE_FACTOR, frame[frame.kind == label], **options)
        view = whole.by_group[label]
        rows, own = view.parameters, alone.parameters
        assert rows["est"].to_numpy() == pytest.approx(own["est"].to_numpy(), abs=1e-6)
        # Independent respondents: lavaan divides by N - 2 in two groups, by n - 1 in one.
        n = int((frame.kind == label).sum())
        factor = 1.0 if clusters else ((N - 2.0) / N * n / (n - 1.0)) ** 0.5
        assert factor * rows["se"].to_numpy() == pytest.approx(own["se"].to_numpy(), abs=1e-5)
        assert view.design.effective_n == pytest.approx(alone.design.effective_n)
        assert view.design.n_units == alone.design.n_units
        deff = view.design_effects()["deff"].to_numpy()
        same = alone.design_effects()["deff"].to_numpy()
        assert deff == pytest.approx(same, rel=0.02)  # n - 1 or N - 2 behind the simple sample


@pytest.mark.parametrize("strata", [{}, {"strata": "region"}], ids=["towns", "regions"])
def test_a_difference_of_thresholds_knows_shared_clusters(strata):
    """The linearised variance of a difference of probits of weighted proportions."""
    frame = ordinal()
    model = f"{ONE_FACTOR}\na | c(r, u)*t1\nrise := u - r"
    options = {"group": "kind", "ordered": "all", "weights": "w", "cluster": "town", **strata}
    fit = gainsem.fit(model, frame.sort_values("kind"), **options)
    rise, z = 0.0, np.zeros(N)
    for kind, sign in (("rural", -1.0), ("urban", 1.0)):
        own = (frame.kind == kind).to_numpy()
        below = (frame["a"].to_numpy() <= 1.0)[own].astype(float)
        weights = frame["w"].to_numpy()[own]
        share = np.average(below, weights=weights)
        rise += sign * norm.ppf(share)
        density = norm.pdf(norm.ppf(share))
        z[own] = sign * weights * (below - share) / weights.sum() / density
    totals = frame.assign(z=z).groupby(["region" if strata else "N", "town"])["z"].sum()
    level = 0 if strata else [0] * len(totals)
    if strata:
        parts = [len(t) * float(t.var(ddof=1)) for _, t in totals.groupby(level=level)]
    else:
        parts = [len(totals) * float(totals.var(ddof=1))]
    assert said(fit, "rise", ":=", "est") == pytest.approx(rise, rel=1e-8)
    assert said(fit, "rise", ":=") == pytest.approx(sum(parts) ** 0.5, rel=1e-6)


@pytest.mark.parametrize("estimator", ["WLSMVS", "WLSM", "ULSMVS"])
@pytest.mark.parametrize("fixed", [False, True], ids=["thresholds_free", "thresholds_fixed"])
def test_pairs_of_equal_answers_are_one_sample_twice(estimator, fixed):
    # A fixed threshold puts all of them among the moments that are fitted.
    more = "\na | -0.8*t1" if fixed else ""
    frame = ordinal().assign(person=np.arange(N))
    twice = pd.concat([frame.assign(kind="one"), frame.assign(kind="other")])
    options = {"ordered": "all", "estimator": estimator}
    model = FIXED_SCALES + more
    pairs = gainsem.fit(model, twice, group="kind", group_equal=SAME, cluster="person", **options)
    once = gainsem.fit(model, frame, **options)
    ours, theirs = pairs.fit_measures, once.fit_measures
    assert ours["chisq"] == pytest.approx(2.0 * theirs["chisq"], rel=1e-6)
    for which in ("", "baseline_"):
        own = ours[f"{which}chisq_scaling_factor"] * ours[f"{which}df_scaled"]
        one = theirs[f"{which}chisq_scaling_factor"] * theirs[f"{which}df_scaled"]
        assert own == pytest.approx(2.0 * one, rel=1e-5)
    if estimator.endswith("VS"):
        for name in ("chisq_scaled", "df_scaled", "pvalue_scaled", "baseline_chisq_scaled"):
            assert ours[name] == pytest.approx(theirs[name], rel=1e-5)
    # Distances from the saturated model and what is expected of them both are those of one.
    assert np.isfinite(theirs["cfi_robust"])
    assert ours["cfi_robust"] == pytest.approx(theirs["cfi_robust"], rel=1e-6)
    se = pairs.by_group["other"].parameters["se"].to_numpy()
    assert se == pytest.approx(once.parameters["se"].to_numpy(), abs=1e-5)
    # Of the correlations; thresholds take part only where groups share them.
    left, kept = pairs.parts[1].residual_se[-6:], once.solution.residual_se[-6:]
    assert left == pytest.approx(kept, abs=1e-5)


def test_clusters_change_no_estimate_and_the_difference_is_scaled():
    frame = ordinal()
    options = {"group": "kind", "ordered": "all", "parameterization": "theta"}
    drawn = gainsem.fit(ONE_FACTOR, frame, cluster="town", **options)
    alone = gainsem.fit(ONE_FACTOR, frame, **options)
    assert drawn.parameters["est"].to_numpy() == pytest.approx(alone.parameters["est"])
    held = gainsem.fit(
        ONE_FACTOR, frame, cluster="town", group_equal=["thresholds", "loadings"], **options
    )
    (found,) = gainsem.compare(drawn, held).differences
    assert found.nested == "yes"
    assert 0.0 < found.pvalue < 1.0
    assert drawn.design.n_units == 30
    assert "design-based, by linearisation" in str(drawn.summary())


@pytest.mark.parametrize("estimator", ["DWLS", "WLS", "ULS"])
def test_tests_for_independent_respondents_are_refused(estimator):
    with pytest.raises(OptionError, match="cluster does not go with"):
        gainsem.fit(
            ONE_FACTOR, ordinal(), group="kind", ordered="all", cluster="town", estimator=estimator
        )
