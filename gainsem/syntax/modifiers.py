"""What stands before ``*`` or ``?`` in a term: numbers, labels, ``start()``, ``c()``, ...

A modifier is read into values, one a group; arithmetic on numbers is done here,
by the program's own functions.
"""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

from gainsem.errors import ModelSyntaxError
from gainsem.syntax.arithmetic import to_expression
from gainsem.syntax.checks import MODIFIERS
from gainsem.syntax.expressions import evaluate, names_in
from gainsem.syntax.nodes import Node
from gainsem.syntax.source import Source, shown
from gainsem.syntax.statements import Modifier
from gainsem.syntax.tokens import Token

Value: TypeAlias = "float | str | None"
Numeric = Literal["start", "lower", "upper"]
TEXTUAL = ("equal", "efa", "rv")
SINGLE = ("efa", "rv")
INFINITE = {"Inf": math.inf, "NA": None}


def read_modifier(source: Source, node: Node) -> Modifier:
    """Return the modifier a factor of a term stands for.

    Raises
    ------
    ModelSyntaxError
        If it is neither a number, a label nor one of the modifier functions.
    """
    at = source.place(node.start, node.end)
    function = node.tokens[0].text if node.kind == "call" else ""
    if function in ("start", "lower", "upper"):
        numeric: Numeric = function  # type: ignore[assignment]
        return Modifier(numeric, _numbers(source, node, bounds=function != "start"), at)
    if function in TEXTUAL:
        return Modifier(function, _strings(source, node), at)  # type: ignore[arg-type]
    if function == "label":
        return Modifier("label", _labels(source, node), at)
    values = tuple(_value(source, part) for part in _listed(source, node))
    if any(isinstance(value, str) for value in values):
        return Modifier("label", _labels(source, node), at)
    return Modifier("fixed", values, at)


def start_modifier(source: Source, node: Node) -> Modifier:
    """Return the start value written as ``0.8?x``.

    Raises
    ------
    ModelSyntaxError
        If what stands before ``?`` is not a number for each group.
    """
    values = tuple(_number(source, part) for part in _listed(source, node))
    return Modifier("start", values, source.place(node.start, node.end))


def _listed(source: Source, node: Node) -> tuple[Node, ...]:
    """Return the parts of ``c(...)``, or the node itself."""
    if node.kind != "call" or node.tokens[0].text != "c":
        return (node,)
    if not node.parts:
        raise _empty(source, node)
    for part in node.parts:
        if part.kind == "call" and part.tokens[0].text in MODIFIERS:
            raise source.refuse(
                "E-MOD-70",
                f"{shown(part.tokens[0].text + '()')} cannot stand inside c(); "
                "c() lists numbers, labels or NA, one a group.",
                part.start,
                part.end,
                do="turn it round, as in  start(c(0.5, 0.6))*x",
            )
    return node.parts


def _arguments(source: Source, node: Node) -> list[Node]:
    """Return the values given to a modifier function, ``c(...)`` among them opened."""
    if not node.parts:
        raise _empty(source, node)
    return [part for argument in node.parts for part in _listed(source, argument)]


def _numbers(source: Source, node: Node, *, bounds: bool) -> tuple[Value, ...]:
    arguments = _arguments(source, node)
    return tuple(_number(source, part, bounds=bounds) for part in arguments)


def _number(source: Source, node: Node, *, bounds: bool = False) -> float | None:
    value = _infinite(node) if bounds else None
    if value is not None:
        return value
    given = _value(source, node)
    if isinstance(given, str) or (bounds and given is None):
        wanted = "numbers, Inf or -Inf" if bounds else "numbers"
        raise source.refuse(
            "E-MOD-70",
            f"{shown(source.text[node.start : node.end])} is no number; "
            f"{'bounds' if bounds else 'start values'} are {wanted}.",
            node.start,
            node.end,
        )
    return given


def _infinite(node: Node) -> float | None:
    sign = 1.0
    if node.kind == "negative":
        sign, node = -1.0, node.parts[0]
    if node.kind == "name" and [token.text for token in node.tokens] == ["Inf"]:
        return sign * math.inf
    return None


def _labels(source: Source, node: Node) -> tuple[Value, ...]:
    labelled = node.kind == "call" and node.tokens[0].text == "label"
    values: list[Value] = []
    for part in _arguments(source, node) if labelled else _listed(source, node):
        value = _value(source, part)
        if isinstance(value, float):
            raise source.refuse(
                "E-MOD-70",
                f"{shown(source.text[part.start : part.end])} is a number among labels.",
                part.start,
                part.end,
                do="give labels and numbers in two modifiers, as in  c(1, NA)*x + c(a, b)*x",
            )
        values.append(value or "")
    return tuple(values)


def _strings(source: Source, node: Node) -> tuple[Value, ...]:
    name = node.tokens[0].text
    arguments = _arguments(source, node)
    for part in arguments:
        if part.kind != "name" or any(token.type != "STRING" for token in part.tokens):
            example = {"equal": '"f=~x2"', "efa": '"block1"', "rv": '"s"'}[name]
            raise source.refuse(
                "E-MOD-70",
                f"{shown(name + '()')} takes text in quotation marks, as in {name}({example}).",
                part.start,
                part.end,
            )
    if name in SINGLE and len(arguments) > 1:
        raise source.refuse(
            "E-MOD-70", f"{shown(name + '()')} takes one name.", node.start, node.end
        )
    return tuple(part.tokens[0].text for part in arguments)


def _value(source: Source, node: Node) -> Value:
    """Return a number, a label, or None for ``NA``."""
    if node.kind == "name":
        return _label_or_na(source, node.tokens, node)
    expression = to_expression(source, node)
    for name in names_in(expression):
        raise source.refuse(
            "E-MOD-70",
            f"{shown(source.text[node.start : node.end])} cannot stand before '*': "
            f"the label {shown(name.name)} cannot be calculated with there.",
            node.start,
            node.end,
            do="give the parameter a label of its own and relate the labels with  ==  or  :=",
        )
    value, _ = evaluate(expression, {})
    if not math.isfinite(value):
        raise source.refuse(
            "E-MOD-70",
            f"{shown(source.text[node.start : node.end])} is no finite number.",
            node.start,
            node.end,
        )
    return value


def _label_or_na(source: Source, tokens: tuple[Token, ...], node: Node) -> str | None:
    if len(tokens) > 1:
        raise source.refuse(
            "E-MOD-70",
            "a product of variables cannot stand before '*'.",
            node.start,
            node.end,
            do="put the label or number first:  a*x1:x2",
        )
    text = tokens[0].text
    if tokens[0].type == "NAME" and text in ("Inf", "NaN"):
        raise source.refuse("E-MOD-70", f"a parameter cannot be {text}.", node.start, node.end)
    return None if tokens[0].type == "NAME" and text == "NA" else text


def _empty(source: Source, node: Node) -> ModelSyntaxError:
    sentence = f"{shown(node.tokens[0].text + '()')} is empty."
    return source.refuse("E-MOD-70", sentence, node.start, node.end)
