"""What the parser says where a statement stops making sense."""

import pytest

from gainsem.errors import ModelSyntaxError
from gainsem.syntax import parse
from tests.syntax.refusals import refusal


def test_the_shape_of_a_refusal():
    with pytest.raises(ModelSyntaxError) as caught:
        parse("y ~ x\n满意 =~ 题一 + \n", "models/x.lav")
    assert str(caught.value) == (
        "E-MOD-72  models/x.lav, line 2, column 10: the sign '+' is followed by nothing; "
        "something is missing there.\n"
        "    满意 =~ 题一 + \n"
        "                 ^\n"
        "  do     write what belongs after  +  or delete the sign"
    )


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("f =~ x1 +", 9),
        ("f =~ x1 + + x2", 9),
        ("f =~ x1 + x2 +\n\n# end\n", 14),
        ("f + =~ x1", 3),
        ("y ~ a*", 6),
        ("y ~ a* + x", 6),
        ("d := a/", 7),
        ("d := a -", 8),
        ("d := a^", 7),
        ("f =~ start(1,)*x", 13),
        ("f =~ 0.8?", 9),
        ("f =~ c(1,,2)*x", 9),
    ],
)
def test_dangling_signs(text, column):
    problem = refusal(text, "models/x.lav")
    assert problem.code == "E-MOD-72"
    assert f"line 1, column {column}: " in problem.message
    assert problem.excerpt.endswith("\n" + " " * (column - 1) + "^")


@pytest.mark.parametrize(
    ("text", "column", "names", "width"),
    [
        ("f =~ item 1 + x2", 6, ("'item'", "'1'"), 6),
        ("f =~ x1 x2", 6, ("'x1'", "'x2'"), 5),
        ("item 1 =~ x", 1, ("'item'", "'1'"), 6),
        ("f =~ a*x1 b*x2", 8, ("'x1'", "'b'"), 4),
        ("f =~ 'x 1' x2", 6, ("'x 1'", "'x2'"), 8),
        ("group: my town\ny ~ x", 8, (), 7),
    ],
)
def test_names_side_by_side(text, column, names, width):
    problem = refusal(text, "models/x.lav")
    assert problem.code == "E-MOD-90"
    assert f"line 1, column {column}: " in problem.message
    assert all(name in problem.message for name in names)
    assert "quote" in problem.message
    assert problem.excerpt.endswith("\n" + " " * (column - 1) + "^" * width)


def test_the_hint_for_a_name_with_a_space_shows_both_ways():
    assert refusal("f =~ item 1", "models/x.lav").do == (
        'write  "item 1"  if this is one variable,  item + 1  if it is two'
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("=~ x", "nothing stands on the left of '=~'"),
        ("* x ~ y", "a statement cannot begin with '*'"),
        ("f =~", "nothing stands on the right of '=~'; there must be a variable name"),
        ("d :=", "nothing stands on the right of ':='; there must be a number, a label"),
        ("a ==", "nothing stands on the right of '=='"),
        ("f =~ * x", "'*' cannot follow '=~'"),
        ("f =~ 2x", "a name cannot begin with a digit: '2x'"),
        ("f =~ 2 x", "there is no sign between '2' and 'x'"),
        ("f =~ 1.2.3*x", "there is no sign between '1.2' and '.3'"),
        ("y ~ x, z", "',' does not fit here; only '+' and another term"),
        ("d := a, b", "',' does not fit here; only a sign such as '+' or '*'"),
        ("d := a (b)", "'a()' is not a function"),
        ("d := (a b)", "there is no sign between 'a' and 'b'"),
        ("d := (a)(b)", "'(' does not fit here"),
        ("f =~ ()*x", "')' does not fit here; only a variable name"),
        ("a + 1 := b", "'+' does not fit here"),
        ("1 := b", "a statement cannot begin with '1'"),
        ("level:", "'level:' is followed by nothing"),
        ("level: =~ x", "'level:' takes one name or number, and a line of its own"),
        ("level: 1 + 2", "'level:' takes one name or number, and a line of its own"),
        ("y ~ x:", "the end of the statement does not fit here"),
        ("y ~ a*x1:2", "the number '2' does not fit here"),
    ],
)
def test_other_mistakes_in_words(text, said):
    assert said in refusal(text, "models/x.lav").message


def test_a_statement_never_runs_into_the_line_of_a_header():
    problem = refusal("f =~ x +\nlevel: 1\ny ~ x", "models/x.lav")
    assert problem.code == "E-MOD-72"
    assert "line 1" in problem.message


def test_a_long_name_is_shortened_in_the_message():
    problem = refusal("f =~ " + "x" * 5000 + " y", "models/x.lav")
    assert len(problem.message) < 300
    assert max(map(len, problem.excerpt.split("\n"))) < 180
