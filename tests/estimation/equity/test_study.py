"""The equity view: a decomposition by hand, planted gaps, what stands in the record, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import GainsemError, OptionError, ResponseError, SpecificationError
from gainsem.estimation.equity.measured import doubts
from gainsem.results.equity.record import Equity
from gainsem.results.invariance.rows import DifferenceTest
from gainsem.results.invariance.steps import Level, invariance_steps

MODEL = "trust =~ t1 + t2 + t3 + t4\ncare =~ c1 + c2 + c3"
SURVEY = Path(__file__).parents[3] / "surveys" / "sense_of_gain"
ITEMS = ("t1", "t2", "t3", "t4", "c1", "c2", "c3")


def drawn(seed, n=(400, 300), *, gap=-0.5, bias=0.0, more=0.6, slope=0.4):
    """Return answers of two groups: a gap in trust, one biased item, a covariate that differs.

    Trust is ``slope * age + gap in the second group + N(0, 1)``, age is N(0, 1) and higher by
    ``more`` in the first group; care has no gap.
    """
    rng = np.random.default_rng(seed)
    rural = np.repeat([0, 1], n)
    size = len(rural)
    age = rng.normal(size=size) + more * (rural == 0)
    trust = slope * age + gap * rural + rng.normal(size=size)
    care = 0.4 * trust - 0.4 * (slope * age + gap * rural) + rng.normal(size=size)
    frame = pd.DataFrame({"hukou": np.where(rural == 1, "农村", "城镇"), "age": 40 + 10 * age})
    for name, factor in zip(ITEMS, [trust] * 4 + [care] * 3, strict=True):
        frame[name] = 0.8 * factor + 0.6 * rng.normal(size=size) + 3.0
    frame["t4"] += bias * rural
    frame["education"] = np.where(age + rng.normal(size=size) > 0.5, "大学", "中学")
    frame["year"] = rng.integers(2020, 2023, size)
    frame["one"] = 1
    return frame


@pytest.fixture(scope="module")
def frame():
    return drawn(5, bias=-0.4)


@pytest.fixture(scope="module")
def view(frame):
    return gainsem.equity(
        MODEL + "\ntrust ~ care", frame, "hukou", adjust=["age", "education"], reference="城镇"
    )


def test_with_one_variable_measured_without_error_it_is_the_decomposition_of_regressions(frame):
    """Parts by hand from two regressions of least squares, in pooled standard deviations."""
    found = gainsem.equity(
        "f =~ t1",
        frame,
        "hukou",
        adjust=["age"],
        slopes="reference",
        partial=(),
        estimator="ML",
    )
    own, other = (frame[frame.hukou == g] for g in ("农村", "城镇"))
    lines = [np.polyfit(part.age, part.t1, 1) for part in (own, other)]
    centre = frame.age.mean()
    sd = np.sqrt(sum(len(part) * part.t1.var(ddof=0) for part in (own, other)) / len(frame))
    explained = lines[1][0] * (own.age.mean() - other.age.mean()) / sd
    slopes = (lines[0][0] - lines[1][0]) * (own.age.mean() - centre) / sd
    intercept = (np.polyval(lines[0], centre) - np.polyval(lines[1], centre)) / sd
    expected = {
        "explained": explained,
        "slopes": slopes,
        "intercept": intercept,
        "total": (own.t1.mean() - other.t1.mean()) / sd,
    }
    assert explained + slopes + intercept == pytest.approx(expected["total"], rel=1e-9)
    assert {row.kind: row.est for row in found.parts} == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("slopes", ["equal", "pooled", "reference"])
def test_parts_sum_to_the_gap_and_shares_to_all_of_it(frame, slopes):
    found = gainsem.equity(
        MODEL, frame, "hukou", adjust=["age", "education"], slopes=slopes, partial=["t4"]
    )
    for factor in ("trust", "care"):
        own = [row for row in found.parts if row.factor == factor]
        [total] = [row for row in own if row.kind == "total"]
        assert sum(row.est for row in own if row.kind != "total") == pytest.approx(
            total.est, abs=1e-10
        )
    shares = [row.share for row in found.parts if row.factor == "trust"]
    assert sum(shares) == pytest.approx(2.0, abs=1e-9)


def test_planted_gaps_come_back(view):
    """Planted: -.5 given age, and .4 * -.6 by age; in SD sqrt(1 + .16)."""
    sd = np.sqrt(1 + 0.4**2)
    raw, adjusted = view.gap("trust"), view.gap("trust", kind="adjusted")
    assert raw.ci_lower < (-0.5 - 0.24) / sd < raw.ci_upper
    assert adjusted.ci_lower < -0.5 / sd < adjusted.ci_upper
    care = view.gap("care")
    assert care.ci_lower < 0.0 < care.ci_upper
    assert view.freed == ("t4",)
    assert any(one.code == "W-EQU-09" for one in view.diagnostics)


def test_bias_is_what_the_item_adds(view):
    """Planted: -.4 on one item of four, so -.1 of the mean; nothing is left over."""
    [row] = [row for row in view.bias if row.factor == "trust"]
    frame = drawn(5, bias=-0.4)
    score = frame[["t1", "t2", "t3", "t4"]].mean(axis=1)
    groups = [score[frame.hukou == g] for g in ("农村", "城镇")]
    sd = np.sqrt(sum(len(g) * g.var(ddof=0) for g in groups) / len(score))
    assert row.observed == pytest.approx((groups[0].mean() - groups[1].mean()) / sd, rel=1e-9)
    assert row.bias == pytest.approx(-0.1 / sd, abs=3 * row.bias_se)
    assert row.latent + row.bias + row.rest == pytest.approx(row.observed, abs=1e-12)
    assert abs(row.rest) < 0.02
    assert row.items == ("t4",)
    assert view.gap("trust", kind="ignored").est < view.gap("trust").est


def test_q15_chinese_groups_and_texts_as_covariates(view):
    assert view.groups == ("城镇", "农村")
    rows = [c for c in view.covariates if (c.covariate, c.group) == ("education", "农村")]
    shares = drawn(5).query("hukou == '农村'").education.value_counts(normalize=True)
    assert {row.level: row.mean for row in rows} == pytest.approx(shares.to_dict())


def test_several_groups_are_compared_with_the_reference_group(frame):
    third = np.where(np.arange(len(frame)) % 3 == 0, "其他", frame.hukou)
    found = gainsem.equity(
        MODEL, frame.assign(hukou=third), "hukou", partial=["t4"], reference="农村"
    )
    assert found.reference == "农村"
    assert {row.group for row in found.gaps} == {"城镇", "其他"}
    assert found.gap("trust", "城镇").est > 0.0


def test_waves_have_their_gaps_changes_and_a_trend(frame):
    found = gainsem.equity(MODEL, frame, "hukou", waves="year", partial=["t4"], adjust="age")
    assert found.waves == ("2020", "2021", "2022")
    gaps = [found.gap("trust", "农村", "raw", wave).est for wave in found.waves]
    rows = [row for row in found.changes if (row.factor, row.kind) == ("trust", "raw")]
    assert [row.est for row in rows[:2]] == pytest.approx(np.diff(gaps), abs=1e-12)
    [trend] = [row for row in rows if row.is_trend]
    assert trend.est == pytest.approx((gaps[2] - gaps[0]) / 2, abs=1e-12)
    assert trend.df == 2
    assert {row.kind for row in found.changes} == {"raw", "adjusted"}


def test_a_view_is_read_again_as_it_was_saved(view, tmp_path):
    place = view.save(tmp_path / "equity.json")
    again = gainsem.load(place)
    assert isinstance(again, Equity)
    assert again.to_json() == view.to_json()
    assert again.summary(lang="zh") == view.summary(lang="zh")


def test_a_damaged_record_is_refused(view):
    content = json.loads(view.to_json())
    content["gaps"][0]["group"] = "elsewhere"
    with pytest.raises(GainsemError, match="a row is of another group") as caught:
        Equity.from_dict(content)
    assert caught.value.code == "E-FILE-13"


def test_scalar_invariance_that_fails_is_said():
    frame = drawn(8, bias=-1.2)
    found = gainsem.equity(MODEL, frame, "hukou", partial=())
    assert not found.trusted
    assert any(one.code == "W-EQU-10" for one in found.diagnostics)
    assert "in doubt" in found.paragraph()
    assert "存疑" in found.paragraph("zh")
    assert "NOT to be trusted" in repr(found)


def test_small_groups_are_said():
    found = gainsem.equity(MODEL, drawn(9, n=(200, 60)), "hukou", partial=())
    assert any(one.code == "W-EQU-12" and "n = 60" in one.message for one in found.diagnostics)


def test_q09_respondents_without_a_covariate_are_left_out_of_both_gaps(frame):
    holes = frame.copy()
    holes.loc[holes.index[:30], "age"] = np.nan
    found = gainsem.equity(MODEL, holes, "hukou", adjust="age", partial=["t4"])
    assert found.n_obs == len(frame) - 30
    assert any(one.code == "I-EQU-14" for one in found.diagnostics)


def test_q08_rare_categories_are_joined_and_said(frame):
    rare = frame.assign(job=np.where(np.arange(len(frame)) % 2 == 0, "a", "b"))
    rare.loc[rare.index[:6], "job"] = "c"
    found = gainsem.equity(MODEL, rare, "hukou", adjust="job", partial=["t4"])
    assert any(one.code == "W-EQU-13" for one in found.diagnostics)
    assert found.gap("trust", kind="adjusted").se > 0.0


def test_paths_that_cannot_be_estimated_are_a_remark(frame):
    dummy = frame.assign(rural=(frame.hukou == "农村").astype(float))
    found = gainsem.equity(MODEL + "\ntrust ~ rural", dummy, "hukou", partial=["t4"])
    assert not found.paths
    assert any(one.code in ("I-EQU-16", "W-EQU-08") for one in found.diagnostics)
    assert found.gap("trust").se > 0.0


def test_a_marker_gives_the_same_gap_as_a_factor_of_variance_1(frame):
    """One model in two metrics: gaps in standard deviations agree to the search's accuracy."""
    marked = MODEL.replace("t1", "1*t1").replace("c1", "2*c1") + "\ntrust ~ care"
    found = gainsem.equity(marked, frame, "hukou", partial=["t4"], adjust="age", estimator="ML")
    other = gainsem.equity(
        MODEL + "\ntrust ~ care", frame, "hukou", partial=["t4"], adjust="age", estimator="ML"
    )
    for own, same in (
        (found.gaps, other.gaps),
        (found.parts, other.parts),
        (found.paths, other.paths),
    ):
        assert [row.est for row in own] == pytest.approx([row.est for row in same], abs=1e-6)
        assert [row.se for row in own] == pytest.approx([row.se for row in same], rel=1e-5)


REFUSED = {
    "q01_no_group": ({"group": None}, "E-EQU-01"),
    "the_q02_bootstrap": ({"bootstrap": 100}, "E-EQU-01"),
    "q02_bollen_stine": ({"test": "bollen.stine"}, "E-EQU-01"),
    "the_q02_replicates": (
        {"weights": "age", "cluster": "year", "replicates": "jackknife"},
        "E-EQU-01",
    ),
    "the_q02_equalities": ({"group_equal": ["loadings"]}, "E-EQU-01"),
    "the_slopes": ({"slopes": "both"}, "E-EQU-01"),
    "the_unit": ({"unit": "sd"}, "E-EQU-01"),
    "a_q04_unknown_covariate": ({"adjust": "aeg"}, "E-EQU-03"),
    "a_q05_item": ({"adjust": ["age", "t1"]}, "E-EQU-03"),
    "a_q05_group": ({"adjust": "hukou"}, "E-EQU-03"),
    "a_q05_wave": ({"adjust": "year", "waves": "year"}, "E-EQU-03"),
    "a_q05_constant": ({"adjust": "one"}, "E-EQU-03"),
    "a_q05_twice": ({"adjust": ["age", "age"]}, "E-EQU-03"),
    "a_q10_single_wave": ({"waves": "one"}, "E-EQU-04"),
    "a_q10_unknown_wave": ({"waves": "yaer"}, "E-EQU-04"),
    "a_q10_group": ({"waves": "hukou"}, "E-EQU-04"),
    "a_q12_reference": ({"reference": "乡村"}, "E-EQU-06"),
    "a_q13_unknown_item": ({"partial": ["t9"]}, "E-EQU-07"),
    "a_q13_word": ({"partial": "some"}, "E-EQU-07"),
    "a_q13_whole_factor": ({"partial": ["c1", "c2", "c3"]}, "E-EQU-07"),
    "a_q03_single_group": ({"group": "one"}, "E-GRP-62"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_with_its_code(frame, name):
    options, code = REFUSED[name]
    with pytest.raises(GainsemError) as caught:
        gainsem.equity(MODEL, frame, **{"group": "hukou", **options})
    assert caught.value.code == code
    assert caught.value.exit_code == 2


def test_q06_identifiers_and_free_text_are_no_covariates(frame):
    named = frame.assign(name=[f"person {k}" for k in range(len(frame))])
    with pytest.raises(OptionError, match="different categories") as caught:
        gainsem.equity(MODEL, named, "hukou", adjust="name")
    assert caught.value.code == "E-EQU-03"


def test_q11_a_wave_without_one_of_the_groups_is_refused(frame):
    gone = frame[(frame.year != 2021) | (frame.hukou == "城镇")]
    with pytest.raises(ResponseError, match="农村 in 2021: n = 0") as caught:
        gainsem.equity(MODEL, gone, "hukou", waves="year")
    assert caught.value.code == "E-EQU-05"


def test_q07_covariates_without_common_values_are_refused(frame):
    apart = frame.assign(place=np.where(frame.hukou == "农村", "village", "town"))
    with pytest.raises(OptionError, match="no two categories") as caught:
        gainsem.equity(MODEL, apart, "hukou", adjust="place")
    assert caught.value.code == "E-EQU-03"


def test_q14_models_without_latent_variables_are_refused(frame):
    with pytest.raises(SpecificationError) as caught:
        gainsem.equity("t1 ~ age", frame, "hukou")
    assert caught.value.code == "E-EQU-02"


@pytest.mark.slow
def test_intervals_hold_the_planted_gaps_as_often_as_they_say():
    """60 draws: 95 % intervals hold the value in 53 of 60 or more (probability .996)."""
    sd = np.sqrt(1 + 0.4**2)
    held = {"raw": 0, "adjusted": 0, "explained": 0}
    for seed in range(60):
        found = gainsem.equity(
            MODEL, drawn(100 + seed, n=(300, 300)), "hukou", partial=(), adjust="age"
        )
        [part] = [p for p in found.parts if (p.factor, p.kind) == ("trust", "explained")]
        rows = {
            "raw": (found.gap("trust"), -0.74 / sd),
            "adjusted": (found.gap("trust", kind="adjusted"), -0.5 / sd),
            "explained": (part, -0.24 / sd),
        }
        for name, (row, true) in rows.items():
            held[name] += row.ci_lower < true < row.ci_upper
    assert min(held.values()) >= 53, held


@pytest.mark.parametrize(
    ("pvalue", "srmr", "said"), [(0.5, 0.012, 0), (0.01, 0.012, 1), (0.01, 0, 0)]
)
def test_cutoffs_that_disagree_need_the_test_to_cast_doubt(pvalue, srmr, said):
    """SRMR alone beyond its limit is no evidence where the test of equality sees nothing."""
    sizes = {"cfi": 0.99, "rmsea": 0.02, "srmr": 0.03}
    start = Level(name="configural", constraint="configural", constraints="", measures=sizes, df=10)
    equal = Level(
        name="scalar",
        constraint="intercepts",
        constraints="",
        measures=sizes | {"srmr": 0.03 + srmr},
        df=20,
        test=DifferenceTest(10.0, 10, pvalue),
    )
    steps = invariance_steps([start, equal], "chen_2007")
    assert steps[-1].verdict == ("mixed" if srmr else "holds")
    assert [each.code for each in doubts(start, steps[-1], "search")] == ["W-EQU-10"] * said
