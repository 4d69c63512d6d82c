"""The parser made from ``grammar.lark``, and its complaints in words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gainsem.syntax.nodes import (
    DEEPEST,
    Equation,
    Formula,
    Header,
    NestedTooDeepError,
    NodeBuilder,
)
from gainsem.syntax.source import Source
from gainsem.syntax.syntax_errors import unexpected
from gainsem.syntax.tokens import Token

if TYPE_CHECKING:
    from lark import Lark

Rule = Literal["formula", "definition", "constraint", "header"]
RULE_OF: dict[str, Rule] = {
    "OPERATOR": "formula",
    "ASSIGN": "definition",
    "RELATION": "constraint",
}


@cache
def parser() -> Lark:
    """Return the LALR parser, built once a process."""
    from lark import Lark
    from lark.lexer import Lexer

    class TokensGiven(Lexer):
        """Stands where lark wants a lexer; tokens.py makes the tokens, fed one by one."""

        def __init__(self, _configuration: object) -> None:
            pass

        def lex(self, _state: object, _parser_state: object) -> Any:
            return iter(())

    return Lark(
        Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8"),
        parser="lalr",
        lexer=TokensGiven,
        start=["formula", "definition", "constraint", "header"],
        transformer=NodeBuilder(),
        maybe_placeholders=False,
    )


def read(source: Source, rule: Rule, tokens: list[Token]) -> Formula | Equation | Header:
    """Return the structure of one statement.

    Raises
    ------
    ModelSyntaxError
        If the tokens do not follow the rule of the grammar.
    """
    from lark import UnexpectedToken

    end = Token("$END", "", tokens[-1].end, tokens[-1].end)
    running = parser().parse_interactive("", start=rule)
    structure: Any = None
    for index, token in enumerate([*tokens, end]):
        try:
            structure = running.feed_token(token)  # type: ignore[arg-type]
        except UnexpectedToken:
            accepted = frozenset(running.accepts())  # type: ignore[no-untyped-call]
            raise unexpected(source, rule, [*tokens, end], index, accepted) from None
        except NestedTooDeepError as found:
            raise source.refuse(
                "E-MOD-70",
                f"parentheses and signs are nested more than {DEEPEST} deep.",
                found.start,
                found.end,
                do="split the expression with  name := ...",
            ) from None
    assert isinstance(structure, Formula | Equation | Header)
    return structure
