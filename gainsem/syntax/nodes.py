"""What the grammar makes of a statement before its terms are given their meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from gainsem.syntax.tokens import Token

DEEPEST = 200

Kind = Literal["number", "name", "sum", "product", "negative", "power", "call", "group"]
Child: TypeAlias = "Node | Token"


class NestedTooDeepError(Exception):
    """Parentheses, minus signs or powers within one another, more than anyone needs."""

    def __init__(self, start: int, end: int) -> None:
        super().__init__(start, end)
        self.start, self.end = start, end


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a statement.

    Parameters
    ----------
    kind : str
        The rule of the grammar.
    tokens : tuple of Token
        Its own words and signs: the signs between the parts of a sum or
        product, the name of a function, the names of an interaction.
    parts : tuple of Node
        The pieces it consists of.
    start, end : int
        Where it stands in the text.
    depth : int
        How many pieces stand within one another.
    """

    kind: Kind
    tokens: tuple[Token, ...]
    parts: tuple[Node, ...]
    start: int
    end: int
    depth: int


@dataclass(frozen=True, slots=True)
class Formula:
    """Both sides of ``=~``, ``~``, ``~~`` and the other model operators."""

    left: Node
    operator: Token
    right: Node


@dataclass(frozen=True, slots=True)
class Equation:
    """Both sides of ``:=``, ``==``, ``<`` or ``>``."""

    left: Node
    relation: Token
    right: Node


@dataclass(frozen=True, slots=True)
class Header:
    """``group: 1`` and the like."""

    kind: Token
    name: Token


class NodeBuilder:
    """Builds nodes while the parser runs; one method a rule of ``grammar.lark``."""

    def formula(self, children: list[Child]) -> Formula:
        """Return both sides of a model operator."""
        left, operator, right = children
        return Formula(_as_node(left), _as_token(operator), _as_node(right))

    def definition(self, children: list[Child]) -> Equation:
        """Return both sides of ``:=``."""
        left, relation, right = children
        return Equation(_as_node(left), _as_token(relation), _as_node(right))

    constraint = definition

    def header(self, children: list[Token]) -> Header:
        """Return kind and name of a block."""
        return Header(children[0], children[2])

    def side(self, children: list[Child]) -> Node:
        """Return one side of a formula, without the plus sign it may begin with."""
        return _as_node(children[-1])

    def sum(self, children: list[Child]) -> Node:
        """Return terms, with the signs between them."""
        return _node("sum", children)

    def product(self, children: list[Child]) -> Node:
        """Return factors, with the signs between them."""
        return _node("product", children)

    def negative(self, children: list[Child]) -> Node:
        """Return a minus sign and what it applies to."""
        return _node("negative", children)

    def power(self, children: list[Child]) -> Node:
        """Return a base and its exponent."""
        return _node("power", children)

    def number(self, children: list[Child]) -> Node:
        """Return a number."""
        return _node("number", children)

    def name(self, children: list[Child]) -> Node:
        """Return a name, or several joined by colons: the product of variables."""
        start, end = children[0].start, children[-1].end
        words = (child for child in children if isinstance(child, Token))
        return Node(
            "name", tuple(word for word in words if word.type != "COLON"), (), start, end, 1
        )

    def call(self, children: list[Child]) -> Node:
        """Return a function and its arguments."""
        return _node("call", children)

    def group(self, children: list[Child]) -> Node:
        """Return something in parentheses."""
        return _node("group", children)


def _node(kind: Kind, children: list[Child]) -> Node:
    tokens = tuple(child for child in children if isinstance(child, Token))
    parts = tuple(child for child in children if isinstance(child, Node))
    start, end = children[0].start, children[-1].end
    depth = 1 + max((part.depth for part in parts), default=0)
    if depth > DEEPEST:
        raise NestedTooDeepError(start, end)
    return Node(kind, tokens, parts, start, end, depth)


def _as_node(child: Child) -> Node:
    assert isinstance(child, Node)
    return child


def _as_token(child: Child) -> Token:
    assert isinstance(child, Token)
    return child
