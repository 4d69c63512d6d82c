"""What a start costs: heavy libraries are imported where they are needed and nowhere else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import as_csv, plain_answers

HEAVY_FOR_HELP = {"numpy", "scipy", "pandas", "matplotlib", "pydantic", "ruamel", "typst"}
HEAVY_FOR_A_FIT = {
    "pandas",
    "scipy",
    "matplotlib",
    "pydantic",
    "ruamel",
    "typst",
}
REPORT_MODULES = """
import json, sys
from gainsem.cli.main import main
try:
    main()
except SystemExit as end:
    code = end.code
print(json.dumps({"code": code, "modules": sorted(sys.modules)}), file=sys.stderr)
"""


def loaded_by(*arguments: str, cwd: Path | None = None) -> set[str]:
    """Run a command in a process of its own and return the modules it has loaded."""
    run = subprocess.run(
        [sys.executable, "-c", REPORT_MODULES, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    end = json.loads(run.stderr.splitlines()[-1])
    assert end["code"] == 0, run.stderr
    return set(end["modules"])


def heavy(modules: set[str], unwanted: set[str]) -> set[str]:
    """Return the unwanted modules among those loaded."""
    return modules & unwanted


def test_help_loads_nothing_that_calculates() -> None:
    assert heavy(loaded_by("--help"), HEAVY_FOR_HELP) == set()
    assert heavy(loaded_by("fit", "--help"), HEAVY_FOR_HELP) == set()


def test_import_gainsem_loads_nothing_that_calculates() -> None:
    code = "import sys, gainsem; dir(gainsem); print(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert heavy(set(run.stdout.split()), HEAVY_FOR_HELP) == set()


def test_from_csv_to_fit_json_without_the_heavy_libraries(plain_study: Path) -> None:
    loaded = loaded_by("fit", "model.lav", "data.csv", "--json", "fit.json", cwd=plain_study)
    assert (plain_study / "fit.json").is_file()
    assert heavy(loaded, HEAVY_FOR_A_FIT) == set()


def test_ordinal_items_need_no_heavier_ones(plain_study: Path) -> None:
    """All of WLSMV: thresholds, polychorics, their variances, the fit and its tests."""
    rows = [
        {name: float(min(max(round(value + 2.5), 1), 4)) for name, value in row.items()}
        for row in plain_answers(300)
    ]
    (plain_study / "data.csv").write_text(as_csv(rows), encoding="utf-8")
    arguments = ["fit", "model.lav", "data.csv", "--ordered", "all", "--json", "fit.json"]
    for more in ([], ["--missing", "pairwise", "--se", "robust.hessian"]):
        loaded = loaded_by(*arguments, *more, cwd=plain_study)
        record = json.loads((plain_study / "fit.json").read_text(encoding="utf-8"))
        assert record["estimator"] == "WLSMV"
        assert heavy(loaded, HEAVY_FOR_A_FIT) == set()


def test_factor_analysis_needs_no_heavier_ones(plain_study: Path) -> None:
    assert heavy(loaded_by("efa", "--help"), HEAVY_FOR_HELP) == set()
    arguments = ["efa", "data.csv", "--factors", "1", "--json", "efa.json"]
    assert heavy(loaded_by(*arguments, cwd=plain_study), HEAVY_FOR_A_FIT) == set()
    assert (plain_study / "efa.json").is_file()


def test_the_number_of_factors_needs_no_heavier_ones(plain_study: Path) -> None:
    assert heavy(loaded_by("factors", "--help"), HEAVY_FOR_HELP) == set()
    arguments = ["factors", "data.csv", "--draws", "100", "--samples", "20", "--json", "f.json"]
    assert heavy(loaded_by(*arguments, cwd=plain_study), HEAVY_FOR_A_FIT) == set()
    assert (plain_study / "f.json").is_file()
