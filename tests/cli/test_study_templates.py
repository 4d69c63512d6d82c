"""``gainsem init --template sense-of-gain``: a folder in which everything runs as it stands."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from gainsem.cli.main import program
from gainsem.cli.study_templates import SENSE_OF_GAIN, bundled_content, files_of
from gainsem.survey.codebook_file import read_codebook
from gainsem.survey.find_codebook import find_codebook
from gainsem.survey.synthetic import files_of as synthetic_files
from gainsem.syntax import parse

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "zh")
SYNTHETIC = {"en": "synthetic", "zh": "模拟的"}


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(program, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def study(tmp_path: Path, lang: str) -> Path:
    place = tmp_path / "study"
    code, _, err = run("init", place, "--template", SENSE_OF_GAIN, "--lang", lang)
    assert code == 0, err
    return place


def test_what_it_says_to_try_works(tmp_path: Path) -> None:
    place = tmp_path / "study"
    _, out, _ = run("init", place, "--template", SENSE_OF_GAIN)
    said = out.splitlines()[1].split()
    assert said[:2] == ["gainsem", "fit"]
    code, _, err = run("fit", said[2], said[3], "--json", tmp_path / "fit.json", "--quiet")
    assert code == 0, err


def test_every_model_of_its_readme_is_there_and_can_be_read(study: Path) -> None:
    readme = (study / "README.md").read_text(encoding="utf-8")
    models = {path.name for path in study.glob("*.lav")}
    assert len(models) == 8
    assert set(re.findall(r"\| `(\w+\.lav)` \|", readme)) == models
    for name in models:
        text = (study / name).read_text(encoding="utf-8")
        parse(text)
        assert find_codebook(study / name, study.parent / "elsewhere" / "answers.csv") == (
            study / "codebook.yaml"
        )
        assert "surveys/" not in text
        assert f"gainsem fit {name} . --missing pairwise" in text


def test_every_command_of_its_readme_names_what_is_there(study: Path, lang: str) -> None:
    readme = (study / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^gainsem fit (\S+) (\S+) ", readme, re.MULTILINE)
    assert len(commands) == 5
    assert all((study / model).is_file() and data == "." for model, data in commands)
    assert SYNTHETIC[lang] in readme
    files = set(re.findall(r"^\| `([\w.]+)` \|", readme, re.MULTILINE))
    assert {path.name for path in study.iterdir()} - {"README.md"} == files


def test_a_model_with_background_variables_runs(study: Path) -> None:
    where = ("--where", "wave=1 & AC1=4", "--missing", "pairwise", "--quiet")
    code, _, err = run("fit", study / "urban_rural.lav", study, *where)
    assert code == 0, err


def test_its_codebook_knows_its_schema_and_its_answers_can_be_drawn_again(study: Path) -> None:
    first = (study / "codebook.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first.endswith("$schema=codebook.schema.json")
    assert read_codebook(study / "codebook.yaml").responses == (study / "responses.csv").resolve()
    for path, text in synthetic_files(study).items():
        assert path.read_text(encoding="utf-8") == text


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mimic.lav").write_text("mine", encoding="utf-8")
    code, _, err = run("init", tmp_path, "--template", SENSE_OF_GAIN)
    assert code == 2
    assert "mimic.lav" in err
    assert [path.name for path in tmp_path.iterdir()] == ["mimic.lav"]


def test_an_unknown_template_is_refused(tmp_path: Path) -> None:
    code, _, err = run("init", tmp_path / "study", "--template", "sense-of-gian")
    assert code == 2
    assert "sense-of-gain" in err


def test_in_a_checkout_the_content_is_read_where_it_lies() -> None:
    assert bundled_content() == ROOT


@pytest.mark.slow
def test_a_wheel_carries_the_study(tmp_path: Path) -> None:
    """Needs the network: pip fetches the build backend."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", tmp_path, ROOT]
    subprocess.run(list(map(str, command)), check=True)
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    code = (
        "from gainsem.cli.study_templates import files_of, bundled_content\n"
        f"assert bundled_content().is_relative_to({str(site)!r})\n"
        "print(*sorted(files_of('sense-of-gain', 'zh')))"
    )
    isolated = subprocess.run(
        [sys.executable, "-c", code], cwd=site, capture_output=True, text=True, check=True
    )
    assert isolated.stdout.split() == sorted(files_of(SENSE_OF_GAIN, "zh"))
