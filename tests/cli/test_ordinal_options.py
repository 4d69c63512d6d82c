"""The options of models with ordinal items, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from gainsem.cli.main import program
from tests.cli.bad_input import BOOK, HEADER, MODEL, data, each, put

WEIGHT = HEADER.index("weight")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A folder with a model and 400 answers, without a codebook."""
    (tmp_path / "model.lav").write_text(MODEL, encoding="utf-8")
    (tmp_path / "data.csv").write_text(data(), encoding="utf-8")
    return tmp_path


def gainsem(*arguments: str | Path) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


def fitted(study: Path, *options: str) -> dict:
    result = gainsem("fit", study / "model.lav", study / "data.csv", "--json", "-", *options)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        (["--ordered", "all"], "ordered", "all"),
        (["--ordered", "ALL"], "ordered", "all"),
        (["--ordered", "x1,x2"], "ordered", ["x1", "x2"]),
        (["--ordered", " x1 , x9 "], "ordered", ["x1", "x9"]),
        (["--ordered", "none"], "ordered", []),
        (["--ordered", "all", "--estimator", "wlsmv"], "estimator", "WLSMV"),
        (["--ordered", "all", "--estimator", "Uls"], "estimator", "ULS"),
        (["--ordered", "all", "--parameterization", "theta"], "parameterization", "theta"),
        (["--ordered", "all", "--missing", "pairwise"], "missing", "pairwise"),
        (["--ordered", "all", "--weights", "weight"], "weights", "weight"),
        (["--ordered", "all", "--collapse", "auto"], "collapse", "auto"),
        (["--ordered", "all", "--se", "robust.hessian"], "se", "robust.hessian"),
        (["--ordered", "all", "--zero-add", "0.1"], "zero_add", 0.1),
        (["--ordered", "all", "--no-conditional-x"], "conditional_x", False),
        (["--ordered", "all", "--force"], "force", True),
    ],
)
def test_options_reach_the_fit(study: Path, arguments: list[str], name: str, value: object) -> None:
    assert fitted(study, *arguments)["options"][name] == value


def test_the_codebook_makes_items_ordinal_and_the_user_can_say_no(study: Path) -> None:
    assert fitted(study)["estimator"] == "ML"
    (study / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    record = fitted(study)
    assert record["estimator"] == "WLSMV"
    assert {entry["name"] for entry in record["sample"]["categories"]} == set(HEADER[1:10])
    assert fitted(study, "--ordered", "none")["estimator"] == "ML"
    by_choice = fitted(study, "--estimator", "ml")
    assert by_choice["estimator"] == "ML"
    assert "I-ORD-56" in {entry["code"] for entry in by_choice["diagnostics"]}


def test_named_items_only_have_thresholds(study: Path) -> None:
    record = fitted(study, "--ordered", "x1,x5")
    owners = {row["lhs"] for row in record["parameters"] if row["op"] == "|"}
    assert owners == {"x1", "x5"}


def test_merged_categories_are_in_the_record(study: Path) -> None:
    def one_five(k: int, row: list[str]) -> None:
        row[1] = "5" if k == 5 else row[1].replace("5", "4")

    (study / "data.csv").write_text(data(each(one_five)), encoding="utf-8")
    (first, *_) = fitted(study, "--ordered", "all", "--collapse", "auto")["sample"]["categories"]
    assert first["codes"] == [[1.0], [2.0], [3.0], [4.0, 5.0]]
    assert sum(first["counts"]) == 400


def test_weights_change_the_estimates(study: Path) -> None:
    (study / "data.csv").write_text(data(put("3", range(200), WEIGHT)), encoding="utf-8")
    plain, weighted = (
        fitted(study, "--ordered", "all", *options) for options in ((), ("--weights", "weight"))
    )
    assert plain["n_obs"] == weighted["n_obs"] == 400
    assert plain["fit_measures"]["chisq"] != weighted["fit_measures"]["chisq"]


def test_the_summary_names_estimator_and_thresholds(study: Path) -> None:
    result = gainsem("fit", study / "model.lav", study / "data.csv", "--ordered", "all")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "WLSMV" in result.stdout


def test_the_references_of_a_saved_fit(study: Path) -> None:
    place = study / "fit.json"
    gainsem("fit", study / "model.lav", study / "data.csv", "--ordered=all", "--json", place)
    text = gainsem("cite", place)
    assert text.exit_code == 0, text.stderr
    assert "Olsson" in text.stdout
    assert "Muthén" in text.stdout
    entries = gainsem("cite", place, "--bibtex").stdout
    assert entries.count("@") >= text.stdout.count("\n")


def test_a_folder_of_results_of_an_ordinal_fit(study: Path) -> None:
    out = study / "results"
    result = gainsem("fit", study / "model.lav", study / "data.csv", "--ordered=all", "--out", out)
    assert result.exit_code == 0, result.stderr
    written = {path.name for path in out.iterdir()}
    assert {"fit.json", "report.pdf", "parameters.csv", "residuals.csv"} <= written
    assert ",|,t1," in (out / "parameters.csv").read_text(encoding="utf-8").replace('"', "")


def test_the_help_page_shows_them() -> None:
    page = " ".join(gainsem("fit", "--help").stdout.split())
    for option in ("--ordered", "--weights", "--parameterization [delta|theta]", "--collapse"):
        assert option in page
    assert "WLSMV where an item is ordinal" in page
    assert "robust.hessian" in page


def test_estimators_are_completed() -> None:
    shell = ShellComplete(program, {}, "gainsem", "_GAINSEM_COMPLETE")
    found = shell.get_completions(["fit", "--estimator"], "WLSM")
    assert {entry.value for entry in found} >= {"WLSM", "WLSMV", "WLSMVS"}
