"""What is the same in several groups, what is free, and how it is numbered."""

from __future__ import annotations

import pytest

from gainsem.errors import OptionError, SpecificationError
from gainsem.model.groups.grouped_table import build_grouped
from gainsem.options import options_from
from gainsem.syntax import parse

NAMES = [f"x{k}" for k in range(1, 7)]
BLOCK = 'efa("b")*f + efa("b")*g =~ x1 + x2 + x3 + x4 + x5'
TWO = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"


def built(model=TWO, labels=("a", "b"), **options):
    given = {"group": "w", "meanstructure": True, **options}
    return build_grouped(parse(model), options_from(given), labels, NAMES)


def numbers(grouped, name, op="=~"):
    """Return the number over all groups of one parameter, group by group."""
    found = [row for row in grouped.joint.rows if row.name == name and row.op == op]
    return [row.free for row in found]


def test_a_configural_model_shares_nothing():
    grouped = built()
    assert grouped.joint.n_free == 2 * 19
    first, second = numbers(grouped, "f=~x2")
    assert first != second


@pytest.mark.parametrize(
    ("equal", "n_free"),
    [
        ("loadings", 38 - 4),
        ("loadings,intercepts", 38 - 4 - 6 + 2),
        ("loadings,intercepts,residuals", 38 - 4 - 6 + 2 - 6),
        ("loadings,intercepts,residuals,means", 38 - 4 - 6 - 6),
        ("lv.variances,lv.covariances", 38 - 3),
    ],
)
def test_what_is_equal_is_one_parameter(equal, n_free):
    assert built(group_equal=equal).joint.n_free == n_free


def test_latent_means_are_free_in_later_groups_only():
    grouped = built(group_equal="loadings,intercepts")
    assert [free >= 0 for free in numbers(grouped, "f~1", "~1")] == [False, True]


def test_first_order_factors_of_a_higher_one_keep_their_intercepts():
    names = [f"x{k}" for k in range(1, 10)]
    model = f"{TWO}\nk =~ x7 + x8 + x9\nh =~ f + g + k"
    options = options_from(
        {"group": "w", "meanstructure": True, "group_equal": "loadings,intercepts"}
    )
    grouped = build_grouped(parse(model), options, ("a", "b"), names)
    assert [free >= 0 for free in numbers(grouped, "f~1", "~1")] == [False, False]
    assert [free >= 0 for free in numbers(grouped, "h~1", "~1")] == [False, True]


def test_later_groups_free_the_variances_of_scaled_factors():
    grouped = built(group_equal="loadings", std_lv=True)
    assert [free >= 0 for free in numbers(grouped, "f~~f", "~~")] == [False, True]


def test_partial_parameters_stay_apart():
    grouped = built(group_equal="loadings,intercepts", group_partial="f =~ x2, x3~1")
    assert len(set(numbers(grouped, "f=~x2"))) == 2
    assert len(set(numbers(grouped, "f=~x3"))) == 1
    assert len(set(numbers(grouped, "x3~1", "~1"))) == 2


def test_labels_of_the_text_come_before_the_option():
    grouped = built("f =~ x1 + c(a, b)*x2 + x3\ng =~ x4 + x5 + x6", group_equal="loadings")
    assert len(set(numbers(grouped, "f=~x2"))) == 2
    assert len(set(numbers(grouped, "f=~x3"))) == 1


def test_one_label_in_both_groups_is_one_parameter():
    grouped = built("f =~ x1 + c(a, a)*x2 + c(b, a)*x3\ng =~ x4 + x5 + x6")
    assert len(set(numbers(grouped, "f=~x2"))) == 1
    assert numbers(grouped, "f=~x3")[1] == numbers(grouped, "f=~x2")[0]


def test_values_of_c_belong_to_their_groups():
    grouped = built("f =~ c(1, 2)*x1 + x2 + x3\ng =~ x4 + x5 + x6")
    values = [row.value for row in grouped.joint.rows if row.name == "f=~x1"]
    assert values == [1.0, 2.0]


def test_blocks_give_groups_models_of_their_own():
    grouped = built("f =~ x1 + x2 + x3\ngroup: b\ng =~ x4 + x5 + x6")
    assert [table.latent for table in grouped.tables] == [("f",), ("f", "g")]


def test_constraints_reach_across_groups():
    grouped = built("f =~ x1 + c(a1, a2)*x2 + x3\ng =~ x4 + x5 + x6\na1 == 2*a2\nd := a1 - a2")
    (constraint,) = grouped.joint.constraints
    assert sorted(dict(constraint.coefficients).values()) == [-2.0, 1.0]
    assert set(dict(constraint.coefficients)) == set(numbers(grouped, "f=~x2"))


def test_effect_coding_holds_in_every_group():
    grouped = built(effect_coding=True)
    assert len(grouped.joint.constraints) == 2 * 4


def test_bounds_hold_in_every_group():
    grouped = built(bounds="pos.var")
    assert len(grouped.joint.restrictions) == 2 * 8


@pytest.mark.parametrize(
    ("model", "code"),
    [
        ("f =~ x1 + c(a, b, d)*x2 + x3", "E-GRP-55"),
        ("f =~ x1 + x2 + x3\ngroup: z\ng =~ x4 + x5 + x6", "E-GRP-56"),
        ("f =~ x1 + x2 + x3\nlevel: 1\ng =~ x4 + x5 + x6", "E-GRP-57"),
        (f"group: 1\n{BLOCK}\ngroup: 2\n{BLOCK} + x6", "E-GRP-60"),
    ],
)
def test_refusals(model, code):
    with pytest.raises(SpecificationError) as refused:
        built(model)
    assert refused.value.problems[0].code == code


def test_an_unknown_partial_parameter_is_refused_with_a_near_name():
    with pytest.raises(OptionError) as refused:
        built(group_equal="loadings", group_partial="f=~x22")
    assert refused.value.problems[0].code == "E-GRP-59"
    assert "f=~x2" in refused.value.problems[0].message
