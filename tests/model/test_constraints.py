"""Which equality constraints count as linear, and what they become."""

from __future__ import annotations

import pytest

from gainsem.errors import SpecificationError
from gainsem.model.build import build_table, checked_variables
from gainsem.options import Options
from gainsem.syntax import parse

MEASURED = "f =~ x1 + a*x2 + b*x3 + c*x4 + d*x5 + e*x6\n"
ITEMS = [f"x{i}" for i in range(1, 7)]


def constraint_of(text):
    model = parse(MEASURED + text)
    built = build_table(model, Options(), checked_variables(model, ITEMS))
    (found,) = built.table.constraints
    return dict(found.coefficients), found.constant


@pytest.mark.parametrize(
    ("text", "coefficients", "constant"),
    [
        ("a + 2*b == 1", {0: 1.0, 1: 2.0}, 1.0),
        ("e == a", {0: -1.0, 4: 1.0}, 0.0),
        ("-(a - b)/4 == c + 3", {0: -0.25, 1: 0.25, 2: -1.0}, 3.0),
        ("1000000*a == sum(b, c)", {0: 1e6, 1: -1.0, 2: -1.0}, 0.0),
        ("exp(0)*a == 1e8", {0: 1.0}, 1e8),
        ("twice := 2*a\ntwice == b", {0: 2.0, 1: -1.0}, 0.0),
        ("steep := exp(1000*a)\na == b", {0: 1.0, 1: -1.0}, 0.0),
    ],
)
def test_a_linear_constraint_has_these_coefficients(text, coefficients, constant):
    found, right = constraint_of(text)
    assert found == pytest.approx(coefficients)
    assert right == pytest.approx(constant, abs=1e-9)


# The first three have the same gradient all along a line through the origin, those
# with abs, max and min on one side of a bend.
@pytest.mark.parametrize(
    "text",
    [
        "a*b/c == d",
        "sqrt(a*b) == c",
        "(a^2 + b^2)/c == d",
        "abs(a) == b",
        "max(a, b) == c",
        "min(a, d) == 1",
        "abs(a - d) == 0",
        "a*b == 1",
        "exp(1000*a) == b",
        "log(a) == 0",
    ],
)
def test_a_constraint_that_bends_is_no_linear_one(text):
    model = parse(MEASURED + text)
    table = build_table(model, Options(), checked_variables(model, ITEMS)).table
    (found,) = table.restrictions
    assert table.constraints == ()
    assert found.relation == "=="
    assert found.expression is not None
    assert found.text.replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "coefficients", "constant"),
    [
        ("a > 0", {0: 1.0}, 0.0),
        ("a < 2*b + 1", {0: -1.0, 1: 2.0}, -1.0),
        ("twice := 2*a\ntwice > b", {0: 2.0, 1: -1.0}, 0.0),
    ],
)
def test_a_linear_inequality_has_these_coefficients(text, coefficients, constant):
    model = parse(MEASURED + text)
    (found,) = build_table(model, Options(), checked_variables(model, ITEMS)).table.restrictions
    assert found.relation == ">="
    assert found.expression is None
    assert dict(found.coefficients) == pytest.approx(coefficients)
    assert found.constant == pytest.approx(constant, abs=1e-12)


@pytest.mark.parametrize("text", ["g > 1", "g == 0.6", "g < 0.4"])
def test_a_constraint_of_fixed_values_that_is_false_is_refused(text):
    model = parse("f =~ x1 + g*x2 + 0.5*x2 + x3 + x4\n" + text)
    with pytest.raises(SpecificationError, match="it is false") as caught:
        build_table(model, Options(), checked_variables(model, ITEMS))
    assert caught.value.code == "E-MOD-87"
    assert "line 2" in caught.value.problems[0].message
