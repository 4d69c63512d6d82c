"""Sides of a formula that the grammar can read but that mean nothing."""

import pytest

from tests.syntax.refusals import check_meaningless, refusal


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("y ~ x - z", 7, "'-' cannot take one away"),
        ("y ~ a*x - 1*z", 9, "'-' cannot take one away"),
        ("y ~ -x", 5, "there must be a variable name, with modifiers before it, not '-x'"),
        ("y ~ (x + z)", 5, "not '(x + z)'"),
        ("y ~ exp(x)", 5, "not 'exp(x)'"),
        ("y ~ a*start(1)", 7, "not 'start(1)'"),
        ("y ~ x/2", 5, "not 'x/2'"),
        ("y ~ x^2", 5, "not 'x^2'"),
        ("1 ~ x", 1, "on the left side there must be a variable name, not '1'"),
        ("(f) =~ x", 1, "not '(f)'"),
        ("a*f =~ x", 1, "only efa() can modify the left side"),
        ("0.5*f =~ x", 1, "only efa() can modify the left side"),
        ("f =~ x + 1", 10, "a number cannot stand alone after '=~'"),
        ("f =~ 0", 6, "a number cannot stand alone after '=~'"),
        ("x ~~ 1", 6, "only '~' takes 1, for the intercept"),
        ("y ~ 2*3", 7, "or 1 for the intercept, not '3'"),
        ("y ~ -1", 5, "not '-1'"),
        ("f =~ x?0.8", 6, "a start value stands before '?'"),
        ("f =~ ''", 6, "the name is empty"),
        ("'' =~ x", 1, "the name is empty"),
        ("f =~ 1e308*1e308*x", 6, "this number is too large"),
    ],
)
def test_terms_without_a_meaning(text, column, said):
    check_meaningless(text, column, said)


def test_subtracting_a_term_gets_the_way_to_write_it():
    assert refusal("y ~ x - z").do == "write  + -1*x  to fix a coefficient at -1"
