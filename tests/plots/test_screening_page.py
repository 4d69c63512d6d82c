"""The picture of a screening: what is in it, in both languages, for any data."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gainsem
from gainsem.errors import OptionError
from gainsem.plots.figure_files import figure_bytes
from gainsem.plots.fonts import missing_glyphs
from gainsem.plots.screening_page import draw_screening
from gainsem.plots.screening_panels import bin_edges
from gainsem.plots.screening_words import FLAGS, INDICES, TEXTS
from gainsem.survey.flags import BY_NAME
from tests.survey.careless_answers import answers


@pytest.fixture(scope="module")
def screening(tmp_path_factory: pytest.TempPathFactory) -> gainsem.Screening:
    return gainsem.screen(answers().write(tmp_path_factory.mktemp("drawn")))


def texts_of(screening: gainsem.Screening, lang: str) -> str:
    svg = figure_bytes(draw_screening(screening, lang=lang), "svg").decode()
    return "\n".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_flags_items_and_counts_are_written_out(screening: gainsem.Screening, lang: str) -> None:
    said = texts_of(screening, lang)
    for name in BY_NAME:
        assert FLAGS[lang][name] in said, name
    for row in screening.item_rows:
        assert row.item in said
    speed = screening.flag("speed")
    assert f"{speed.count} ({100 * speed.count / 600:.1f} %)" in said
    assert TEXTS[lang]["note"] in said
    assert "\u25a1" not in said


def test_all_words_can_be_drawn_and_both_languages_have_the_same() -> None:
    for words in (FLAGS, INDICES, TEXTS):
        assert words["en"].keys() == words["zh"].keys()
        assert (
            missing_glyphs("".join(text for part in words.values() for text in part.values()))
            == set()
        )
    assert set(FLAGS["en"]) == set(BY_NAME)


def test_another_language_is_refused(screening: gainsem.Screening) -> None:
    with pytest.raises(OptionError, match="E-OPT-07"):
        draw_screening(screening, lang="fr")


def test_a_survey_without_anything_to_draw_still_has_a_page() -> None:
    import pandas as pd

    frame = pd.DataFrame({"a_$x$": [1, 2, 3], "b": [3, 1, 2], "c": [2, 2, 4]})
    said = texts_of(gainsem.screen(frame), "en")
    assert "not judged" in said
    assert "a_$x$" in said


def test_more_items_than_there_is_room_for_are_counted(tmp_path: Path) -> None:
    import pandas as pd

    values = np.random.default_rng(1).integers(1, 6, (40, 70))
    frame = pd.DataFrame(values, columns=[f"question_{j}" for j in range(70)])
    assert "10 more items are in items.csv." in texts_of(gainsem.screen(frame), "en")


@settings(max_examples=60)
@given(
    st.lists(st.floats(-50, 50), min_size=1, max_size=60),
    st.one_of(st.just(float("nan")), st.floats(-60, 60)),
)
def test_no_bar_has_two_colours(values: list[float], limit: float) -> None:
    edges = bin_edges(np.array(values), limit, whole=False)
    assert (np.diff(edges) > 0).all()
    assert edges[0] <= min(values) + 1e-9
    if np.isfinite(limit):
        assert np.min(np.abs(edges - limit)) <= 1e-9 * max(1.0, abs(limit))
