"""From a factor analysis to its figures: loadings and eigenvalues."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.plots.eigenvalues import draw_eigenvalues
from gainsem.plots.languages import words_in
from gainsem.plots.loading_map import draw_loading_map
from gainsem.results.efa_tables import CUT, item_order, item_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gainsem.results.efa import Efa

WORDS = {
    "en": {
        "loadings": "Loadings after {rotation} rotation",
        "plain": "Loadings",
        "note": "Blue: positive; brown: negative. Loadings below {cut} in size are grey.",
        "scree": "Eigenvalues of the correlations",
        "across": "Factor",
        "up": "Eigenvalue",
        "one": "1 factor extracted",
        "many": "{count} factors extracted",
    },
    "zh": {
        "loadings": "因子载荷（{rotation} 旋转）",
        "plain": "因子载荷",
        "note": "蓝色为正，棕色为负；绝对值小于 {cut} 的载荷以灰色显示。",
        "scree": "相关矩阵的特征值",
        "across": "因子序号",
        "up": "特征值",
        "one": "提取 1 个因子",
        "many": "提取 {count} 个因子",
    },
}


def efa_figures(
    efa: Efa, *, lang: str = "en", cut: float = CUT, font: str | Path | None = None
) -> dict[str, Figure]:
    """Return the figures by name: ``loadings`` (a heat map) and ``scree``.

    Parameters
    ----------
    efa : Efa
    lang : {"en", "zh"}
    cut : float
        Loadings below that in size are grey.
    font : str or Path, optional
        A font file to use before the shipped one.
    """
    words, solution = words_in(lang, WORDS), efa.solution
    order = item_order(efa, sort=True)
    rotated = not solution.rotation_title.startswith("None")
    count = len(solution.factors)
    return {
        "loadings": draw_loading_map(
            solution.loadings[order],
            [f"{efa.names[i]}  {item_text(efa, i, lang)}".rstrip() for i in order],
            solution.factors,
            title=words["loadings" if rotated else "plain"].format(
                rotation=solution.rotation_title
            ),
            note=words["note"].format(cut=f"{cut:.2f}".lstrip("0")),
            cut=cut,
            font=font,
        ),
        "scree": draw_eigenvalues(
            solution.eigenvalues.tolist(),
            count,
            title=words["scree"],
            across=words["across"],
            up=words["up"],
            mark=words["one" if count == 1 else "many"].format(count=count),
            font=font,
        ),
    }
