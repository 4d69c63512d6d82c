"""Expressions: value, exact gradient, labels, and writing them back."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainsem.syntax import parse
from gainsem.syntax.expressions import Call, Name, Number, evaluate, names_in, write


def read(text):
    return parse(f"y ~ a*x\nd := {text}").definitions[0].expression


VALUES = {"a": 0.7, "b": -1.3, "c": 2.1}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2*3", 7.0),
        ("(1 + 2)*3", 9.0),
        ("8 - 4 - 2", 2.0),
        ("8/4/2", 1.0),
        ("2^3^2", 512.0),
        ("-2^2", -4.0),
        ("2^-1", 0.5),
        ("2 - -3", 5.0),
        ("a*b + c", 0.7 * -1.3 + 2.1),
        ("exp(a)/(1 + exp(a))", math.exp(0.7) / (1 + math.exp(0.7))),
        ("sum(a, b, c) - max(a, b) + min(b, c)", 1.5 - 0.7 - 1.3),
        ("pnorm(1.96)", 0.9750021048517795),
        ("plogis(0)", 0.5),
        ("log10(1000) + log2(8)", 6.0),
        ("log1p(0) + expm1(0)", 0.0),
    ],
)
def test_values(text, value):
    assert evaluate(read(text), VALUES)[0] == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("log(b)", math.nan),
        ("sqrt(b)", math.nan),
        ("b^0.5", math.nan),
        ("asin(c)", math.nan),
        ("acos(c)", math.nan),
        ("log1p(-2)", math.nan),
        ("0/0", math.nan),
        ("max(a, log(b))", math.nan),
        ("sin(exp(1000))", math.nan),
        ("a/0", math.inf),
        ("b/0", -math.inf),
        ("0^-1", math.inf),
        ("exp(1000)", math.inf),
        ("expm1(1000)", math.inf),
        ("cosh(1000)", math.inf),
        ("sinh(-1000)", -math.inf),
        ("10^400", math.inf),
        ("(-10)^401", -math.inf),
        ("log(0)", -math.inf),
        ("1e308*10", math.inf),
        ("plogis(-1000)", 0.0),
        ("plogis(1000)", 1.0),
        ("pnorm(-1000)", 0.0),
        ("exp(-1000)", 0.0),
    ],
)
def test_what_has_no_value_is_nan_and_nothing_raises(text, value):
    assert evaluate(read(text), VALUES)[0] == pytest.approx(value, nan_ok=True)


SMOOTH = (
    "a*b", "a/b", "a - b*c", "-a^2", "a^c", "c^b", "(a + b)^3", "exp(a*b)", "expm1(b)", "log(c*a)",
    "log2(c)", "log10(c)", "log1p(a)", "sqrt(a*c)", "abs(b)", "sin(a)*cos(b)", "tan(a)",
    "asin(a)", "acos(a)", "atan(b)", "sinh(a)", "cosh(b)", "tanh(c)", "plogis(b)", "plogis(c)",
    "pnorm(a*b)", "max(a, b, c)", "min(a, b, c)", "sum(a, b*b, c)", "a*a*a + a", "a*b/(c + a*b)",
    "1/(1 + exp(-(a - b)))", "-(-a) - -b", "2^a",
)  # fmt: skip


@pytest.mark.parametrize("text", SMOOTH)
def test_gradients_against_central_differences(text):
    expression = read(text)
    _, gradient = evaluate(expression, VALUES)
    assert gradient.keys() == {name.name for name in names_in(expression)}
    step = 1e-6
    for label, slope in gradient.items():
        above, _ = evaluate(expression, {**VALUES, label: VALUES[label] + step})
        below, _ = evaluate(expression, {**VALUES, label: VALUES[label] - step})
        assert slope == pytest.approx((above - below) / (2 * step), rel=1e-7, abs=1e-9)


def test_a_square_has_a_slope_at_zero_and_at_negative_values():
    assert evaluate(read("a^2"), {"a": 0.0}) == (0.0, {"a": 0.0})
    assert evaluate(read("a^2"), {"a": -3.0}) == (9.0, {"a": -6.0})


def test_labels_in_reading_order_with_their_places():
    names = names_in(read("c*(a - b) + exp(a)"))
    assert [name.name for name in names] == ["c", "a", "b", "a"]
    assert [(name.line, name.column) for name in names] == [(2, 6), (2, 9), (2, 13), (2, 22)]


LEAVES = st.one_of(
    st.sampled_from(["a", "b", "lab 1", ".p1."]).map(Name),
    st.one_of(st.integers(-9, 9).map(float), st.floats(1e-3, 1e6)).map(Number),
)


def branches(inner):
    binary = st.builds(
        lambda sign, left, right: Call(sign, (left, right)), st.sampled_from("+-*/^"), inner, inner
    )
    unary = st.builds(lambda name, x: Call(name, (x,)), st.sampled_from(["exp", "abs"]), inner)
    negative = inner.filter(lambda x: not isinstance(x, Number)).map(lambda x: Call("neg", (x,)))
    return st.one_of(binary, unary, negative)


def without_places(expression):
    match expression:
        case Name(name=name):
            return name
        case Number(value=value):
            return value
        case Call(function=function, arguments=arguments):
            return function, *map(without_places, arguments)


@given(st.recursive(LEAVES, branches, max_leaves=12))
def test_what_is_written_reads_the_same(expression):
    assert without_places(read(write(expression))) == without_places(expression)


@pytest.mark.parametrize(
    "text",
    ["a + b*c", "(a + b)*c", "a - (b - c)", "a/(b/c)", "a/b/c", "-(a + b)", "-a*b", "(-a)^b",
     "a^-b", "(a^b)^c", "exp(a + b)^2", "a - -b", "2*a - 1.5"],
)  # fmt: skip
def test_parentheses_are_written_only_where_needed(text):
    assert write(read(text)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1"), (0.1, "0.1"), (-2.0, "-2"), (1e300, "1e+300"), (math.inf, "inf")],
)
def test_numbers_are_written_short(value, text):
    assert write(Number(value)) == text


def test_a_sum_of_thousands_of_labels():
    expression = read(" + ".join(["a*b"] * 3000))
    value, gradient = evaluate(expression, VALUES)
    assert value == pytest.approx(3000 * 0.7 * -1.3)
    assert gradient == pytest.approx({"a": 3000 * -1.3, "b": 3000 * 0.7})
    assert len(names_in(expression)) == 6000
