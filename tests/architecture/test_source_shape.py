"""Sizes, names and forbidden constructs of the package source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "gainsem"
SOURCES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE, LONGEST_COMMAND = 400, 100
NAMES_THAT_SAY_NOTHING = {"util", "utils", "helper", "helpers", "common", "misc"}
EVALUATORS = {"eval", "exec", "compile", "__import__"}
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "cloudpickle"}


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_the_ceiling() -> None:
    assert [_named(path) for path in SOURCES if _length(path) > LONGEST_FILE] == []


def test_a_command_line_file_stays_under_a_hundred_lines() -> None:
    commands = sorted((PACKAGE / "cli").glob("*.py"))
    assert len(commands) > 5
    assert [_named(path) for path in commands if _length(path) >= LONGEST_COMMAND] == []


def test_every_module_has_a_name_of_its_own() -> None:
    folders = {folder for path in SOURCES for folder in path.relative_to(PACKAGE).parts[:-1]}
    assert NAMES_THAT_SAY_NOTHING & ({path.stem for path in SOURCES} | folders) == set()


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        _named(path)
        for path in SOURCES
        if path.name != "__init__.py" and path.name != "__main__.py" and _docstring(path) is None
    ]
    assert silent == []


def _docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", SOURCES, ids=_named)
def test_nothing_is_evaluated_or_unpickled(path: Path) -> None:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        found += [f"line {node.lineno}: {name}" for name in _unsafe(node)]
    assert found == []


def _unsafe(node: ast.AST) -> set[str]:
    """Return what a node calls or imports that can run data as code."""
    if isinstance(node, ast.Call):
        called = node.func
        if isinstance(called, ast.Name):
            return EVALUATORS & {called.id}
        if isinstance(called, ast.Attribute):
            return {"eval", "read_pickle", "unsafe_load", "full_load", "sympify"} & {called.attr}
    if isinstance(node, ast.Import):
        return UNSAFE_MODULES & {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        return UNSAFE_MODULES & {(node.module or "").split(".")[0]}
    return set()


@pytest.mark.parametrize(
    "source",
    ["eval('1')", "import pickle", "from dill import load", "frame.eval('a')", "exec(x)"],
)
def test_the_scan_sees_what_it_is_there_for(source: str) -> None:
    assert any(_unsafe(node) for node in ast.walk(ast.parse(source)))


def test_the_package_says_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()


def test_no_path_of_one_machine_stands_in_the_project() -> None:
    texts = [*SOURCES, *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *_yaml_files()]
    marks = ("/home" + "/", "/Users" + "/", "/work" + "/", "/tmp" + "/")
    found = [_named(path) for path in texts if _mentions(path, marks)]
    assert found == []


def _yaml_files() -> list[Path]:
    return [*(ROOT / "surveys").rglob("*.yaml"), *(ROOT / "surveys").rglob("*.md")]


def _mentions(path: Path, marks: tuple[str, ...]) -> bool:
    text = path.read_text(encoding="utf-8")
    return any(mark in text for mark in marks)
