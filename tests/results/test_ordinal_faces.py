"""Every face of a fit of ordinal items."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import jsonschema
import pytest

from gainsem.estimation.estimators import ESTIMATORS
from gainsem.results import tables
from gainsem.results.categories import categories_of, median_category
from gainsem.results.fit import Fit
from gainsem.results.least_squares import METHODS, errors_of, method_of
from gainsem.results.record import SCHEMA_FILE, fit_to_json
from gainsem.results.reported_measures import (
    has_no_distribution,
    index_versions,
    reported_measures,
)
from gainsem.survey.responses import Item
from tests.results.ordinal_fits import STUDIES, ordinal_fit


def line_of(text: str, start: str) -> str:
    return next(line for line in text.splitlines() if line.strip().startswith(start))


def block_of(text: str, title: str) -> list[str]:
    return text[text.index(f"{title}\n") :].split("\n\n")[0].splitlines()


@pytest.mark.parametrize("name", ["delta", "theta", "covariate", "mixed", "uls"])
def test_summary_page(same_as_snapshot, name):
    same_as_snapshot(f"ordinal_{name}.txt", ordinal_fit(name).summary())


def test_html_page(same_as_snapshot):
    same_as_snapshot("ordinal_delta.html", ordinal_fit("delta")._repr_html_() + "\n")


@pytest.mark.parametrize("name", STUDIES)
def test_every_face_survives_saving(name):
    fit = ordinal_fit(name)
    text = fit_to_json(fit)
    jsonschema.validate(json.loads(text), json.loads(SCHEMA_FILE.read_text("utf-8")))
    again = Fit.from_dict(json.loads(text))
    assert fit_to_json(again) == text
    assert again.summary(ci=True, modification=True, residuals=True) == fit.summary(
        ci=True, modification=True, residuals=True
    )
    assert again._repr_html_() == fit._repr_html_()
    assert repr(again) == repr(fit)
    assert str(again.tests) == str(fit.tests)
    for build in (getattr(tables, name) for name in tables.__all__):
        assert build(again).cells() == build(fit).cells()
    assert "nan" not in fit.summary(ci=True, modification=True, residuals=True)


def test_what_is_known_of_an_estimator_is_what_the_engine_does():
    ordinal = {name: row for name, row in ESTIMATORS.items() if row.ordinal}
    assert METHODS.keys() == ordinal.keys()
    for name, row in ordinal.items():
        method = METHODS[name]
        assert method.weight == row.weight
        assert (method.correction or "standard") == row.test
        assert method.errors == row.se[0]


def test_which_version_of_a_measure_is_reported():
    delta, covariate = ordinal_fit("delta").fit_measures, ordinal_fit("covariate").fit_measures
    assert index_versions(delta) == ("robust", "scaled", "")
    assert index_versions(covariate) == ("scaled", "")
    assert index_versions(ordinal_fit("wls").fit_measures) == ("",)
    assert reported_measures(delta)["cfi"] == delta["cfi_robust"]
    assert reported_measures(delta)["chisq"] == delta["chisq_scaled"]
    assert reported_measures(delta)["baseline_chisq"] == delta["baseline_chisq_scaled"]
    assert reported_measures(delta)["srmr"] == delta["srmr"]
    assert reported_measures(covariate)["rmsea"] == covariate["rmsea_scaled"]


def test_a_likelihood_fit_reports_what_it_has(cfa):
    assert reported_measures(cfa.fit_measures) == dict(cfa.fit_measures)
    assert method_of(cfa) is None


def test_unweighted_least_squares_has_no_p_value_and_no_interval():
    fit = ordinal_fit("uls")
    assert has_no_distribution(fit.fit_measures)
    assert math.isnan(reported_measures(fit.fit_measures)["rmsea_ci_upper"])
    assert "p =" not in repr(fit)
    assert line_of(fit.summary(), "p value").split()[-1] == "unknown"
    assert "confidence interval" not in fit.summary()
    assert str(fit.tests[0]).endswith("p unknown (no known distribution)")


def test_the_verdict_names_the_versions_it_shows():
    text = repr(ordinal_fit("delta"))
    assert "scaled chisq(19) = " in text
    assert "robust CFI = " in text
    assert "robust RMSEA = " in text
    assert ", SRMR = " in text
    assert "scaled RMSEA = " in repr(ordinal_fit("covariate"))
    assert "scaled chisq(14.24" in repr(ordinal_fit("wlsmvs"))
    assert ", chisq(0) = 0.000; usable" in repr(ordinal_fit("saturated"))


def test_the_corrected_test_comes_first_with_its_paper():
    model, baseline, plain, plain_baseline = ordinal_fit("delta").tests
    measures = ordinal_fit("delta").fit_measures
    assert (model.statistic, baseline.statistic) == (
        measures["chisq_scaled"],
        measures["baseline_chisq_scaled"],
    )
    assert model.correction == "scaled and shifted"
    assert "Asparouhov" in model.reference
    assert plain.statistic == measures["chisq"]
    assert (plain.correction, plain.name) == ("", "Test of the model, not corrected")
    assert "Muthén" in plain_baseline.reference
    assert "Satorra" in ordinal_fit("wlsm").tests[0].reference
    assert str(ordinal_fit("wlsmvs").tests[0]).startswith("Test of the model: chi-square(14.24")
    assert len(ordinal_fit("wls").tests) == 2


def test_columns_stand_in_the_order_of_recommendation():
    page = ordinal_fit("delta").summary()
    test = block_of(page, "Model Test")
    assert test[1].split() == ["Scaled", "Standard"]
    assert line_of(page, "Scaling correction factor").split()[-1] == (
        f"{ordinal_fit('delta').fit_measures['chisq_scaling_factor']:.3f}"
    )
    incremental = block_of(page, "Model against Baseline")
    assert incremental[1].split() == ["Robust", "Scaled", "Standard"]
    shown = ordinal_fit("delta").fit_measures
    assert incremental[2].split()[-3:] == [
        f"{shown[key]:.3f}" for key in ("cfi_robust", "cfi_scaled", "cfi")
    ]
    assert "Report the robust indices" in page
    assert "Report the scaled indices" in ordinal_fit("covariate").summary()
    assert "Shift parameter" not in ordinal_fit("wlsm").summary()


def test_what_only_ordinal_fits_have_stands_above():
    page = ordinal_fit("pairwise").summary()
    assert line_of(page, "Estimator").endswith("WLSMV, diagonally weighted least squares")
    assert line_of(page, "Standard errors").endswith("robust, from second derivatives")
    assert line_of(page, "Missing answers").endswith("pairwise")
    assert line_of(page, "Ordinal items").endswith("8 of 8 variables")
    assert line_of(page, "Parameterization").endswith("delta")
    assert "Information" not in page
    assert "Log-likelihood" not in page
    assert line_of(ordinal_fit("mixed").summary(), "Sampling weights").endswith(" w")
    assert errors_of(ordinal_fit("dwls")) == "standard"
    assert errors_of(ordinal_fit("no_errors")) == "none"
    assert "estimator=WLSMV corrects it" in " ".join(ordinal_fit("dwls").summary().split())
    assert "corrects" not in ordinal_fit("wls").summary()


def test_rows_that_only_set_a_scale_are_hidden_and_stay_in_the_record():
    delta = ordinal_fit("delta")
    assert not tables.intercepts_table(delta).rows
    assert not tables.scales_table(delta).rows
    assert set(delta.parameters["op"]) >= {"~1", "~*~"}
    theta = ordinal_fit("theta")
    assert len(tables.scales_table(theta).rows) == 8
    assert "Scales of Latent Responses" in theta.summary()
    covariate = ordinal_fit("covariate")
    assert "z" not in tables.variances_table(covariate).values("variable")
    mixed = tables.intercepts_table(ordinal_fit("mixed"))
    assert mixed.values("variable") == ("c1", "c2", "y")


def test_an_intercept_the_user_fixed_is_shown():
    delta = ordinal_fit("delta")
    table = delta.table
    rows = tuple(
        replace(row, user=True) if (row.lhs, row.op) == ("q1", "~1") else row for row in table.rows
    )
    fit = replace(delta, table=replace(table, rows=rows))
    assert tables.intercepts_table(fit).values("variable") == ("q1",)


def test_thresholds_with_number_and_standardised_value():
    table = tables.thresholds_table(ordinal_fit("theta"))
    assert len(table.rows) == 8 * 4
    first = dict(zip(table.keys, table.rows[0], strict=True))
    assert (first["item"], first["threshold"]) == ("q1", 1)
    assert first["se"] > 0
    assert abs(first["std_all"]) < abs(first["est"])
    assert "q1|t1" in ordinal_fit("theta").summary()


def test_the_short_fit_table_leaves_out_what_few_ask_for():
    keys = tables.fit_table(ordinal_fit("delta")).row_keys
    assert keys[:2] == ("chisq_scaled", "chisq")
    assert keys.index("cfi_robust") < keys.index("cfi_scaled") < keys.index("cfi")
    assert not {"wrmr", "srmr_bentler", "nfi_scaled"} & set(keys)
    full = tables.fit_table(ordinal_fit("delta"), full=True)
    assert {"wrmr", "crmr_nomean", "rni_robust", "baseline_chisq_scaled"} <= set(full.row_keys)
    assert "report the robust one" in full.notes[-1]
    covariate = tables.fit_table(ordinal_fit("covariate"), full=True)
    assert not any(key.endswith("_robust") for key in covariate.row_keys)


def test_every_measure_has_a_name_or_belongs_to_one():
    parts = ("df", "pvalue", "ci_", "notclose")
    measures = ordinal_fit("delta").fit_measures
    named = set(tables.fit_table(ordinal_fit("delta"), full=True).row_keys)
    assert not [key for key in measures.keys() - named if not any(part in key for part in parts)]


def test_categories_with_wordings_of_the_language():
    fit = ordinal_fit("covariate")
    labels = {"en": {0.0: "no", 1.0: "yes"}, "zh": {0.0: "否", 1.0: "是"}}
    items = tuple(Item(item.name, value_labels=labels) for item in fit.sample.items)
    fit = replace(fit, sample=replace(fit.sample, items=items))
    table = tables.categories_table(fit, lang="zh")
    assert table.values("wording")[:2] == ("否", "是")
    assert tables.categories_table(fit).values("wording")[:2] == ("no", "yes")
    assert tables.categories_table(fit, lang="es").values("wording")[:2] == ("no", "yes")
    assert sum(table.values("n")[:2]) == 600
    assert math.isclose(sum(table.values("percent")[:2]), 100.0)


def test_merged_categories_show_all_their_codes():
    fit = ordinal_fit("delta")
    merged = ({"name": "q1", "codes": [[1.0, 2.0], [3.0]], "counts": [3, 7]},)
    found = categories_of(replace(fit, sample=replace(fit.sample, categories=merged)))
    assert [each.codes for each in found] == ["1, 2", "3"]
    assert median_category(found).number == 2


def test_a_continuous_fit_has_no_categories_and_no_thresholds(cfa):
    assert tables.categories_table(cfa).rows == ()
    assert tables.thresholds_table(cfa).rows == ()


def test_modification_indices_say_which_statistic_they_belong_to():
    notes = tables.modification_table(ordinal_fit("mixed"), minimum=0.0).notes
    assert any("before its correction" in note for note in notes)
