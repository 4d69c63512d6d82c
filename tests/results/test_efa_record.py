"""``efa.json`` can be read again, byte for byte the same, and nothing of it is trusted."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import FileError
from gainsem.results.efa_record import SCHEMA_FILE, efa_json_schema
from tests.core.factor_models import implied, with_crossloadings

NAMES = [f"x{k}" for k in range(1, 13)]


def frame() -> pd.DataFrame:
    r = implied(*with_crossloadings())
    rows = np.random.default_rng(1).multivariate_normal(np.zeros(12), r, size=300)
    return pd.DataFrame(rows, columns=NAMES)


CASES: dict[str, dict[str, Any]] = {
    "oblique": {},
    "orthogonal": {"rotation": "varimax"},
    "no errors": {"rotation": "promax"},
    "target": {
        "rotation": "target",
        "rotation_args": {"target": {f"F{k + 1}": NAMES[4 * k : 4 * k + 4] for k in range(3)}},
    },
}


@pytest.fixture(scope="module", params=CASES)
def efa(request: pytest.FixtureRequest) -> gainsem.Efa:
    return gainsem.efa(frame(), 3, random_starts=10, **CASES[request.param])


def test_what_is_read_is_what_was_written(efa: gainsem.Efa, tmp_path: Path) -> None:
    again = gainsem.load(efa.save(tmp_path / "efa.json"))
    assert isinstance(again, gainsem.Efa)
    assert again.to_json() == efa.to_json()
    assert again.summary() == efa.summary()
    assert again.to_model() == efa.to_model()
    pd.testing.assert_frame_equal(again.scores(frame()), efa.scores(frame()))
    with pytest.raises(ValueError, match="read-only"):
        again.solution.loadings[0, 0] = 1.0


def test_ordinal_items_keep_their_thresholds(tmp_path: Path) -> None:
    answers = frame().apply(lambda column: np.digitize(column, [-1.0, 0.0, 1.0]) + 1)
    efa = gainsem.efa(answers, 3, ordered="all", random_starts=10, se=False)
    again = gainsem.load(efa.save(tmp_path / "efa.json"))
    assert again.to_json() == efa.to_json()
    pd.testing.assert_frame_equal(again.scores(answers), efa.scores(answers))


def test_the_second_opinion_is_kept(tmp_path: Path) -> None:
    asked = gainsem.second_opinion(gainsem.efa(frame(), 2, random_starts=5))
    again = gainsem.load(asked.save(tmp_path / "efa.json"))
    assert again.second_opinion == asked.second_opinion


def test_the_shipped_schema_is_the_declared_one() -> None:
    if os.environ.get("GAINSEM_UPDATE_SNAPSHOTS"):
        text = json.dumps(efa_json_schema(), indent=2, ensure_ascii=False) + "\n"
        SCHEMA_FILE.write_text(text, "utf-8")
    assert json.loads(SCHEMA_FILE.read_text("utf-8")) == efa_json_schema()


def test_the_shipped_schema_accepts_every_record(efa: gainsem.Efa) -> None:
    jsonschema.validate(efa.to_dict(), json.loads(SCHEMA_FILE.read_text("utf-8")))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("solution", "loadings"), [[1.0]], "loadings has the wrong shape"),
        (("solution", "heywood"), [99], "heywood"),
        (("n_obs",), "many", "n_obs"),
        (("solution", "phi"), None, "phi"),
    ],
)
def test_a_damaged_record_is_refused_by_place(
    tmp_path: Path, path: tuple[str, ...], value: object, said: str
) -> None:
    content = gainsem.efa(frame(), 2, random_starts=5).to_dict()
    inner = content
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    file = tmp_path / "efa.json"
    file.write_text(json.dumps(content), "utf-8")
    with pytest.raises(FileError, match=f"E-FILE-13.*{said}"):
        gainsem.load(file)


def test_an_analysis_cannot_be_scored_as_a_fit(tmp_path: Path) -> None:
    from gainsem.io.fit_json import read_fit

    path = gainsem.efa(frame(), 2, random_starts=5).save(tmp_path / "efa.json")
    with pytest.raises(FileError, match=r"E-FILE-13.*gainsem\.efa/1"):
        read_fit(path)
