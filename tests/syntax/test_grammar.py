"""The parser itself: what it costs, and that nothing else is loaded for it."""

import subprocess
import sys

import pytest

from gainsem.syntax import parse
from gainsem.syntax.grammar import parser


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_reading_a_model_loads_no_numerical_library():
    code = "import sys; from gainsem.syntax import parse; parse('f =~ x'); print(*sys.modules)"
    assert not {"numpy", "pandas", "scipy", "sympy"} & set(run(code).split())


def test_the_types_of_a_model_do_not_load_the_parser():
    code = "import sys; import gainsem.syntax.statements; print(*sys.modules)"
    assert "lark" not in run(code).split()


def test_the_parser_is_built_once():
    parse("f =~ x")
    assert parser() is parser()
    assert parser.cache_info().misses == 1


@pytest.mark.parametrize("rule", ["formula", "definition", "constraint", "header"])
def test_the_grammar_begins_with_the_four_kinds_of_statement(rule):
    assert rule in parser().options.start
