"""Tables of what speaks against a model."""

from __future__ import annotations

import numpy as np

from gainsem.results import tables
from gainsem.results.finding_tables import MI_NOTE


def test_largest_residual_correlations_first(cfa, case):
    table = tables.residual_highlights_table(cfa)
    sizes = [abs(value) for value in table.values("residual")]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) >= 0.1
    lavaan = case("hs_cfa_ml")["resid_cor"]
    places = [lavaan["rows"].index(name) for name in table.rows[0][:2]]
    assert abs(lavaan["values"][places[0]][places[1]]) == np.abs(lavaan["values"]).max()
    assert all(type(value) is float for value in table.values("z"))


def test_pairs_that_are_not_shown_are_counted(cfa):
    table = tables.residual_highlights_table(cfa, at_least=0.0, most=5)
    assert len(table.rows) == 5
    assert table.notes == ("31 more not shown.",)


def test_no_large_residual_is_said(cfa):
    table = tables.residual_highlights_table(cfa, at_least=0.9)
    assert table.rows == ()
    assert table.notes == ("No residual correlation is as large as 0.90.",)


def test_largest_modification_indices_with_a_warning_against_fishing(cfa):
    table = tables.modification_table(cfa, most=3)
    assert [row[:3] for row in table.rows] == [
        ("visual", "=~", "x9"),
        ("x7", "~~", "x8"),
        ("visual", "=~", "x7"),
    ]
    assert table.notes[0] == MI_NOTE
    assert table.notes[1].endswith("more not shown.")


def test_no_modification_index_is_said(cfa):
    table = tables.modification_table(cfa, minimum=1000)
    assert table.rows == ()
    assert table.notes == ("No modification index is as large as 1000.00.",)


def test_diagnostics_as_a_table(heywood):
    table = tables.diagnostics_table(heywood)
    assert table.values("code") == ("I-EST-01", "E-EST-93")
    assert table.values("severity") == ("info", "warning")


def test_the_summary_can_end_with_both(cfa):
    page = cfa.summary(residuals=True, modification=True)
    assert "Largest residual correlations" in page
    assert "Largest modification indices" in page
    assert "Largest" not in cfa.summary()
