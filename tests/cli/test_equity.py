"""``gainsem equity``: the files it leaves, its defaults, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import gainsem
from gainsem.cli.main import program

DATA = Path(__file__).parents[1] / "reference" / "data" / "hs.csv"
MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"


def run(tmp_path, *options):
    model = tmp_path / "model.lav"
    model.write_text(MODEL, encoding="utf-8")
    return CliRunner().invoke(program, ["equity", str(model), str(DATA), *options])


def test_everything_is_written_into_a_folder(tmp_path):
    out = tmp_path / "out"
    asked = ("--group", "school", "--adjust", "ageyr", "--wave", "sex", "--partial", "x3,x7")
    result = run(tmp_path, *asked, "--out", str(out), "--lang", "zh")
    assert result.exit_code == 0, result.output
    content = json.loads((out / "equity.json").read_text(encoding="utf-8"))
    assert content["schema"] == "gainsem.equity/1"
    names = {path.name for path in out.iterdir()}
    tables = {f"{name}.csv" for name in ("gaps", "parts", "bias", "waves", "changes", "checks")}
    assert tables | {"equity.svg", "equity_waves.svg", "report.pdf"} <= names
    assert "组间差距" in result.stdout


def test_command_and_verb_have_the_same_defaults(tmp_path):
    record = tmp_path / "equity.json"
    result = run(tmp_path, "--group", "school", "--adjust", "ageyr", "--json", str(record))
    assert result.exit_code == 0, result.output
    found = gainsem.equity(MODEL, DATA, "school", adjust="ageyr")
    assert gainsem.load(record).gaps == found.gaps
    assert found.freed


def test_a_design_is_read_from_its_columns(tmp_path):
    record = tmp_path / "equity.json"
    asked = ("--group", "school", "--partial", "none", "--cluster", "agemo", "--weights", "ageyr")
    result = run(tmp_path, *asked, "--adjust", "sex", "--json", str(record))
    assert result.exit_code == 0, result.output
    found = gainsem.load(record)
    options = {"cluster": "agemo", "weights": "ageyr", "adjust": "sex", "partial": ()}
    assert found.gaps == gainsem.equity(MODEL, DATA, "school", **options).gaps
    assert (found.design.n_units, found.design.cluster) == (12, "agemo")


def test_a_saved_view_has_its_report_and_sources(tmp_path):
    record, report = tmp_path / "equity.json", tmp_path / "equity.pdf"
    run(tmp_path, "--group", "school", "--partial", "none", "--json", str(record))
    result = CliRunner().invoke(program, ["report", str(record), "--report", str(report)])
    assert result.exit_code == 0, result.output
    assert report.read_bytes().startswith(b"%PDF")
    assert "Hancock" in CliRunner().invoke(program, ["cite", str(record)]).stdout


@pytest.mark.parametrize(
    ("options", "code"),
    [
        pytest.param((), "E-EQU-01", id="no_q01_groups"),
        (("--group", "schol"), "E-GRP-53"),
        (("--group", "school", "--adjust", "x1"), "E-EQU-03"),
        pytest.param(
            ("--group", "school", "--adjust", "aegyr"), "E-EQU-03", id="an_q04_unknown_covariate"
        ),
        pytest.param(
            ("--group", "school", "--wave", "school"), "E-EQU-04", id="a_q10_wave_of_groups"
        ),
        (("--group", "school", "--wave", "id"), "E-EQU-04"),
        pytest.param(
            ("--group", "school", "--reference", "Pastuer"), "E-EQU-06", id="a_q12_reference"
        ),
        (("--group", "school", "--partial", "x10"), "E-EQU-07"),
        pytest.param(("--group", "school", "--weights", "x99"), "E-MOD-71", id="q17_weights"),
        pytest.param(("--group", "school", "--cluster", "x99"), "E-MOD-71", id="q17_cluster"),
    ],
)
def test_bad_input_is_refused(tmp_path, options, code):
    result = run(tmp_path, *options)
    assert result.exit_code == 2
    assert code in result.stderr
    assert "Traceback" not in result.output


def test_q10_a_wave_with_one_value_is_refused_and_says_what_where_may_have_done(tmp_path):
    result = run(tmp_path, "--group", "school", "--wave", "sex", "--where", "sex=1")
    assert result.exit_code == 2
    assert "E-EQU-04" in result.stderr
    assert "--where" in result.stderr
