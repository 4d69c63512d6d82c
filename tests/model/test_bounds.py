"""What ``lower()``, ``upper()`` and ``bounds=`` become."""

from __future__ import annotations

import pytest

from gainsem.errors import SpecificationError
from gainsem.model.build import build_table, checked_variables
from gainsem.options import Options
from gainsem.syntax import parse


def restrictions(text, **options):
    model = parse(text)
    names = [f"x{i}" for i in range(1, 7)]
    built = build_table(model, Options(**options), checked_variables(model, names))
    free = {row.free: row.name for row in built.table.rows if row.is_free}
    return [
        ({free[k]: sign for k, sign in each.coefficients}, each.constant)
        for each in built.table.restrictions
    ]


def test_bounds_of_the_text():
    found = restrictions("f =~ x1 + lower(0.2)*upper(2)*x2 + x3\nx1 ~~ lower(0)*x1")
    assert found == [
        ({"f=~x2": 1.0}, 0.2),
        ({"f=~x2": -1.0}, -2.0),
        ({"x1~~x1": 1.0}, 0.0),
    ]


def test_an_infinite_bound_is_none():
    assert restrictions("f =~ x1 + lower(-Inf)*x2 + x3") == []


@pytest.mark.parametrize(
    ("bounds", "variances"),
    [
        ("pos.var", {"x1~~x1", "x2~~x2", "x3~~x3", "f~~f"}),
        ("pos.ov.var", {"x1~~x1", "x2~~x2", "x3~~x3"}),
        ("pos.lv.var", {"f~~f"}),
        ("none", set()),
    ],
)
def test_bounds_of_a_fit(bounds, variances):
    found = restrictions("f =~ x1 + x2 + x3", bounds=bounds)
    assert {name for terms, _ in found for name in terms} == variances
    assert all(constant == 0.0 for _, constant in found)


def test_a_bound_of_the_text_wins_over_that_of_the_fit():
    found = restrictions("f =~ x1 + x2 + x3\nx1 ~~ lower(0.1)*x1", bounds="pos.ov.var")
    assert ({"x1~~x1": 1.0}, 0.1) in found
    assert len(found) == 3


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("f =~ x1 + lower(2)*1*x2 + x3", "E-CON-01", "not estimated"),
        ("f =~ lower(2)*x1 + x2 + x3", "E-CON-01", "not estimated"),
        ("f =~ x1 + lower(2)*upper(1)*x2 + x3", "E-CON-02", "lies above"),
    ],
)
def test_a_bound_without_sense_is_refused_with_its_place(text, code, says):
    with pytest.raises(SpecificationError, match=says) as caught:
        restrictions(text)
    assert caught.value.code == code
    assert "line 1, column" in caught.value.problems[0].message
