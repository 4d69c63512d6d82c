"""Tables of the estimates: which rows stand where, and what is residual."""

from __future__ import annotations

import math
from dataclasses import replace

from gainsem.results import tables


def test_loadings_with_the_explained_share_of_each_item(cfa):
    table = tables.loadings_table(cfa)
    assert table.keys[:3] == ("factor", "item", "label")
    assert table.keys[-1] == "r_squared"
    assert len(table.rows) == 9
    first = dict(zip(table.keys, table.rows[0], strict=True))
    assert (first["factor"], first["item"], first["est"]) == ("visual", "x1", 1.0)
    assert first["se"] is first["z"] is first["pvalue"] is first["ci_lower"] is None
    assert math.isclose(first["std_all"] ** 2, first["r_squared"], rel_tol=1e-9)


def test_a_fixed_parameter_reported_with_se_zero_shows_no_error_either(cfa):
    zero = tuple(
        row if row.free else replace(row, se=0.0, ci_lower=row.est, ci_upper=row.est)
        for row in cfa.parameter_rows
    )
    assert tables.loadings_table(replace(cfa, parameter_rows=zero)) == tables.loadings_table(cfa)


def test_paths_with_their_labels(reference_fit):
    table = tables.regressions_table(reference_fit("poldem_sem_eq"))
    assert [row[:3] for row in table.rows] == [
        ("dem60", "ind60", "d1"),
        ("dem65", "ind60", "d2"),
        ("dem65", "dem60", "d3"),
    ]


def test_covariances_and_variances_say_whether_they_are_residual(reference_fit):
    fit = reference_fit("poldem_sem_eq")
    assert set(tables.covariances_table(fit).values("residual")) == {True}
    assert set(tables.covariances_table(reference_fit("hs_cfa_ml")).values("residual")) == {False}
    variances = tables.variances_table(fit)
    residual = dict(zip(variances.values("variable"), variances.values("residual"), strict=True))
    assert residual["dem60"]
    assert residual["x1"]
    assert not residual["ind60"]
    assert len(variances.rows) == 14


def test_intercepts_definitions_and_explained_variance(reference_fit):
    growth = tables.intercepts_table(reference_fit("growth_linear"))
    assert growth.values("variable") == ("t1", "t2", "t3", "t4", "i", "s")
    defined = tables.defined_table(reference_fit("mediation_ml"))
    assert [row[:2] for row in defined.rows] == [("ab", "a*b"), ("total", "c+(a*b)")]
    explained = tables.r_squared_table(reference_fit("mediation_ml"))
    assert explained.values("variable") == ("Y", "M")


def test_withheld_estimates_are_in_no_table(withheld):
    assert withheld.parameter_rows
    for build in (tables.loadings_table, tables.variances_table, tables.r_squared_table):
        assert build(withheld).rows == ()
    table = tables.fit_table(withheld)
    assert table.rows == ()
    assert "withheld" in table.notes[0]


def test_tables_of_what_a_model_does_not_have_are_empty(cfa):
    for build in (tables.regressions_table, tables.intercepts_table, tables.defined_table):
        assert build(cfa).rows == ()
