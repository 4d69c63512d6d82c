"""Where the parser stops, in the words of a user."""

from __future__ import annotations

from gainsem.errors import ModelSyntaxError
from gainsem.syntax.source import Source, shown
from gainsem.syntax.tokens import Token

DANGLING = frozenset({"PLUS", "MINUS", "STAR", "SLASH", "POWER", "QUERY", "COMMA"})
RELATING = frozenset({"OPERATOR", "ASSIGN", "RELATION"})
WORDS = frozenset({"NAME", "STRING"})
ENDS = frozenset({"$END", "RPAR"})
START_OF_VALUE = {
    "formula": "a variable name, or a modifier such as  0.5*  before one",
    "definition": "a number, a label or a function",
    "constraint": "a number, a label or a function",
    "header": "a name or a number",
}


def unexpected(
    source: Source, rule: str, tokens: list[Token], index: int, accepted: frozenset[str]
) -> ModelSyntaxError:
    """Return the refusal of the token at which a statement stops making sense.

    Parameters
    ----------
    source : Source
        The text.
    rule : str
        The rule of the grammar that reads the statement.
    tokens : list of Token
        The statement, with the token ``$END`` last.
    index : int
        The token that does not fit.
    accepted : frozenset of str
        Types of the tokens that would have been fine.
    """
    token = tokens[index]
    if index == 0:
        return _nothing_before(source, rule, token)
    before = tokens[index - 1]
    if rule == "header":
        return _bad_header(source, tokens)
    if before.type in DANGLING:
        return _dangling(source, before, token)
    if before.type in RELATING:
        return _nothing_after(source, rule, before, token)
    if token.type in WORDS | {"NUMBER"} and before.type in WORDS | {"NUMBER"}:
        return _side_by_side(source, before, token)
    return source.refuse(
        "E-MOD-70",
        f"{_found(token)} does not fit here; {_expected(rule, accepted)} can follow "
        f"{shown(before.text)}.",
        token.start,
        token.end,
    )


def _nothing_before(source: Source, rule: str, token: Token) -> ModelSyntaxError:
    wanted = START_OF_VALUE[rule]
    if token.type in RELATING:
        sentence = f"nothing stands on the left of {shown(token.text)}; there must be {wanted}."
    else:
        sentence = f"a statement cannot begin with {shown(token.text)}; it begins with {wanted}."
    return source.refuse("E-MOD-70", sentence, token.start, token.end)


def _nothing_after(source: Source, rule: str, before: Token, token: Token) -> ModelSyntaxError:
    wanted = START_OF_VALUE[rule]
    if token.type == "$END":
        sentence = f"nothing stands on the right of {shown(before.text)}; there must be {wanted}."
        return source.refuse("E-MOD-70", sentence, before.start, before.end)
    sentence = f"{_found(token)} cannot follow {shown(before.text)}; there must be {wanted}."
    return source.refuse("E-MOD-70", sentence, token.start, token.end)


def _dangling(source: Source, before: Token, token: Token) -> ModelSyntaxError:
    followed = "nothing" if token.type == "$END" else _found(token)
    return source.refuse(
        "E-MOD-72",
        f"the sign {shown(before.text)} is followed by {followed}; something is missing there.",
        before.start,
        before.end,
        do=f"write what belongs after  {before.text}  or delete the sign",
    )


def _side_by_side(source: Source, before: Token, token: Token) -> ModelSyntaxError:
    both = f"{before.text} {token.text}"
    if before.type == "NUMBER":
        if token.start == before.end and token.type == "NAME":
            sentence = f"a name cannot begin with a digit: {shown(before.text + token.text)}."
            do = "put the name in quotes, or rename the variable"
        else:
            sentence = f"there is no sign between {shown(before.text)} and {shown(token.text)}."
            do = f"write  {before.text}*{token.text}  to fix a parameter, or  +  to add a term"
        return source.refuse("E-MOD-70", sentence, before.start, token.end, do=do)
    return source.refuse(
        "E-MOD-90",
        f"there is no sign between {shown(before.text)} and {shown(token.text)}; "
        "a name with a space must stand in quotes.",
        before.start,
        token.end,
        do=f'write  "{both}"  if this is one variable,  {before.text} + {token.text}  if it is two'
        if len(both) < 60
        else "put the name in quotes if this is one variable, a  +  between if it is two",
    )


def _bad_header(source: Source, tokens: list[Token]) -> ModelSyntaxError:
    kind, colon = tokens[0], tokens[1]
    names = tokens[2:-1]
    if not names:
        sentence = f"'{kind.text}:' is followed by nothing; there must be a name or a number."
        return source.refuse("E-MOD-70", sentence, kind.start, colon.end)
    if len(names) > 1 and all(name.type in WORDS | {"NUMBER"} for name in names):
        return source.refuse(
            "E-MOD-90",
            f"'{kind.text}:' takes one name; a name with a space must stand in quotes.",
            names[0].start,
            names[-1].end,
            do=f'write  {kind.text}: "{" ".join(name.text for name in names[:5])}"',
        )
    wrong = names[1] if names[0].type in WORDS | {"NUMBER"} else names[0]
    sentence = f"'{kind.text}:' takes one name or number, and a line of its own."
    return source.refuse("E-MOD-70", sentence, wrong.start, tokens[-2].end)


def _found(token: Token) -> str:
    if token.type == "$END":
        return "the end of the statement"
    kinds = {"NAME": "the name ", "STRING": "the name ", "NUMBER": "the number "}
    return kinds.get(token.type, "") + shown(token.text)


def _expected(rule: str, accepted: frozenset[str]) -> str:
    if "NAME" in accepted:
        return "only " + START_OF_VALUE[rule]
    if accepted & ENDS == {"RPAR"}:
        return "only ',' or ')'" if "COMMA" in accepted else "only a sign such as '*', or ')'"
    if rule == "formula":
        return "only '+' and another term, or a new line"
    return "only a sign such as '+' or '*', or a new line"
