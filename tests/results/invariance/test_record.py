"""Levels, verdicts and faces of studies filled by hand."""

from __future__ import annotations

import json
import math
import os
from dataclasses import replace

import jsonschema
import pytest

from gainsem.errors import FileError
from gainsem.report.catalogue import catalogue
from gainsem.report.sections.invariance import levels_section, means_section
from gainsem.results.invariance.record import Invariance
from gainsem.results.invariance.rows import DifferenceTest
from gainsem.results.invariance.saved import SCHEMA_FILE, invariance_json_schema
from gainsem.results.invariance.steps import Level, invariance_steps
from tests.results.invariance.studies import HOLZINGER, districts, schools


def test_levels_are_compared_with_the_one_before_and_partial_ones_with_that_of_the_full_one() -> (
    None
):
    steps = schools().steps
    assert [step.against for step in steps] == ["", "configural", "metric", "metric"]
    assert [step.verdict for step in steps] == ["reference", "holds", "fails", "holds"]
    assert steps[2].differences["cfi"] == pytest.approx(-0.039)
    assert steps[3].differences["rmsea"] == pytest.approx(-0.003)
    strict = Level(
        name="strict", constraint="residuals", constraints="all", measures=HOLZINGER[2].measures
    )
    assert invariance_steps((*HOLZINGER, strict), "chen_2007")[-1].against == "partial scalar"
    assert invariance_steps((*HOLZINGER[:3], strict), "chen_2007")[-1].against == "scalar"
    named = replace(strict, against="configural")
    assert invariance_steps((*HOLZINGER, named), "chen_2007")[-1].against == "configural"


def test_a_partial_level_makes_good_what_failed() -> None:
    assert schools().highest.name == "partial scalar"
    assert schools(HOLZINGER[:3]).highest.name == "metric"
    whole = replace(HOLZINGER[3], freed=(), against="metric")
    assert schools((*HOLZINGER[:3], whole)).highest.name == "metric"


def test_a_level_that_could_not_be_fitted_has_no_verdict() -> None:
    failed = replace(HOLZINGER[1], measures={}, remark="no solution", test=None)
    study = schools((HOLZINGER[0], failed))
    assert study.step("metric").verdict == "not_fitted"
    assert study.highest.name == "configural"
    assert "could not be estimated" in study.paragraph()
    assert "metric: no solution" in study.summary()
    assert schools((replace(failed, name="configural", constraint="configural"),)).highest is None


def test_without_cutoffs_the_test_decides() -> None:
    def equal_means(pvalue: float) -> str:
        test = DifferenceTest(9.0, 3, pvalue)
        level = Level(
            name="means",
            constraint="structural",
            constraints="loadings, intercepts, means",
            measures={"chisq": 130.0, "cfi": 0.9},
            test=test,
        )
        return invariance_steps((*HOLZINGER[:2], level), "chen_2007")[-1].verdict

    assert [equal_means(p) for p in (0.03, 0.5, math.nan)] == ["fails", "holds", "mixed"]


@pytest.mark.parametrize(
    ("levels", "convention", "words"),
    [
        (HOLZINGER, "my own", "unknown convention"),
        ((HOLZINGER[0], HOLZINGER[0]), "chen_2007", "two levels are called 'configural'"),
        ((replace(HOLZINGER[0], against="strict"),), "chen_2007", "not yet a level"),
    ],
)
def test_levels_that_do_not_fit_together_are_refused(levels, convention, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        invariance_steps(levels, convention)


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(KeyError, match="configural, metric, scalar"):
        schools().step("strict")
    with pytest.raises(KeyError, match="levels, means, items"):
        schools().to_frame("aligned")


def test_frames_have_a_row_a_level_and_a_row_a_group() -> None:
    study = schools()
    levels = study.to_frame()
    assert levels["level"].tolist() == ["configural", "metric", "scalar", "partial scalar"]
    assert levels["delta_pvalue"].tolist()[1:] == [0.2244, 4.435e-07, 0.2507]
    assert levels.loc[3, "freed"] == "x3~1, x7~1"
    assert "delta_mfi" not in levels.columns
    assert study.to_frame("items")["dmacs"].tolist() == [0.05, 0.42]
    assert len(study.to_frame("parameters")) == 6
    assert districts().to_frame("aligned").loc[1, "deviating"] == "district 3, district 7"
    assert list(districts().tables()) == ["aligned"]


def test_the_page_shows_every_table_and_the_paragraph() -> None:
    page = schools().summary()
    for text in (
        "school, 2 groups, n = 301: partial scalar holds with 2 freed",
        "Fit of the levels",
        "Change of fit",
        "Bias of items",
        "Factor means",
        "Chen 2007",
        "A remark about <groups>.",
        "Scalar invariance was established",
    ):
        assert text in page
    assert "&lt;groups&gt;" in schools()._repr_html_()
    assert repr(districts()) == "<Invariance: district, 12 groups, n = 3060: aligned>"
    assert max(len(line) for line in page.splitlines() if "---" in line) < 130


@pytest.mark.parametrize("study", [schools(), districts()], ids=["schools", "districts"])
def test_a_study_can_be_read_again(study: Invariance) -> None:
    text = study.to_json()
    again = Invariance.from_dict(json.loads(text))
    assert again.to_json() == text
    assert again.steps == study.steps
    assert again.provenance == study.provenance
    assert again.summary() == study.summary()
    jsonschema.validate(json.loads(text), json.loads(SCHEMA_FILE.read_text("utf-8")))


def test_the_shipped_schema_is_the_declared_one() -> None:
    if os.environ.get("GAINSEM_UPDATE_SNAPSHOTS"):
        text = json.dumps(invariance_json_schema(), indent=2, ensure_ascii=False) + "\n"
        SCHEMA_FILE.write_text(text, "utf-8")
    assert json.loads(SCHEMA_FILE.read_text("utf-8")) == invariance_json_schema()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": "gainsem.fit/1"}, "schema"),
        ({"sizes": [1]}, "sizes has not one number a group"),
        ({"reference": "nowhere"}, "reference is not one of the groups"),
        ({"convention": "mine"}, "convention is not known"),
        ({"groups": ["Pasteur", "another"]}, "a row is of another group"),
        ({"steps": "none"}, "steps"),
    ],
)
def test_a_file_that_is_not_a_study_is_refused(change: dict, words: str) -> None:
    with pytest.raises(FileError, match="E-FILE-13") as refusal:
        Invariance.from_dict(schools().to_dict() | change, source="broken.json")
    assert words in str(refusal.value)
    assert "broken.json" in str(refusal.value)


def test_means_of_a_level_that_fails_are_said_to_be_doubtful() -> None:
    sound, failed = schools(), schools(HOLZINGER[:3])
    assert (sound.means_from, failed.means_from) == ("level", "doubtful")
    assert "clearly" not in sound.tables()["means"].notes[0]
    assert "From a level that does not clearly hold" in failed.tables()["means"].notes[0]
    said = {lang: str(means_section(failed, catalogue(lang), {})) for lang in ("en", "zh")}
    assert "From a level that does not clearly hold" in said["en"]
    assert "不宜直接比较" in said["zh"]
    assert "不宜直接比较" not in str(means_section(sound, catalogue("zh"), {}))


def test_levels_without_a_test_say_that_verdicts_hardly_see_anything() -> None:
    plain = [replace(each, measures={**each.measures, "pvalue": math.nan}) for each in HOLZINGER]
    study = schools(tuple(plain))
    assert study.untested
    assert not schools().untested
    assert any("no test" in note for note in study.tables()["levels"].notes)
    assert "没有检验" in str(levels_section(study, catalogue("zh")))
