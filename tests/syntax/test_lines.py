"""Where statements end."""

import pytest

from gainsem.syntax.lines import split_statements
from gainsem.syntax.source import Source
from gainsem.syntax.tokens import tokenize


def statements(text):
    found = split_statements(tokenize(Source(text, "m")).tokens)
    return [" ".join(token.text for token in statement) for statement in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" ;\n; ", []),
        ("a\nb", ["a", "b"]),
        ("a;b", ["a", "b"]),
        ("a +\nb", ["a + b"]),
        ("a +;b", ["a +", "b"]),
        ("a\n+ b", ["a + b"]),
        ("f(a\n,\nb\n)", ["f ( a , b )"]),
        ("f(a\nb)\nc", ["f ( a b )", "c"]),
        ("f\n=~\nx", ["f =~ x"]),
        ("f =~ x +\ng =~ y", ["f =~ x +", "g =~ y"]),
        ("f =~ (x\ng =~ y", ["f =~ ( x", "g =~ y"]),
        ("a +\nf =~ y", ["a + f =~ y"]),
        ("d := a\n- b", ["d := a - b"]),
        ("d := a\n-b < 0", ["d := a", "- b < 0"]),
        ("level: 1\nx ~ y", ["level : 1", "x ~ y"]),
        ("f =~ x +\ngroup: 1\ny", ["f =~ x +", "group : 1", "y"]),
        ("group:\n1", ["group :", "1"]),
        ("x =~ y)\nz", ["x =~ y )", "z"]),
    ],
)
def test_split(text, expected):
    assert statements(text) == expected
