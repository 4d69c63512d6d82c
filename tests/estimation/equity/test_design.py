"""The equity view of a designed sample: formulas of survey statistics, frequencies, clusters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError
from gainsem.results.equity.record import Equity

MODEL = "trust =~ t1 + t2 + t3\ncare =~ c1 + c2 + c3"
ITEMS = ("t1", "t2", "t3", "c1", "c2", "c3")
DESIGNS = {
    "weights": {"weights": "w"},
    "clusters": {"cluster": "town"},
    "weights and clusters": {"weights": "w", "cluster": "town"},
    "strata": {"weights": "w", "cluster": "town", "strata": "region"},
    "strata alone": {"strata": "region"},
    "groups within clusters": {"weights": "w", "cluster": "village"},
}


def drawn(seed, towns=40, people=14, *, shared=0.6):
    """Return answers of two groups that live in the same towns, with integer weights.

    In every other town 80 % are rural, in the others 20 %.  Towns differ in trust and in age
    by ``shared`` standard deviations; trust is ``.4 age - .5 rural + town + N(0, 1)``.
    """
    rng = np.random.default_rng(seed)
    town = np.repeat(np.arange(towns), people)
    size = len(town)
    rural = (rng.random(size) < np.where(np.arange(towns) % 2, 0.2, 0.8)[town]).astype(int)
    age = rng.normal(size=size) + 0.5 * (rural == 0) + shared * rng.normal(size=towns)[town]
    trust = 0.4 * age - 0.5 * rural + shared * rng.normal(size=towns)[town]
    trust += rng.normal(size=size)
    care = 0.3 * trust + rng.normal(size=size)
    frame = pd.DataFrame({"town": town, "region": town // (towns // 4), "age": 40 + 10 * age})
    frame["village"] = 2 * town + rural
    frame["hukou"] = np.where(rural == 1, "rural", "urban")
    frame["hukou"] = pd.Categorical(frame.hukou, ["urban", "rural"])
    frame["w"] = rng.integers(1, 4, size) + (rural == 1)
    frame["school"] = np.where(age + rng.normal(size=size) > 0.3, "high", "low")
    for name, factor in zip(ITEMS, [trust] * 3 + [care] * 3, strict=True):
        frame[name] = 0.8 * factor + 0.6 * rng.normal(size=size)
    return frame.sort_values("hukou", kind="stable").astype({"hukou": str}).reset_index(drop=True)


@pytest.fixture(scope="module")
def frame():
    return drawn(3)


def viewed(frame, **options):
    return gainsem.equity(MODEL, frame, "hukou", partial=(), **options)


def numbers(found):
    """Return all estimates and standard errors of gaps, parts and paths."""
    rows = (*found.gaps, *found.parts, *found.paths)
    return np.array([row.est for row in rows]), np.array([row.se for row in rows])


def parts_by_hand(frame, weights, slopes):
    """Return the parts as functions of weighted moments, and the moments of each respondent."""
    groups = [(frame.hukou == label).to_numpy() for label in ("urban", "rural")]
    totals = np.array([weights[own].sum() for own in groups])
    share = totals / totals.sum()
    x, y = frame.age.to_numpy() / 10 - 4, frame.t1.to_numpy()
    each = np.column_stack([x, y, x * x, x * y, y * y])
    moments = np.array([weights[own] @ each[own] / weights[own].sum() for own in groups])

    def parts(flat):
        mx, my, xx, xy, yy = flat.reshape(2, 5).T
        slope = (xy - mx * my) / (xx - mx * mx)
        start, centre, sd = my - slope * mx, share @ mx, np.sqrt(share @ (yy - my * my))
        used = slope[0] if slopes == "reference" else share @ slope
        explained = used * (mx[1] - mx[0])
        turned = (slope[1] - used) * (mx[1] - centre) + (used - slope[0]) * (mx[0] - centre)
        rest = start[1] - start[0] + (slope[1] - slope[0]) * centre
        return np.array([explained, turned, rest, my[1] - my[0]]) / sd

    own = np.zeros((len(frame), 10))
    for k, mask in enumerate(groups):
        own[mask, 5 * k : 5 * k + 5] = (each[mask] - moments[k]) / weights[mask].sum()
    return parts, moments.ravel(), own * weights[:, None]


def slopes_of(function, at, step=1e-5):
    moves = step * np.eye(len(at))
    return np.array([(function(at + m) - function(at - m)) / (2 * step) for m in moves])


def covariance_of_sum(rows, frame, design):
    """Return the variance of the sums of rows: totals of clusters around those of strata."""
    if not {"cluster", "strata"} & set(design):
        return rows.T @ rows
    unit = frame[design["cluster"]] if "cluster" in design else pd.Series(range(len(frame)))
    stratum = frame[design["strata"]] if "strata" in design else pd.Series(0, frame.index)
    found = 0.0
    for _, own in pd.DataFrame(rows).groupby(stratum.to_numpy()):
        totals = own.groupby(unit.to_numpy()[own.index]).sum().to_numpy()
        apart = totals - totals.mean(axis=0)
        found = found + apart.T @ apart * len(totals) / (len(totals) - 1)
    return found


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("slopes", ["reference", "pooled"])
def test_one_variable_without_error_is_two_weighted_regressions(frame, design, slopes):
    """Estimates and standard errors by Taylor series (Binder 1983), not by a model.

    Villages lie within groups: their factor counts those of one group, C_g / (C_g - 1).
    """
    options = DESIGNS[design]
    weights = frame.w.to_numpy(dtype=float) if "weights" in options else np.ones(len(frame))
    parts, moments, rows = parts_by_hand(frame, weights, slopes)
    grouped = dict(options)
    if design == "groups within clusters":
        grouped["strata"] = "hukou"
    slope = slopes_of(parts, moments)
    expected_se = np.sqrt(np.diag(slope.T @ covariance_of_sum(rows, frame, grouped) @ slope))
    found = gainsem.equity(
        "f =~ t1", frame, "hukou", adjust="age", slopes=slopes, partial=(), **options
    )
    assert [row.kind for row in found.parts] == ["explained", "slopes", "intercept", "total"]
    assert [row.est for row in found.parts] == pytest.approx(parts(moments), abs=2e-6)
    assert [row.se for row in found.parts] == pytest.approx(expected_se, rel=2e-5)
    raw, adjusted = found.gap("f"), found.gap("f", kind="adjusted")
    assert (raw.est, raw.se) == pytest.approx((parts(moments)[3], expected_se[3]), rel=2e-5)
    assert (adjusted.est, adjusted.se) == pytest.approx(
        (parts(moments)[2], expected_se[2]), rel=2e-5
    )


def test_equal_weights_change_no_gap(frame):
    """The sandwich of weights is that of MLR; covariates add what they have in common with it."""
    plain = viewed(frame, adjust="age", estimator="MLR")
    equal = viewed(frame.assign(w=2.5), adjust="age", weights="w")
    est, se = numbers(plain)
    own, own_se = numbers(equal)
    raw = np.array([row.kind == "raw" for row in plain.gaps] + [False] * len(plain.parts))
    assert own == pytest.approx(est, abs=1e-6)
    assert own_se[raw] == pytest.approx(se[raw], rel=1e-5)
    assert own_se == pytest.approx(se, rel=0.1)
    assert equal.design is not None
    assert plain.design is None


def test_every_respondent_a_cluster_adds_the_factor_of_n(frame):
    """Two respondents a cluster at first, then their halves: n / (n - 1) of the variance."""
    twice = pd.concat([frame, frame], ignore_index=True)
    twice["pair"] = np.tile(np.arange(len(frame)), 2)
    plain = viewed(frame, estimator="MLR")
    paired = viewed(twice, cluster="pair")
    est, se = numbers(plain)
    own, own_se = numbers(paired)
    assert own == pytest.approx(est, abs=1e-6)
    # No pair holds two groups: the factor is that of each group, between those of both sizes.
    factors = [np.sqrt(n / (n - 1)) for n in plain.sizes]
    assert (own_se / se > min(factors) - 2e-6).all()
    assert (own_se / se < max(factors) + 2e-6).all()


def test_whole_numbers_as_weights_are_frequencies(frame):
    repeated = frame.loc[frame.index.repeat(frame.w)].reset_index(drop=True)
    options = {"adjust": ("age", "school"), "slopes": "pooled", "unit": "pooled"}
    weighted = viewed(frame, weights="w", **options)
    expanded = viewed(repeated, estimator="MLR", **options)
    assert numbers(weighted)[0] == pytest.approx(numbers(expanded)[0], abs=2e-6)
    assert weighted.sizes == tuple(frame.hukou.value_counts()[list(weighted.groups)])
    for own, other in zip(weighted.bias, expanded.bias, strict=True):
        assert own.observed == pytest.approx(other.observed, abs=1e-9)
        assert own.latent == pytest.approx(other.latent, abs=1e-6)
    means = [[row.mean for row in found.covariates] for found in (weighted, expanded)]
    assert means[0] == pytest.approx(means[1], abs=1e-12)


def test_paths_and_waves_of_frequencies(frame):
    model = MODEL + "\ntrust ~ care + age"
    year = frame.assign(year=np.where(np.arange(len(frame)) % 2 == 0, 2020, 2022))
    repeated = year.loc[year.index.repeat(year.w)].reset_index(drop=True)
    options = {"partial": (), "waves": "year", "adjust": "school"}
    weighted = gainsem.equity(model, year, "hukou", weights="w", cluster="town", **options)
    expanded = gainsem.equity(model, repeated, "hukou", estimator="MLR", **options)
    assert len(weighted.paths) == len(expanded.paths) > 0
    assert len(weighted.changes) == len(expanded.changes) > 0
    assert numbers(weighted)[0] == pytest.approx(numbers(expanded)[0], abs=5e-6)
    assert all(row.se > 0.0 for row in weighted.changes)


@pytest.mark.parametrize("design", [{"cluster": "person"}, {"cluster": "person", "weights": "w"}])
def test_waves_of_a_panel_are_not_independent_where_persons_are_clusters(frame, design):
    """The change of a gap by Taylor series of four weighted means and variances."""
    rng = np.random.default_rng(1)
    first = frame.assign(person=np.arange(len(frame)), year=2020)
    later = 0.7 * first.t1 + 0.2 * (first.hukou == "rural") + 0.5 * rng.normal(size=len(first))
    panel = pd.concat([first, first.assign(year=2022, t1=later)], ignore_index=True)
    weights = panel.w.to_numpy(float) if "weights" in design else np.ones(len(panel))
    cells = [
        ((panel.hukou == group) & (panel.year == year)).to_numpy()
        for group in ("urban", "rural")
        for year in (2020, 2022)
    ]
    each = np.column_stack([panel.t1, panel.t1**2])
    totals = np.array([weights[own].sum() for own in cells])
    moments = np.array([weights[own] @ each[own] for own in cells]) / totals[:, None]
    rows = np.zeros((len(panel), 8))
    for k, own in enumerate(cells):
        rows[own, 2 * k : 2 * k + 2] = (each[own] - moments[k]) / totals[k]

    def change(flat):
        mean, square = flat.reshape(4, 2).T
        gap = (mean[3] - mean[1]) - (mean[2] - mean[0])
        return np.array([gap / np.sqrt(totals @ (square - mean**2) / totals.sum())])

    slope = slopes_of(change, moments.ravel())
    expected = slope.T @ covariance_of_sum(rows * weights[:, None], panel, design) @ slope
    [row] = gainsem.equity("f =~ t1", panel, "hukou", waves="year", partial=(), **design).changes
    assert row.est == pytest.approx(change(moments.ravel())[0], abs=2e-6)
    assert row.se == pytest.approx(np.sqrt(expected[0, 0]), rel=2e-5)


def test_items_are_searched_for_under_a_design(frame):
    biased = frame.assign(t3=frame.t3 - 0.8 * (frame.hukou == "rural"))
    design = {"weights": "w", "cluster": "town", "strata": "region"}
    found = gainsem.equity(MODEL, biased, "hukou", adjust="age", **design)
    plain = viewed(frame, adjust="age", **design)
    assert found.freed == ("t3",)
    # Less what was planted, the gap is that of the items as they were.
    assert found.gap("trust").est == pytest.approx(plain.gap("trust").est, abs=0.1)


def test_respondents_without_a_predictor_are_left_out_of_paths(frame):
    """With full information: what the predictor explains is of those who have it, as always."""
    holes = frame.copy()
    holes.loc[::9, "age"] = np.nan
    holes.loc[::7, "t2"] = np.nan
    model = MODEL + "\ntrust ~ age"
    plain = gainsem.equity(model, holes, "hukou", partial=(), missing="fiml")
    equal = gainsem.equity(
        model, holes.assign(w=1.0), "hukou", partial=(), weights="w", missing="fiml"
    )
    assert len(equal.paths) == len(plain.paths) > 0
    est = [row.est for row in plain.paths]
    assert [row.est for row in equal.paths] == pytest.approx(est, abs=2e-5)


def test_full_information_of_complete_answers_is_the_same(frame):
    options = {"adjust": ("age", "school"), "weights": "w", "cluster": "town", "slopes": "pooled"}
    listwise = viewed(frame, missing="listwise", **options)
    everything = viewed(frame, missing="fiml", **options)
    for own, other in zip(numbers(everything), numbers(listwise), strict=True):
        assert own == pytest.approx(other, abs=1e-5)


def cut(frame):
    """Return the answers in four categories."""
    edges = [-1.0, 0.0, 1.0]
    return frame.assign(**{name: np.digitize(frame[name], edges) + 1 for name in ITEMS})


def test_ordinal_items_in_clusters_of_equal_answers(frame):
    """Everybody twice, as a cluster: the errors of everybody once, but for the factor."""
    ordinal = cut(frame)
    twice = pd.concat([ordinal, ordinal], ignore_index=True)
    twice["pair"] = np.tile(np.arange(len(frame)), 2)
    plain = viewed(ordinal, ordered=True)
    paired = viewed(twice.assign(w=3.0), ordered=True, cluster="pair", weights="w")
    est, se = numbers(plain)
    own, own_se = numbers(paired)
    assert own == pytest.approx(est, abs=2e-5)
    assert own_se == pytest.approx(se, rel=0.005)
    for one, other in zip(paired.bias, plain.bias, strict=True):
        assert one.observed == pytest.approx(other.observed, rel=1e-9)


def test_mean_answers_of_ordinal_items_are_weighted(frame):
    ordinal = cut(frame)
    found = viewed(ordinal, ordered=True, weights="w")
    row = next(row for row in found.bias if row.factor == "trust")
    score = ordinal[["t1", "t2", "t3"]].mean(axis=1)
    spread, means, counts = [], [], []
    for label in found.groups:
        own = ordinal.hukou == label
        means.append(np.average(score[own], weights=ordinal.w[own]))
        counts.append(own.sum())
        spread.append(np.average((score[own] - means[-1]) ** 2, weights=ordinal.w[own]))
    sd = np.sqrt(np.average(spread, weights=counts))
    assert row.observed == pytest.approx((means[1] - means[0]) / sd, rel=2e-3)


def test_q16_covariates_of_ordinal_items_are_refused_by_name(frame):
    with pytest.raises(OptionError, match="adjust= cannot be combined with weights and clust") as e:
        viewed(cut(frame), ordered=True, adjust="age", weights="w", cluster="town")
    assert e.value.code == "E-EQU-01"
    assert e.value.exit_code == 2


def test_no_parts_by_observed_predictors_of_ordinal_items(frame):
    found = gainsem.equity(
        MODEL + "\ntrust ~ age",
        cut(frame),
        "hukou",
        ordered=list(ITEMS),
        partial=(),
        cluster="town",
    )
    assert not found.paths
    assert any(one.code == "I-EQU-16" and "design" in one.message for one in found.diagnostics)
    assert found.gap("trust").se > 0.0


def test_q18_a_group_in_one_cluster_is_refused(frame):
    alone = frame.assign(town=frame.town.where(frame.hukou == "urban", 99))
    with pytest.raises(gainsem.GainsemError, match="of group 'rural' are in one cluster") as caught:
        viewed(alone, cluster="town")
    assert caught.value.code == "E-WGT-64"
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(("column", "code"), [("wieght", "E-MOD-71"), ("minus", "E-WGT-62")])
def test_q17_columns_of_a_design_that_cannot_be(frame, column, code):
    with pytest.raises(gainsem.GainsemError) as caught:
        viewed(frame.assign(minus=-1.0), weights=column)
    assert caught.value.code == code
    assert caught.value.exit_code == 2


def test_the_design_is_told_and_kept(frame, tmp_path):
    found = viewed(frame, weights="w", cluster="town", strata="region")
    assert "weighted by the sampling weights “w”" in found.paragraph()
    assert "40 clusters of “town” in 4 strata of “region”" in found.paragraph()
    assert "受访者按抽样权重“w”加权。" in found.paragraph("zh")
    assert "Binder" in gainsem.cite(found)
    again = gainsem.load(found.save(tmp_path / "equity.json"))
    assert isinstance(again, Equity)
    assert again.to_json() == found.to_json()
    assert again.design == found.design


def test_means_of_covariates_differ_between_groups_where_they_are_parameters(frame):
    """Covariates that are part of the model have means of their own, as those that are given."""
    given = viewed(frame, adjust="age", estimator="ML")
    modelled = viewed(frame, adjust="age", estimator="ML", fixed_x=False)
    assert numbers(modelled)[0] == pytest.approx(numbers(given)[0], abs=1e-5)
    # Generalised least squares is another estimator of the same: .02 is a quarter of an error.
    least = viewed(frame, adjust="age", estimator="GLS")
    assert numbers(least)[0] == pytest.approx(numbers(given)[0], abs=0.02)


@pytest.mark.slow
def test_intervals_of_towns_that_groups_share_hold_what_is_true():
    """120 draws of 40 towns: coverage of .95 intervals is .95 +- 3 times its error of .020.

    Mean errors over the standard deviation of the estimates are 1 +- 3 times its error of
    .065.  Without clusters errors of the gaps are too small by a quarter or more.
    """
    spread = np.sqrt(1.0 + 0.6**2 + 0.4**2 * (1.0 + 0.6**2))
    true = np.array([-0.7, -0.5, -0.2]) / spread
    drawings = [drawn(seed, people=12) for seed in range(120)]
    designed = [three(viewed(each, adjust="age", weights="w", cluster="town")) for each in drawings]
    est, se = np.swapaxes(designed, 0, 1)
    assert (np.abs(est - true) < 1.96 * se).mean(axis=0).min() > 0.89
    assert se.mean(axis=0) / est.std(axis=0, ddof=1) == pytest.approx(np.ones(3), abs=0.2)
    alone = [three(viewed(each, adjust="age", weights="w"))[1] for each in drawings[:20]]
    assert (np.mean(alone, axis=0)[:2] < 0.8 * se.mean(axis=0)[:2]).all()


def three(found):
    """Return gap, adjusted gap and part explained of trust, and their standard errors."""
    part = next(row for row in found.parts if (row.factor, row.kind) == ("trust", "explained"))
    rows = (found.gap("trust"), found.gap("trust", kind="adjusted"), part)
    return [row.est for row in rows], [row.se for row in rows]
