"""Model text to parameter table: the rows each preset and switch adds, counted by hand."""

from __future__ import annotations

from dataclasses import fields

import pytest

from gainsem.model.build import build_table, checked_variables
from gainsem.model.defaults import Draft
from gainsem.model.matrix_map import compile_table
from gainsem.model.parameter_table import Parameter
from gainsem.options import Options
from gainsem.syntax import parse

ITEMS = [f"x{i}" for i in range(1, 10)] + ["sex", "age"]
CFA = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"


def built_of(model, names=ITEMS, **options):
    text = parse(model)
    return build_table(text, Options(**options), checked_variables(text, names))


def table_of(model, **options):
    return built_of(model, **options).table


def test_a_draft_has_the_fields_of_a_parameter_in_their_order():
    assert Draft._fields == tuple(field.name for field in fields(Parameter))


def rows(table, *, free=None):
    return {
        (row.lhs, row.op, row.rhs): (None if row.is_free else row.value)
        for row in table.rows
        if free is None or row.is_free == free
    }


def test_cfa_defaults():
    table = table_of(CFA)
    assert rows(table, free=False) == {("f", "=~", "x1"): 1.0, ("g", "=~", "x4"): 1.0}
    assert table.n_free == 4 + 6 + 2 + 1
    assert table.observed == ("x1", "x2", "x3", "x4", "x5", "x6")
    assert table.latent == ("f", "g")


def test_std_lv_fixes_the_variances_instead():
    table = table_of(CFA, std_lv=True)
    assert rows(table, free=False) == {("f", "~~", "f"): 1.0, ("g", "~~", "g"): 1.0}


def test_orthogonal_fixes_the_covariances():
    assert rows(table_of(CFA, orthogonal=True), free=False)[("f", "~~", "g")] == 0.0


def test_a_freed_first_loading_stays_free():
    assert ("f", "=~", "x1") in rows(table_of("f =~ NA*x1 + x2 + x3\nf ~~ 1*f"), free=True)


def test_a_fixed_first_loading_keeps_its_value():
    assert rows(table_of("f =~ 2*x1 + x2 + x3"))[("f", "=~", "x1")] == 2.0


def test_the_bare_preset_adds_nothing():
    assert rows(table_of(CFA, preset="bare")) == {
        **{("f", "=~", f"x{i}"): None for i in (1, 2, 3)},
        **{("g", "=~", f"x{i}"): None for i in (4, 5, 6)},
    }


@pytest.mark.parametrize(
    ("switch", "added"),
    [
        ("auto_fix_first", 0),
        ("auto_var", 8),
        ("auto_cov_lv_x", 1),
    ],
)
def test_single_switches_of_the_bare_preset(switch, added):
    bare, with_switch = table_of(CFA, preset="bare"), table_of(CFA, preset="bare", **{switch: True})
    assert len(with_switch.rows) - len(bare.rows) == added
    if switch == "auto_fix_first":
        assert with_switch.n_free == bare.n_free - 2


def test_means_are_added_when_one_is_mentioned():
    table = table_of(CFA + "\nx1 ~ 1")
    assert table.meanstructure
    intercepts = {key[0]: value for key, value in rows(table).items() if key[1] == "~1"}
    assert intercepts == {**dict.fromkeys(table.observed), "f": 0.0, "g": 0.0}


def test_growth_frees_latent_means_and_fixes_intercepts():
    table = table_of("i =~ 1*x1 + 1*x2 + 1*x3\ns =~ 0*x1 + 1*x2 + 2*x3", preset="growth")
    intercepts = {key[0]: value for key, value in rows(table).items() if key[1] == "~1"}
    assert intercepts == {"x1": 0.0, "x2": 0.0, "x3": 0.0, "i": None, "s": None}


def test_covariates_are_fixed_at_sample_values():
    table = table_of(CFA + "\nf ~ sex + age")
    assert table.exogenous == ("sex", "age")
    given = {(row.lhs, row.rhs) for row in table.rows if row.exogenous}
    assert given == {("sex", "sex"), ("age", "age"), ("sex", "age")}


def test_a_covariance_with_a_covariate_makes_it_random():
    built = built_of(CFA + "\nf ~ sex\nsex ~~ g", fixed_x=True)
    assert built.table.exogenous == ()
    assert [each.code for each in built.diagnostics] == ["I-MOD-94"]


def test_outcomes_covary_and_indicators_do_not():
    table = table_of("f =~ x1 + x2 + x3\nx7 + x8 ~ f\nx1 ~ sex")
    assert ("x7", "~~", "x8") in rows(table, free=True)
    assert ("x1", "~~", "x7") not in rows(table)


def test_one_label_is_one_parameter():
    table = table_of("f =~ x1 + a*x2 + a*x3\ng =~ x4 + x5 + x6")
    shared = {row.free for row in table.rows if row.label == "a"}
    assert len(shared) == 1
    assert table.n_free == 12


def test_equal_shares_the_parameter_it_names():
    table = table_of('f =~ x1 + x2 + equal("f=~x2")*x3')
    free = {row.rhs: row.free for row in table.rows if row.op == "=~"}
    assert free["x2"] == free["x3"] >= 0


def test_a_label_shared_with_a_fixed_parameter_fixes_it():
    table = table_of("f =~ a*x1 + a*x2 + x3")
    assert rows(table)[("f", "=~", "x2")] == 1.0


def test_equality_constraints_reduce_the_number_of_parameters():
    compiled = compile_table(table_of("f =~ x1 + a*x2 + b*x3\na == b"))
    assert compiled.n_estimated == 5


def test_constraints_may_use_definitions():
    table = table_of("f =~ x1 + a*x2 + b*x3 + x4\ntotal := a + b\ntotal == 2")
    assert dict(table.constraints[0].coefficients) == {0: 1.0, 1: 1.0}
    assert table.constraints[0].constant == pytest.approx(2.0)


def test_effect_coding_constrains_loadings_and_intercepts():
    table = table_of(CFA, effect_coding=True, meanstructure=True)
    assert len(table.constraints) == 4
    assert ("f", "~1", "") in rows(table, free=True)


def test_chinese_and_quoted_names():
    built = built_of('满意度 =~ 问题1 + 问题2 + "item 3"', ["问题1", "问题2", "item 3"])
    assert built.table.observed == ("问题1", "问题2", "item 3")


def test_structural_observed_variables_get_columns():
    compiled = compile_table(table_of("f =~ x1 + x2 + x3\nx7 ~ f + sex\nx7 ~~ x8"))
    assert compiled.eta == ("f", "x7", "sex", "x8")
