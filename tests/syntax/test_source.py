"""Places and the excerpts that point at them."""

import pytest

from gainsem.syntax.source import Place, Source, columns, shown


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("f =~ x1", Place(1, 6, 2), "f =~ x1\n     ^^"),
        ("a\nbc\nd", Place(2, 2, 1), "bc\n ^"),
        ("a\r\nbc\r\nd", Place(3, 1, 1), "d\n^"),
        ("满意 =~ 题一 + x", Place(1, 7, 2), "满意 =~ 题一 + x\n        ^^^^"),
        ("e\u0301 ~ x", Place(1, 6, 1), "e\u0301 ~ x\n    ^"),
        ("\ty ~ x", Place(1, 2, 1), "    y ~ x\n    ^"),
        ("y ~ x", Place(1, 6, 1), "y ~ x\n     ^"),
        ("y ~ x", Place(1, 5, 99), "y ~ x\n    ^"),
        ("y ~ x", Place(9, 1, 1), "y ~ x\n^"),
        ("", Place(1, 1, 1), "\n^"),
        ("y\x1b[31m ~ \u202ex", Place(1, 9, 2), "y\ufffd[31m ~ \ufffdx\n        ^^"),
    ],
)
def test_excerpts(text, at, expected):
    assert Source(text, "m").excerpt(at) == expected


def test_a_long_line_is_cut_around_the_place():
    text = "f =~ " + " + ".join(f"item_{number}" for number in range(100))
    start = text.index("item_50")
    line, carets = Source(text, "m").excerpt(Place(1, start + 1, 7)).split("\n")
    assert line.startswith("…")
    assert line.endswith("…")
    assert len(line) < 180
    assert line[carets.index("^") : carets.rindex("^") + 1] == "item_50"


def test_places_count_lines_as_python_does():
    text = "a\nb\r\nc\rd\x0be\x0cf\u2028g"
    source = Source(text, "m")
    lines = text.splitlines()
    found = [source.place(text.index(letter), text.index(letter) + 1) for letter in "abcdefg"]
    assert [place.line for place in found] == [1, 2, 3, 4, 5, 6, 7]
    assert [lines[place.line - 1][place.column - 1] for place in found] == list("abcdefg")


def test_where():
    assert Source("x", "a/b.lav").where(Place(3, 18)) == "a/b.lav, line 3, column 18"


def test_names_in_messages_are_printable():
    assert shown("a\nb\x1b") == "'a\ufffdb\ufffd'"


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("满意度", 6), ("ｘ", 2), ("\u200d", 0), ("ｱ", 1), ("한", 2)],
)
def test_terminal_columns(text, width):
    assert columns(text) == width
