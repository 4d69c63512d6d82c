"""Designed samples in several groups: identities, closed forms, and what is refused.

Clusters here hold respondents of both groups, which lavaan does not know.  Two groups whose
covariances are equal are one regression on a dummy variable, and a sample of pairs of equal
answers, one in each group, is the sample of one of each pair, twice: both give what a
design has to come to from fits of one group, which are tested elsewhere.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError, ResponseError
from gainsem.results.groups.record import grouped_from_dict

N, TOWNS = 300, 30
ONE_FACTOR = "f =~ a + b + c + d"
SADDLE = ["residuals", "residual.covariances"]
DESIGNS = [
    {"weights": "w"},
    {"cluster": "town"},
    {"weights": "w", "cluster": "town"},
    {"weights": "w", "cluster": "town", "strata": "region"},
    {"weights": "w", "strata": "region"},
    {"weights": "w", "cluster": "town", "strata": "region", "fpc": "N"},
    {"cluster": "town", "strata": "alone", "lonely_psu": "certainty"},
    {"cluster": "town", "strata": "alone", "lonely_psu": "adjust"},
    {"weights": "w", "cluster": "town", "strata": "alone", "lonely_psu": "average"},
]


def made(seed: int = 11) -> pd.DataFrame:
    """Return answers of two groups who live in the same towns."""
    rng = np.random.default_rng(seed)
    town = rng.permutation(np.repeat(np.arange(TOWNS), N // TOWNS))
    urban = (rng.uniform(size=N) < 0.4).astype(float)
    factor = rng.normal(size=N) + rng.normal(0.0, 0.6, TOWNS)[town] + 0.4 * urban
    answers = 0.8 * factor[:, None] + rng.normal(0.0, 0.7, (N, 4))
    region = town // 6
    return pd.DataFrame(answers, columns=list("abcd")).assign(
        town=town,
        region=region,
        alone=np.where(town == TOWNS - 1, 9, region),
        urban=urban,
        kind=np.where(urban > 0, "urban", "rural"),
        w=rng.uniform(0.5, 3.0, N) * (1.0 + urban),
        N=np.array([60, 40, 24, 12, 9])[region],
    )


def holes(frame: pd.DataFrame, seed: int = 3) -> pd.DataFrame:
    """Return the answers with some of a and of b taken out, never both."""
    gone = np.random.default_rng(seed).uniform(size=(len(frame), 2)) < 0.15
    gone[:, 1] &= ~gone[:, 0]
    return frame.assign(**{name: frame[name].mask(gone[:, k]) for k, name in enumerate("ab")})


def said(fit, lhs: str, op: str, column: str = "se", group: int | None = None) -> float:
    rows = fit.parameters
    rows = rows[(rows.lhs == lhs) & (rows.op == op)]
    rows = rows if group is None else rows[rows.group == group]
    return float(rows.iloc[0][column])


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
@pytest.mark.parametrize("design", DESIGNS, ids=lambda each: "-".join(each))
def test_groups_with_equal_covariances_are_a_regression_on_a_dummy(design, missing):
    frame = made() if missing == "listwise" else holes(made())
    as_groups = gainsem.fit(
        "a ~ c(m1, m2)*1\na ~~ b\nb ~ 1\nrise := m2 - m1",
        frame.sort_values("kind"),  # rural first
        group="kind",
        group_equal=SADDLE,
        missing=missing,
        preset="bare",
        auto_var=True,
        **design,
    )
    as_one = gainsem.fit(
        "a ~ urban\nb ~ urban\na ~~ b", frame, missing=missing, meanstructure=True, **design
    )
    for column in ("est", "se"):
        rise = said(as_groups, "rise", ":=", column)
        assert rise == pytest.approx(said(as_one, "a", "~", column), rel=1e-6)
        level = said(as_groups, "a", "~1", column, 1)
        assert level == pytest.approx(said(as_one, "a", "~1", column), rel=1e-6)
        shared = said(as_groups, "a", "~~", column, 2)
        assert shared == pytest.approx(said(as_one, "a", "~~", column), rel=1e-6)
    assert as_groups.design.n_units == (0 if as_one.design is None else as_one.design.n_units)
    # What both compare with is a simple random sample of as many.
    effects = as_groups.design_effects().set_index(["lhs", "op"])["deff"]
    own = as_one.design_effects().set_index(["lhs", "op", "rhs"])["deff"]
    assert effects[("rise", ":=")] == pytest.approx(own[("a", "~", "urban")], rel=1e-6)


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
def test_pairs_of_equal_answers_are_one_sample_twice(missing):
    frame = made().assign(person=np.arange(N))
    frame = frame if missing == "listwise" else holes(frame)
    twice = pd.concat([frame.assign(kind="one"), frame.assign(kind="other")])
    everything = ["loadings", "intercepts", "residuals", "lv.variances", "means"]
    pairs = gainsem.fit(
        ONE_FACTOR,
        twice,
        group="kind",
        group_equal=everything,
        missing=missing,
        cluster="person",
    )
    once = gainsem.fit(ONE_FACTOR, frame, estimator="MLR", missing=missing, meanstructure=True)
    # A respondent alone has no factor n / (n - 1); a cluster has.
    factor = N / (N - 1.0)
    ours, theirs = pairs.fit_measures, once.fit_measures
    assert ours["chisq"] == pytest.approx(2.0 * theirs["chisq"], rel=1e-7)
    for which in ("", "baseline_"):
        own = ours[f"{which}chisq_scaling_factor"] * ours[f"{which}df"]
        one = theirs[f"{which}chisq_scaling_factor"] * theirs[f"{which}df"]
        assert own == pytest.approx(2.0 * factor * one, rel=1e-7)
    for lhs, op in (("f", "=~"), ("a", "~~"), ("c", "~1")):
        assert said(pairs, lhs, op, group=1) ** 2 == pytest.approx(
            factor * said(once, lhs, op) ** 2, rel=1e-6
        )


def test_clusters_within_groups_are_those_of_each_group_by_itself():
    frame = made().assign(place=lambda d: d.town + 100 * d.urban)
    whole = gainsem.fit(ONE_FACTOR, frame, group="kind", cluster="place")
    for label in ("urban", "rural"):
        alone = gainsem.fit(ONE_FACTOR, frame[frame.kind == label], cluster="place")
        view = whole.by_group[label]
        assert view.parameters["se"].to_numpy() == pytest.approx(alone.parameters["se"], rel=1e-6)
        assert view.design.n_units == alone.design.n_units
    assert whole.design.n_units == sum(view.design.n_units for view in whole.by_group.values())


def test_weights_are_shares_of_the_population_and_their_unit_does_not_matter():
    frame = made()
    fit = gainsem.fit(ONE_FACTOR, frame, group="kind", weights="w")
    tenfold = gainsem.fit(ONE_FACTOR, frame.assign(w=10.0 * frame.w), group="kind", weights="w")
    assert tenfold.parameters["se"].to_numpy() == pytest.approx(fit.parameters["se"], rel=1e-9)
    shares = frame.groupby("kind")["w"].sum() / frame["w"].sum()
    for label, view in fit.by_group.items():
        assert view.design.size == pytest.approx(N * shares[label], rel=1e-12)
        assert view.design.n == view.n_obs == int((frame.kind == label).sum())
        own = frame[frame.kind == label]["w"]
        assert view.design.effective_n == pytest.approx(own.sum() ** 2 / (own**2).sum())
    assert fit.design.effective_n == pytest.approx(frame.w.sum() ** 2 / (frame.w**2).sum())


def test_whole_weights_are_respondents_that_many_times():
    frame = made().assign(w=lambda d: 1.0 + np.arange(N) % 3)
    often = frame.loc[frame.index.repeat(frame.w.astype(int))]
    options = {"group": "kind", "group_equal": ["loadings", "intercepts"]}
    weighted = gainsem.fit(ONE_FACTOR, frame, weights="w", **options)
    repeated = gainsem.fit(ONE_FACTOR, often, estimator="MLR", **options)
    assert weighted.parameters["est"].to_numpy() == pytest.approx(repeated.parameters["est"])
    more = len(often) / N
    assert repeated.fit_measures["chisq"] == pytest.approx(more * weighted.fit_measures["chisq"])
    assert repeated.fit_measures["rmr"] == pytest.approx(weighted.fit_measures["rmr"])
    ours, theirs = (
        weighted.modification_indices(sort=False),
        repeated.modification_indices(sort=False),
    )
    assert more * ours["mi"].to_numpy() == pytest.approx(theirs["mi"].to_numpy(), abs=1e-7)
    assert ours["epc"].to_numpy() == pytest.approx(theirs["epc"].to_numpy(), abs=1e-7)
    ours, theirs = weighted.score_tests(), repeated.score_tests()
    assert more * ours["statistic"].to_numpy() == pytest.approx(theirs["statistic"], abs=1e-6)


def test_a_scaled_difference_is_that_of_the_scaled_statistics():
    """Satorra & Bentler (2001, doi:10.1007/BF02296192)."""
    frame = made()
    options = {"group": "kind", "weights": "w", "cluster": "town"}
    free = gainsem.fit(ONE_FACTOR, frame, **options)
    held = gainsem.fit(ONE_FACTOR, frame, group_equal=["loadings"], **options)
    large, small = free.fit_measures, held.fit_measures
    more = small["df"] - large["df"]
    scaling = (
        small["df"] * small["chisq_scaling_factor"] - large["df"] * large["chisq_scaling_factor"]
    )
    expected = (small["chisq"] - large["chisq"]) / (scaling / more)
    (found,) = gainsem.compare(free, held).differences
    assert found.chisq == pytest.approx(expected, rel=1e-8)
    assert found.df == more


def test_fits_of_other_designs_are_not_compared():
    frame = made()
    one = gainsem.fit(ONE_FACTOR, frame, group="kind", weights="w")
    other = gainsem.fit(ONE_FACTOR, frame, group="kind", weights="w", cluster="town")
    with pytest.raises(gainsem.errors.SpecificationError, match="different sampling designs"):
        gainsem.compare(one, other)


def test_the_record_keeps_the_design():
    fit = gainsem.fit(ONE_FACTOR, made(), group="kind", weights="w", cluster="town")
    content = json.loads(json.dumps(fit.to_dict()))
    again = grouped_from_dict(content)
    assert again.design == fit.design
    assert again.by_group["urban"].design == fit.by_group["urban"].design
    assert again.design_effects().equals(fit.design_effects())
    content["groups"][0]["design"]["simple_se"].pop()
    with pytest.raises(gainsem.errors.FileError, match="one number a parameter"):
        grouped_from_dict(content)


def test_the_summary_tells_of_the_design():
    text = str(gainsem.fit(ONE_FACTOR, made(), group="kind", weights="w", cluster="town").summary())
    assert "design-based, by linearisation" in text
    assert "Effective sample size (Kish)" in text
    assert "30, town" in text


REFUSED = [
    ({"weights": "zero"}, "E-WGT-63", "of group 'urban'"),
    ({"cluster": "one"}, "E-WGT-64", "of group 'urban'"),
    ({"weights": "gone"}, "E-WGT-61", "missing"),
    ({"cluster": "town", "strata": "alone"}, "E-WGT-68", "one cluster"),
]


@pytest.mark.parametrize(("options", "code", "words"), REFUSED, ids=lambda each: str(each)[:24])
def test_designs_that_cannot_be_are_refused(options, code, words):
    frame = made().assign(
        zero=lambda d: 1.0 - d.urban,
        one=lambda d: np.where(d.urban > 0, 99, d.town),
        gone=lambda d: d.w.where(d.index > 2),
    )
    with pytest.raises(ResponseError, match=words) as caught:
        gainsem.fit(ONE_FACTOR, frame, group="kind", **options)
    assert caught.value.problems[0].code == code


@pytest.mark.parametrize("estimator", ["MLM", "GLS", "MLF"])
def test_estimators_that_know_no_design_are_refused(estimator):
    with pytest.raises(OptionError, match=f"does not go with estimator={estimator}"):
        gainsem.fit(ONE_FACTOR, made(), group="kind", cluster="town", estimator=estimator)


@pytest.mark.parametrize("several", [False, True], ids=["one", "groups"])
def test_covariance_matrices_have_no_design(several):
    frame = made()
    moments = [
        gainsem.Moments.from_covariance(
            own[list("abcd")].cov().to_numpy(), len(own), means=[0.0] * 4, names=list("abcd")
        )
        for _, own in frame.groupby("kind")
    ]
    data = moments if several else moments[0]
    with pytest.raises(OptionError, match="no respondents that weights and cluster"):
        gainsem.fit(ONE_FACTOR, data, weights="w", cluster="town")
