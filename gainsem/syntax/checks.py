"""What is looked at before the grammar: characters, calls, parentheses, the operator.

These mistakes have a plainer name than "unexpected token".
"""

from __future__ import annotations

from itertools import islice, pairwise

from gainsem.diagnostics import Diagnostic
from gainsem.errors import ModelSyntaxError, did_you_mean
from gainsem.syntax.functions import FUNCTIONS
from gainsem.syntax.lines import HEADERS, RELATING, is_header
from gainsem.syntax.source import Source, shown
from gainsem.syntax.tokens import Token

MOST_PROBLEMS = 50
MODIFIERS = ("c", "start", "equal", "label", "lower", "upper", "efa", "rv")
BROKEN_OPERATORS = {
    ("=", "~"): "=~",
    ("~", "="): "=~",
    ("=", "="): "==",
    (":", "="): ":=",
    ("~", "~"): "~~",
    ("<", "~"): "<~",
    ("<", "="): "<",
    ("=", "<"): "<",
    (">", "="): ">",
    ("=", ">"): ">",
}
HINTS = {
    "@": "to fix a parameter at 1 write  1*x",
    "≤": "write  <  (a bound includes its limit)",
    "≥": "write  >  (a bound includes its limit)",
    "、": "put  +  between the variables of a list",
    "[": "write the intercept of y as  y ~ 1",
    "]": "write the intercept of y as  y ~ 1",
    "{": "comments begin with  #",
    "}": "comments begin with  #",
    "`": 'put names with spaces or signs in quotes: "item 1"',
    "\\": "a statement goes on when its line ends in  +",
    "&": "write one statement for each relation",
}
MPLUS = {"BY": "=~", "ON": "~", "WITH": "~~"}


def check_characters(source: Source, tokens: list[Token]) -> None:
    """Refuse characters without a meaning, and quotation marks that are not closed.

    Raises
    ------
    ModelSyntaxError
        Naming each of them, up to :data:`MOST_PROBLEMS`.
    """
    unreadable = (token for token in tokens if token.type in ("UNKNOWN", "OPEN_QUOTE"))
    problems = [_unreadable(source, token) for token in islice(unreadable, MOST_PROBLEMS)]
    if problems:
        raise ModelSyntaxError(*problems)


def _unreadable(source: Source, token: Token) -> Diagnostic:
    character = token.text[0]
    if token.type == "OPEN_QUOTE":
        code = "E-MOD-74"
        sentence = f"the quotation mark {character} is not closed on this line."
        do = "close the name with the same quotation mark"
    else:
        code = "E-MOD-70"
        sentence = f"the character {shown(character)} (U+{ord(character):04X}) means nothing here."
        do = HINTS.get(character, "remove it, or put the name it belongs to in quotes")
    written = source.text[token.start : token.end].rstrip()
    end = token.start + max(len(written), 1)
    return source.refuse(code, sentence, token.start, end, do=do).problems[0]


def check_calls(source: Source, tokens: list[Token]) -> None:
    """Refuse a function that the model language does not have.

    Raises
    ------
    ModelSyntaxError
        Naming the function and the ones there are; nothing is ever run.
    """
    for name, bracket in pairwise(tokens):
        if name.type != "NAME" or bracket.type != "LPAR":
            continue
        if name.text not in MODIFIERS and name.text not in FUNCTIONS:
            raise unknown_function(source, name)


def unknown_function(source: Source, name: Token) -> ModelSyntaxError:
    """Return the refusal of a function that is not known, or not in this place."""
    hint = did_you_mean(name.text, (*MODIFIERS, *FUNCTIONS)) if len(name.text) < 30 else ""
    return source.refuse(
        "E-SEC-01",
        f"{shown(name.text + '()')} is not a function of the model language.{hint}",
        name.start,
        name.end,
        why="a model text is read, never run",
        do=f"modifiers are {', '.join(MODIFIERS)}; functions are {', '.join(FUNCTIONS)}",
    )


def check_parentheses(source: Source, tokens: list[Token]) -> None:
    """Refuse a parenthesis without its partner.

    Raises
    ------
    ModelSyntaxError
        Pointing at the parenthesis.
    """
    opened: list[Token] = []
    for token in tokens:
        if token.type == "LPAR":
            opened.append(token)
        elif token.type == "RPAR":
            if not opened:
                raise _unbalanced(source, token, "closes nothing; a '(' is missing before it")
            opened.pop()
    if opened:
        raise _unbalanced(source, opened[-1], "is never closed; a ')' is missing after it")


def _unbalanced(source: Source, token: Token, what: str) -> ModelSyntaxError:
    sentence = f"the parenthesis {shown(token.text)} {what}."
    return source.refuse("E-MOD-74", sentence, token.start, token.end)


def find_operator(source: Source, tokens: list[Token]) -> Token:
    """Return the operator of a statement.

    Raises
    ------
    ModelSyntaxError
        If there is none, more than one, or one written with a space inside.
    """
    _check_broken_operators(source, tokens)
    if is_header(tokens):
        return tokens[1]
    relating = [token for token in tokens if token.type in RELATING]
    if not relating:
        raise _missing_operator(source, tokens)
    for token in relating:
        if token.type == "EQUALS":
            raise source.refuse(
                "E-MOD-70",
                "'=' alone is not an operator.",
                token.start,
                token.end,
                do="a latent variable is measured with  =~  , regressed with  ~  , "
                "a parameter defined with  :=  and constrained with  ==",
            )
    if len(relating) > 1:
        raise _second_operator(source, relating[0], relating[1])
    return relating[0]


def _check_broken_operators(source: Source, tokens: list[Token]) -> None:
    for first, second in pairwise(tokens):
        meant = BROKEN_OPERATORS.get((first.text, second.text))
        if meant is None or second.type not in RELATING:
            continue
        written = source.text[first.start : second.end]
        raise source.refuse(
            "E-MOD-91",
            f"{shown(written)} is not an operator. Did you mean '{meant}'?",
            first.start,
            second.end,
            do=f"write  {meant}  without a space"
            if len(meant) > 1
            else f"write  {meant}  (the bound itself is allowed too)",
        )


def _missing_operator(source: Source, tokens: list[Token]) -> ModelSyntaxError:
    start, end = tokens[0].start, tokens[-1].end
    do = "if it continues the line above, end that line with  +"
    for token in tokens[1:-1]:
        if token.type == "NAME" and token.text.upper() in MPLUS:
            return source.refuse(
                "E-MOD-73",
                f"{shown(token.text)} is not an operator of the model language.",
                token.start,
                token.end,
                do=f"for Mplus's {token.text.upper()} write  {MPLUS[token.text.upper()]}  "
                "with  +  between the variables",
            )
    if len(tokens) > 1 and tokens[1].type == "COLON" and tokens[0].type == "NAME":
        do = f"block headers are {', '.join(header + ':' for header in HEADERS)}"
    return source.refuse(
        "E-MOD-73",
        "this statement has no operator (=~, ~, ~~, ~1, |, ~*~, <~, :=, ==, < or >).",
        start,
        end,
        do=do,
    )


def _second_operator(source: Source, first: Token, second: Token) -> ModelSyntaxError:
    return source.refuse(
        "E-MOD-70",
        f"the statement has a second operator, {shown(second.text)} after {shown(first.text)}.",
        second.start,
        second.end,
        do="write one relation a line, or put  ;  between them",
    )
