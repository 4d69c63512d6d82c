"""What is read from the source is what the source says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.said_in_source import Source

EXAMPLE = """
LIMIT = ".50"


def _count(n, what):
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _lost(text: str) -> str:
    return f"{text} and lost"


def remarks(n, names):
    where = ", ".join(names)
    if n:
        where = f"most of all: {where}"
    said = ["first"]
    if n > 1:
        said.append(f"{n} more")
    text = "Items"
    text += f" of {n}" if n else ""
    return [
        warning("W-X-1", f"{text}: {'one' if n else 'none'} below {LIMIT}.", where=where),
        note("I-X-2", "; ".join(said), do=_lost(f"use {n} ~~ {n}")),
        Diagnostic("E-X-3", "error", "refused"),
        Diagnostic("E-X-4", "warning", f"{names[0]} " "is withheld", why="of {n}".format(n)),
    ]
"""


@pytest.fixture
def said(tmp_path: Path) -> dict[tuple[str, str], set[str]]:
    package = tmp_path / "package"
    package.mkdir()
    (package / "remarks.py").write_text(EXAMPLE, encoding="utf-8")
    found: dict[tuple[str, str], set[str]] = {}
    for one in Source(package).said():
        found.setdefault((one.code, one.part), set()).add(one.text)
    return found


def test_choices_names_and_what_is_added_are_followed(
    said: dict[tuple[str, str], set[str]],
) -> None:
    assert said["W-X-1", "message"] == {
        f"{text}: {word} below .50."
        for text in ("Items of ⟦1⟧", "Items")
        for word in ("one", "none")
    }


def test_a_name_that_is_given_again_is_not_followed_into_itself(
    said: dict[tuple[str, str], set[str]],
) -> None:
    assert said["W-X-1", "where"] == {"⟦1⟧", "most of all: ⟦1⟧"}


def test_a_list_is_joined_with_and_without_what_is_appended(
    said: dict[tuple[str, str], set[str]],
) -> None:
    assert said["I-X-2", "message"] == {"first; ⟦1⟧ more", "first"}


def test_a_function_is_followed_and_the_same_value_has_the_same_hole(
    said: dict[tuple[str, str], set[str]],
) -> None:
    assert said["I-X-2", "do"] == {"use ⟦1⟧ ~~ ⟦1⟧ and lost"}


def test_what_ends_the_program_is_left_out_and_what_marks_a_fit_is_not(
    said: dict[tuple[str, str], set[str]],
) -> None:
    assert {code for code, _ in said} == {"W-X-1", "I-X-2", "E-X-4"}
    assert said["E-X-4", "message"] == {"⟦1⟧ is withheld"}
    assert said["E-X-4", "why"] == {"of ⟦1⟧"}
