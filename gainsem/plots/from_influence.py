"""From an analysis of influence to its figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.plots.index_plot import Spikes, draw_index_plot
from gainsem.plots.languages import words_in

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gainsem.results.influence import Influence

WORDS = {
    "en": {
        "title": "Influence of single respondents",
        "cook": "Generalised Cook's distance: change of all estimates",
        "chisq": "Change of chi-square (above 0: the model fits better without the respondent)",
        "across": "Line of the data",
        "note": "The lines of the largest are named.",
        "exact": "The model was fitted again without each respondent.",
        "step": "Computed in one step, without fitting the model again.",
    },
    "zh": {
        "title": "单个受访者的影响",
        "cook": "广义库克距离：全部估计值的变化",
        "chisq": "卡方值的变化（大于 0：去掉该受访者后模型拟合更好）",
        "across": "数据行号",
        "note": "图中标出影响最大者的行号。",
        "exact": "逐一去掉受访者后重新拟合模型所得。",
        "step": "由一步近似算得，未重新拟合模型。",
    },
}


def draw_influence(found: Influence, *, lang: str = "en", font: str | Path | None = None) -> Figure:
    """Draw Cook's distances and changes of chi-square in the order of the data.

    Parameters
    ----------
    found : Influence
    lang : {"en", "zh"}
    font : str or Path, optional
        A font file to use before the shipped one.
    """
    words = words_in(lang, WORDS)
    lines = found.lines.tolist()
    note = (words["note"], words["exact"] if found.exact else words["step"])
    return draw_index_plot(
        (
            Spikes(words["cook"], found.cook.tolist()),
            Spikes(words["chisq"], found.delta_chisq.tolist()),
        ),
        lines,
        [str(line) for line in lines],
        title=words["title"],
        across=words["across"],
        note=("" if lang == "zh" else " ").join(note),
        font=font,
    )
