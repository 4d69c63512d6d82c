"""The tables of a scoring, for terminal, notebook, report and data frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, fields
from typing import TYPE_CHECKING, Any

from gainsem.results.index_rows import GapRow, ImportanceRow, IndexRow, TrendRow
from gainsem.results.named_table import named_table
from gainsem.results.table import Column, Table

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.results.scores import Scores

TABLES = {
    "index": ("index", IndexRow),
    "gaps": ("gaps", GapRow),
    "trend": ("trends", TrendRow),
    "importance_performance": ("importance", ImportanceRow),
}
TITLES = {
    "construct": "Construct",
    "by": "By",
    "level": "Group",
    "wave": "Wave",
    "n": "n",
    "mean": "Index",
    "se": "SE",
    "ci_lower": "Lower",
    "ci_upper": "Upper",
    "sd": "SD",
    "gini": "Gini",
    "gini_ci_lower": "Gini lower",
    "gini_ci_upper": "Gini upper",
    "first": "First",
    "second": "Second",
    "difference": "Difference",
    "pvalue": "p",
    "p_holm": "p (Holm)",
    "effect": "Effect",
    "slope": "Slope",
    "change": "Change",
    "importance": "Importance",
    "importance_ci_lower": "Lower",
    "importance_ci_upper": "Upper",
    "performance": "Index",
    "performance_ci_lower": "Lower",
    "performance_ci_upper": "Upper",
}
SHOWN = {
    "index": (
        "construct by level wave n mean se ci_lower ci_upper sd gini gini_ci_lower gini_ci_upper"
    ),
    "gaps": (
        "construct by level first second wave n difference se ci_lower ci_upper p_holm effect"
    ),
    "trend": "construct by level slope se ci_lower ci_upper p_holm change effect",
    "importance_performance": (
        "construct importance importance_ci_lower importance_ci_upper performance"
        " performance_ci_lower performance_ci_upper"
    ),
}
CAPTIONS = {
    "index": "Index (0 to 100)",
    "gaps": "Gaps of the index",
    "trend": "Trends of the index over waves",
    "importance_performance": "Importance and performance",
}
TEXTS = {"construct", "by", "level", "wave", "first", "second"}
DECIMALS = {
    **dict.fromkeys(("mean", "ci_lower", "ci_upper", "sd", "se", "difference", "change"), 1),
    **dict.fromkeys(("slope", "effect", "importance"), 2),
    **dict.fromkeys(("performance", "performance_ci_lower", "performance_ci_upper"), 1),
    **dict.fromkeys(("importance_ci_lower", "importance_ci_upper"), 2),
    **dict.fromkeys(("gini", "gini_ci_lower", "gini_ci_upper"), 3),
}


def scores_table(scores: Scores, name: str, *, lang: str = "en") -> Table:
    """Return one table of a scoring, with labels where the codebook has them."""
    rows = _rows(scores, name)
    keys = SHOWN[name].split()
    cells = tuple(tuple(_labelled(scores, row, key, lang) for key in keys) for row in rows)
    notes: tuple[str, ...] = ()
    if any(getattr(row, "suppressed", False) for row in rows):
        least = scores.settings.min_cell
        notes = (
            f"No numbers: fewer than {least} respondents, or such a group could be worked out.",
        )
    table = Table(tuple(_column(key, name) for key in keys), cells, CAPTIONS[name], notes)
    return table.without_empty_columns() if rows else table


def scores_frame(scores: Scores, name: str) -> DataFrame:
    """Return a table with the names of the data and all its digits."""
    import pandas as pd

    kind = named_table(TABLES, name)[1]
    keys = [each.name for each in fields(kind)]
    rows = [_flat(row) for row in _rows(scores, name)]
    frame = pd.DataFrame(rows, columns=keys)
    return frame.astype({"n": "Int64"}) if "n" in keys else frame


def _flat(row: Any) -> tuple[Any, ...]:
    return tuple(" ".join(value) if isinstance(value, tuple) else value for value in astuple(row))


def _rows(scores: Scores, name: str) -> tuple[Any, ...]:
    found: tuple[Any, ...] = getattr(scores, named_table(TABLES, name)[0])
    return found


def _column(key: str, table: str) -> Column:
    if key in TEXTS:
        return Column(key, TITLES[key])
    if key == "n":
        return Column(key, "n", "integer")
    if key in ("pvalue", "p_holm"):
        return Column(key, TITLES[key], "pvalue")
    decimals = 2 if table == "trend" and key not in ("change",) else DECIMALS[key]
    return Column(key, TITLES[key], "number", decimals)


def _labelled(scores: Scores, row: Any, key: str, lang: str) -> Any:
    value = getattr(row, key)
    if key not in TEXTS or not value:
        return value
    if key == "construct":
        return construct_label(scores, value, lang)
    if key == "by":
        return pick(scores.labels.get(value, {}), lang) or value
    if key == "wave":
        return level_label(scores, scores.settings.wave, value, lang)
    if key in ("first", "second") and row.kind == "constructs":
        return construct_label(scores, value, lang)
    return level_label(scores, row.by, value, lang)


def construct_label(scores: Scores, name: str, lang: str) -> str:
    """Return what a construct is called, also "A - B" of two."""
    labels = {each.name: pick(each.label, lang) for each in scores.constructs}
    return " - ".join(labels.get(part) or part for part in name.split(" - "))


def level_label(scores: Scores, variable: str, level: str, lang: str) -> str:
    """Return what a level is called, also "a - b" of two."""
    own = scores.levels.get(variable, {})
    whole = pick(own.get(level, {}), lang)
    if whole:
        return whole
    parts = level.split(" - ")
    return " - ".join(pick(own.get(part, {}), lang) or part for part in parts)


def pick(labels: Mapping[str, str], lang: str) -> str:
    """Return a label in a language, else in English, else in any; empty without one."""
    return next((labels[key] for key in (lang, "en", *labels) if labels.get(key)), "")


def outline(scores: Scores) -> list[tuple[str, int]]:
    """Return constructs, wider ones above their parts, the overall one first; and their depth."""
    known = {each.name: each for each in scores.constructs}
    home = {part for each in scores.constructs for part in each.parts}
    found: list[tuple[str, int]] = []

    def put(name: str, depth: int) -> None:
        found.append((name, depth))
        for part in known[name].parts:
            put(part, depth + 1)

    own = scores.settings.overall
    roots = [name for name in known if name not in home]
    for name in sorted(roots, key=lambda name: (name != own, not known[name].parts)):
        put(name, 0)
    return found
