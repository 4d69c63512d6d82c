"""``gainsem influence`` from a saved fit and its answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import gainsem
from gainsem.cli.main import program

DATA = str(Path(__file__).parents[1] / "reference" / "data" / "hs.csv")


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "fit.json"
    gainsem.fit("f =~ x1 + x2 + x3 + x4 + x5 + x6", DATA).save(path)
    return str(path)


def run(*arguments):
    return CliRunner().invoke(program, ["influence", *arguments])


def test_tables_record_and_figure_are_written(saved, tmp_path):
    out = tmp_path / "influence"
    found = run(saved, DATA, "--out", str(out), "--most", "2", "--lang", "zh")
    assert found.exit_code == 0, found.output
    assert "Most influential of 301 respondents" in found.output
    record = json.loads((out / "influence.json").read_text("utf-8"))
    assert record["schema"] == "gainsem.influence/1"
    assert not record["exact"]
    # Lines are those of the file: the first respondent stands below the heading.
    assert record["respondents"][0]["line"] == 2
    heads = {
        "influence": "line,cook,displacement,delta_chisq",
        "casewise": "line,loglik,distance,df,pvalue,residual_distance",
        "dfbetas": "line,f=~x2,f=~x3",
    }
    for name, head in heads.items():
        lines = (out / f"{name}.csv").read_text("utf-8").splitlines()
        assert lines[0].startswith(head)
        assert lines[1].startswith("2,")
        assert len(lines) == 302
    assert "广义库克距离" in (out / "influence.svg").read_text("utf-8")
    assert (out / "influence.pdf").read_bytes().startswith(b"%PDF")


def test_exact_refits(saved):
    found = run(saved, DATA, "--exact", "--json", "-")
    assert found.exit_code == 0, found.output
    assert json.loads(found.stdout)["exact"]


def test_v03_other_answers_are_refused(saved):
    found = run(saved, DATA, "--where", "school=Pasteur")
    assert found.exit_code == 2
    assert "E-INF-02" in found.output
    assert run(saved, DATA, "--most", "0").exit_code == 2


def test_v04_a_fit_without_a_likelihood_is_refused(tmp_path):
    path = tmp_path / "fit.json"
    gainsem.fit("f =~ x1 + x2 + x3 + x4", DATA, estimator="ULS").save(path)
    found = run(str(path), DATA)
    assert found.exit_code == 1
    assert "E-INF-01" in found.output
