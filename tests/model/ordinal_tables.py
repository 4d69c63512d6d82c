"""Parameter tables of models with ordinal items, for the tests of this room."""

from __future__ import annotations

from gainsem.model.build import build_table, checked_variables
from gainsem.model.matrix_map import compile_table
from gainsem.options import Options
from gainsem.syntax import parse

NAMES = ("x1", "x2", "x3", "x4", "x5", "x6", "y", "sex", "age")
CFA = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"
LEVELS = {f"x{k}": 3 for k in range(1, 7)}


def table_of(model=CFA, levels=LEVELS, **options):
    text = parse(model)
    variables = checked_variables(text, NAMES)
    return build_table(text, Options(**options), variables, levels=levels).table


def compiled_of(model=CFA, levels=LEVELS, **options):
    table = table_of(model, levels, **options)
    return table, compile_table(table)


def rows_of(table, op):
    return {(row.lhs, row.rhs): row for row in table.rows if row.op == op}
