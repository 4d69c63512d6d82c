"""Arithmetic over labels as plain values: a list of steps, so that nothing is parsed again.

The steps are in postfix order: numbers and labels wait, and a call takes as
many of the last ones as it needs.  A formula of any depth is a flat list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gainsem.syntax.expressions import Call, Expression, Name, Number
from gainsem.syntax.functions import FUNCTIONS, argument_count_fits

OPERATORS = ("+", "-", "*", "/", "^")


def expression_to_steps(expression: Expression) -> list[dict[str, Any]]:
    """Return the steps of an expression.

    Examples
    --------
    >>> expression_to_steps(Call("+", (Number(1.0), Number(2.0))))
    [{'number': 1.0}, {'number': 2.0}, {'call': '+', 'takes': 2}]
    """
    steps: list[dict[str, Any]] = []
    waiting: list[Expression] = [expression]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Number):
            steps.append({"number": float(part.value)})
        elif isinstance(part, Name):
            steps.append({"name": part.name, "line": part.line, "column": part.column})
        else:
            steps.append({"call": part.function, "takes": len(part.arguments)})
            waiting.extend(part.arguments)
    return steps[::-1]


def expression_from_steps(steps: Iterable[Mapping[str, Any]]) -> Expression:
    """Return the expression of its steps.

    Raises
    ------
    ValueError
        When the steps are no expression, or call what no model text may call.
    """
    done: list[Expression] = []
    for step in steps:
        if "number" in step:
            done.append(Number(step["number"]))
        elif "name" in step:
            done.append(Name(step["name"], step["line"], step["column"]))
        else:
            done.append(_call(step["call"], step["takes"], done))
    if len(done) != 1:
        raise ValueError("the steps of an expression do not end in one value")
    return done[0]


def _call(function: str, takes: int, done: list[Expression]) -> Call:
    if function not in (*OPERATORS, *FUNCTIONS, "neg"):
        raise ValueError(f"'{function}' is no function of the model language")
    fits = takes == 2 if function in OPERATORS else argument_count_fits(function, takes)
    if not fits or takes > len(done):
        raise ValueError(f"'{function}' cannot take {takes} arguments here")
    arguments = tuple(done[-takes:])
    del done[-takes:]
    return Call(function, arguments)
