"""What is not Python but belongs to the package: grammar, schemas, templates, wordings, fonts."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "gainsem"
CONTENT = {
    "models": "gainsem/content/models",
    "surveys/sense_of_gain": "gainsem/content/surveys/sense_of_gain",
}
KINDS = {".json", ".lark", ".lav", ".md", ".otf", ".toml", ".txt", ".typ", ".yaml"}


def shipped() -> list[Path]:
    """Return the files below the package that are not Python, relative to the project."""
    files = (path.relative_to(ROOT) for path in PACKAGE.rglob("*") if path.is_file())
    return sorted(path for path in files if path.suffix != ".py" and not _is_cache(path))


def _is_cache(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def is_ignored(path: Path, pattern: str) -> bool:
    """Return whether a line of .gitignore, which the build obeys too, leaves a file out."""
    if pattern.startswith("/"):
        return path.is_relative_to(pattern.strip("/"))
    return any(fnmatch(part, pattern.rstrip("/")) for part in path.parts)


def test_the_wheel_takes_the_package_as_it_is() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = {"packages": ["gainsem"], "force-include": CONTENT}
    assert project["tool"]["hatch"]["build"] == {"targets": {"wheel": wheel}}
    for source, target in CONTENT.items():
        assert (ROOT / source).is_dir()
        assert target == f"gainsem/content/{source}"


def test_no_shipped_file_is_left_out_of_the_wheel_by_gitignore() -> None:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    assert is_ignored(Path("gainsem/report/x.pdf"), "*.pdf")
    assert "*.pdf" in patterns
    left_out = [(path, each) for path in shipped() for each in patterns if is_ignored(path, each)]
    assert left_out == []


def test_every_kind_of_shipped_file_is_there_and_no_other() -> None:
    assert {path.suffix for path in shipped() if path.name != "py.typed"} == KINDS


def test_the_fonts_come_with_their_licence() -> None:
    folders = {path.parent for path in shipped() if path.suffix == ".otf"}
    licences = [(ROOT / folder / "OFL.txt").read_text(encoding="utf-8") for folder in folders]
    assert licences
    assert all("SIL OPEN FONT LICENSE Version 1.1" in text for text in licences)
