"""Mistakes with a plain name: unknown calls, parentheses, operators, characters."""

import pytest

from gainsem.errors import ModelSyntaxError
from gainsem.syntax import parse
from gainsem.syntax.functions import FUNCTIONS
from tests.syntax.refusals import refusal


def code_place_and_caret(text):
    problem = refusal(text, "m.lav")
    where = problem.message.split(": ")[0].removeprefix("m.lav, ")
    return problem.code, where, problem.excerpt.split("\n")[-1]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('f =~ x1 + file.create("{path}")*x2', "file.create"),
        ("y ~ __import__('os').system('touch {path}')*x", "__import__"),
        ("y ~ system('touch {path}')*x", "system"),
        ("y ~ a*x\nb := eval(a)", "eval"),
        ("y ~ a*x\nopen('{path}', 'w') == a", "open"),
        ("y ~ base::system('touch {path}')*x", "system"),
        ("y ~ (function() system('touch {path}'))()*x", "function"),
        ("CONSTRAINT(a = __import__('os').system('touch {path}'))", "CONSTRAINT"),
        ("y ~ start(Sys.time())*x", "Sys.time"),
        ("exec('{path}')", "exec"),
        ("y ~ ｓｙｓｔｅｍ（'{path}'）*x", "system"),
    ],
)
def test_model_text_that_runs_code_is_refused_and_inert(text, name, tmp_path):
    path = tmp_path / "made"
    problem = refusal(text.replace("{path}", str(path)), "m.lav")
    assert problem.code == "E-SEC-01"
    assert f"'{name}()'" in problem.message
    assert "start" in problem.do
    assert "exp" in problem.do
    assert not path.exists()


@pytest.mark.parametrize("text", ["d := start(a)", "d := c(1, 2)", "efa('b') == a"])
def test_modifiers_are_no_functions_of_expressions(text):
    assert refusal(text, "m.lav").code == "E-SEC-01"


def test_a_misspelt_function_is_suggested():
    assert "Did you mean 'start'?" in refusal("f =~ stat(1)*x", "m.lav").message


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_can_be_called(name):
    (definition,) = parse(f"y ~ a*x\nd := {name}(a)").definitions
    assert definition.expression.function == name


@pytest.mark.parametrize(
    ("text", "where", "caret"),
    [
        ("f =~ x1 + (x2", "line 1, column 11", " " * 10 + "^"),
        ("f =~ x1 + x2)", "line 1, column 13", " " * 12 + "^"),
        ("d := (a + (b)", "line 1, column 6", " " * 5 + "^"),
        ("f =~ start(c(1, 2)*x\ny ~ x", "line 1, column 11", " " * 10 + "^"),
        ("y ~ x\nf =~ 'item 1 + x", "line 2, column 6", " " * 5 + "^" * 11),
        ('"f =~ x', "line 1, column 1", "^" * 7),
    ],
)
def test_unbalanced_parentheses_and_quotes(text, where, caret):
    assert code_place_and_caret(text) == ("E-MOD-74", where, caret)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("f1 =~ x1+x2+x3\nf2 =~ x4+x5+x6\nf3 =~ x7 + x8 + x9\nf1 f2", "line 4, column 1"),
        ("f =~ x1 + x2\nx3", "line 2, column 1"),
        ("x", "line 1, column 1"),
        ("f BY x1 x2 x3", "line 1, column 3"),
        ("y ON x1", "line 1, column 3"),
        ("y ~ x; 3 + 4", "line 1, column 8"),
        ("site: 1\ny ~ x", "line 1, column 1"),
    ],
)
def test_a_missing_operator(text, where):
    assert code_place_and_caret(text)[:2] == ("E-MOD-73", where)


@pytest.mark.parametrize(("word", "operator"), [("BY", "=~"), ("ON", "~"), ("with", "~~")])
def test_mplus_words_are_translated(word, operator):
    assert f"write  {operator}  " in refusal(f"f {word} x1 x2", "m.lav").do


def test_an_unknown_header_is_told_the_known_ones():
    assert "group:, level:, class:, block:" in refusal("site: 1\ny ~ x", "m.lav").do


@pytest.mark.parametrize(
    ("text", "where", "meant"),
    [
        ("f = ~ x", "line 1, column 3", "=~"),
        ("f ~= x", "line 1, column 3", "=~"),
        ("x ~ ~ x", "line 1, column 3", "~~"),
        ("d : = a", "line 1, column 3", ":="),
        ("a = = b", "line 1, column 3", "=="),
        ("f < ~ x", "line 1, column 3", "<~"),
        ("y ~ a*x\na >= 0", "line 2, column 3", ">"),
        ("a <= 0", "line 1, column 3", "<"),
        ("a => 0", "line 1, column 3", ">"),
        ("f ＝　～ x", "line 1, column 3", "=~"),
    ],
)
def test_broken_operators(text, where, meant):
    problem = refusal(text, "m.lav")
    assert problem.code == "E-MOD-91"
    assert where in problem.message
    assert f"Did you mean '{meant}'?" in problem.message


def test_a_single_equals_sign_is_refused_with_the_four_meant():
    problem = refusal("y = x", "m.lav")
    assert problem.code == "E-MOD-70"
    assert all(operator in problem.do for operator in ("=~", " ~ ", ":=", "=="))


@pytest.mark.parametrize(
    ("text", "second", "column"),
    [
        ("f =~ x ~ y", "'~'", 8),
        ("a < b < c", "'<'", 7),
        ("y ~ x d := a", "':='", 9),
        ("f =~ x\n =~ y", "'=~'", 2),
    ],
)
def test_a_second_operator(text, second, column):
    problem = refusal(text, "m.lav")
    assert problem.code == "E-MOD-70"
    assert f"column {column}: the statement has a second operator, {second}" in problem.message


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("y ~ x1@1 + x2@2", ["U+0040", "U+0040"]),
        ("f =~ 甲、乙", ["U+3001"]),
        ("[y]", ["U+005B", "U+005D"]),
        ("y ~ x\u200b", ["U+200B"]),
        ("y ~ x\x00", ["U+0000"]),
        ("y ~ 😀", ["U+1F600"]),
        ("y ~ `x 1`", ["U+0060", "U+0060"]),
        ("a ≤ 1", ["U+2264"]),
        ("y ~ \\", ["U+005C"]),
    ],
)
def test_characters_without_a_meaning(text, codes):
    with pytest.raises(ModelSyntaxError) as caught:
        parse(text)
    found = caught.value.problems
    assert [problem.code for problem in found] == ["E-MOD-70"] * len(codes)
    assert all(code in problem.message for code, problem in zip(codes, found, strict=True))
    assert all(problem.do for problem in found)
