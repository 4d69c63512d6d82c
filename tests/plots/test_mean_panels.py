"""One figure of the means of all factors: where they lie, what fits on a page."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from matplotlib.figure import Figure

from gainsem.plots.mean_panels import TALLEST, Panel, PanelWords, draw_mean_panels

WORDS = PanelWords("Factor means", "In the metric of g0", "{count} are not shown.")
NOTHING = (math.nan,) * 3


def drawn(n_groups: int, n_factors: int) -> Figure:
    lines = tuple((0.1 * k, 0.1 * k - 0.2, 0.1 * k + 0.2) for k in range(n_groups))
    panels = [Panel(f"factor {k}", lines) for k in range(n_factors)]
    return draw_mean_panels([f"g{k}" for k in range(n_groups)], panels, WORDS)


def texts(figure: Figure) -> list[str]:
    return [each.get_text() for each in figure.axes[0].texts]


def dots(figure: Figure) -> list[tuple[float, float]]:
    return [
        (float(line.get_xdata()[0]), float(line.get_ydata()[0]))
        for line in figure.axes[0].lines
        if line.get_marker() == "o"
    ]


@pytest.mark.parametrize(("n_groups", "n_factors"), [(2, 1), (30, 10), (400, 10), (4, 40)])
def test_all_factors_fit_on_one_page(n_groups: int, n_factors: int) -> None:
    figure = drawn(n_groups, n_factors)
    width, height = figure.get_size_inches() * 72.0
    assert width == pytest.approx(468.0)
    assert height <= TALLEST + 20.0
    assert {f"factor {k}" for k in range(n_factors)} <= set(texts(figure))
    assert all(0.0 < x < width and 0.0 < y < height for x, y in dots(figure))


def test_a_group_stands_in_the_same_line_of_every_panel_on_one_scale() -> None:
    found = dots(drawn(3, 2))
    first, second = found[:3], found[3:]
    assert [y for _, y in first] == [y for _, y in second]
    steps = [b[0] - a[0] for a, b in pairwise(found) if b[0] > a[0]]
    assert steps[0] == pytest.approx(steps[1])


def test_groups_without_room_are_left_out_and_counted() -> None:
    figure = drawn(400, 10)
    shown = sum(text.startswith("g") for text in set(texts(figure)))
    assert f"{400 - shown} are not shown." in texts(figure)
    assert {"g0", "g399", "…"} <= set(texts(figure))


def test_a_group_without_a_mean_has_no_dot_and_a_fixed_one_no_interval() -> None:
    panel = Panel("f", ((0.0, math.nan, math.nan), NOTHING, (0.3, 0.1, 0.5)))
    figure = draw_mean_panels(["a", "b", "c"], [panel], WORDS)
    assert len(dots(figure)) == 2
