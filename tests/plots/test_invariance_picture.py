"""The picture of a study of invariance shows every level, item and group."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

import gainsem
from gainsem.errors import OptionError
from gainsem.plots.figure_files import figure_bytes
from gainsem.plots.from_invariance import WORDS, invariance_figures
from gainsem.plots.invariance_picture import (
    COLOURS,
    ODD,
    FitValue,
    GroupDot,
    ItemRow,
    LevelRow,
    PictureWords,
    Scale,
    draw_invariance,
)
from gainsem.results.invariance.rows import GroupParameter
from tests.results.invariance.studies import HOLZINGER, districts, schools

TITLES = PictureWords("Title", "Levels", ("CFI",), "Items", ("Loadings",), "A note")


def texts(figure: object) -> list[str]:
    root = ElementTree.fromstring(figure_bytes(figure, "svg"))
    return ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]


def dots(figure: object) -> list[tuple[float, float, str]]:
    """Return the places and colours of the dots."""
    lines = figure.axes[0].get_lines()
    return [
        (float(line.get_xdata()[0]), float(line.get_ydata()[0]), line.get_markerfacecolor())
        for line in lines
        if line.get_marker() == "o"
    ]


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        ("en", ["Measurement invariance: school", "partial scalar invariance", "does not hold"]),
        ("zh", ["测量等值性：学校", "部分强等值", "不成立", "菱形题", "巴斯德学校"]),
    ],
)
def test_levels_verdicts_items_and_groups_are_named(lang: str, wanted: list[str]) -> None:
    figures = invariance_figures(schools(), lang=lang)
    assert list(figures) == ["invariance", "means"]
    assert set(wanted) <= set(texts(figures["invariance"]))


def test_every_value_has_its_dot_and_failures_are_red() -> None:
    found = dots(invariance_figures(schools())["invariance"])
    # 4 levels by 3 measures, 3 items by 2 groups, 2 in the legend.
    assert len(found) == 12 + 6 + 2
    assert [colour for *_, colour in found[:12]].count(ODD) == 3


def test_dots_lie_where_their_values_are() -> None:
    rows = [
        LevelRow("a", (FitValue(0.90),), ""),
        LevelRow("b", (FitValue(0.95, 0.92),), "holds"),
        LevelRow("c", (FitValue(1.0),), "holds"),
    ]
    x = [place for place, *_ in dots(draw_invariance(rows, [], (), TITLES))]
    assert x[1] - x[0] == pytest.approx(x[2] - x[1])
    assert Scale(0.0, 2.0, 10.0, 30.0)(0.5) == 15.0


def test_many_groups_are_grey_but_for_those_that_deviate() -> None:
    names = [f"g{k}" for k in range(8)]
    row = ItemRow("q1", (tuple(GroupDot(k, 0.1 * k, k == 3) for k in range(8)),))
    figure = draw_invariance([], [row], names, TITLES)
    found = dots(figure)
    assert [colour for *_, colour in found].count(ODD) == 1
    assert found[-1][2] == ODD
    assert not set(names) & set(texts(figure))
    few = draw_invariance([], [replace(row, panels=(row.panels[0][:6],))], names[:6], TITLES)
    assert set(names[:6]) <= set(texts(few))
    assert {colour for *_, colour in dots(few)} == set(COLOURS)


def test_dots_of_few_groups_with_equal_values_do_not_cover_each_other() -> None:
    row = ItemRow("q1", ((GroupDot(0, 0.5), GroupDot(1, 0.5)),))
    first, second, *_ = dots(draw_invariance([], [row], ["a", "b"], TITLES))
    assert first[0] == second[0]
    assert abs(first[1] - second[1]) > 3.0


def test_long_names_are_cut_and_nothing_is_markup() -> None:
    name = "A very long name of an item that goes on and on $x^2$"
    figure = draw_invariance([], [ItemRow(name, ((GroupDot(0, 1.0),),))], ["<b>&$"], TITLES)
    said = texts(figure)
    assert any(text.startswith("A very long") and text.endswith("…") for text in said)
    assert "<b>&$" in said


def test_means_are_sorted_and_written_with_two_decimals() -> None:
    said = texts(invariance_figures(schools())["means"])
    assert "0.05  (\N{MINUS SIGN}0.20 – 0.30)" in said
    assert said.index("Grant-White") < said.index("Pasteur")


def test_several_factors_share_one_figure_and_waves_stay_in_time() -> None:
    more = [replace(row, factor="speed", mean=-row.mean - 0.5) for row in schools().means]
    study = schools(means=(*schools().means, *more))
    figures = invariance_figures(study, lang="zh")
    assert list(figures) == ["invariance", "means"]
    said = texts(figures["means"])
    assert said[0] == "因子均值：学校"
    reference = study.label("Pasteur", "zh")
    waves = texts(invariance_figures(replace(study, repeated=True), lang="zh")["means"])
    assert waves.index(reference) < waves.index(study.label("Grant-White", "zh"))


def test_a_study_without_estimates_still_has_a_picture() -> None:
    failed = schools((replace(HOLZINGER[0], measures={}),), parameters=(), means=())
    said = texts(invariance_figures(failed)["invariance"])
    assert "not fitted" in said
    assert invariance_figures(districts()) == {}


def test_thresholds_of_an_item_share_a_line() -> None:
    parameters = tuple(
        GroupParameter(item="q1", kind="threshold", part=str(k), group="Pasteur", est=float(k))
        for k in range(3)
    )
    figure = invariance_figures(schools((), parameters=parameters))["invariance"]
    assert "Thresholds" in texts(figure)
    assert len({round(y, 6) for _, y, _ in dots(figure)[:3]}) == 1


def test_draw_knows_studies_of_invariance() -> None:
    assert gainsem.draw(schools()).name == "invariance"
    assert gainsem.draw(schools(), "means", lang="zh").name == "means"
    with pytest.raises(OptionError, match="figures are: invariance, means"):
        gainsem.draw(schools(), "meens")


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()
