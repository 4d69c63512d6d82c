"""One table, and its faces."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainsem.results.table import Column, Table
from gainsem.results.text_width import width

COLUMNS = (
    Column("item", "Item"),
    Column("n", "n", "integer"),
    Column("est", "Estimate", "number"),
    Column("p", "p", "pvalue"),
)
ROWS = (
    ("获得感", 301, -0.5, 0.0004),
    ("x1", None, 12.3456, 0.25),
    ("a<b>&c", 7, math.nan, None),
)
TABLE = Table(COLUMNS, ROWS, "Items & more", ("A <note>.",))

CELL = st.one_of(st.none(), st.floats(), st.text(max_size=80))


def test_text_is_aligned_by_display_width():
    assert TABLE.to_text().splitlines() == [
        "Items & more",
        "",
        "Item      n  Estimate      p",
        "----------------------------",
        "获得感  301    -0.500  <.001",
        "x1             12.346   .250",
        "a<b>&c    7",
        "",
        "A <note>.",
    ]


@given(st.lists(st.tuples(CELL, st.floats()), max_size=6))
def test_every_line_of_any_table_fits_the_rule(rows):
    table = Table((Column("a", "甲"), Column("b", "b", "number")), tuple(rows))
    head, rule, *body = table.to_text().split("\n")
    assert len(body) == len(rows)
    assert set(rule) == {"-"}
    assert all(width(line) <= len(rule) for line in [head, *body])


def test_html_escapes_everything_and_is_well_formed():
    html = TABLE.to_html()
    assert "<b>" not in html
    assert "<note>" not in html
    root = ElementTree.fromstring(f"<div>{html}</div>")
    cells = [cell.text or "" for cell in root.iter("td")]
    assert cells[:4] == ["获得感", "301", "\u22120.500", "<.001"]
    assert cells[8:] == ["a<b>&c", "7", "", ""]
    assert root.findtext(".//caption") == "Items & more"
    assert [head.attrib["scope"] for head in root.iter("th")] == ["col"] * 4
    assert root.findtext("p") == "A <note>."


@given(st.text(), st.text(), st.text())
def test_no_text_gets_out_of_its_html_cell(cell, caption, note):
    html = Table((Column("a", "A"),), ((cell,),), caption, (note,)).to_html()
    root = ElementTree.fromstring(f"<div>{html}</div>")
    known = {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p"}
    assert {element.tag for element in root.iter()} <= known


def test_frame_holds_the_unrounded_values():
    frame = TABLE.to_frame()
    assert list(frame.columns) == ["item", "n", "est", "p"]
    assert frame["est"].tolist()[:2] == [-0.5, 12.3456]
    assert math.isnan(frame["est"].iloc[2])
    assert str(frame["n"].dtype) == "Int64"
    assert frame["n"].tolist()[0] == 301
    assert frame["item"].tolist() == ["获得感", "x1", "a<b>&c"]


def test_frame_of_a_table_without_rows_has_its_columns():
    assert list(Table(COLUMNS, ()).to_frame().columns) == ["item", "n", "est", "p"]


def test_columns_can_be_chosen():
    assert TABLE.only("p", "item").rows[0] == (0.0004, "获得感")
    assert TABLE.without("n").keys == ("item", "est", "p")
    assert TABLE.values("n") == (301, None, 7)


def test_columns_that_show_nothing_can_be_left_out():
    table = Table((Column("a", "A"), Column("b", "B", "number")), (("x", math.nan), ("y", None)))
    assert table.without_empty_columns().keys == ("a",)


def test_a_row_of_the_wrong_length_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        Table(COLUMNS, (("x1",),)).cells()


def test_a_notebook_shows_the_table_with_a_style_of_its_own():
    html = TABLE._repr_html_()
    assert html.startswith('<div class="gainsem"><style>')
    assert TABLE.to_html() in html
