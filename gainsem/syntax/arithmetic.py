"""Grammar nodes to expressions: the right sides of ``:=``, ``==``, ``<`` and ``>``."""

from __future__ import annotations

import math
from functools import reduce

from gainsem.errors import ModelSyntaxError
from gainsem.syntax.checks import unknown_function
from gainsem.syntax.expressions import Call, Expression, Name, Number
from gainsem.syntax.functions import FUNCTIONS, argument_count_fits
from gainsem.syntax.nodes import Node
from gainsem.syntax.source import Source, shown

SIGNS = {"+": "+", "-": "-", "*": "*", "/": "/"}


def to_expression(source: Source, node: Node) -> Expression:
    """Return the expression a node stands for.

    Raises
    ------
    ModelSyntaxError
        For a function that does not belong there, or a number that is too large.
    """
    match node.kind:
        case "number":
            return Number(to_number(source, node))
        case "name":
            return _label(source, node)
        case "group":
            return to_expression(source, node.parts[0])
        case "negative":
            inner = to_expression(source, node.parts[0])
            return Number(-inner.value) if isinstance(inner, Number) else Call("neg", (inner,))
        case "call":
            return _call(source, node)
        case "power":
            base, exponent = (to_expression(source, part) for part in node.parts)
            return Call("^", (base, exponent))
        case _:
            return _chain(source, node)


def to_number(source: Source, node: Node) -> float:
    """Return the value of a number.

    Raises
    ------
    ModelSyntaxError
        If it is too large to be one.
    """
    value = float(node.tokens[0].text)
    if math.isinf(value):
        raise source.refuse(
            "E-MOD-70", "this number is too large.", node.start, node.end, do="use at most 1e308"
        )
    return value


def _chain(source: Source, node: Node) -> Expression:
    """Return ``a + b - c`` as calls of two arguments, from left to right."""
    for sign in node.tokens:
        if sign.text not in SIGNS:
            raise source.refuse(
                "E-MOD-70", "'?' has no meaning in an expression.", sign.start, sign.end
            )
    first, *rest = (to_expression(source, part) for part in node.parts)
    pairs = zip(node.tokens, rest, strict=True)
    return reduce(lambda left, pair: Call(SIGNS[pair[0].text], (left, pair[1])), pairs, first)


def _label(source: Source, node: Node) -> Name:
    if len(node.tokens) > 1:
        raise source.refuse(
            "E-MOD-70",
            "an expression is made of parameter labels; ':' has no meaning in it.",
            node.start,
            node.end,
        )
    at = source.place(node.start, node.end)
    return Name(node.tokens[0].text, at.line, at.column)


def _call(source: Source, node: Node) -> Call:
    name = node.tokens[0]
    if name.text not in FUNCTIONS:
        raise unknown_function(source, name)
    if not argument_count_fits(name.text, len(node.parts)):
        raise _wrong_count(source, node)
    return Call(name.text, tuple(to_expression(source, part) for part in node.parts))


def _wrong_count(source: Source, node: Node) -> ModelSyntaxError:
    name = node.tokens[0].text
    wanted = "at least one argument" if argument_count_fits(name, 2) else "one argument"
    return source.refuse(
        "E-MOD-70",
        f"{shown(name + '()')} takes {wanted}; here it has {len(node.parts)}.",
        node.start,
        node.end,
    )
