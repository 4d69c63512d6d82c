"""Arithmetic over parameter labels: a tree, its value and its exact gradient.

Nothing is ever handed to Python's evaluator; the functions a model text may
call are those in :data:`~gainsem.syntax.functions.FUNCTIONS`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from gainsem.syntax.functions import derivatives_of, value_of

BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "^": 4}
ATOM = 5
BARE_NAME = re.compile(r"(?:[^\W\d]|\.(?!\d))[\w.]*")


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter label, with its place in the model text."""

    name: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or function with its arguments.

    Operators are ``+ - * / ^`` with two arguments and ``neg`` (the minus sign)
    with one; functions carry the names of
    :data:`~gainsem.syntax.functions.FUNCTIONS`.
    """

    function: str
    arguments: tuple[Expression, ...]


Expression: TypeAlias = "Number | Name | Call"


def names_in(expression: Expression) -> tuple[Name, ...]:
    """Return the labels an expression mentions, in reading order.

    Examples
    --------
    >>> [name.name for name in names_in(Call("*", (Name("a"), Name("b"))))]
    ['a', 'b']
    """
    return tuple(part for part in _bottom_up(expression) if isinstance(part, Name))


def evaluate(expression: Expression, values: Mapping[str, float]) -> tuple[float, dict[str, float]]:
    """Return the value of an expression and its derivative by each label.

    Derivatives are exact (reverse accumulation).  What has no value, such as the
    logarithm of a negative number, is ``nan``; what is too large is ``inf``.

    Parameters
    ----------
    expression : Expression
        What to calculate.
    values : mapping of str to float
        A value for every label the expression mentions.

    Examples
    --------
    >>> evaluate(Call("*", (Name("a"), Name("b"))), {"a": 2.0, "b": 5.0})
    (10.0, {'a': 5.0, 'b': 2.0})
    """
    parts = list(_bottom_up(expression))
    tape: list[float] = []
    inputs: list[tuple[int, ...]] = []
    waiting: list[int] = []
    for position, part in enumerate(parts):
        taken: tuple[int, ...] = ()
        if isinstance(part, Call):
            count = len(part.arguments)
            taken = tuple(waiting[len(waiting) - count :])
            del waiting[len(waiting) - count :]
            tape.append(value_of(part.function, tuple(tape[index] for index in taken)))
        else:
            tape.append(part.value if isinstance(part, Number) else float(values[part.name]))
        inputs.append(taken)
        waiting.append(position)
    return tape[-1], _gradient(parts, tape, inputs)


def _gradient(
    parts: list[Expression], tape: list[float], inputs: list[tuple[int, ...]]
) -> dict[str, float]:
    gradient = {part.name: 0.0 for part in parts if isinstance(part, Name)}
    weights = [0.0] * len(parts)
    weights[-1] = 1.0
    for position in range(len(parts) - 1, -1, -1):
        part = parts[position]
        if isinstance(part, Name):
            gradient[part.name] += weights[position]
        elif isinstance(part, Call) and weights[position] != 0.0:
            arguments = tuple(tape[index] for index in inputs[position])
            slopes = derivatives_of(part.function, arguments, tape[position])
            for index, slope in zip(inputs[position], slopes, strict=True):
                weights[index] += weights[position] * slope
    return gradient


def write(expression: Expression) -> str:
    """Return an expression as a user would write it, with as few parentheses as possible.

    Examples
    --------
    >>> write(Call("*", (Call("+", (Name("a"), Number(1.0))), Name("b"))))
    '(a + 1)*b'
    """
    written: list[tuple[str, int]] = []
    for part in _bottom_up(expression):
        if isinstance(part, Number):
            written.append(_write_number(part.value))
        elif isinstance(part, Name):
            written.append((_write_name(part.name), ATOM))
        else:
            count = len(part.arguments)
            arguments = written[len(written) - count :]
            del written[len(written) - count :]
            written.append(_write_call(part.function, arguments))
    return written[-1][0]


def _write_number(value: float) -> tuple[str, int]:
    whole = math.isfinite(value) and value == int(value) and abs(value) < 1e15
    text = str(int(value)) if whole else repr(value)
    return text, BINDING["neg"] if value < 0 else ATOM


def _write_name(name: str) -> str:
    if BARE_NAME.fullmatch(name):
        return name
    return f"'{name}'" if '"' in name else f'"{name}"'


def _write_call(function: str, arguments: list[tuple[str, int]]) -> tuple[str, int]:
    if function not in BINDING:
        return f"{function}({', '.join(text for text, _ in arguments)})", ATOM
    binding = BINDING[function]
    if function == "neg":
        return f"-{_enclosed(arguments[0], binding)}", binding
    left, right = arguments
    if function == "^":
        return f"{_enclosed(left, ATOM)}^{_enclosed(right, BINDING['neg'])}", binding
    sign = f" {function} " if binding == 1 else function
    return f"{_enclosed(left, binding)}{sign}{_enclosed(right, binding + 1)}", binding


def _enclosed(argument: tuple[str, int], needed: int) -> str:
    text, binding = argument
    return text if binding >= needed else f"({text})"


def _bottom_up(expression: Expression) -> Iterator[Expression]:
    """Yield every part of an expression, arguments before the call they belong to.

    A loop with its own stack: a sum of thousands of labels is thousands of
    calls deep.
    """
    stack: list[tuple[Expression, bool]] = [(expression, False)]
    while stack:
        part, ready = stack.pop()
        if ready or not isinstance(part, Call):
            yield part
        else:
            stack.append((part, True))
            stack.extend((argument, False) for argument in reversed(part.arguments))
