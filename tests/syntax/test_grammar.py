"""The parser itself: what it costs, and that nothing else is loaded for it."""

import subprocess
import sys

import pytest

from gainsem.syntax import parse
from gainsem.syntax.grammar import parser

BUDGET_MS = 90
COST = """
import time
began = time.process_time()
from gainsem.syntax import parse
parse("visual =~ x1 + x2 + x3\\ntextual =~ x4 + x5 + x6\\nspeed =~ x7 + x8 + x9")
print(1000 * (time.process_time() - began))
"""


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_a_small_model_is_read_within_the_budget():
    cheapest = min(float(run(COST)) for _ in range(5))
    assert cheapest < 2 * BUDGET_MS, "the budget, doubled for a busy machine"


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
