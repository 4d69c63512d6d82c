"""Characters to tokens."""

import pytest

from gainsem.syntax.source import Source
from gainsem.syntax.tokens import tokenize


def tokens(text):
    return [(token.type, token.text) for token in tokenize(Source(text, "m")).tokens]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=~ <~ ~ ~~ ~*~ |", ["OPERATOR"] * 6),
        (":= == < > =", ["ASSIGN", "RELATION", "RELATION", "RELATION", "EQUALS"]),
        ("+ - * / ^ ** ?", ["PLUS", "MINUS", "STAR", "SLASH", "POWER", "POWER", "QUERY"]),
        ("( ) , : ;", ["LPAR", "RPAR", "COMMA", "COLON", "SEMICOLON"]),
        ("1 1. .5 1.5e-3 2E4", ["NUMBER"] * 5),
        ("x .x x.1 _x 甲1 é", ["NAME"] * 6),
        ("\"a\" 'b' “c” ‘d’ ＂e＂", ["STRING"] * 5),
        ("\n\r\n\r", ["NEWLINE"] * 3),
        ("@ [ 。 \x07", ["UNKNOWN"] * 4),
        ("# ( \" '", []),
        ("! ( \" '", []),
    ],
)
def test_types(text, expected):
    assert [kind for kind, _ in tokens(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y~~-1*x", ["y", "~~", "-", "1", "*", "x"]),
        ("y~*~x", ["y", "~*~", "x"]),
        ("f=~x1+a*x2", ["f", "=~", "x1", "+", "a", "*", "x2"]),
        ("a<-1", ["a", "<", "-", "1"]),
        ("a:=b**2", ["a", ":=", "b", "**", "2"]),
        ("x~~~y", ["x", "~~", "~", "y"]),
        ("1e5x", ["1e5", "x"]),
        ("1ex", ["1", "ex"]),
        ('“a ＋ b” "a“b"', ["a ＋ b", "a“b"]),
        ("'#a' # b", ["#a"]),
    ],
)
def test_texts(text, expected):
    assert [written for _, written in tokens(text)] == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [("ｘ＿１．ａ", "x_1.a"), ("满意度１", "满意度１"), ("ñ", "ñ"), ("n\u0303", "ñ"), ("ﬁ", "ﬁ")],
)
def test_bare_names_are_plain_if_that_makes_them_ascii(text, name):
    assert tokens(text) == [("NAME", name)]


def test_places_are_those_of_the_text_as_written():
    text = "\ufeffｆ ＝～ e\u0301１　＃ x"
    found = tokenize(Source(text, "m")).tokens
    assert [text[token.start : token.end] for token in found] == ["ｆ", "＝～", "e\u0301１"]


def test_an_unclosed_quote_takes_its_line_only():
    assert [kind for kind, _ in tokens("x 'a ( b\ny")] == ["NAME", "OPEN_QUOTE", "NEWLINE", "NAME"]
