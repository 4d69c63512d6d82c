"""Characters to tokens.

Full-width signs, digits and spaces, as Chinese input methods type them, are
read as the plain ones they stand for: one character for one, so every place is
a place in the text as written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from gainsem.diagnostics import Diagnostic
from gainsem.syntax.source import BREAKS, LINE_BREAK, Source, shown

QUOTES = "\uff02\uff07"
PLAIN_SIGNS = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in QUOTES},
    ord("\u2212"): "-",
    ord("\u00d7"): "*",
    ord("\u301c"): "~",
    ord("\u223c"): "~",
    ord("\u3000"): " ",
}
NAME_START = (
    "A-Za-z_\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff"
    "\u200c\u200d\u2071-\u218f\u2c00-\u2dff\u3005-\u3007\u3021-\u302f\u3031-\ud7ff\uf900-\ufdcf"
    "\ufdf0-\ufefe\uff66-\uffdc\U00010000-\U0001efff\U00020000-\U000effff"
)
NAME_PART = NAME_START + "0-9.\u00b7\u0300-\u036f"

TOKEN = re.compile(
    rf"""
      (?P<NEWLINE>{LINE_BREAK})
    | (?P<BLANK>[^\S{BREAKS}]+|\ufeff)
    | (?P<COMMENT>[\#!][^{BREAKS}]*)
    | (?P<NUMBER>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<NAME>(?:[{NAME_START}]|\.(?![0-9]))[{NAME_PART}]*)
    | (?P<STRING>"[^"{BREAKS}]*" | '[^'{BREAKS}]*'
        | [“”\uff02][^“”\uff02"{BREAKS}]*[“”\uff02"] | [‘’\uff07][^‘’\uff07'{BREAKS}]*[‘’\uff07'])
    | (?P<OPEN_QUOTE>["'“”‘’\uff02\uff07][^{BREAKS}]*)
    | (?P<OPERATOR>=~|<~|~\*~|~~|~|\|)
    | (?P<ASSIGN>:=)
    | (?P<RELATION>==|<|>)
    | (?P<EQUALS>=)
    | (?P<POWER>\^|\*\*)
    | (?P<PLUS>\+) | (?P<MINUS>-) | (?P<STAR>\*) | (?P<SLASH>/) | (?P<QUERY>\?)
    | (?P<LPAR>\() | (?P<RPAR>\)) | (?P<COMMA>,) | (?P<COLON>:) | (?P<SEMICOLON>;)
    | (?P<UNKNOWN>.)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign: its type, its meaning (``text``), and where it stands."""

    type: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Tokens:
    """All tokens of a text but blanks and comments, and the remark about full-width signs."""

    tokens: tuple[Token, ...]
    warnings: tuple[Diagnostic, ...]


def tokenize(source: Source) -> Tokens:
    """Cut a model text into tokens.

    What is no word or sign of the language is a token too, of the type ``UNKNOWN``
    or ``OPEN_QUOTE``, for :mod:`~gainsem.syntax.checks` to refuse.

    Examples
    --------
    >>> [token.text for token in tokenize(Source("f =~ x1 + x2  # items", "m")).tokens]
    ['f', '=~', 'x1', '+', 'x2']
    """
    plain = source.text.translate(PLAIN_SIGNS)
    tokens: list[Token] = []
    replaced: list[Token] = []
    position = 0
    while position < len(plain):
        found = TOKEN.match(plain, position)
        assert found is not None
        token = _token(found, source.text)
        position = found.end()
        if token.type not in ("BLANK", "COMMENT"):
            tokens.append(token)
        if token.type != "COMMENT" and _was_replaced(token, source.text):
            replaced.append(token)
    return Tokens(tuple(tokens), _full_width_remark(source, replaced))


def _token(found: re.Match[str], text: str) -> Token:
    kind = str(found.lastgroup)
    start, end = found.span()
    match kind:
        case "NAME":
            return Token(kind, _name(found.group(), text[start:end]), start, end)
        case "STRING":
            return Token(kind, unicodedata.normalize("NFC", text[start + 1 : end - 1]), start, end)
        case _:
            return Token(kind, found.group(), start, end)


def _name(plain: str, written: str) -> str:
    """Return a bare name: plain if that makes it ASCII (``ｘ１`` is ``x1``), else as written."""
    return plain if plain.isascii() else unicodedata.normalize("NFC", written)


def _was_replaced(token: Token, text: str) -> bool:
    written = text[token.start : token.end]
    if written.isascii() or token.type in ("NEWLINE", "UNKNOWN", "OPEN_QUOTE"):
        return False
    if token.type == "STRING":
        return not (written[0] + written[-1]).isascii()
    if token.type == "BLANK":
        return "\u3000" in written
    return token.type != "NAME" or token.text.isascii()


def _full_width_remark(source: Source, replaced: list[Token]) -> tuple[Diagnostic, ...]:
    if not replaced:
        return ()
    first = replaced[0]
    count = len(replaced)
    more = f", and {count - 1} more below" if count > 1 else ""
    return (
        source.remark(
            "W-MOD-92",
            f"full-width signs are read as the plain ones (here {_written(source, first)}{more}).",
            source.place(first.start, first.end),
            do="nothing; or type the model with the input method switched to English",
        ),
    )


def _written(source: Source, token: Token) -> str:
    if token.type == "BLANK":
        return "a wide space"
    if token.type == "STRING":
        return "the quotation marks"
    return f"{shown(source.text[token.start : token.end])} as {shown(token.text)}"
