"""Headings of survey tools taken apart: the stem of a block, its rows, its boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gainsem.survey.raw_table import Heading

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,63}")
BRACKETS = {")": "(", "）": "（", "]": "["}
OPENING = {"(": ")", "（": "）", "[": "]"}
ROUND = ")）"


def is_identifier(text: str) -> bool:
    """Return whether a heading is a short name rather than the wording of a question."""
    return IDENTIFIER.fullmatch(text.strip()) is not None


def split_bracket(text: str, closing: str = ")") -> tuple[str, str]:
    """Return what stands before the last bracket and in it; ``(text, "")`` without one.

    Examples
    --------
    >>> split_bracket("Services used (App (city))")
    ('Services used', 'App (city)')
    >>> split_bracket("How far do you agree? [I am heard.]", "]")
    ('How far do you agree?', 'I am heard.')
    """
    text = text.rstrip()
    closers = ROUND if closing == ")" else closing
    if not text or text[-1] not in closers:
        return text, ""
    openers = {BRACKETS[sign] for sign in closers}
    depth = 0
    for i in range(len(text) - 1, -1, -1):
        depth += (text[i] in closers) - (text[i] in openers)
        if depth == 0:
            return text[:i].rstrip(), text[i + 1 : -1].strip()
    return text, ""


def stem_of(texts: Sequence[str], separators: Sequence[str]) -> str:
    """Return what headings of a block begin with, up to the last separator they share.

    Examples
    --------
    >>> stem_of(["Do you agree? - I am heard", "Do you agree? - I am here"], [" - "])
    'Do you agree? - '
    """
    first, last = min(texts), max(texts)
    same = [a == b for a, b in zip(first, last, strict=False)]
    shared = first[: same.index(False) if False in same else len(same)]
    ends = [shared.rfind(sign) + len(sign) for sign in separators if sign in shared]
    return shared[: max(ends)] if ends else ""


def endings(text: str, separators: Sequence[str]) -> list[str]:
    """Return what follows each separator in a heading, the longest text first.

    Examples
    --------
    >>> endings("Home - Do you agree? - I am heard", [" - "])
    ['Do you agree? - I am heard', 'I am heard']
    """
    starts = {found.end() for sign in separators for found in re.finditer(re.escape(sign), text)}
    return [text[start:].strip() for start in sorted(starts) if text[start:].strip()]


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts that are not blank, each once, spaces made single."""
    plain = (" ".join(text.split()) for text in texts)
    return tuple(dict.fromkeys(text for text in plain if text))


def own_column(role: str, *names: str) -> Heading:
    """Return the heading of a column that the tool itself has added."""
    return Heading(ids=distinct(names), role=role)


def question_names(texts: Sequence[str], stems: Sequence[str]) -> list[str]:
    """Return short names for headings that are wordings: Q1, Q2_1, Q2_2 by their order.

    Parameters
    ----------
    texts : sequence of str
        The headings of the questions, in the order of the file.
    stems : sequence of str
        The stem of the block each belongs to; empty for a question of its own.

    Examples
    --------
    >>> question_names(["age", "Happy?", "Agree? [a]", "Agree? [b]"], ["", "", "Agree?", "Agree?"])
    ['age', 'Q2', 'Q3_1', 'Q3_2']
    """
    names = []
    number = part = 0
    last = ""
    for text, stem in zip(texts, stems, strict=True):
        in_block = bool(stem) and stem == last
        number, part = (number, part + 1) if in_block else (number + 1, 1)
        name = f"Q{number}_{part}" if stem else f"Q{number}"
        names.append(text.strip() if is_identifier(text) else name)
        last = stem
    return names


def unique_names(names: Iterable[str]) -> list[str]:
    """Return names with a number added to those that came before.

    Some tools write a heading twice with good reason: two questions may have one wording.

    Examples
    --------
    >>> unique_names(["age", "age", "sex"])
    ['age', 'age_2', 'sex']
    """
    given = list(names)
    taken = set(given)
    seen: set[str] = set()
    unique = []
    for name in given:
        fresh, number = name, 1
        while fresh in seen or (number > 1 and fresh in taken):
            number += 1
            fresh = f"{name}_{number}"
        seen.add(fresh)
        unique.append(fresh)
    return unique
