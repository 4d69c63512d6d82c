from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from gainsem.plots.fonts import shipped_fonts
from gainsem.plots.text_fit import clipped_apart, longest_word, text_width, wrap, wrap_evenly

TEXTS = ["satisfaction with public services", "对社区公共服务的总体满意程度", "x" * 60, "short"]


def test_widths_are_those_of_the_font_file() -> None:
    with TTFont(shipped_fonts()[0]) as font:
        names, advance = font.getBestCmap(), font["hmtx"].metrics
        expected = sum(advance[names[ord(sign)]][0] for sign in "Trust 1") / 1000 * 8.0
    assert text_width("Trust 1", 8.0) == pytest.approx(expected)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("breaker", [wrap, wrap_evenly])
def test_no_line_is_wider_than_the_box(breaker: object, text: str) -> None:
    assert callable(breaker)
    for width in (30.0, 45.0, 80.0):
        lines = breaker(text, width, 8.0, lines=3)
        assert 1 <= len(lines) <= 3
        assert max(text_width(line, 8.0) for line in lines) <= width


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_is_lost_when_there_is_room(text: str) -> None:
    lines = wrap(text, 60.0, 8.0, lines=20)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_chinese_never_begins_a_line_with_closing_punctuation() -> None:
    text = "住房条件，公共服务，医疗服务（城市），生态环境。"
    for width in range(30, 100, 3):
        assert not any(line[0] in "，。）" for line in wrap(text, float(width), 8.0, lines=30))
        assert not any(line[-1] == "（" for line in wrap(text, float(width), 8.0, lines=30))


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert wrap("生活满意度与社会信任", 42.0, 8.0, lines=1)[0].endswith("…")
    assert wrap("life satisfaction and trust", 42.0, 8.0, lines=1)[0].endswith("...")


def test_a_name_of_5000_characters_is_cut() -> None:
    lines = wrap("v" * 5000, 60.0, 8.0, lines=2)
    assert len(lines) == 2
    assert sum(map(len, lines)) < 60


def test_line_breaks_and_runs_of_blanks_become_one_blank() -> None:
    assert wrap("a \n\t b", 100.0, 8.0) == ("a b",)


def test_a_no_break_space_keeps_words_together() -> None:
    text = "dashed: p\u00a0<\u00a0.05"
    assert any("p\u00a0<\u00a0.05" in line for line in wrap(text, 45.0, 8.0))


def test_an_empty_text_is_one_empty_line() -> None:
    assert wrap("", 40.0, 8.0) == ("",)


@given(st.text(max_size=40), st.floats(20.0, 90.0))
def test_any_text_can_be_broken(text: str, width: float) -> None:
    assert 1 <= len(wrap_evenly(text, width, 7.0)) <= 2


@pytest.mark.parametrize("text", ["Educational resources", "Government response", "a longer word"])
def test_lines_are_not_made_even_by_breaking_a_word(text: str) -> None:
    for size in (6.0, 7.0, 8.0):
        for width in (longest_word(text, size), 50.0, 66.0):
            lines = wrap_evenly(text, max(width, longest_word(text, size)), size, lines=3)
            assert " ".join(lines) == text


def test_the_longest_word_of_chinese_is_one_sign() -> None:
    assert longest_word("教育资源优化配置", 8.0) == pytest.approx(text_width("教", 8.0), abs=0.0011)
    assert longest_word("", 8.0) <= 0.001


def test_names_that_start_alike_are_told_apart_where_they_are_cut():
    names = [f"这是一个非常长的行政区名称用于测试第{k}区街道办事处" for k in range(1, 13)]
    cut = clipped_apart([*names, "短", "另一个同样非常长的行政区名称但开头与众不同"], 120.0, 9.0)
    assert len(set(cut)) == len(cut)
    assert all(text_width(each, 9.0) <= 120.0 for each in cut)
    assert cut[0].startswith("这是")
    assert cut[0].endswith("…1区街道办事处")
    assert cut[-2] == "短"
    assert cut[-1].endswith("…")
