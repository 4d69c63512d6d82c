"""Widths of texts in a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainsem.results.text_width import clip, one_line, pad, shorten_words, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("x1", 2),
        ("获得感", 6),
        ("é", 1),
        ("e\u0301", 1),
        ("ａ", 2),
        ("ｱ", 1),
        ("a\u200bb", 2),
    ],
)
def test_wide_characters_count_twice_and_combining_ones_not_at_all(text, columns):
    assert width(text) == columns


@given(st.text(), st.integers(0, 40), st.booleans())
def test_padding_fills_up_and_never_cuts(text, columns, right):
    padded = pad(text, columns, right=right)
    assert width(padded) == max(columns, width(text))
    assert padded.endswith(text) if right else padded.startswith(text)


@given(st.text(), st.integers(5, 40))
def test_clipping_never_exceeds_the_room(text, columns):
    assert width(clip(text, columns)) <= columns


def test_a_wide_character_is_not_split_by_clipping():
    assert clip("获得感获得感", 9) == "获得感..."
    assert clip("获得感获得感", 8) == "获得..."


def test_a_text_that_fits_is_left_alone():
    assert clip("获得感", 6) == "获得感"


def test_control_and_direction_characters_are_shown():
    assert one_line("a\x1b[2Jb") == r"a\x1b[2Jb"
    assert one_line("a\u202eb") == r"a\u202eb"
    assert one_line("two\r\nlines\tand tab") == "two  lines and tab"


def test_an_endless_name_keeps_its_ends_and_wordings_stay_whole():
    cut = shorten_words("item_" + "x" * 5000 + "_42")
    assert len(cut) == 40
    assert cut.startswith("item_x")
    assert cut.endswith("x_42")
    wording = "How satisfied are you, all in all, with the public services where you live? " * 3
    assert shorten_words(wording) == wording
    assert shorten_words("获得感" * 30) == "获得感" * 30
