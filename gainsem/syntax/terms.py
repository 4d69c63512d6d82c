"""The two sides of a formula: which variables, modified how."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gainsem.errors import ModelSyntaxError
from gainsem.syntax.modifiers import read_modifier, start_modifier
from gainsem.syntax.nodes import Formula, Node
from gainsem.syntax.source import Place, Source, shown
from gainsem.syntax.statements import Modifier, Operator, Statement
from gainsem.syntax.tokens import Token

OPERATORS: dict[str, Operator] = {
    "=~": "=~", "<~": "<~", "~": "~", "~~": "~~", "|": "|", "~*~": "~*~",
}  # fmt: skip
INTERCEPT = "1"


@dataclass(frozen=True, slots=True)
class Term:
    """One variable of a side with its modifiers; an empty name is the intercept."""

    name: str
    modifiers: tuple[Modifier, ...]
    at: Place


def statements_of(source: Source, formula: Formula, *, block: int) -> Iterator[Statement]:
    """Yield one statement for each pair of a left and a right variable.

    Raises
    ------
    ModelSyntaxError
        If a side holds something other than variables and their modifiers.
    """
    operator = OPERATORS[formula.operator.text]
    left = [_left_term(source, node) for node in _split_sum(source, formula.left)]
    right = [_right_term(source, node, operator) for node in _split_sum(source, formula.right)]
    for lhs in left:
        for rhs in right:
            yield Statement(
                lhs=lhs.name,
                op=operator if rhs.name else "~1",
                rhs=rhs.name,
                modifiers=lhs.modifiers + rhs.modifiers,
                at=rhs.at,
                lhs_at=lhs.at,
                block=block,
            )


def _split_sum(source: Source, node: Node) -> tuple[Node, ...]:
    if node.kind != "sum":
        return (node,)
    for sign in node.tokens:
        if sign.type == "MINUS":
            raise source.refuse(
                "E-MOD-70",
                "terms are joined with '+'; '-' cannot take one away.",
                sign.start,
                sign.end,
                do="write  + -1*x  to fix a coefficient at -1",
            )
    return node.parts


def _left_term(source: Source, node: Node) -> Term:
    term = _term(source, node, "on the left side there must be a variable name")
    for modifier in term.modifiers:
        if modifier.kind != "efa":
            raise source.refuse(
                "E-MOD-70",
                "only efa() can modify the left side; other modifiers stand on the right.",
                node.start,
                node.end,
            )
    return term


def _right_term(source: Source, node: Node, operator: Operator) -> Term:
    factors, joints = _factors(node)
    last = factors[-1]
    if joints and joints[-1] == "?" and factors[-2].kind == "name" != last.kind:
        raise source.refuse(
            "E-MOD-70",
            "a start value stands before '?', the variable after it.",
            node.start,
            node.end,
            do="write it as in  0.8?x  or  start(0.8)*x",
        )
    if last.kind != "number":
        return _term(source, node, "there must be a variable name, with modifiers before it")
    if operator != "~":
        raise _number_instead_of_name(source, last, operator)
    at = source.place(last.start, last.end)
    written = last.tokens[0].text
    if written == INTERCEPT:
        return Term("", _modifiers(source, node), at)
    if len(factors) > 1:
        raise source.refuse(
            "E-MOD-70",
            f"after '*' there must be a variable name, or 1 for the intercept, "
            f"not {shown(written)}.",
            last.start,
            last.end,
        )
    return Term("", (read_modifier(source, last),), at)


def _number_instead_of_name(source: Source, node: Node, operator: str) -> ModelSyntaxError:
    do = "to fix a parameter write  " + source.text[node.start : node.end][:20] + "*x"
    if operator == "=~":
        do = "a latent variable without indicators is written with  0*  before one of the items"
    return source.refuse(
        "E-MOD-70",
        f"a number cannot stand alone after '{operator}'; only '~' takes 1, for the intercept.",
        node.start,
        node.end,
        do=do,
    )


def _term(source: Source, node: Node, wanted: str) -> Term:
    factors, _ = _factors(node)
    last = factors[-1]
    if last.kind != "name":
        what = shown(source.text[last.start : last.end])
        raise source.refuse("E-MOD-70", f"{wanted}, not {what}.", last.start, last.end)
    name = ":".join(token.text for token in last.tokens)
    if not name.strip(" :"):
        raise source.refuse("E-MOD-70", "the name is empty.", last.start, last.end)
    return Term(name, _modifiers(source, node), source.place(last.start, last.end))


def _modifiers(source: Source, node: Node) -> tuple[Modifier, ...]:
    """Return the modifiers of a term; numbers side by side are multiplied."""
    factors, joints = _factors(node)
    modifiers: list[Modifier] = []
    for factor, joint in zip(factors, joints, strict=False):
        if joint == "?":
            modifiers.append(start_modifier(source, factor))
            continue
        modifier = read_modifier(source, factor)
        product = _product(modifiers[-1], modifier) if modifiers else None
        if product is None:
            modifiers.append(modifier)
        else:
            modifiers[-1] = replace(product, at=source.place(node.start, factor.end))
    for modifier in modifiers:
        if modifier.kind == "fixed" and math.inf in map(_size, modifier.values):
            raise source.refuse("E-MOD-70", "this number is too large.", node.start, node.end)
    return tuple(modifiers)


def _product(first: Modifier, second: Modifier) -> Modifier | None:
    """Return ``2*3`` as one fixed value, None if the two are not plain numbers."""
    if first.kind != "fixed" or second.kind != "fixed":
        return None
    if len(first.values) != 1 or len(second.values) != 1:
        return None
    one, other = first.values[0], second.values[0]
    if not isinstance(one, float) or not isinstance(other, float):
        return None
    return replace(first, values=(one * other,))


def _size(value: float | str | None) -> float:
    return abs(value) if isinstance(value, float) else 0.0


def _factors(node: Node) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    """Return the factors of a term and the signs after them; ``1/3*x`` has two factors."""
    if node.kind != "product":
        return (node,), ()
    runs: list[tuple[list[Node], list[Token]]] = [([node.parts[0]], [])]
    joints: list[str] = []
    for sign, part in zip(node.tokens, node.parts[1:], strict=True):
        if sign.type == "SLASH":
            runs[-1][0].append(part)
            runs[-1][1].append(sign)
        else:
            runs.append(([part], []))
            joints.append(sign.text)
    return tuple(_quotient(parts, signs) for parts, signs in runs), tuple(joints)


def _quotient(parts: list[Node], signs: list[Token]) -> Node:
    if not signs:
        return parts[0]
    depth = 1 + max(part.depth for part in parts)
    return Node("product", tuple(signs), tuple(parts), parts[0].start, parts[-1].end, depth)
