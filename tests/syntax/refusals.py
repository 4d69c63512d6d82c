"""What the parser says of a text it does not take."""

from __future__ import annotations

import pytest

from gainsem.diagnostics import Diagnostic
from gainsem.errors import ModelSyntaxError
from gainsem.syntax import parse


def refusal(text: str, *source: str) -> Diagnostic:
    """Return the first problem of a text, named ``source`` if given."""
    with pytest.raises(ModelSyntaxError) as caught:
        parse(text, *source)
    return caught.value.problems[0]


def check_meaningless(text: str, column: int, said: str) -> None:
    """Check that a text is refused at a column of its first line, in these words."""
    problem = refusal(text)
    assert problem.code == "E-MOD-70"
    assert f"line 1, column {column}: " in problem.message
    assert said in problem.message
