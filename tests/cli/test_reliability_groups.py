"""``gainsem reliability --group``: page, JSON, folder, report, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from gainsem.cli.main import program

SCHOOLS = Path(__file__).parents[1] / "reference" / "data" / "hs.csv"
MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
SECOND = MODEL + "g =~ visual + textual + speed\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(program, ["reliability", *map(str, arguments)])


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "model.lav").write_text(MODEL, encoding="utf-8")
    (tmp_path / "second.lav").write_text(SECOND, encoding="utf-8")
    return tmp_path


def changed(study: Path, change: dict[str, object]) -> Path:
    frame = pd.read_csv(SCHOOLS).assign(**change)
    frame.to_csv(study / "changed.csv", index=False)
    return study / "changed.csv"


def test_the_page_compares_groups_and_has_their_sheets(study: Path) -> None:
    result = run(study / "second.lav", SCHOOLS, "--group", "school", "--bootstrap", 20)
    assert result.exit_code == 0, result.output
    for part in ("Reliability by school", "school: Grant-White", "omega L1", "Item-total"):
        assert part in result.stdout
    assert "2 groups (Pasteur 156, Grant-White 145)" in result.stdout


def test_json_folder_and_report(study: Path) -> None:
    result = run(
        *(study / "second.lav", SCHOOLS, "--group", "school", "--bootstrap", 0, "--json", "-"),
        *("--out", study / "out", "--report", study / "zh.pdf", "--lang", "zh"),
    )
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    assert content["schema"] == "gainsem.reliability_groups/1"
    assert [group["label"] for group in content["groups"]] == ["Pasteur", "Grant-White"]
    assert "discriminant" not in content
    written = {path.name for path in (study / "out").iterdir()}
    assert {"fit.json", "reliability.json", "by_group.csv", "higher_by_group.csv"} <= written
    assert {"equality.csv", "differences.csv", "items_1.csv", "items_2.csv"} <= written
    with (study / "out" / "by_group.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["group"] for row in rows[:2]] == ["Pasteur", "Grant-White"]
    pages = PdfReader(study / "zh.pdf").pages
    text = "".join(page.extract_text() for page in pages)
    for part in ("各组信度是否相同", "Bonett & Wright", "信度相同并不等于测量等值"):
        assert part in text


@pytest.mark.parametrize(
    ("change", "column", "code", "named"),
    [
        ({"one": "x"}, "one", "E-GRP-62", "'one' has 1 value only"),
        ({"tiny": ["a"] * 4 + ["b"] * 297}, "tiny", "E-GRP-54", "the smallest is 'a' with n = 4"),
        ({"x4": [3.0] * 156 + [2.0, 4.0] * 72 + [2.0]}, "school", "E-DATA-22", "x4 is always 3"),
        ({}, "schol", "E-GRP-53", "Did you mean 'school'?"),
    ],
    ids=["one level", "a small group", "a constant item", "no such column"],
)
def test_groups_that_cannot_be_compared_are_refused(
    study: Path, change: dict[str, object], column: str, code: str, named: str
) -> None:
    result = run(study / "model.lav", changed(study, change), "--group", column)
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith(code)
    assert named in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("extra", [("--tests",), ("--method-bias",), ("--marker", "x9")])
def test_what_is_known_of_one_group_only_is_refused(study: Path, extra: tuple[str, ...]) -> None:
    result = run(study / "model.lav", SCHOOLS, "--group", "school", *extra)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"E-OPT-02  {extra[0]} cannot be had by group.")
    assert "--where" in result.stderr


def test_equal_loadings_are_passed_on(study: Path) -> None:
    options = ("--group", "school", "--group-equal", "loadings", "--bootstrap", 0)
    result = run(study / "model.lav", SCHOOLS, *options)
    assert result.exit_code == 0, result.output
    assert "chisq(54)" in result.stdout
