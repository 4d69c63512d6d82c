"""``gainsem factors``: folders, records, exit codes; ``gainsem efa --factors auto``."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gainsem.cli.main import program
from gainsem.cli.progress import ProgressLine

HS = "tests/reference/data/hs.csv"
COMMON = ["factors", HS, "--items", "x*", "--draws", "100", "--samples", "40"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, list(arguments))


def test_a_page_on_the_terminal_with_adequacy_first() -> None:
    done = run(*COMMON)
    assert done.exit_code == 0, done.output
    assert done.output.index("KMO 0.75: middling.") < done.output.index("3 factors: named by")
    assert "Henze-Zirkler" in done.output
    assert "Comparison data" in done.output


def test_a_folder_with_everything(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = run(*COMMON, "--out", str(folder), "--quiet", "--lang", "zh")
    assert done.exit_code == 0, done.output
    assert done.output == ""
    names = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    assert names == {
        "factors.json",
        "rules.csv",
        "eigenvalues.csv",
        "solutions.csv",
        "measures.csv",
        "normality.csv",
        "items.csv",
        "anti_image.csv",
        "scree.svg",
        "scree.pdf",
    }
    record = json.loads((folder / "factors.json").read_text(encoding="utf-8"))
    assert record["schema"] == "gainsem.factors/1"
    assert record["n_factors"] == 3
    assert record["adequacy"]["kmo"] == pytest.approx(0.752244592603)
    assert "公因子" in (folder / "scree.svg").read_text(encoding="utf-8")


def test_the_record_on_standard_output() -> None:
    done = run(*COMMON, "--json", "-")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["votes"] >= 4


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--items", "x1,x2"], 2, "E-NF-02"),
        (["--items", "y1"], 2, "E-MOD-71"),
        (["--draws", "3"], 2, "E-OPT-01"),
        (["--most", "9"], 2, "E-EFA-03"),
        (["--draws", "40", "--strict"], 2, "W-NF-13"),
    ],
)
def test_refusals(arguments: list[str], code: int, said: str) -> None:
    done = run(*COMMON, *arguments)
    assert done.exit_code == code
    assert said in done.output


def test_efa_with_an_automatic_number() -> None:
    done = run("efa", HS, "--items", "x*", "--factors", "auto")
    assert done.exit_code == 0, done.output
    assert "I-NF-23" in done.output
    assert "Factors                                                      3" in done.output


def test_the_folder_of_an_automatic_number_has_its_picture(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    common = ["efa", HS, "--items", "x*", "--out", str(folder), "--quiet"]
    assert run(*common, "--factors", "auto").exit_code == 0
    record = json.loads((folder / "efa.json").read_text(encoding="utf-8"))
    assert record["number_of_factors"]["n_factors"] == 3
    of_the_rules = (folder / "scree.svg").read_bytes()
    assert run(*common, "--factors", "3").exit_code == 0
    assert (folder / "scree.svg").read_bytes() != of_the_rules


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, quiet, shown in ((Terminal(), False, True), (Terminal(), True, False)):
        monkeypatch.setattr("sys.stderr", stream)
        with ProgressLine(quiet=quiet) as line:
            line("parallel analysis", 10, 40)
        text = stream.getvalue()
        assert ("25 %" in text) == shown
        assert text.endswith("\r") == shown
    piped = io.StringIO()
    monkeypatch.setattr("sys.stderr", piped)
    with ProgressLine() as line:
        line("parallel analysis", 10, 40)
    assert piped.getvalue() == ""
