"""The panels of the screening picture: an index, the flags, their overlap, the items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gainsem.plots.fonts import drawable
from gainsem.plots.screening_words import FLAGS, INDICES
from gainsem.plots.text_fit import text_width
from gainsem.survey.judged import Limit, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gainsem.survey.judged import Judged
    from gainsem.survey.screening import Screened

QUIET, FLAGGED, LINE = "#9db6cf", "#c0392b", "#0b3c6f"
FLOOR, CEILING, MISSING = "#7a9cc0", "#0b3c6f", "#c98a1b"
GREY, FAINT = "#6b6b6b", "#dcdcdc"
INDICES_SHOWN = 6
ITEMS_SHOWN = 60
BINS = 40
NOT_DRAWN = ("copy_share", "attention_failed", "straight_blocks", "kinds_of_evidence")
ORDER = (
    *("speed_index", "longstring", "irv", "even_odd", "guttman", "mahalanobis_p"),
    *("seconds_per_item", "missing_share"),
)


def shown_indices(screened: Screened) -> list[tuple[Judged, Limit]]:
    """Return the indices that have a distribution to be shown, up to six of them."""
    found = {
        limit.criterion.index: (each, limit)
        for each in screened.judged
        for limit in each.limits
        if limit.criterion.index not in NOT_DRAWN
    }
    return [found[name] for name in ORDER if name in found][:INDICES_SHOWN]


def draw_index(axes: Axes, judged: Judged, limit: Limit, words: dict[str, str], lang: str) -> None:
    """Draw the distribution of one index; what lies beyond its limit is red.

    Parameters
    ----------
    axes : matplotlib axes
    judged : Judged
        The flag.
    limit : Limit
        The criterion drawn, with its limit.
    words : dict
        Texts of the language.
    lang : str
    """
    name = limit.criterion.index
    values = judged.columns[name]
    values = values[np.isfinite(values)]
    edges = bin_edges(values, limit.value, whole=name == "longstring")
    inside = np.clip(values, edges[0], np.nextafter(edges[-1], -np.inf))
    beyond = limit.beyond(values)
    for part, colour in ((~beyond, QUIET), (beyond, FLAGGED)):
        counts, _ = np.histogram(inside[part], edges)
        axes.bar(edges[:-1], counts, np.diff(edges), align="edge", color=colour, linewidth=0)
    if np.isfinite(limit.value):
        at = limit.value - 0.5 if name == "longstring" else limit.value
        axes.axvline(at, color=FLAGGED, linewidth=0.8)
    axes.set_xlim(edges[0], edges[-1])
    axes.margins(y=0.12)
    axes.set_title(drawable(FLAGS[lang][judged.name]), loc="left", pad=3.0)
    flagged = words["limit"].format(limit=f"{_sign(limit)} {number(limit.value)}")
    axes.set_title(drawable(flagged), loc="right", pad=3.0, fontsize=6.5, color=FLAGGED)
    axes.set_xlabel(drawable(INDICES[lang][name]), labelpad=2.0)
    _plain(axes)
    axes.locator_params(axis="y", nbins=4, integer=True)


def bin_edges(values: NDArray[np.float64], limit: float, *, whole: bool) -> NDArray[np.float64]:
    """Return the edges of the bars; one of them is the limit, so that no bar has two colours.

    Values far outside the rest share the last bar: the range ends at the 99.5 % quantile, or
    a little beyond the limit.
    """
    if not len(values):
        return np.array([0.0, 1.0])
    low, high = float(values.min()), float(np.quantile(values, 0.995))
    if np.isfinite(limit):
        low, high = min(low, limit), max(high, limit)
    if whole:
        last = max(float(values.max()), float(np.ceil(high)))
        return np.asarray(np.arange(np.floor(low), last + 2.0) - 0.5, dtype=np.float64)
    room = max(high - low, 1e-9 * max(1.0, abs(high))) / BINS
    if not np.isfinite(limit):
        return np.linspace(low, high + room, BINS + 1)
    below, above = int(np.ceil((limit - low) / room)), int(np.ceil((high - limit) / room)) + 1
    return np.asarray(limit + room * np.arange(-max(below, 1), above + 1), dtype=np.float64)


def draw_flag_counts(axes: Axes, screened: Screened, words: dict[str, str], lang: str) -> None:
    """Draw how many respondents each flag has, in percent and in number."""
    n = screened.n_respondents
    names = [FLAGS[lang][each.name] for each in screened.judged]
    shares = [100.0 * each.count / n if each.judged else 0.0 for each in screened.judged]
    at = np.arange(len(names))
    colours = [LINE if each.name == "careless" else QUIET for each in screened.judged]
    axes.barh(at, shares, height=0.68, color=colours, linewidth=0)
    most = max([*shares, 1e-9])
    for place, each in enumerate(screened.judged):
        text = f"{each.count:,} ({shares[place]:.1f} %)" if each.judged else words["not_judged"]
        axes.text(
            shares[place] + 0.02 * most,
            place,
            drawable(text),
            va="center",
            fontsize=6.5,
            color="black" if each.judged else GREY,
        )
    axes.set_yticks(at, [drawable(name) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(0.0, 1.5 * most)
    axes.set_xlabel("%", labelpad=1.0)
    _plain(axes)
    axes.tick_params(axis="y", length=0.0)


def draw_overlap(axes: Axes, screened: Screened, lang: str) -> None:
    """Draw a triangle of counts: who has a flag, and who has two of them together."""
    judged = [each for each in screened.judged if each.judged and each.name != "careless"]
    hits = np.array([each.hit for each in judged], dtype=np.float64)
    both = hits @ hits.T
    size = len(judged)
    alone = np.maximum(np.minimum.outer(both.diagonal(), both.diagonal()), 1.0)
    for row in range(size):
        for column in range(row + 1):
            if column < row:
                axes.add_patch(_square(column, row, float(both[row, column] / alone[row, column])))
            axes.text(
                column,
                row,
                f"{int(both[row, column]):,}",
                ha="center",
                va="center",
                fontsize=6.5 if both.max() < 10_000 else 5.0,
                color="black" if both[row, column] else GREY,
            )
    axes.set_xlim(-0.5, size - 0.5)
    axes.set_ylim(size - 0.5, -0.5)
    names = [drawable(FLAGS[lang][each.name]) for each in judged]
    axes.set_yticks(range(size), names)
    axes.set_xticks(range(size), names, rotation=45, ha="right", rotation_mode="anchor")
    axes.tick_params(length=0.0)
    for side in axes.spines.values():
        side.set_visible(False)


def _square(column: int, row: int, share: float) -> Any:
    """Return the ground of a cell, the darker the more of the rarer flag is shared."""
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    light, dark = np.array(to_rgb("#f4f7fa")), np.array(to_rgb("#6f96bd"))
    colour = tuple((light + share * (dark - light)).tolist())
    return Rectangle((column - 0.48, row - 0.48), 0.96, 0.96, facecolor=colour, linewidth=0)


def draw_items(axes: Axes, screened: Screened, words: dict[str, str]) -> int:
    """Draw floor, ceiling and missing shares of the items; return how many have no room."""
    rows = screened.item_rows[:ITEMS_SHOWN]
    at = np.arange(len(rows))
    series = (
        ("floor", [row.floor_share for row in rows], FLOOR, -0.27),
        ("ceiling", [row.ceiling_share for row in rows], CEILING, 0.0),
        ("missing", [row.missing_share for row in rows], MISSING, 0.27),
    )
    for name, shares, colour, shift in series:
        heights = 100.0 * np.nan_to_num(np.array(shares))
        axes.bar(at + shift, heights, 0.27, color=colour, linewidth=0, label=drawable(words[name]))
    axes.axhline(15.0, color=FLAGGED, linewidth=0.7, linestyle=(0, (4, 2)))
    names = [drawable(row.item) for row in rows]
    crowded = sum(text_width(name, 6.5) + 4.0 for name in names) > 510.0
    axes.set_xticks(at, names, rotation=90 if crowded else 0, fontsize=6.0 if crowded else 6.5)
    axes.set_xlim(-0.7, len(rows) - 0.3)
    axes.set_ylim(0.0, max(20.0, axes.get_ylim()[1] * 1.12))
    axes.set_ylabel(drawable(words["share"]))
    axes.legend(loc="upper right", ncols=3, frameon=False, fontsize=6.5, borderaxespad=0.1)
    _plain(axes)
    axes.tick_params(axis="x", length=0.0)
    return len(screened.item_rows) - len(rows)


def _plain(axes: Any) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _sign(limit: Limit) -> str:
    return {"<=": "\u2264", ">=": "\u2265"}.get(limit.criterion.relation, limit.criterion.relation)
