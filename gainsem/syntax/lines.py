"""Tokens to statements: where one ends and the next begins.

A line break ends a statement, unless the line ends in a sign that wants more
(``+ * , (`` or an operator) or the next line begins with one.  A line that has
an operator of its own begins a new statement in any case, so a mistake in one
line does not swallow the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gainsem.syntax.tokens import Token

HEADERS = ("group", "level", "class", "block")
RELATING = frozenset({"OPERATOR", "ASSIGN", "RELATION", "EQUALS"})
WANTS_MORE = RELATING | {
    "PLUS", "MINUS", "STAR", "SLASH", "POWER", "QUERY", "COMMA", "LPAR", "COLON",
}  # fmt: skip
GOES_ON = (WANTS_MORE | {"RPAR"}) - {"LPAR"}


def split_statements(tokens: Iterable[Token]) -> list[list[Token]]:
    r"""Return the tokens of each statement, without line breaks and semicolons.

    Examples
    --------
    >>> from gainsem.syntax.source import Source
    >>> from gainsem.syntax.tokens import tokenize
    >>> text = "f =~ x1 +\n x2; g =~ x3"
    >>> statements = split_statements(tokenize(Source(text, "m")).tokens)
    >>> [" ".join(token.text for token in statement) for statement in statements]
    ['f =~ x1 + x2', 'g =~ x3']
    """
    statements: list[list[Token]] = []
    current = _Growing()
    for line, closed in _lines(tokens):
        if line and current.tokens and not current.goes_on_with(line):
            statements.append(current.tokens)
            current = _Growing()
        current.extend(line)
        if closed and current.tokens:
            statements.append(current.tokens)
            current = _Growing()
    return statements


def is_header(tokens: list[Token]) -> bool:
    """Return whether the tokens begin a block: ``group:``, ``level:`` and the like."""
    return (
        len(tokens) > 1
        and tokens[0].type == "NAME"
        and tokens[0].text.lower() in HEADERS
        and tokens[1].type == "COLON"
    )


class _Growing:
    """The statement being collected, with what decides whether it goes on."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.open = 0
        self.related = False

    def extend(self, line: list[Token]) -> None:
        self.tokens.extend(line)
        self.open = max(0, self.open + _opened(line))
        self.related = self.related or _is_related(line)

    def goes_on_with(self, line: list[Token]) -> bool:
        if is_header(line) or is_header(self.tokens):
            return False
        ends_open = self.tokens[-1].type in WANTS_MORE
        if self.related and _is_related(line[1:]):
            return False
        return ends_open or self.open > 0 or line[0].type in GOES_ON


def _lines(tokens: Iterable[Token]) -> Iterator[tuple[list[Token], bool]]:
    """Yield the tokens of each line, and whether a semicolon or the end closes it."""
    line: list[Token] = []
    for token in tokens:
        if token.type in ("NEWLINE", "SEMICOLON"):
            yield line, token.type == "SEMICOLON"
            line = []
        else:
            line.append(token)
    yield line, True


def _opened(line: list[Token]) -> int:
    return sum((token.type == "LPAR") - (token.type == "RPAR") for token in line)


def _is_related(line: list[Token]) -> bool:
    return any(token.type in RELATING for token in line)
