"""Scores made by hand, so that faces can be tested without drawing anything."""

from __future__ import annotations

from math import nan

import numpy as np

from gainsem.diagnostics import note, warning
from gainsem.results.index_rows import (
    GapRow,
    ImportanceRow,
    IndexedConstruct,
    IndexRow,
    TrendRow,
)
from gainsem.results.scores import Respondents, Scores, ScoreSettings

SECRET = 87.654321


def made_scores() -> Scores:
    """Return scores of three constructs, three districts of which two are hidden, two waves."""
    constructs = (
        IndexedConstruct("A", {"en": "Income", "zh": "收入"}, items=("a1", "a2")),
        IndexedConstruct("B", {"en": "Services", "zh": "服务"}, items=("b1", "b2")),
        IndexedConstruct("G", {"en": "Gain", "zh": "获得感"}, (), ("A", "B"), (0.75, 0.25), 1),
    )
    index = []
    for name, mean in (("G", 62.0), ("B", 55.5), ("A", 64.25)):
        gini = (0.2, 0.01, 0.18, 0.22) if name == "G" else (nan,) * 4
        index.append(_row(name, "", "", "", 120, mean, gini))
        index.append(_row(name, "", "", "2018", 60, mean - 1, gini))
        index.append(_row(name, "", "", "2020", 60, mean + 1, gini))
        index.append(_row(name, "district", "1", "", 60, mean + 2, gini))
        index.append(_row(name, "district", "4", "", 40, mean - 3, gini))
        index += [IndexRow(name, "district", level, suppressed=True) for level in "23"]
    gaps = (
        _gap("constructs", "A - B", "", "", "A", "B", 120, 8.75),
        GapRow("constructs", "A - B", "district", "2", "A", "B", suppressed=True),
        _gap("groups", "G", "district", "", "4", "1", 100, -5.0),
        GapRow("groups", "G", "district", "", "2", "1", suppressed=True),
    )
    numbers = (1.0, 0.4, 80.0, 0.2, 1.8, 0.014, 0.028, 2.0, 0.8, 0.4, 3.6, 0.1)
    trends = (TrendRow("G", "", "", ("2018", "2020"), *numbers),)
    importance = (
        ImportanceRow("A", 0.5, 0.05, 0.4, 0.6, 64.25, 1.0, 62.2, 66.3),
        ImportanceRow("B", 0.2, 0.05, 0.1, 0.3, 55.5, 1.0, 53.5, 57.5),
    )
    return Scores(
        constructs=constructs,
        index=tuple(index),
        gaps=gaps,
        trends=trends,
        importance=importance,
        settings=ScoreSettings(
            by=("district",), weights="w", wave="wave", overall="G", target="G", compare="district"
        ),
        labels={"district": {"en": "District", "zh": "区县"}, "wave": {}},
        levels={
            "district": {
                "1": {"en": "North", "zh": "北区"},
                "2": {"en": "South", "zh": "南区"},
                "3": {"en": "East", "zh": "东区"},
                "4": {"en": "West", "zh": "西区"},
            },
            "wave": {},
        },
        title={"en": "Made survey", "zh": "示例调查"},
        provenance={
            "gainsem": "0.1.0",
            "model": "m.lav",
            "fitted_to_sha256": "",
            "data": "responses.csv",
            "data_sha256": "ab" * 32,
        },
        n_read=123,
        n_scored=120,
        respondents=Respondents(
            np.arange(2, 125), ("x",) * 123, ("A", "G_index"), np.full((123, 2), SECRET)
        ),
        diagnostics=(
            warning("W-IDX-21", "2 of 7 groups are not shown."),
            note("I-IDX-22", "The draws settled."),
        ),
    )


def _row(name, by, level, wave, n, mean, gini):  # type: ignore[no-untyped-def]
    ends = (mean - 2.0, mean + 2.0)
    return IndexRow(name, by, level, wave, n, mean, 1.0, 100.0, *ends, 15.0, 0.2, *gini)


def _gap(kind, construct, by, level, first, second, n, difference):  # type: ignore[no-untyped-def]
    numbers = (difference, 1.0, 90.0, difference - 2, difference + 2, 0.0001, 0.0002, 0.4)
    return GapRow(kind, construct, by, level, first, second, "", n, *numbers)
