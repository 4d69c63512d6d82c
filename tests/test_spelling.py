"""Names that look alike, and what a hint says about them."""

from __future__ import annotations

from gainsem.errors import did_you_mean
from gainsem.spelling import lookalike_of


def test_the_twin_of_a_name() -> None:
    assert lookalike_of("x1", ["x2", "х1"]) == "х1"
    assert lookalike_of("x1", ["x1", "x2"]) is None


def test_a_hint_shows_the_invisible_character_of_the_known_name() -> None:
    hint = did_you_mean("x1", ["x1\u200b", "x2"])
    assert "looks the same but has U+200B ZERO WIDTH SPACE." in hint
    assert "Did you mean" not in hint


def test_a_hint_shows_the_foreign_letter_of_the_name_written() -> None:
    hint = did_you_mean("х1", ["x1", "x2"])
    assert hint == (
        " 'x1' looks the same, but the name written has U+0445 CYRILLIC SMALL LETTER HA."
    )


def test_full_width_letters_are_told_apart_by_number() -> None:
    assert "U+FF58 FULLWIDTH LATIN SMALL LETTER X" in did_you_mean("ｘ1", ["x1"])
