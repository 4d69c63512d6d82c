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


def test_anchors_are_a_table_of_the_folder(tmp_path):
    out = tmp_path / "out"
    result = run(
        tmp_path, "--group", "school", "--search", "--anchors", "all-others", "--out", str(out)
    )
    assert result.exit_code == 0, result.output
    assert "Anchor items" in result.stdout
    lines = (out / "anchors.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 10  # nine items and the names of the columns


def test_anchors_without_a_search_are_refused(tmp_path):
    result = run(tmp_path, "--group", "school", "--anchors", "x1")
    assert result.exit_code == 2
    assert "E-INV-14" in result.stderr


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


WAVES = DATA.with_name("waves.csv")
ONE_WAVE = "trust =~ x1 + x2 + x3\ncare =~ x4 + x5 + x6\n"


def of_waves(tmp_path, *arguments, command="invariance"):
    model = tmp_path / "one_wave.lav"
    model.write_text(ONE_WAVE, encoding="utf-8")
    data = [str(WAVES)] if command == "invariance" else []
    return CliRunner().invoke(program, [command, str(model), *data, *arguments])


def test_waves_leave_the_same_files(tmp_path):
    out = tmp_path / "out"
    result = of_waves(tmp_path, "--waves", "t1,t2,t3", "--out", str(out), "--lang", "zh")
    assert result.exit_code == 0, result.output
    content = json.loads((out / "invariance.json").read_text(encoding="utf-8"))
    assert content["repeated"]
    assert content["groups"] == ["t1", "t2", "t3"]
    assert {"levels.csv", "means.csv", "report.pdf"} <= {path.name for path in out.iterdir()}


def test_g23_a_wave_without_its_columns_is_refused(tmp_path):
    result = of_waves(tmp_path, "--waves", "t1,t4")
    assert result.exit_code == 2
    assert "E-INV-11" in result.stderr
    assert "Traceback" not in result.output


def test_the_model_of_all_waves_is_written_and_can_be_fitted(tmp_path):
    written = tmp_path / "scalar.lav"
    options = ("--waves", "t1,t2,t3", "--level", "scalar", "--partial", "x2~1")
    result = of_waves(tmp_path, *options, "--out", str(written), command="longitudinal")
    assert result.exit_code == 0, result.output
    fitted = CliRunner().invoke(program, ["fit", str(written), str(WAVES), "--json", "-"])
    assert json.loads(fitted.stdout)["fit_measures"]["df"] == 116  # as lavaan has it
    printed = of_waves(tmp_path, *options, command="longitudinal")
    assert printed.stdout == written.read_text(encoding="utf-8")


def test_the_model_of_one_wave_alone_is_refused(tmp_path):
    for options, code in (
        (("--waves", "t1"), "E-INV-08"),
        (("--waves", "t1,t2", "--level", "equal"), "E-INV-01"),
        (("--waves", "t1,t2", "--ordered", "x1=five"), "E-INV-13"),
        (("--waves", "t1,t2", "--ordered", "x1"), "E-INV-13"),
    ):
        result = of_waves(tmp_path, *options, command="longitudinal")
        assert result.exit_code == 2
        assert code in result.stderr
