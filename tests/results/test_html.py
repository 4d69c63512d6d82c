"""The face of a fit in a notebook."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree


def texts(html: str) -> list[str]:
    return ["".join(element.itertext()) for element in ElementTree.fromstring(html).iter()]


def test_html_page(cfa, same_as_snapshot):
    same_as_snapshot("hs_cfa_ml.html", cfa._repr_html_() + "\n")


def test_names_are_data_and_never_markup(awkward):
    html = awkward._repr_html_()
    assert "<script" not in html
    assert "<b>" not in html
    assert "<script>alert(1)</script>" in texts(html)
    assert "生活&满意" in texts(html)


def test_a_fit_that_is_not_usable_says_so_first(heywood):
    root = ElementTree.fromstring(heywood._repr_html_())
    mark = root.find("p/strong")
    assert mark.attrib["class"] == "not-usable"
    assert mark.text.startswith("NOT usable (E-EST-93)")


def test_withheld_estimates_are_not_in_the_page(withheld):
    html = withheld._repr_html_()
    assert "withheld" in html
    assert "Factor loadings" not in html


def test_empty_tables_and_columns_are_left_out(cfa):
    html = cfa._repr_html_()
    assert "Path coefficients" not in html
    assert ">Label<" not in html
