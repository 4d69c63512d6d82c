"""SPSS syntax: every command ends, quotes are doubled, limits of SPSS are kept."""

from __future__ import annotations

import re

import pytest

from gainsem.errors import CodebookError
from gainsem.io.codebook_formats.spss_syntax import spss_syntax
from tests.io.codebook_formats.codebooks import RICH, document


def commands(text: str) -> dict[str, list[str]]:
    """Return the commands of a syntax file by their name; a period at a line's end ends one."""
    found: dict[str, list[str]] = {}
    for part in re.split(r"\.\n", text):
        lines = [line for line in part.strip().splitlines() if line.strip()]
        if lines and not lines[0].startswith("*"):
            name = re.match(r"[A-Z]+( [A-Z]+)?", lines[0])
            assert name, lines[0]
            found.setdefault(name[0], []).append("\n".join(lines))
    return found


def test_labels_missing_values_and_levels() -> None:
    made = commands(spss_syntax(document(), lang="zh").text)
    assert set(made) == {
        *("VARIABLE LABELS", "VALUE LABELS", "MISSING VALUES", "VARIABLE LEVEL", "EXECUTE"),
    }
    assert "  t1 '我信任。'" in made["VARIABLE LABELS"][0]
    assert "  apps_gov '哪些 [政务]'" in made["VARIABLE LABELS"][0]
    assert "t1 t2 t3 ac c1 c2\n    1 '非常不同意'" in made["VALUE LABELS"][0]
    assert any("t1 t2 ac c1 c2\n  (88, 99)" in each for each in made["MISSING VALUES"])
    assert "t1 t2 t3 ac c1 c2 nps temp (ORDINAL)" in made["VARIABLE LEVEL"][0]


def test_quotes_are_doubled_and_nothing_ends_a_command_early() -> None:
    text = 'title: "It\'s. A title."\nitems: {a: {text: "Don\'t.\\nVALUE LABELS x"}}\n'
    made = spss_syntax(document(text)).text
    assert "a 'Don''t. VALUE LABELS x'." in made
    assert made.count("\nVALUE LABELS") == 0
    assert "* Labels of the survey: It's. A title." in made


def test_more_than_three_missing_codes_become_a_range_where_one_fits() -> None:
    text = "title: T\nitems: {a: {scale: {codes: [1, 2], missing_codes: [-1, 96, 97, 98, 99]}}}\n"
    made = spss_syntax(document(text))
    assert "(96 THRU 99, -1)" in made.text
    assert made.diagnostics == ()


def test_missing_codes_that_spss_cannot_declare_are_said() -> None:
    text = "title: T\nitems: {a: {scale: {codes: [5, 6], missing_codes: [1, 2, 8, 9]}}}\n"
    made = spss_syntax(document(text))
    assert [each.code for each in made.diagnostics] == ["W-BOOK-47"]
    assert "(1, 2, 8)" in made.text


def test_wordings_are_cut_where_spss_cuts_them() -> None:
    text = f"title: T\nlanguages: [zh]\nitems: {{a: {{text: {'获' * 200}}}}}\n"
    made = spss_syntax(document(text))
    label = re.search(r"  a '(.*)'", made.text)
    assert label
    assert 250 < len(label[1].encode()) <= 256
    assert [each.code for each in made.diagnostics] == ["W-BOOK-47"]


def test_names_that_spss_does_not_take_are_refused_together() -> None:
    text = "title: T\nitems: {1a: {text: A}, ALL: {text: B}, ok: {text: C}}\n"
    with pytest.raises(CodebookError, match="E-BOOK-20") as refusal:
        spss_syntax(document(text))
    assert "1a, ALL." in str(refusal.value)


def test_how_to_turn_items_is_a_remark_only() -> None:
    made = spss_syntax(document(RICH)).text
    assert "\n* COMPUTE t2_r = 6 - t2." in made
    assert "\nCOMPUTE" not in made
