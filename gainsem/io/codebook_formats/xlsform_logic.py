"""Who is asked and what is allowed, as the XPath of an XLSForm."""

from __future__ import annotations

from collections.abc import Mapping

from gainsem.survey.asked_if import Filter
from gainsem.survey.asking import Question
from gainsem.survey.codebook import EVERYONE
from gainsem.survey.phrases import number_text

HIDDEN = "false()"
"""Who is asked what a form holds and never shows: nobody."""
SHOWN = "true()"
"""Who is asked a question of which the codebook says that it is put to everyone."""


def relevant_of(question: Question, others: Mapping[str, Question]) -> str:
    """Return the expression that says who is asked a question; empty for everybody.

    As in a codebook, a missing answer to the deciding question never matches.  What is
    not shown stays in the form with its choices, so that the codebook can be made from it
    again.
    """
    if question.is_asked and not question.is_shown:
        return HIDDEN
    if question.item.asked_if == EVERYONE:
        return SHOWN
    terms = [_term(each, others[each.question]) for each in question.filters]
    alone = len(terms) == 1
    return " and ".join(text if alone or " or " not in text else f"({text})" for text in terms)


def _term(condition: Filter, asked: Question) -> str:
    variable = f"${{{condition.question}}}"
    if condition.option:
        return _box(condition, variable)
    if condition.op == "=":
        return " or ".join(f"{variable} = {_literal(v, asked)}" for v in condition.values)
    absent = [number_text(code) for code in asked.missing_codes]
    if condition.op == "!=":
        values = list(dict.fromkeys([*condition.values, *absent]))
        terms = [f"{variable} != ''", *(f"{variable} != {_literal(v, asked)}" for v in values)]
        return " and ".join(terms)
    terms = [f"{variable} {condition.op} {condition.values[0]}"]
    return " and ".join([*terms, *(f"{variable} != {_literal(v, asked)}" for v in absent)])


def _box(condition: Filter, variable: str) -> str:
    allowed = {code for code in (0.0, 1.0) if condition.allows(code)}
    ticked = f"selected({variable}, '{condition.option}')"
    if allowed == {1.0}:
        return ticked
    if allowed == {0.0}:
        return f"{variable} != '' and not({ticked})"
    return f"{variable} != ''" if allowed else "false()"


def _literal(value: str, asked: Question) -> str:
    if asked.kind == "number":
        return value
    return f'"{value}"' if "'" in value else f"'{value}'"


def constraint_of(question: Question) -> str:
    """Return the expression that says which numbers are allowed; empty for any."""
    scale = question.scale
    if question.kind != "number" or scale is None or scale.range is None:
        return ""
    low, high = map(number_text, scale.range)
    inside = f". >= {low} and . <= {high}"
    if not question.missing_codes:
        return inside
    missing = (f". = {number_text(code)}" for code in question.missing_codes)
    return " or ".join([f"({inside})", *missing])
