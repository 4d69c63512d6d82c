"""A fit of several groups: kept whole in a record, looked at group by group."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import FileError, OptionError
from gainsem.results.groups.record import GroupedFitRecord

NAMES = [f"x{k}" for k in range(1, 7)]
MODEL = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\ng ~ c(b1, b2)*f\nd := b1 - b2"


def answers():
    rng = np.random.default_rng(3)
    frames = []
    for label, n in (("城市", 150), ("农村", 130)):
        f = rng.normal(size=n)
        g = 0.5 * f + rng.normal(size=n)
        items = np.column_stack([f, f, f, g, g, g]) + rng.normal(size=(n, 6))
        frames.append(pd.DataFrame(items, columns=NAMES).assign(hukou=label))
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def fit():
    return gainsem.fit(MODEL, answers(), group="hukou", group_equal="loadings", estimator="MLR")


def test_a_record_gives_the_same_fit_back(fit, tmp_path):
    path = fit.save(tmp_path / "fit.json")
    again = gainsem.load(path)
    assert type(again) is type(fit)
    assert again.to_dict() == fit.to_dict()
    pd.testing.assert_frame_equal(again.parameters, fit.parameters)
    assert again.summary() == fit.summary()
    pd.testing.assert_frame_equal(again.modification_indices(), fit.modification_indices())
    pd.testing.assert_frame_equal(again.score_tests(), fit.score_tests())


def test_a_damaged_record_is_refused(fit):
    from gainsem.results.groups.record import grouped_from_dict

    content = json.loads(json.dumps(fit.to_dict()))
    content["groups"][0]["at"][0] = 999
    with pytest.raises(FileError) as refused:
        grouped_from_dict(content)
    assert refused.value.problems[0].code == "E-FILE-13"


def test_the_record_keeps_to_its_declaration(fit):
    GroupedFitRecord.model_validate_json(json.dumps(fit.to_dict()), strict=True)


def test_estimates_carry_the_number_of_their_group(fit):
    frame = fit.parameters
    assert set(frame.loc[frame["op"] != ":=", "group"]) == {1, 2}
    loadings = frame[(frame["lhs"] == "f") & (frame["rhs"] == "x2")]
    assert loadings["est"].nunique() == 1


def test_a_group_can_be_looked_at_by_itself(fit):
    view = fit.of_group("农村")
    assert view.n_obs == 130
    pd.testing.assert_frame_equal(view.residuals("cor"), fit.residuals("cor")["农村"])
    assert view.reliability().to_frame() is not None
    with pytest.raises(OptionError) as refused:
        fit.of_group("农邨")
    assert refused.value.problems[0].code == "E-GRP-66"


def test_the_face_of_a_fit(fit):
    assert repr(fit).startswith("<GroupedFit by MLR: 2 groups (城市 150, 农村 130), n = 280")
    text = fit.summary()
    assert "Group 2: 农村 (n = 130)" in text
    assert "Equal in all groups" in text
    assert "Chi-square by group" in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_has_a_part_for_every_group(fit, lang):
    from gainsem.report.build_groups import build_grouped_report
    from gainsem.report.document import Heading

    document = build_grouped_report(fit, lang=lang)
    heads = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert any("城市" in head for head in heads)
    assert any("农村" in head for head in heads)


def test_references_can_be_had(fit):
    assert "Yuan" in gainsem.cite(fit)


def test_standardized_residuals_need_plain_errors(fit):
    with pytest.raises(OptionError):
        fit.residuals("standardized")


def test_reliability_of_every_group_is_that_of_its_answers(fit):
    sheets = fit.reliability(answers(), bootstrap=0)
    assert list(sheets) == ["城市", "农村"]
    data = answers()
    for label, sheet in sheets.items():
        own = data.loc[data["hukou"] == label, ["x1", "x2", "x3"]]
        cov = own.cov().to_numpy()
        alpha = 1.5 * (1 - np.trace(cov) / cov.sum())
        figure = next(row for row in sheet.to_frame().to_dict("records") if row["construct"] == "f")
        assert figure["alpha"] == pytest.approx(alpha, abs=1e-10)
    assert set(fit.reliability()) == set(sheets)


def test_scores_and_effects_of_every_group(fit):
    scores = fit.factor_scores(answers())
    assert {label: len(frame) for label, frame in scores.items()} == {"城市": 150, "农村": 130}
    own = fit.of_group("农村").factor_scores(answers().query("hukou == '农村'"))
    np.testing.assert_allclose(scores["农村"]["f"], own["f"])
    frame = fit.effects()["城市"].to_frame()
    path = next(row for row in fit.parameter_rows if row.op == "~" and row.group == 1)
    assert path.est in frame["est"].to_numpy()


@pytest.mark.parametrize("values", [[True, False], [2.0, 1.0], [0.5, 1.5], list(np.array([4, 3]))])
def test_groups_can_be_named_by_the_values_of_the_frame(values):
    data = answers()
    data["kind"] = [values[k] for k in (data["hukou"] == "城市").astype(int)]
    given = gainsem.fit("f =~ x1 + x2 + x3", data, group="kind", group_levels=values)
    sizes = [int((data["kind"] == value).sum()) for value in values]
    assert [part.moments.n_obs for part in given.parts] == sizes == [130, 150]
