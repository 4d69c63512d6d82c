"""Scoring from end to end: known populations, hidden cells, and everything that is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.results.fit import Fit
from gainsem.results.scores import Scores
from tests.scored_study import ITEMS, population_index, sample, write_study


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("score") / "study")


@pytest.fixture(scope="module")
def fit(study: Path) -> Fit:
    return gainsem.fit(study / "model.lav", str(study), missing="pairwise")


@pytest.fixture(scope="module")
def scores(fit: Fit, study: Path) -> Scores:
    return gainsem.score(fit, str(study), by=["district", "rural"], compare="rural", min_cell=10)


def row_of(scores: Scores, construct: str, by: str = "", level: str = "", wave: str = "") -> Any:
    key = (construct, by, level, wave)
    [row] = [r for r in scores.index if (r.construct, r.by, r.level, r.wave) == key]
    return row


def frame(n: int = 400, seed: int = 8) -> pd.DataFrame:
    own = sample(n, seed)
    found = pd.DataFrame(own.answers.astype(float), columns=list(ITEMS))
    return found.assign(district=own.district, rural=own.rural, wave=own.wave, w=own.weights)


def refusal(fit: Fit, data: Any, **options: Any) -> gainsem.GainsemError:
    with pytest.raises(gainsem.GainsemError) as caught:
        gainsem.score(fit, data, **{"draws": 5, **options})
    return caught.value


def codes(scores: Scores) -> set[str]:
    return {each.code for each in scores.diagnostics}


def test_the_index_of_all_is_that_of_the_answers(scores: Scores, study: Path) -> None:
    """The expected answer, averaged over respondents, is the mean answer (POMP)."""
    survey = gainsem.read_survey(study)
    values, weights = survey.responses, survey.responses.column("w")
    for name, items in (("A", ("a1", "a2", "a3")), ("B", ("b1", "b2", "b3"))):
        plain = []
        for item in items:
            column = values.column(item)
            known = ~np.isnan(column)
            plain.append(np.average(column[known], weights=weights[known]))
        # The answers have a sampling error that the model smooths: it is the fit of the
        # marginals that lets them agree, to a point or so of 100 at n = 450.
        assert row_of(scores, name).mean == pytest.approx(25.0 * (np.mean(plain) - 1), abs=1.0)


def test_true_values_of_the_population_lie_in_the_intervals(scores: Scores) -> None:
    """A fixed seed; four standard errors allow for 30 looks at once."""
    for name in "ABCDG":
        truth, row = population_index(name), row_of(scores, name)
        assert abs(row.mean - truth["mean"]) < 4.0 * row.se
        assert row.sd == pytest.approx(truth["sd"], rel=0.15)
        for k in range(6):
            cell = row_of(scores, name, "district", str(k + 1))
            assert abs(cell.mean - truth[f"district {k + 1}"]) < 4.0 * cell.se
        [gap] = [g for g in scores.gaps if (g.kind, g.construct, g.wave) == ("groups", name, "")]
        assert abs(gap.difference - truth["gap"]) < 4.0 * gap.se
        assert gap.pvalue < 0.01
        [trend] = [t for t in scores.trends if (t.construct, t.level) == (name, "")]
        assert abs(trend.slope - truth["trend"]) < 4.0 * trend.se
    overall = row_of(scores, "G")
    assert abs(overall.gini - population_index("G")["gini"]) < 4.0 * overall.gini_se


def test_wider_constructs_are_means_of_their_parts(scores: Scores) -> None:
    for by, level in (("", ""), ("district", "2"), ("rural", "1")):
        a, b, d = (row_of(scores, name, by, level).mean for name in "ABD")
        assert d == pytest.approx((a + b) / 2, abs=1e-9)
    assert scores.settings.overall == "G"
    assert [each.name for each in scores.constructs] == ["A", "B", "C", "D", "G"]


def test_weights_of_parts_are_used_and_remembered(fit: Fit, study: Path) -> None:
    weighted = gainsem.score(fit, str(study), draws=5, part_weights={"A": 3})
    a, b, d = (row_of(weighted, name).mean for name in "ABD")
    assert d == pytest.approx(0.75 * a + 0.25 * b, abs=1e-9)
    [own] = [each for each in weighted.constructs if each.name == "D"]
    assert own.part_weights == (0.75, 0.25)


def test_gaps_and_trends_belong_together(scores: Scores) -> None:
    rural, urban = (row_of(scores, "G", "rural", level).mean for level in "10")
    [gap] = [g for g in scores.gaps if (g.kind, g.construct, g.wave) == ("groups", "G", "")]
    assert gap.difference == pytest.approx(rural - urban)
    [paired] = [g for g in scores.gaps if g.kind == "constructs" and not (g.by or g.wave)]
    assert paired.difference == pytest.approx(row_of(scores, "D").mean - row_of(scores, "C").mean)
    slopes = {t.level: t for t in scores.trends if t.construct == "G"}
    assert set(slopes) == {"", "0", "1", "1 - 0"}
    assert slopes["1 - 0"].slope == pytest.approx(slopes["1"].slope - slopes["0"].slope)
    means = [row_of(scores, "G", wave=wave).mean for wave in ("2018", "2020", "2022")]
    assert slopes[""].slope == pytest.approx((means[2] - means[0]) / 4)
    assert slopes[""].change == pytest.approx(means[2] - means[0])
    assert all(g.p_holm >= g.pvalue for g in scores.gaps if g.pvalue == g.pvalue)


def test_scores_of_respondents(scores: Scores, fit: Fit, study: Path) -> None:
    own = scores.to_frame("scores")
    assert list(own.columns[:5]) == ["line", "respondent", "A", "B", "C"]
    assert own["line"].tolist()[:2] == [2, 3]
    direct = fit.factor_scores(str(study))
    np.testing.assert_allclose(own["A"], direct["A"])
    assert own["G_index"].mean() == pytest.approx(row_of(scores, "G").mean, abs=2.0)
    assert (own["G_index_sd"] > 0).all()
    assert np.corrcoef(own["A_index"], own["A"])[0, 1] > 0.95


def test_a_record_without_respondents(scores: Scores) -> None:
    content = scores.to_dict()
    assert content["schema"] == "gainsem.index/1"
    text = json.dumps(content, allow_nan=False)
    assert "respondents" not in content
    assert '"line"' not in text
    assert len(content["index"]) == len(scores.index)


def test_the_same_seed_the_same_numbers(fit: Fit, study: Path) -> None:
    one, other = (gainsem.score(fit, str(study), draws=5, seed=4) for _ in range(2))
    assert json.dumps(one.to_dict()) == json.dumps(other.to_dict())
    third = gainsem.score(fit, str(study), draws=5, seed=5)
    assert row_of(third, "G").mean != row_of(one, "G").mean


def test_intervals_include_measurement_error(scores: Scores) -> None:
    row = row_of(scores, "C", "district", "1")
    assert 0.02 < row.measurement < 0.6
    assert row.df < 449
    assert row.ci_lower < row.mean < row.ci_upper


def hidden_study(fit: Fit, *, by: str = "place") -> Scores:
    data = frame()
    data["place"] = np.where(data.index < 4, 3, np.where(data.index < 30, 2, data.district % 2))
    return gainsem.score(fit, data, by=[by], wave="wave", draws=5, overall="C")


def test_small_groups_are_hidden_everywhere(fit: Fit) -> None:
    """Three respondents; the next smallest group goes with them, in waves as well."""
    scores = hidden_study(fit)
    rows = [row for row in scores.index if row.by == "place"]
    assert {row.level for row in rows if row.suppressed and not row.wave} == {"2", "3"}
    for row in rows:
        if row.suppressed:
            shown = [getattr(row, key) for key in ("mean", "se", "df", "sd", "gini", "ci_lower")]
            assert row.n is None
            assert np.isnan(shown).all()
    assert "W-IDX-21" in codes(scores)
    assert "3  " not in scores.summary().split("By")[0]


def test_an_attacker_cannot_work_out_hidden_means(fit: Fit) -> None:
    """All shown cells are equations in the (n, n x mean) of the finest groups; solve them."""
    scores = hidden_study(fit)
    cells = {(r.by, r.level, r.wave): r for r in scores.index if r.construct == "C"}
    levels = sorted({r.level for r in cells.values() if r.by})
    waves = sorted({r.wave for r in cells.values() if r.wave})
    atoms = [(level, wave) for level in levels for wave in waves if ("place", level, wave) in cells]

    def indicator(key: tuple[str, str, str]) -> np.ndarray:
        by, level, wave = key
        return np.array(
            [(not by or level == a) and (not wave or wave == b) for a, b in atoms], dtype=float
        )

    shown = np.array([indicator(key) for key, row in cells.items() if not row.suppressed])
    hidden = [indicator(key) for key, row in cells.items() if row.suppressed]
    assert len(hidden) >= 4
    for wanted in hidden:
        solution = np.linalg.lstsq(shown.T, wanted, rcond=None)[0]
        assert np.abs(shown.T @ solution - wanted).max() > 1e-6


def test_a_trend_leaves_hidden_waves_out(fit: Fit) -> None:
    data = frame(700)
    data["wave"] = data.index % 5
    data.loc[(data.rural == 1) & (data.wave == 4) & (data.index > 100), "rural"] = 0
    scores = gainsem.score(fit, data, compare="rural", wave="wave", draws=5, overall="C")
    gone = {r.wave for r in scores.index if r.suppressed and r.level == "1"}
    assert "4" in gone
    assert len(gone) == 2
    trends = {t.level: t for t in scores.trends if t.construct == "C"}
    assert set(trends["1"].waves) == set("01234") - gone
    assert set(trends["1 - 0"].waves) == set("01234") - gone
    assert set(trends[""].waves) == set("01234")
    gap = [g for g in scores.gaps if g.wave in gone]
    assert gap
    assert all(g.suppressed and np.isnan(g.difference) and g.n is None for g in gap)


def test_nothing_is_hidden_with_a_least_of_one(fit: Fit) -> None:
    scores = gainsem.score(fit, frame(60), by="district", draws=5, min_cell=1, overall="C")
    assert not any(row.suppressed for row in scores.index)


def test_a_continuous_model_scores_too() -> None:
    rng = np.random.default_rng(1)
    eta = rng.normal(size=(300, 2)) @ np.array([[1.0, 0.5], [0.0, 0.8]])
    data = pd.DataFrame(
        {
            f"{name}{k}": 50 + 10 * (eta[:, f] + rng.normal(0, 0.5, 300))
            for f, name in enumerate("xy")
            for k in (1, 2, 3)
        }
    ).assign(place=np.arange(300) % 3)
    fit = gainsem.fit("X =~ x1 + x2 + x3\nY =~ y1 + y2 + y3\nY ~ X", data)
    scores = gainsem.score(fit, data, by="place", overall="Y")
    assert "I-IDX-13" in codes(scores)
    span = data[["x1", "x2", "x3"]]
    plain = 100 * ((span.mean() - span.min()) / (span.max() - span.min())).mean()
    # The mean of a linear index is that of the answers, up to the noise of 20 draws.
    row = row_of(scores, "X")
    assert row.mean == pytest.approx(plain, abs=0.5)
    assert row.se == pytest.approx(row.sd / np.sqrt(300), rel=0.15)


def test_covariates_and_higher_order_models() -> None:
    data = frame(400)
    text = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nC =~ c1 + c2 + c3\nG =~ A + B + C\nG ~ rural"
    for parameterization in ("delta", "theta"):
        fit = gainsem.fit(text, data, ordered=list(ITEMS), parameterization=parameterization)
        missing = data.copy()
        missing.loc[3, "rural"] = np.nan
        scores = gainsem.score(fit, missing, draws=5)
        assert scores.settings.overall == "G"
        assert scores.n_scored == 399
        assert "I-IDX-11" in codes(scores)
        a, b, c, g = (row_of(scores, name).mean for name in "ABCG")
        assert g == pytest.approx((a + b + c) / 3)
        assert scores.importance == ()
        assert np.isnan(scores.respondents.values[3]).all()


def test_parameterizations_agree() -> None:
    data = frame(400)
    found = []
    for parameterization in ("delta", "theta"):
        text = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3"
        fit = gainsem.fit(text, data, ordered=list(ITEMS), parameterization=parameterization)
        scores = gainsem.score(fit, data, overall="A", seed=2)
        found.append(row_of(scores, "A"))
    # The same model: what differs is the noise of 20 draws, some hundredths of a point.
    assert found[0].mean == pytest.approx(found[1].mean, abs=0.2)
    assert found[0].se == pytest.approx(found[1].se, rel=0.1)


def test_clusters_widen_the_intervals_of_all_but_not_of_a_single_cluster(fit: Fit) -> None:
    data = frame(600)
    plain = gainsem.score(fit, data, by="district", overall="C")
    clustered = gainsem.score(fit, data, by="district", cluster="district", overall="C")
    assert row_of(clustered, "C").se > 1.5 * row_of(plain, "C").se
    for level in "012345":
        one, other = (row_of(each, "C", "district", level) for each in (plain, clustered))
        assert one.se == pytest.approx(other.se)


def test_people_asked_several_times_are_clusters(fit: Fit, study: Path) -> None:
    survey = gainsem.read_survey(study)
    values = survey.responses.values.copy()
    place = survey.responses.names.index("id")
    values[:, place] = np.arange(len(values)) // 2
    again = replace(survey, responses=replace(survey.responses, values=values))
    assert gainsem.score(fit, again, draws=5).settings.cluster == "id"
    assert gainsem.score(fit, survey, draws=5).settings.cluster == ""


def test_roles_of_the_codebook_can_be_set_aside(fit: Fit, study: Path) -> None:
    scores = gainsem.score(fit, str(study), draws=5, weights="none", wave="none")
    assert (scores.settings.weights, scores.settings.wave) == ("", "")
    assert scores.trends == ()


def test_answers_the_fit_has_not_seen_count_as_the_outermost(study: Path) -> None:
    survey = gainsem.read_survey(study)
    values = survey.responses.values.copy()
    values[values[:, 5] == 1.0, 5] = 2.0
    name = survey.responses.names[5]
    seen = replace(survey, responses=replace(survey.responses, values=values))
    fit = gainsem.fit(study / "model.lav", seen, missing="pairwise")
    scores = gainsem.score(fit, survey, draws=5)
    [said] = [each for each in scores.diagnostics if each.code == "W-IDX-12"]
    assert name in said.message
    assert scores.n_scored == 450


def test_a_negative_loading_is_turned_and_said() -> None:
    data = frame(400)
    data["a3"] = 6 - data["a3"]
    fit = gainsem.fit("A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3", data, ordered=list(ITEMS))
    scores = gainsem.score(fit, data, overall="A", draws=5)
    assert "W-IDX-14" in codes(scores)
    straight = frame(400)
    again = gainsem.fit("A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3", straight, ordered=list(ITEMS))
    other = gainsem.score(again, straight, overall="A", draws=5)
    assert row_of(scores, "A").mean == pytest.approx(row_of(other, "A").mean, abs=0.7)


def test_the_tables_and_faces(scores: Scores) -> None:
    for name in ("index", "gaps", "trend", "importance_performance"):
        assert scores.table(name).rows
        assert len(scores.to_frame(name)) == len(scores.table(name).rows)
    assert "Gain" in scores.table("index").values("construct")
    assert "获得感" in scores.table("index", lang="zh").values("construct")
    page = str(scores.summary())
    assert "Overall (Gain)" in page
    assert "rural less urban" in page
    assert "weighted by 'w'" in page
    assert repr(scores).startswith("<Scores: 450 of 450 respondents, 5 constructs")
    html = scores._repr_html_()
    assert html.startswith('<div class="gainsem">')
    assert html.count("<table>") >= 6
    with pytest.raises(gainsem.OptionError, match="importance_performance"):
        scores.table("importance")
    with pytest.raises(AttributeError):
        scores.n_read = 3  # type: ignore[misc]


def test_i01_data_without_the_items_of_the_model(fit: Fit) -> None:
    error = refusal(fit, frame()[["a1", "a2"]])
    assert error.code == "E-MOD-71"
    assert len(error.problems) == 7


def test_i02_an_unknown_variable(fit: Fit) -> None:
    error = refusal(fit, frame(), by="distrikt")
    assert error.code == "E-MOD-71"
    assert "district" in str(error)
    assert refusal(fit, frame(), cluster="klaster").code == "E-MOD-71"
    assert refusal(fit, frame(), wave="jahr").code == "E-MOD-71"


def test_i03_one_level_or_missing_values(fit: Fit) -> None:
    data = frame().assign(city="all", village=["x", ""] * 200)
    scores = gainsem.score(fit, data, by="city,village", draws=5, overall="C")
    assert {"W-IDX-16", "I-IDX-17"} <= codes(scores)
    assert {row.level for row in scores.index if row.by == "village"} == {"x"}
    one = gainsem.score(fit, frame().assign(wave=3), wave="wave", draws=5, overall="C")
    assert (one.trends, one.settings.wave) == ((), "")


def test_i04_hundreds_of_levels(fit: Fit) -> None:
    error = refusal(fit, frame().assign(name=np.arange(400)), by=["name"])
    assert error.code == "E-IDX-07"
    assert refusal(fit, frame().assign(name=np.nan), by=["name"]).code == "E-IDX-07"


def test_i05_weights_that_are_none(fit: Fit) -> None:
    data = frame()
    data.loc[5, "w"] = -1.0
    assert refusal(fit, data, weights="w").code == "E-WGT-62"
    data.loc[5, "w"] = np.nan
    assert refusal(fit, data, weights="w").code == "E-WGT-61"
    assert refusal(fit, data, weights="gewicht").code == "E-MOD-71"


def test_i06_a_fit_that_is_not_usable(fit: Fit) -> None:
    bad = gainsem.Diagnostic("E-EST-03", "warning", "A variance is negative.")
    error = refusal(replace(fit, diagnostics=(bad,)), frame())
    assert (error.code, error.exit_code) == ("E-IDX-01", 1)
    lost = replace(fit, solution=replace(fit.solution, converged=False))
    assert refusal(lost, frame()).code == "E-EST-90"


def test_i07_too_few_respondents(fit: Fit) -> None:
    assert refusal(fit, frame().head(7)).code == "E-IDX-09"
    scores = gainsem.score(fit, frame(40), by="district", draws=5, min_cell=15, overall="C")
    [said] = [each for each in scores.diagnostics if each.code == "W-IDX-21"]
    assert "no group of any variable is left" in said.why


def test_i08_an_unknown_target_or_construct(fit: Fit) -> None:
    for options, code in (
        ({"target": "CC"}, "E-IDX-08"),
        ({"target": "A"}, "E-IDX-08"),
        ({"overall": "Z"}, "E-IDX-04"),
        ({"gap": "A,Z"}, "E-IDX-04"),
        ({"part_weights": {"Z": 1.0}}, "E-IDX-05"),
    ):
        error = refusal(fit, frame(), **options)
        assert error.code == code, options
        assert error.exit_code == 2


def test_i09_parts_that_weigh_nothing(fit: Fit, study: Path) -> None:
    assert refusal(fit, str(study), part_weights={"A": 0, "B": 0}).code == "E-IDX-05"


def test_i10_options_out_of_range(fit: Fit) -> None:
    error = refusal(fit, frame(), draws=2, min_cell=0, seed=-1, gap="A", part_weights={"A": -1})
    assert error.code == "E-OPT-01"
    for name in ("draws", "min_cell", "seed", "gap", "part_weights"):
        assert name in str(error)


def test_waves_are_no_groups_to_compare(fit: Fit, study: Path) -> None:
    assert refusal(fit, str(study), compare="wave").code == "E-OPT-02"


def test_the_weights_of_the_fit_are_those_of_its_scores(study: Path) -> None:
    data = frame(300)
    text = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3"
    fit = gainsem.fit(text, data, ordered=list(ITEMS), weights="w")
    assert gainsem.score(fit, data, draws=5).settings.weights == "w"
    assert gainsem.score(fit, data, draws=5, weights="none").settings.weights == ""


def test_i11_nobody_answered(fit: Fit) -> None:
    data = frame(30)
    data[list(ITEMS)] = np.nan
    assert refusal(fit, data).code == "E-IDX-06"
    half = frame(60)
    half.loc[half.index < 20, list(ITEMS)] = np.nan
    scores = gainsem.score(fit, half, draws=5, overall="C")
    assert (scores.n_read, scores.n_scored) == (60, 40)
    assert "I-IDX-11" in codes(scores)


def test_i12_answers_that_are_none(fit: Fit) -> None:
    data = frame(60)
    data.loc[3, "b1"] = 9.0
    assert refusal(fit, data).code == "E-ORD-58"


def test_i13_a_covariance_matrix(fit: Fit) -> None:
    moments = gainsem.Moments.from_covariance(np.eye(9), 100, names=list(ITEMS))
    assert refusal(fit, moments).code == "E-OPT-02"


def test_several_constructs_that_belong_to_none(fit: Fit) -> None:
    scores = gainsem.score(fit, frame(200), draws=5)
    [said] = [each for each in scores.diagnostics if each.code == "I-IDX-20"]
    assert "'C' was taken" in said.message
    data = frame(200)
    alone = gainsem.fit("A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3", data, ordered=list(ITEMS))
    without = gainsem.score(alone, data, draws=5, by="district")
    assert without.settings.overall == ""
    assert "Overall" not in str(without.summary())
