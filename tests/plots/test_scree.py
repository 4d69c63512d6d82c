"""The scree picture: every verdict is drawn, in both languages, and nothing is covered."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError
from gainsem.plots.figure_files import figure_bytes
from gainsem.plots.scree import NAMES as NAME_COLUMN
from gainsem.plots.scree import SHORT, SMALL, draw_scree
from gainsem.plots.scree_words import RULES, TEXTS
from gainsem.plots.text_fit import text_width
from tests.core.factor_models import implied, simple_structure


@pytest.fixture(scope="module")
def found() -> gainsem.NFactors:
    r = implied(*simple_structure(40, 4))
    rows = np.random.default_rng(1).multivariate_normal(np.zeros(40), r, size=300)
    frame = pd.DataFrame(rows, columns=[f"x{k}" for k in range(40)])
    return gainsem.n_factors(frame, draws=40, samples=20, most=5)


def texts(figure: object) -> list[str]:
    root = ElementTree.fromstring(figure_bytes(figure, "svg"))
    return ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_verdict_has_its_line(found: gainsem.NFactors, lang: str) -> None:
    said = texts(draw_scree(found, lang=lang))
    assert any(TEXTS[lang]["title"] in each for each in said)
    for rule in found.rules:
        name = RULES["zh"][rule.key].format(percent="95%") if lang == "zh" else ""
        name = name or SHORT.get(rule.key, rule.title)
        assert (name in said) == (rule.n_factors is not None)


def test_every_rule_has_a_chinese_name_and_names_fit(found: gainsem.NFactors) -> None:
    assert {rule.key for rule in found.rules} == set(RULES["zh"])
    assert set(TEXTS["en"]) == set(TEXTS["zh"])
    for rule in found.rules:
        for name in (SHORT.get(rule.key, rule.title), RULES["zh"][rule.key]):
            assert text_width(name, SMALL) < NAME_COLUMN - 4.0


def test_nothing_is_drawn_outside_the_sheet(found: gainsem.NFactors) -> None:
    figure = draw_scree(found)
    axes = figure.axes[0]
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    for line in axes.lines:
        x, y = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
        assert (x >= x0).all()
        assert (x <= x1).all()
        assert (y >= y0).all()
        assert (y <= y1).all()


def test_the_same_bytes_every_time(found: gainsem.NFactors) -> None:
    assert figure_bytes(draw_scree(found), "svg") == figure_bytes(draw_scree(found), "svg")


def test_another_language_is_refused(found: gainsem.NFactors) -> None:
    with pytest.raises(OptionError) as caught:
        draw_scree(found, lang="fr")
    assert caught.value.code == "E-OPT-07"
