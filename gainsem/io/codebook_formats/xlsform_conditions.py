"""The XPath of an XLSForm back to a selection and to a range, where it is simple enough."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gainsem.survey.asked_if import TURNED

VARIABLE = r"\$\{\s*(?P<name>[^}\s]+)\s*\}"
VALUE = r"(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\"|(?P<number>-?\d+(?:\.\d+)?))"
COMPARISON = re.compile(rf"{VARIABLE}\s*(?P<op>!=|>=|<=|=|>|<)\s*{VALUE}")
TICKED = re.compile(
    rf"(?P<not>not\s*\(\s*)?selected\s*\(\s*{VARIABLE}\s*,\s*(?P<quote>['\"])(?P<value>[^'\"]*)"
    r"(?P=quote)\s*\)(?(not)\s*\))"
)
NUMBER = r"(?P<number>-?\d+(?:\.\d+)?)"
LIMIT = re.compile(rf"\.\s*(?P<op>>=|<=|>|<|=)\s*{NUMBER}")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class _Term:
    """One comparison: of which question, of which variable, with which values."""

    question: str
    variable: str
    op: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What must be known of a question to read a condition on it.

    ``codes`` maps what the form writes to what the codebook has; ``options`` are the
    boxes of a question with several answers, ``total`` is smallest plus largest answer
    of a reversed one.
    """

    codes: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    total: float | None = None


def selection_of(relevant: str, known: Mapping[str, Known]) -> str | None:
    """Return the selection that says the same as a ``relevant``, or None if it is not simple.

    Simple are comparisons of one question with a value, ``selected()`` of one option,
    several values of one question joined by ``or``, and all of these joined by ``and``.

    Examples
    --------
    >>> known = {"age": Known(), "apps": Known(options=("gov",))}
    >>> selection_of("${age} >= 18 and selected(${apps}, 'gov')", known)
    'age>=18 & apps_gov=1'
    >>> selection_of("count(${apps}) > 2", known) is None
    True
    """
    parts: list[_Term] = []
    for term in _split(relevant, "and"):
        alternatives = [_term(each, known) for each in _split(_bare(term), "or")]
        found = [each for each in alternatives if each]
        variables, ops = {each.variable for each in found}, {each.op for each in found}
        several = len(found) > 1 and ops != {"="}
        if len(found) < len(alternatives) or len(variables) != 1 or several:
            return None
        parts.append(replace(found[0], values=tuple(v for each in found for v in each.values)))
    return _joined(parts, known)


def _joined(parts: list[_Term], known: Mapping[str, Known]) -> str | None:
    """Return the parts as a selection; what differs from several values is one part."""
    texts: dict[tuple[str, str], list[str]] = {}
    compared: set[str] = set()
    for part in parts:
        key = (part.variable, part.op)
        left = part.op == "!="
        missing = known[part.question].missing if left else ()
        real = [value for value in part.values if value and value not in missing]
        if left and not real:
            continue
        if not left and key in texts:
            return None
        compared.add(part.question)
        texts.setdefault(key, []).extend(real)
    if compared != {part.question for part in parts}:
        return None
    return " & ".join(f"{_named(n)}{op}{','.join(v)}" for (n, op), v in texts.items())


def _named(name: str) -> str:
    return name if re.fullmatch(r"[^\s=!<>&\"]+", name) else f'"{name}"'


def _term(text: str, known: Mapping[str, Known]) -> _Term | None:
    ticked, compared = TICKED.fullmatch(text), COMPARISON.fullmatch(text)
    found = ticked or compared
    if found is None or found["name"] not in known:
        return None
    name, facts = found["name"], known[found["name"]]
    if ticked and facts.options:
        option = f"{name}_{ticked['value']}"
        return _Term(name, option, "=", ("0" if ticked["not"] else "1",))
    if ticked:
        op = "!=" if ticked["not"] else "="
        return _Term(name, name, op, (_code(ticked["value"], facts),))
    assert compared is not None
    op = compared["op"]
    value = compared["single"] or compared["double"] or compared["number"] or ""
    if not value:
        return _Term(name, name, op, ("",)) if op == "!=" else None
    if facts.options or re.search(r"[=!<>&,]", value):
        return None
    if facts.total is not None and value not in facts.missing:
        op = TURNED[op]
    return _Term(name, name, op, (_code(value, facts),))


def _code(value: str, facts: Known) -> str:
    code = facts.codes.get(value, value)
    if facts.total is None or value in facts.missing:
        return code
    return f"{facts.total - float(code):.10g}"


def _bare(text: str) -> str:
    """Return an expression without the brackets around all of it."""
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and _closes_at(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closes_at(text: str) -> int:
    depth = 0
    for place, sign in enumerate(QUOTED.sub(lambda q: "q" * len(q[0]), text)):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place
    return -1


def _split(text: str, word: str) -> list[str]:
    """Return the parts of an expression joined by a word, at its top level."""
    text = _bare(text)
    hidden = QUOTED.sub(lambda quoted: "q" * len(quoted[0]), text)
    parts, depth, start = [], 0, 0
    for found in re.finditer(rf"[()]|\b{word}\b", hidden):
        if found[0] in "()":
            depth += 1 if found[0] == "(" else -1
        elif depth == 0:
            parts.append(text[start : found.start()])
            start = found.end()
    return [part.strip() for part in [*parts, text[start:]]]


def range_of(
    constraint: str, *, whole: bool = False
) -> tuple[float | None, float | None, tuple[float, ...]] | None:
    """Return smallest and largest number and single ones a ``constraint`` allows besides.

    None is returned for anything but comparisons of ``.`` with numbers; ``>`` and ``<``
    are understood where only whole numbers can be answered.

    Examples
    --------
    >>> range_of("(. >= 16 and . <= 110) or . = 999")
    (16.0, 110.0, (999.0,))
    >>> range_of("regex(., '[0-9]+')") is None
    True
    """
    low = high = None
    single: list[float] = []
    ranges = 0
    for part in _split(constraint, "or"):
        terms = [LIMIT.fullmatch(_bare(term)) for term in _split(part, "and")]
        if any(term is None for term in terms):
            return None
        found = [(term["op"], float(term["number"])) for term in terms if term]
        if len(found) == 1 and found[0][0] == "=":
            single.append(found[0][1])
            continue
        ranges += 1
        for op, value in found:
            if op == "=" or not (op in (">=", "<=") or (whole and value.is_integer())):
                return None
            if op in (">=", ">"):
                low = value + (op == ">")
            else:
                high = value - (op == "<")
    return (low, high, tuple(single)) if ranges <= 1 else None
