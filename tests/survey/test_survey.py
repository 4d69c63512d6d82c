from __future__ import annotations

import dataclasses
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from gainsem.diagnostics import note
from gainsem.survey.recode import apply_codebook
from gainsem.survey.survey import Survey


@pytest.fixture
def survey(raw, book) -> Survey:
    codebook = book("  x1: {scale: agree}\n")
    table = raw(x1=[1, 5, 3], wave=[1, 2, 2], who=["a", "b", "c"])
    return Survey(apply_codebook(table, codebook), codebook)


def test_a_survey_says_what_it_is(survey: Survey) -> None:
    assert repr(survey) == "<Survey Trust: 3 respondents, 2 items, codebook.yaml>"
    assert [item.name for item in survey.items] == ["x1", "wave"]


def test_selecting_respondents_keeps_the_codebook(survey: Survey) -> None:
    some = survey.select("wave=2")
    assert (some.n_obs, some.codebook) == (2, survey.codebook)


def test_a_survey_as_a_data_frame(survey: Survey) -> None:
    frame = survey.to_frame()
    assert frame.columns.tolist() == ["x1", "wave", "who"]
    assert frame["who"].tolist() == ["a", "b", "c"]


def test_a_survey_cannot_be_changed(survey: Survey) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        survey.codebook = None


def test_answers_without_a_codebook_need_only_numpy() -> None:
    code = """
import sys, numpy as np
from gainsem.survey import recode, columns, moments, checks, descriptives, find_codebook, survey
from gainsem.survey.raw_table import RawTable
x = np.random.default_rng(0).integers(1, 6, (50, 3)).astype(float)
raw = RawTable(("a", "b", "c"), tuple(x.T), np.arange(2, 52))
answers = columns.require_columns(recode.apply_codebook(raw), ["a", "b", "c"])
moments.moments_of(answers, answers.names)
checks.check_data(answers.values, answers.names, 6)
descriptives.describe(answers.values, answers.names)
heavy = {"pandas", "scipy.stats", "scipy.optimize", "matplotlib", "pydantic", "ruamel", "yaml"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_notebook_shows_what_was_read_and_no_answer(survey: Survey) -> None:
    said = note("I-EXP-20", "items found: <1> & more.")
    responses = dataclasses.replace(
        survey.responses, diagnostics=(said,), left_out=("phone", "来自IP")
    )
    html = dataclasses.replace(survey, responses=responses)._repr_html_()
    texts = ["".join(each.itertext()) for each in ElementTree.fromstring(html).iter()]
    assert "Trust" in texts
    assert "3 respondents, 2 variables; answers/trust.csv, codebook.yaml" in texts
    assert "Columns not kept: phone, 来自IP" in texts
    assert "I-EXP-20: items found: <1> & more." in texts
    assert (
        "<ul>"
        not in dataclasses.replace(
            survey, responses=dataclasses.replace(responses, diagnostics=())
        )._repr_html_()
    )
