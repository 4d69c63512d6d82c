"""The measures of fit as a table."""

from __future__ import annotations

from dataclasses import replace

from gainsem.results.fit_table import MAIN, NAMES, fit_table


def test_rows_have_stable_keys_and_the_numbers_of_the_fit(cfa):
    table = fit_table(cfa)
    assert table.row_keys == MAIN
    rows = {
        key: dict(zip(table.keys, row, strict=True))
        for key, row in zip(table.row_keys, table.rows, strict=True)
    }
    assert rows["chisq"]["df"] == 24
    assert rows["baseline_chisq"]["df"] == 36
    assert rows["cfi"]["value"] == cfa.fit_measures["cfi"]
    assert rows["cfi"]["pvalue"] is None
    assert rows["rmsea"]["ci_lower"] == cfa.fit_measures["rmsea_ci_lower"]
    assert rows["rmsea"]["pvalue"] == cfa.fit_measures["rmsea_pvalue"]
    assert "90 %" in table.notes[0]


def test_cells_are_written_in_apa_style(cfa):
    chisq, baseline, cfi, _, rmsea = fit_table(cfa).cells()[:5]
    assert chisq[1:4] == ["85.306", "24", "<.001"]
    assert baseline[1:4] == ["918.852", "36", "<.001"]
    assert cfi[1:] == ["0.931", "", "", "", ""]
    assert rmsea[1:] == ["0.092", "", "<.001", "0.071", "0.114"]


def test_the_full_table_names_every_measure_that_was_computed(cfa):
    table = fit_table(cfa, full=True)
    single = {key for key in cfa.fit_measures if not key.startswith(("rmsea_", "baseline_"))}
    single -= {"df", "pvalue", "chisq_scaling_factor"}
    assert set(table.row_keys) >= single
    assert all(NAMES[key] for key in table.row_keys)


def test_a_saturated_model_shows_no_indices_and_says_why(reference_fit):
    table = fit_table(reference_fit("mediation_ml"))
    cells = dict(zip(table.row_keys, table.cells(), strict=True))
    assert cells["cfi"][1:] == [""] * 5
    assert cells["rmsea"][1:] == [""] * 5
    assert cells["aic"][1] == "572.122"
    assert "df = 0" in table.notes[0]


def test_measures_that_were_not_computed_have_no_row(cfa):
    assert fit_table(replace(cfa, fit_measures={"cfi": 0.9})).row_keys == ("cfi",)
