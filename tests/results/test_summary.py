"""The page a fit prints in a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gainsem.diagnostics import warning
from gainsem.results.text_width import width


def line_of(text: str, start: str) -> str:
    return next(line for line in text.splitlines() if line.strip().startswith(start))


@pytest.mark.parametrize(
    "name", ["hs_cfa_ml", "growth_linear", "poldem_sem_eq", "mediation_ml", "hs_mimic"]
)
def test_summary_page(reference_fit, same_as_snapshot, name):
    same_as_snapshot(f"{name}.txt", reference_fit(name).summary())


def test_verdict_and_numbers_a_lavaan_user_looks_for(cfa):
    page = cfa.summary()
    assert page.splitlines()[0] == "gainsem 0.1.0. Usable: a proper solution was found."
    assert line_of(page, "Chi-square").split() == ["Chi-square", "85.306"]
    assert line_of(page, "Degrees of freedom").split()[-1] == "24"
    assert line_of(page, "Comparative Fit Index").split()[-1] == "0.931"
    assert line_of(page, "Tucker-Lewis").split()[-1] == "0.896"
    assert line_of(page, "RMSEA").split()[-1] == "0.092"
    assert line_of(page, "SRMR").split()[-1] == "0.065"
    assert line_of(page, "Akaike").split()[-1] == "7517.490"
    assert line_of(page, "x2").split() == [
        *("x2", "0.554", "0.100", "5.554", "<.001", "0.498", "0.424")
    ]


def test_a_fixed_parameter_has_no_standard_error(cfa):
    assert line_of(cfa.summary(), "x1").split() == ["x1", "1.000", "0.900", "0.772"]


def test_standardized_columns_and_intervals_are_optional(cfa):
    narrow = cfa.summary(standardized=False)
    assert "Std.all" not in narrow
    assert line_of(narrow, "x2").split() == ["x2", "0.554", "0.100", "5.554", "<.001"]
    wide = line_of(cfa.summary(standardized=False, ci=True), "x2")
    assert wide.split()[-2:] == ["0.358", "0.749"]


def test_labels_stand_behind_names_and_residuals_are_marked(reference_fit):
    page = reference_fit("poldem_sem_eq").summary()
    assert line_of(page, "y2 (a)").split()[2] == "1.191"
    assert "\n   .y1 " in page
    assert "\n    ind60 " in page
    assert "residuals" in page


def test_a_saturated_model_has_no_indices_and_says_why(reference_fit):
    page = reference_fit("mediation_ml").summary()
    assert line_of(page, "p value").endswith("not applicable (df = 0)")
    assert "Indices of fit are not applicable" in page
    assert "RMSEA" not in page
    assert "CFI" not in page


def test_an_error_stands_in_the_first_line_and_among_the_diagnostics(heywood):
    page = heywood.summary()
    first = page.splitlines()[0]
    assert "NOT usable (E-EST-93): The residual variance of x1 is negative" in first
    assert "The estimates below are NOT usable" in page
    assert page.rstrip().endswith("do     look at the loading of x1")


def test_every_error_stands_at_the_top(heywood):
    second = warning("E-EST-88", "visual and speed are one factor.")
    page = replace(heywood, diagnostics=(*heywood.diagnostics, second)).summary()
    assert page.splitlines()[1] == "E-EST-88  visual and speed are one factor."


def test_warnings_are_counted_in_the_verdict(cfa):
    one = warning("W-DATA-26", "x1 and x2 correlate .995.")
    assert "Usable, with 1 warning:" in replace(cfa, diagnostics=(one,)).summary()
    assert "Usable, with 2 warnings:" in replace(cfa, diagnostics=(one, one)).summary()


def test_without_convergence_estimates_are_shown_as_not_usable(not_converged):
    page = not_converged.summary()
    assert page.startswith("gainsem 0.1.0. NOT usable: no minimum was found (200 steps were not")
    assert "NOT converged after 7 iterations" in page
    assert "The estimates below are NOT usable" in page
    assert "information matrix" in page


def test_withheld_estimates_are_not_shown(withheld):
    page = withheld.summary()
    assert "E-EST-94" in page.splitlines()[0]
    assert "measures of fit are withheld" in page
    assert "Chi-square" not in page
    assert withheld.summary(modification=True, residuals=True) == page
    assert "Latent Variables" not in page
    assert "R-square" not in page


def test_standard_errors_that_were_not_asked_for(cfa):
    fit = replace(
        cfa,
        options=replace(cfa.options, se="none"),
        solution=replace(cfa.solution, vcov=None),
        parameter_rows=tuple(replace(row, se=float("nan")) for row in cfa.parameter_rows),
    )
    page = fit.summary()
    assert "No standard errors, z and p values: se='none' was asked for." in page
    assert line_of(page, "Standard errors").endswith("not computed")
    assert line_of(page, "x2").split() == ["x2", "0.554", "0.498", "0.424"]


def test_chinese_names_do_not_shift_the_columns(awkward):
    page = awkward.summary()
    block = page[page.index("Latent Variables") : page.index("Covariances")]
    ends = {width(line) for line in block.splitlines() if line.endswith(tuple("0123456789"))}
    assert len(ends) == 1
    assert "获得感 =~" in block


def test_a_long_name_does_not_break_the_page(cfa):
    long = "item_" + "x" * 5000
    rows = tuple(replace(row, rhs=long) if row.rhs == "x2" else row for row in cfa.parameter_rows)
    page = replace(cfa, parameter_rows=rows, r_squared={long: 0.5}).summary()
    assert max(map(width, page.splitlines())) <= 110


def test_the_page_shows_itself_in_an_interpreter(cfa):
    page = cfa.summary()
    assert repr(page) == str(page)
    assert isinstance(page, str)


def test_a_measure_that_is_missing_is_said_to_be(cfa):
    measures = {key: value for key, value in cfa.fit_measures.items() if key != "rmsea_pvalue"}
    page = replace(cfa, fit_measures=measures).summary()
    assert line_of(page, "p value, H0: RMSEA").endswith("not computed")
