"""``gainsem fit --group``: the files it leaves, and what reads them again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import gainsem
from gainsem.cli.main import program

DATA = Path(__file__).parents[1] / "reference" / "data" / "hs.csv"
MODEL = (
    "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ c(b1, b2)*visual\nd := b1 - b2\n"
)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("groups")
    model = folder / "model.lav"
    model.write_text(MODEL, encoding="utf-8")
    options = ["--group", "school", "--group-equal", "loadings", "--out", str(folder / "out")]
    result = CliRunner().invoke(program, ["fit", str(model), str(DATA), *options])
    assert result.exit_code == 0, result.output
    assert "Group 2: Grant-White (n = 145)" in result.stdout
    return folder / "out"


def test_everything_is_written(out):
    names = {path.name for path in out.iterdir()}
    assert {"fit.json", "parameters.csv", "score_tests.csv", "report.pdf"} <= names
    assert {"path_diagram_1.svg", "path_diagram_2.svg"} <= names


def test_the_record_has_estimates_by_group(out):
    content = json.loads((out / "fit.json").read_text(encoding="utf-8"))
    assert content["schema"] == "gainsem.fit/1"
    assert content["group_labels"] == ["Pasteur", "Grant-White"]
    assert {row["group"] for row in content["parameters"]} == {1, 2}
    assert gainsem.load(out / "fit.json").labels == ("Pasteur", "Grant-White")


def test_the_record_is_reported_cited_and_compared(out, tmp_path):
    runner, record = CliRunner(), str(out / "fit.json")
    target = tmp_path / "again.pdf"
    reported = runner.invoke(program, ["report", record, "--report", str(target), "--lang", "zh"])
    assert reported.exit_code == 0, reported.output
    assert target.read_bytes().startswith(b"%PDF")
    assert runner.invoke(program, ["cite", record]).exit_code == 0
    compared = runner.invoke(program, ["compare", record, record, "--names", "a,b"])
    assert compared.exit_code == 0, compared.output


def test_a_command_for_one_group_refuses_several(out):
    result = CliRunner().invoke(program, ["score", str(out / "fit.json"), str(DATA)])
    assert result.exit_code == 2
    assert "E-FILE-14" in result.stderr
    assert "Traceback" not in result.output


def test_a_sampling_design_has_its_table_and_its_place_in_the_summary(tmp_path):
    lines = DATA.read_text(encoding="utf-8").splitlines()
    town = [f"{line},{1 + k % 3},{k % 25}" for k, line in enumerate(lines[1:])]
    data = tmp_path / "answers.csv"
    data.write_text("\n".join([f"{lines[0]},w,town", *town]), encoding="utf-8")
    model = tmp_path / "model.lav"
    model.write_text(MODEL, encoding="utf-8")
    options = ["--group", "school", "--weights", "w", "--cluster", "town"]
    folder = tmp_path / "out"
    arguments = ["fit", str(model), str(data), *options, "--out", str(folder)]
    result = CliRunner().invoke(program, arguments)
    assert result.exit_code == 0, result.output
    assert "design-based, by linearisation" in result.stdout
    head, *rows = (folder / "design_effects.csv").read_text(encoding="utf-8").splitlines()
    assert head.startswith("lhs,op,rhs,group")
    assert {row.split(",")[3] for row in rows} == {"1", "2"}
    loaded = gainsem.load(folder / "fit.json")
    assert loaded.design.n_units == 25
    in_one = ["fit", str(model), str(data), "--group", "school", "--cluster", "school"]
    refused = CliRunner().invoke(program, in_one)
    assert refused.exit_code == 2
    assert "E-WGT-64" in refused.stderr
    assert "Traceback" not in refused.stderr


MEDIATED = (
    "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
    "textual ~ c(m1, m2)*visual\nspeed ~ c(a1, a2)*visual + c(b1, b2)*textual\n"
    "gap := m1*b1 - m2*b2\n"
)


def test_a_bootstrap_of_groups_writes_its_intervals_and_comparisons(tmp_path):
    model, out = tmp_path / "model.lav", tmp_path / "out"
    model.write_text(MEDIATED, encoding="utf-8")
    options = ["--group", "school", "--group-equal", "loadings", "--bootstrap", "60", "--seed", "1"]
    arguments = ["fit", str(model), str(DATA), *options, "--out", str(out)]
    result = CliRunner().invoke(program, arguments)
    assert result.exit_code == 0, result.output
    assert "Effects: differences between groups" in result.stdout
    assert not (out / "bootstrap.draws").exists()
    record = json.loads((out / "fit.json").read_text(encoding="utf-8"))
    assert record["bootstrap"]["draws"] == 60
    written = {path.name for path in out.iterdir()}
    tables = ("effects", "intervals", "path_differences", "effect_differences")
    assert {f"{name}.csv" for name in tables} <= written
    lines = (out / "path_differences.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("source,target,kind,path,first,second,est_first,est_second,")
    assert len(lines) == 1 + 3
    again = CliRunner().invoke(program, [*arguments[:-1], str(tmp_path / "again")])
    assert again.exit_code == 0, again.output
    for name in ("intervals.csv", "effect_differences.csv", "parameters.csv"):
        assert (out / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_an_interrupted_bootstrap_of_groups_is_gone_on_with(tmp_path, monkeypatch):
    from gainsem.estimation.bootstrap.groups.by_likelihood import GroupedLikelihood

    model, out = tmp_path / "model.lav", tmp_path / "out"
    model.write_text(MEDIATED, encoding="utf-8")
    options = ["--group", "school", "--group-equal", "loadings", "--bootstrap", "120"]
    arguments = ["fit", str(model), str(DATA), *options]
    plain, calls = GroupedLikelihood.fit, []

    def stopping(self, counts):
        calls.append(len(counts))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return plain(self, counts)

    with monkeypatch.context() as patched:
        patched.setattr(GroupedLikelihood, "fit", stopping)
        broken = CliRunner().invoke(program, [*arguments, "--out", str(out)])
    assert broken.exit_code == 130
    assert "50 of 120 draws are kept" in broken.output
    resumed = CliRunner().invoke(program, [*arguments, "--out", str(out), "--resume"])
    assert resumed.exit_code == 0, resumed.output
    whole = CliRunner().invoke(program, [*arguments, "--out", str(tmp_path / "whole")])
    assert whole.exit_code == 0
    for name in ("fit.json", "intervals.csv"):
        assert (out / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_what_groups_cannot_resample_is_refused_on_the_command_line(tmp_path):
    model = tmp_path / "model.lav"
    model.write_text(MEDIATED, encoding="utf-8")
    options = ["--group", "school", "--cluster", "agemo", "--bootstrap", "20"]
    result = CliRunner().invoke(program, ["fit", str(model), str(DATA), *options])
    assert result.exit_code == 2
    assert "E-BOOT-05" in result.output
