"""The picture of missing answers: both languages, many patterns, the same bytes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError
from gainsem.plots.figure_files import figure_bytes
from gainsem.plots.missing_picture import MOST_PATTERNS, draw_missing


@pytest.fixture(scope="module")
def answers():
    rng = np.random.default_rng(1)
    values = rng.standard_normal((300, 8))
    values[rng.uniform(size=values.shape) < 0.3] = np.nan
    names = [f"问题{k}" for k in range(1, 9)]
    return gainsem.missing(pd.DataFrame(values, columns=names)).answers


@pytest.mark.parametrize(("lang", "word"), [("en", "respondents"), ("zh", "人数")])
def test_it_says_how_many_in_both_languages(answers, lang, word):
    figure = draw_missing(answers, lang=lang)
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert word in texts
    assert f"{answers.patterns[0][1]:,}" in texts
    written = [text.get_text() for text in figure.texts]
    assert any(str(len(answers.patterns) - MOST_PATTERNS) in text for text in written)


def test_the_same_picture_has_the_same_bytes(answers):
    one, other = (figure_bytes(draw_missing(answers), "svg") for _ in range(2))
    assert one == other


def test_another_language_is_refused(answers):
    with pytest.raises(OptionError, match="'fr'"):
        draw_missing(answers, lang="fr")
