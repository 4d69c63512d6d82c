"""The notebooks of the documentation run from top to bottom, and say what comes out."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import jupytext
import pytest
from nbclient import NotebookClient

from tests.test_docs import COMMAND, LINK, anchors, options_of, spellings

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "notebooks"
STUDY = FOLDER / "sense_of_gain.py"
LONGEST_RUN = 300
WARNINGS_ARE_ERRORS = 'import warnings\n\nwarnings.simplefilter("error")'

# What the prose of the notebook says of its numbers, held against them in its own kernel.
SAID = """
rows = fit.exclusion.rows
assert not [row.name for row in fit.exclusion.changed if row.op == "~"]
reversed_items = [row for row in rows if row.op == "=~" and row.rhs in ("PC3", "ES3", "EO3")]
assert [2.5 < row.difference_se < 3.0 for row in reversed_items] == [True] * 3
equality = [row for row in rows if row.op == "~" and row.rhs == "SS" and row.lhs in DIMENSIONS]
assert len(equality) == 5
assert all(-1.5 < row.difference_se < -0.5 for row in equality)
assert set(table.index[table["p_holm"] < 0.05]) == {"SS", "ECN", "CUL"}
overall = table.loc["GAIN"]
assert overall["ci_upper"] < 0.0 and overall["p_holm"] > 0.1
assert change["p_holm"].item() < 0.05 and change["ci_lower"].item() > 0.0
points = scores.to_frame("importance_performance").set_index("construct")
middle = points[["importance", "performance"]].mean()
first = points[(points["importance"] > middle.iloc[0]) & (points["performance"] < middle.iloc[1])]
assert first.empty
important = points[points["importance"] > middle.iloc[0]]
assert set(important.index) == {"GO", "SS"}
of_five = points.loc[["POL", "ECN", "CUL", "SOC", "ENV"]]
low = of_five[of_five["performance"] < middle.iloc[1]]
assert low["importance"].idxmax() == "POL"
assert districts["ci_lower"].iloc[0] > districts["ci_upper"].iloc[-1]
assert {"来自IP", "Q53"} <= set(survey.responses.left_out)
"""


def code(source: str) -> Any:
    from nbformat.v4 import new_code_cell

    return new_code_cell(source)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Execute the notebook in an empty folder; warnings are errors in its kernel, too."""
    notebook = jupytext.read(STUDY)
    notebook.cells = [code(WARNINGS_ARE_ERRORS), *notebook.cells, code(SAID)]
    place = tmp_path_factory.mktemp("notebook")
    with pytest.MonkeyPatch.context() as patch:
        above = os.environ.get("PYTHONPATH", "")
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), above])))
        patch.setenv("OPENBLAS_NUM_THREADS", "1")
        NotebookClient(
            notebook,
            timeout=LONGEST_RUN,
            kernel_name="python3",
            resources={"metadata": {"path": str(place)}},
        ).execute()
    return notebook


def outputs(notebook: Any) -> list[Any]:
    return [each for cell in notebook.cells for each in cell.get("outputs", [])]


def test_it_runs_without_a_warning_and_says_what_comes_out(run: Any) -> None:
    streams = [each for each in outputs(run) if each.output_type == "stream"]
    assert [each.text for each in streams if each.name == "stderr"] == []
    assert not [each for each in outputs(run) if each.output_type == "error"]


def test_its_figures_are_pictures_and_its_results_tables(run: Any) -> None:
    shown = [each.data for each in outputs(run) if "data" in each]
    assert sum("image/png" in data for data in shown) == 5
    assert sum("<table" in data.get("text/html", "") for data in shown) >= 15
    assert not [data for data in shown if " object at 0x" in data["text/plain"]]


def prose() -> str:
    cells = jupytext.read(STUDY).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def test_it_says_that_the_answers_are_synthetic_first_and_last() -> None:
    paragraphs = prose().split("\n\n")
    assert "SYNTHETIC" in paragraphs[1]
    assert "模拟数据" in paragraphs[2]
    assert "since these answers are synthetic" in prose()


def test_its_links_lead_somewhere() -> None:
    links = LINK.findall(prose())
    assert len(links) > 4
    for place, anchor in links:
        target = (FOLDER / place).resolve()
        assert target.exists(), place
        assert not anchor or anchor in anchors(target), anchor


def test_the_commands_it_shows_can_be_parsed() -> None:
    shown = COMMAND.findall("\n".join(re.findall(r"```sh\n(.*?)```", prose(), re.DOTALL)))
    assert {name for name, _ in shown} >= {"init", "screen", "fit", "score", "report"}
    for name, rest in shown:
        known = {spelling for option in options_of(name) for spelling in spellings(option)}
        assert set(re.findall(r"(?<!\S)--[\w-]+", rest)) <= known, name


def test_there_is_one_source_of_each_notebook() -> None:
    assert [path.name for path in FOLDER.iterdir() if path.suffix == ".py"] == [STUDY.name]
