"""What leaving respondents out changes: the rule, the tables, the record."""

from __future__ import annotations

import json
import math
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from gainsem.results.exclusion import (
    ComparedEstimate,
    ExcludedFlag,
    Exclusion,
    FlagLimit,
    change_of,
)
from gainsem.results.exclusion_tables import exclusion_table, main_rows, measures_table
from gainsem.results.fit import Fit
from gainsem.results.record import fit_to_json
from gainsem.results.summary_exclusion import exclusion_text


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ((0.2, 0.001), (0.1, 0.20), "significance"),
        ((0.1, 0.20), (0.2, 0.001), "significance"),
        ((0.2, 0.001), (-0.2, 0.001), "sign"),
        ((0.2, 0.001), (-0.05, 0.4), "sign and significance"),
        ((0.01, 0.8), (-0.01, 0.8), ""),
        ((0.2, 0.001), (0.3, 0.001), ""),
        ((0.2, math.nan), (0.3, math.nan), ""),
        ((0.2, 0.001), (math.nan, math.nan), ""),
    ],
)
def test_what_counts_as_a_change(
    before: tuple[float, float], after: tuple[float, float], change: str
) -> None:
    assert change_of(*before, *after) == change


def row(op: str, rhs: str, difference_se: float = 0.1, change: str = "") -> ComparedEstimate:
    numbers = (0.5, 0.1, 0.001, 0.4, 0.51, 0.1, 0.001, 0.41)
    return ComparedEstimate("visual", op, rhs, 1, *numbers, 0.01, difference_se, change)


EXCLUSION = Exclusion(
    flags=(ExcludedFlag("longstring", 9, (FlagLimit("longstring", "longest run", ">=", 20.0),)),),
    n_screened=310,
    n_excluded=9,
    n_used_all=310,
    rows=(
        row("=~", "x2"),
        row("=~", "x3", 1.4),
        row("~", "age"),
        row("~~", "speed", 0.2, "significance"),
        replace(row("~~", "visual"), est=math.nan, difference=math.nan, difference_se=math.nan),
    ),
    measures_all={"chisq": 90.0, "df": 24.0, "cfi": 0.9, "tli": 0.85, "rmsea": 0.1, "srmr": 0.06},
)


@pytest.fixture
def excluded(cfa: Fit) -> Fit:
    return replace(cfa, exclusion=EXCLUSION)


def test_the_record_survives(excluded: Fit) -> None:
    again = Fit.from_dict(json.loads(fit_to_json(excluded)))
    assert again.exclusion is not None
    assert again.exclusion.flags == EXCLUSION.flags
    assert again.exclusion.rows[:4] == EXCLUSION.rows[:4]
    assert math.isnan(again.exclusion.rows[4].est)
    assert again.summary() == excluded.summary()
    assert fit_to_json(again) == fit_to_json(excluded)


def test_a_fit_that_left_nobody_out_has_no_such_part(cfa: Fit) -> None:
    assert "exclusion" not in cfa.to_dict()
    assert Fit.from_dict(cfa.to_dict()).exclusion is None
    assert exclusion_text(cfa) == []


def test_paths_come_first_and_then_what_moves(excluded: Fit) -> None:
    assert [found.rhs for found in main_rows(EXCLUSION)] == ["age", "x3", "speed"]
    without_paths = replace(EXCLUSION, rows=EXCLUSION.rows[:2])
    assert [found.rhs for found in main_rows(without_paths)] == ["x2", "x3"]
    assert len(exclusion_table(EXCLUSION).rows) == 5
    with_threshold = replace(EXCLUSION, rows=(*EXCLUSION.rows, row("|", "t1")))
    assert with_threshold.tested == EXCLUSION.rows[:4] + with_threshold.rows[4:5]


def test_the_page_shows_both_fits(excluded: Fit) -> None:
    page = excluded.summary()
    assert "Respondents excluded" in page
    assert "9 of 310 (longstring)" in page
    assert "longstring: longest run >= 20" in page
    assert "2 more parameters move less than 1 SE" in page
    measures = {name: values for name, *values in measures_table(excluded).rows}
    assert measures["Chi-square"] == [90.0, excluded.fit_measures["chisq"]]
    assert measures["Respondents used"] == [310, excluded.n_obs]


def test_without_a_fit_of_everybody_the_reason_is_shown(cfa: Fit) -> None:
    failed = replace(EXCLUSION, rows=(), usable_all=False, status_all="E-DATA-24  x1 and x2.")
    page = replace(cfa, exclusion=failed).summary()
    assert "No comparison with everybody: E-DATA-24  x1 and x2." in page


def test_a_notebook_shows_both_fits(excluded: Fit) -> None:
    own, whole = EXCLUSION._repr_html_(), excluded._repr_html_()
    for html in (own, whole):
        texts = ["".join(each.itertext()) for each in ElementTree.fromstring(html).iter()]
        assert "9 of 310 respondents left out. longstring: longest run >= 20 (9)." in texts
        assert any(text.startswith("With and without") for text in texts)
        assert any("2 parameters more are in .exclusion.rows." in text for text in texts)
    assert whole.index("Chi-square") < whole.index("left out.")
    unknown = replace(EXCLUSION, rows=(), usable_all=False, status_all="E-EST-93 <no>")
    assert "No comparison with everybody: E-EST-93 &lt;no&gt;" in unknown._repr_html_()
