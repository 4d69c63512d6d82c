"""Whatever the text: statements, or one ModelSyntaxError, and soon."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gainsem.errors import ModelSyntaxError
from gainsem.syntax import parse
from gainsem.syntax.expressions import evaluate, names_in, write

SIGNS = (
    *("=~", "<~", "~", "~~", "~1", "~*~", "|", ":=", "==", "<", ">", "=", "+", "-", "*", "/"),
    *("^", "**", "?", "(", ")", ",", ":", ";", "#", "!", "@", '"', "'", "“"),
    *("＝", "～", "＋", "（", "）", "＝～"),
)
NAMES = (
    *(
        "f",
        "x1",
        "y",
        "甲",
        "a",
        "NA",
        "Inf",
        '"item 1"',
        "'b'",
        "1",
        "0",
        "0.5",
        "1e3",
        "１",
        "2x",
    ),
    *("c", "start", "equal", "label", "lower", "upper", "efa", "rv", "exp", "max", "system"),
    *("level", "group"),
)
BLANKS = ("\n", " ", "\t", "\r\n", "\u3000", "\ufeff", "\u2028", "\x00")
WORDS = st.sampled_from(SIGNS) | st.sampled_from(NAMES) | st.sampled_from(BLANKS)
LOOKED_AT = 100


def read(text):
    """The model, or the problems it is refused for."""
    try:
        return parse(text), ()
    except ModelSyntaxError as refusal:
        return None, refusal.problems


def check(text):
    model, problems = read(text)
    assert (model is None) == bool(problems)
    for problem in problems:
        assert problem.code.startswith(("E-MOD-", "E-SEC-01"))
        assert problem.message.startswith("model, line ")
        assert problem.excerpt.count("\n") == 1 or problem.code == "E-MOD-81"
        assert str(problem)
    if model is not None:
        check_places(model)
        check_definitions(model)


def check_places(model):
    assert model.statements
    lines = model.text.splitlines()
    for statement in model.statements[:LOOKED_AT]:
        at = statement.at
        assert len(lines[at.line - 1]) >= at.column + at.length - 1
        assert model.excerpt(at).endswith("^")


def check_definitions(model):
    for definition in model.definitions:
        labels = {name.name: 0.5 for name in names_in(definition.expression)}
        _, gradient = evaluate(definition.expression, labels)
        assert gradient.keys() == labels.keys()
        assert write(definition.expression)


@settings(max_examples=400, deadline=500)
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_words_of_the_language_in_any_order(text):
    check(text)


@settings(max_examples=200, deadline=500)
@given(st.lists(WORDS, max_size=40).map("".join))
def test_words_of_the_language_without_spaces(text):
    check(text)


@settings(max_examples=200, deadline=500)
@given(st.text(max_size=200))
def test_any_text(text):
    check(text)


@settings(max_examples=100, deadline=500)
@given(st.lists(WORDS, max_size=15).map(" ".join))
def test_a_sound_statement_is_not_touched_by_what_follows(text):
    model, problems = read("zz =~ z1 + z2;\n" + text)
    assert not any("line 1, " in problem.message for problem in problems)
    if model is not None:
        assert [(s.lhs, s.rhs) for s in model.statements[:2]] == [("zz", "z1"), ("zz", "z2")]


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20_000, "f =~ " + "c(" * 20_000, '"' * 20_001, "f =~ (x\n" * 10_000, "a<" * 20_000,
        "=~" * 20_000, "f =~ " + "1/" * 20_000 + "1*x", "d := " + "-" * 20_000 + "a", "@" * 20_000,
        "+;" * 20_000, "f =~ " + " + ".join(f"x{i} + x{i}" for i in range(5_000)),
        "x + " * 20_000 + "x ~ " + "y + " * 20_000 + "y", "e" + "\u0301" * 20_000 + " ~ x",
    ],
    ids=range(13),
)  # fmt: skip
def test_long_repetitive_text_is_answered(text):
    check(text)
