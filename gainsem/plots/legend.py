"""The lines below a path diagram that say what its signs mean."""

from __future__ import annotations

from gainsem.plots.diagram import Diagram
from gainsem.plots.edge_labels import FIXED, is_dashed, stars
from gainsem.plots.layout import Layout
from gainsem.plots.text_fit import wrap

_LEVELS = "*\u00a0p\u00a0<\u00a0.05{0}**\u00a0p\u00a0<\u00a0.01{0}***\u00a0p\u00a0<\u00a0.001"
TEXTS = {
    "en": {
        "shapes": "Ellipses: constructs; boxes: observed variables.",
        "covariance": "Two-headed arrows: covariances.",
        "triangle": "Left: covariances of the constructs, in brackets if p\u00a0\u2265\u00a0.05.",
        "stars": _LEVELS.format(", ") + ".",
        "dashed": "Dashed: p\u00a0\u2265\u00a0.05.",
        "fixed": f"{FIXED}\u00a0Fixed in the model, not tested.",
        "faint": "Grey: smaller loadings of an item, below .30.",
        "omitted": "Smaller loadings of an item, below .30, not drawn: {} (see the tables).",
        "hidden": "Covariances not drawn: {} (see the tables).",
        "unlabelled": "Estimates left out for want of room: {} (see the tables).",
        "join": " ",
    },
    "zh": {
        "shapes": "椭圆：潜变量；方框：观测变量。",
        "covariance": "双向箭头：协方差。",
        "triangle": "左侧三角：潜变量间协方差，括号表示 p\u00a0≥\u00a0.05。",
        "stars": _LEVELS.format("，") + "。",
        "dashed": "虚线：p\u00a0≥\u00a0.05。",
        "fixed": f"{FIXED}\u00a0模型中的固定参数，未作检验。",
        "faint": "灰线：题项绝对值小于 .30 的次要载荷。",
        "omitted": "另有 {} 个绝对值小于 .30 的次要载荷未画出（见表格）。",
        "hidden": "另有 {} 个协方差未画出（见表格）。",
        "unlabelled": "因空间所限，{} 个估计值未标出（见表格）。",
        "join": "",
    },
}


def legend_lines(diagram: Diagram, layout: Layout, width: float, size: float) -> tuple[str, ...]:
    """Return the note and the key, broken to the width; only signs that occur are explained."""
    texts = TEXTS.get(diagram.lang, TEXTS["en"])
    edges = [placed.edge for placed in layout.edges]
    tested = [edge for edge in edges if not edge.fixed]
    shown = {
        "shapes": any(node.kind == "latent" for node in layout.nodes),
        "covariance": any(e.kind == "covariance" and e.start != e.end for e in edges),
        "triangle": bool(layout.triangles),
        "stars": any(stars(edge.pvalue) for edge in tested),
        "dashed": any(is_dashed(edge) for edge in edges),
        "fixed": any(edge.fixed for edge in edges),
        "faint": any(placed.faint for placed in layout.edges),
        "omitted": layout.omitted > 0,
        "hidden": layout.hidden > 0,
        "unlabelled": layout.unlabelled > 0,
    }
    counts = {
        "omitted": layout.omitted,
        "hidden": layout.hidden,
        "unlabelled": layout.unlabelled,
    }
    parts = [texts[key].format(counts.get(key, "")) for key, wanted in shown.items() if wanted]
    note = [diagram.note] if diagram.note else []
    text = texts["join"].join([*note, *parts])
    return wrap(text, width, size, lines=5) if text else ()
