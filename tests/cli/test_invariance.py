"""``gainsem invariance``: the files it leaves, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from gainsem.cli.main import program

DATA = Path(__file__).parents[1] / "reference" / "data" / "hs.csv"
MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"


def run(tmp_path, *options):
    model = tmp_path / "model.lav"
    model.write_text(MODEL, encoding="utf-8")
    return CliRunner().invoke(program, ["invariance", str(model), str(DATA), *options])


def test_everything_is_written_into_a_folder(tmp_path):
    out = tmp_path / "out"
    result = run(tmp_path, "--group", "school", "--search", "--out", str(out), "--lang", "zh")
    assert result.exit_code == 0, result.output
    content = json.loads((out / "invariance.json").read_text(encoding="utf-8"))
    assert content["schema"] == "gainsem.invariance/1"
    names = {path.name for path in out.iterdir()}
    assert {"levels.csv", "means.csv", "items.csv", "invariance.svg", "report.pdf"} <= names
    assert "部分强等值" in result.stdout


def test_groups_are_needed(tmp_path):
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "E-INV-01" in result.stderr
    assert "Traceback" not in result.output


def test_an_unknown_group_column_is_refused_with_a_near_name(tmp_path):
    result = run(tmp_path, "--group", "schol")
    assert result.exit_code == 2
    assert "E-GRP-53" in result.stderr
    assert "'school'" in result.stderr
