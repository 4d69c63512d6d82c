"""What a model text says about ordinal variables, and the rows that are added for them."""

from __future__ import annotations

import pytest

from gainsem.errors import SpecificationError
from tests.model.ordinal_tables import CFA, LEVELS, rows_of, table_of

REFUSED = [
    ("E-ORD-53", "y ~ f\ny | t1", {}, "'y' has a threshold"),
    ("E-ORD-54", "x1 | t4", {}, "no threshold 't4'"),
    ("E-ORD-54", "x1 | t0", {}, "no threshold 't0'"),
    ("E-ORD-54", "x1 | tau", {}, "no threshold 'tau'"),
    ("E-ORD-55", "x1 ~~ x1", {}, "'x1' is no parameter"),
    ("E-ORD-55", "x1 ~~ 0.5*x1", {}, "'x1' is no parameter"),
    ("E-ORD-55", "x1 ~*~ 1*x1", {"parameterization": "theta"}, "scaling factor of 'x1'"),
]


@pytest.mark.parametrize(("code", "text", "options", "says"), REFUSED)
def test_what_is_no_parameter_is_refused_with_its_line(code, text, options, says):
    with pytest.raises(SpecificationError, match=says) as caught:
        table_of(f"{CFA}\n{text}", **options)
    assert caught.value.code == code
    assert f"line {3 + text.count(chr(10))}" in caught.value.problems[0].message


def test_every_problem_is_reported():
    with pytest.raises(SpecificationError) as caught:
        table_of(f"{CFA}\nx1 | t9\nx2 ~~ x2\ny ~ f\ny | t1")
    assert [each.code for each in caught.value.problems] == ["E-ORD-54", "E-ORD-55", "E-ORD-53"]


def test_covariances_of_residuals_and_variances_in_theta_are_parameters():
    table_of(f"{CFA}\nx1 ~~ x2")
    fixed = rows_of(table_of(f"{CFA}\nx1 ~~ 2*x1", parameterization="theta"), "~~")
    assert fixed["x1", "x1"].value == 2.0


def test_thresholds_are_added_one_for_each_cut():
    table = table_of(levels={**LEVELS, "x1": 1})
    thresholds = rows_of(table, "|")
    assert len(thresholds) == 1 + 5 * 3
    assert ("x1", "t1") in thresholds
    assert ("x1", "t2") not in thresholds
    assert all(row.is_free and not row.user for row in thresholds.values())


def test_written_thresholds_take_the_place_of_added_ones():
    table = table_of(f"{CFA}\nx1 | a*t1 + 0.5*t2\nx2 | a*t1")
    thresholds = rows_of(table, "|")
    assert len(thresholds) == 18
    assert thresholds["x1", "t1"].free == thresholds["x2", "t1"].free
    assert (thresholds["x1", "t2"].free, thresholds["x1", "t2"].value) == (-1, 0.5)
    assert thresholds["x1", "t3"].is_free


def test_thresholds_and_intercepts_are_numbered_last():
    table = table_of(f"x1 | t2 + t1\n{CFA}\ny ~ f", levels=LEVELS)
    late = {row.free for row in table.rows if row.is_free and row.op in ("|", "~1")}
    assert late == set(range(table.n_free - 19, table.n_free))
    assert rows_of(table, "~1")["y", ""].is_free
    assert [row.free for row in table.rows if row.is_free and row.op == "=~"] == [0, 1, 2, 3]


def test_delta_derives_residual_variances_and_fixes_scales():
    table = table_of()
    assert all(rows_of(table, "~~")[name, name].derived for name in LEVELS)
    scales = rows_of(table, "~*~")
    assert {scales[name, name].value for name in LEVELS} == {1.0}
    assert not any(row.derived for row in scales.values())


def test_theta_fixes_residual_variances_and_derives_scales():
    table = table_of(parameterization="theta")
    assert {rows_of(table, "~~")[name, name].value for name in LEVELS} == {1.0}
    assert all(row.derived for row in rows_of(table, "~*~").values())


def test_both_have_the_same_number_of_parameters():
    assert table_of().n_free == table_of(parameterization="theta").n_free == 4 + 3 + 18


def test_means_of_latent_responses_are_0():
    intercepts = rows_of(table_of(f"{CFA}\ny ~ f"), "~1")
    assert {name for (name, _), row in intercepts.items() if row.is_free} == {"y"}
    assert {row.value for row in intercepts.values() if not row.is_free} == {0.0}


def test_covariates_are_given_unless_asked_otherwise():
    model = f"{CFA}\nf ~ sex + age"
    assert table_of(model).conditional
    assert table_of(model).exogenous == ("sex", "age")
    joint = table_of(model, conditional_x=False)
    assert not joint.conditional
    assert joint.exogenous == ()
    assert rows_of(joint, "~~")["sex", "age"].is_free


def test_without_ordinal_items_nothing_is_added():
    table = table_of(levels={})
    assert rows_of(table, "|") == rows_of(table, "~*~") == rows_of(table, "~1") == {}
    assert table.parameterization == ""
