"""Modifiers that cannot be."""

import pytest

from tests.syntax.refusals import check_meaningless, refusal


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("f =~ (a + b)*x", 6, "the label 'a' cannot be calculated with there"),
        ("f =~ a/2*x", 6, "the label 'a' cannot be calculated with there"),
        ("f =~ exp(a)*x", 6, "the label 'a' cannot be calculated with there"),
        ("f =~ -a*x", 6, "the label 'a' cannot be calculated with there"),
        ("f =~ c(a, 1)*x", 11, "'1' is a number among labels"),
        ("f =~ label(1)*x", 12, "'1' is a number among labels"),
        ("f =~ c()*x", 6, "'c()' is empty"),
        ("f =~ start()*x", 6, "'start()' is empty"),
        ("f =~ c(start(1), 2)*x", 8, "'start()' cannot stand inside c()"),
        ("f =~ c(c(1), 2)*x", 8, "'c()' cannot stand inside c()"),
        ("f =~ start(a)*x", 12, "'a' is no number; start values are numbers"),
        ("f =~ lower(NA)*x", 12, "'NA' is no number; bounds are numbers, Inf or -Inf"),
        ("f =~ upper(b)*x", 12, "'b' is no number; bounds are numbers, Inf or -Inf"),
        ("f =~ a?x", 6, "'a' is no number; start values are numbers"),
        ("f =~ equal(x2)*x", 12, 'as in equal("f=~x2")'),
        ("efa(b)*f =~ x", 5, "takes text in quotation marks"),
        ('efa("a", "b")*f =~ x', 1, "'efa()' takes one name"),
        ('y ~ rv(c("a", "b"))*x', 5, "'rv()' takes one name"),
        ("f =~ x1:x2*x", 6, "a product of variables cannot stand before '*'"),
        ("f =~ Inf*x", 6, "a parameter cannot be Inf"),
        ("f =~ log(0)*x", 6, "'log(0)' is no finite number"),
        ("f =~ sqrt(-1)*x", 6, "'sqrt(-1)' is no finite number"),
        ("f =~ 1e999*x", 6, "this number is too large"),
        ("f =~ exp(1, 2)*x", 6, "'exp()' takes one argument; here it has 2"),
        ("d := a ? b", 8, "'?' has no meaning in an expression"),
        ("d := a:b", 6, "':' has no meaning in it"),
        ("d := max()", 6, "'max()' takes at least one argument; here it has 0"),
    ],
)
def test_modifiers_and_expressions_without_a_meaning(text, column, said):
    check_meaningless(text, column, said)


def test_labels_and_numbers_in_one_list_get_the_way_to_write_them():
    assert "c(1, NA)*x + c(a, b)*x" in refusal("f =~ c(a, 1)*x").do
