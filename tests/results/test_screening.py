"""The faces of a screening: tables, page, record."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import gainsem
from gainsem.results.screening import Screening
from gainsem.results.screening_record import SCHEMA_FILE, screening_to_json
from tests.survey.careless_answers import Answers, answers


@pytest.fixture(scope="module")
def told() -> Answers:
    return answers()


@pytest.fixture(scope="module")
def screening(told: Answers, tmp_path_factory: pytest.TempPathFactory) -> Screening:
    return gainsem.screen(told.write(tmp_path_factory.mktemp("screened")))


def test_the_record_is_what_its_schema_says(screening: Screening, tmp_path: Path) -> None:
    content = json.loads(screening.save(tmp_path / "screen.json").read_text(encoding="utf-8"))
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(content, schema)
    assert content == json.loads(json.dumps(screening.to_dict()))
    assert content["n_respondents"] == 600
    assert {len(column) for column in content["respondents"].values()} == {600}
    assert sum(content["respondents_by_flags"].values()) == 600
    assert content["respondents"]["respondent"][0] == "r1"


def test_the_record_of_flags_that_were_not_judged_has_no_count() -> None:
    import pandas as pd

    frame = pd.DataFrame(np.random.default_rng(1).integers(1, 6, (30, 6)), columns=list("abcdef"))
    content = json.loads(screening_to_json(gainsem.screen(frame)))
    jsonschema.validate(content, json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
    speed = content["flags"][0]
    assert (speed["name"], speed["judged"], speed["count"]) == ("speed", False, None)
    assert speed["reason"]


def test_tables_count_the_same(screening: Screening, told: Answers) -> None:
    flags = screening.flags.set_index("flag")
    frame = screening.respondents
    for name in flags.index:
        assert flags.loc[name, "count"] == frame[f"flag_{name}"].sum(), name
    assert frame["line"].tolist() == list(range(2, 602))
    assert frame["respondent"].tolist()[:2] == ["r1", "r2"]
    assert frame["longstring"].dtype == np.int64
    assert len(screening.items) == 24
    np.testing.assert_array_equal(screening.flagged("speed"), frame["flag_speed"])
    either = frame["flag_speed"] | frame["flag_attention"]
    np.testing.assert_array_equal(screening.flagged("speed", "attention"), either)
    assert screening.flagged().sum() >= either.sum()


def test_the_page_is_about_nobody_in_particular(screening: Screening) -> None:
    page = screening.summary()
    assert "A flag is a reason to look, not to drop" in page
    assert f"{screening.flag('careless').count} (4.3 %) show several kinds" in page
    assert "r17" not in page
    for name in screening.flags["flag"]:
        assert name in page
    assert max(map(len, page.partition("\nDiagnostics\n")[0].splitlines())) <= 100


def test_repr_and_notebook(screening: Screening) -> None:
    assert repr(screening).startswith("<Screening of 600 respondents, 24 items: speed ")
    html = screening._repr_html_()
    assert html.count("<table>") == 2
    assert "<script" not in html


def test_nobody_flagged_is_said() -> None:
    import pandas as pd

    frame = pd.DataFrame({"a": [1, 2, 3, 4], "b": [2, 4, 1, 5], "c": [1, 3, 5, 2]})
    assert repr(gainsem.screen(frame)).endswith("nobody flagged>")
