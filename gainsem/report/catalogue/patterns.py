"""Sentences with places: how an English sentence is recognised and said in other words.

A pattern is the English sentence as the program writes it, with a named place wherever
it puts a value::

    Of {draws} bootstrap draws {counted:text}.

========================  ==================================================================
``{name}``                a value that stays as it is: a number, a name, a file
``{name:number}``         digits, where what follows could be read as more of the value
``{name:list}``           names, joined by commas or semicolons, perhaps cut short with
                          their number; "and" between the two of a pair
``{name:text}``           a piece that is a sentence itself and is translated in its turn
``{name:maybe}``          such a piece that may be missing
``{name:sentences}``      several sentences, each translated by itself
``{name:said}``           messages of other diagnostics, with their codes or without
``<group|groups>``        either word, where English has two forms and the translation one
========================  ==================================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

KINDS = ("", "number", "list", "text", "maybe", "sentences", "said")
_PART = re.compile(r"\{(?P<name>\w+)(?::(?P<kind>\w+))?\}|<(?P<forms>[^<>|]*(?:\|[^<>|]*)+)>")
_FORMS = {"maybe": ".*?", "number": r"-?[\d.]+"}
_PLACE = re.compile(r"\{(\w+)\}")
_CUT = re.compile(r",? ?\.\.\. \((\d+) in all\)$")


@dataclass(frozen=True)
class Pattern:
    """An English sentence with places, and its translation with the same places.

    Parameters
    ----------
    english, translation : str
    expression : re.Pattern
        What matches the whole English sentence, a group a place.
    kinds : mapping
        The kind of each place.
    """

    english: str
    translation: str
    expression: re.Pattern[str]
    kinds: Mapping[str, str] = field(hash=False)

    @property
    def own_letters(self) -> int:
        """Return how many letters of its own the English sentence has, places left out."""
        return sum(map(str.isalpha, _PART.sub("", self.english)))

    @property
    def has_words(self) -> bool:
        """Return whether it is more than places and signs, and so cannot match by chance."""
        return self.own_letters > 0

    def match(self, text: str) -> dict[str, str] | None:
        """Return what stands in the places of a text; nothing where it does not match."""
        found = self.expression.fullmatch(text)
        return None if found is None else {k: v or "" for k, v in found.groupdict().items()}

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the translation with values in its places."""
        return _PLACE.sub(lambda place: values[place[1]], self.translation)


def pattern(english: str, translation: str) -> Pattern:
    """Return a pattern made ready for matching.

    Raises
    ------
    ValueError
        For a kind of place there is not, or places that differ in the two languages.

    Examples
    --------
    >>> drawn = pattern("{n} <group|groups> of {name}.", "{name} 有 {n} 组。")
    >>> drawn.filled(drawn.match("3 groups of region."))
    'region 有 3 组。'
    """
    written, at, kinds = "", 0, {}
    for part in _PART.finditer(english):
        written += re.escape(english[at : part.start()])
        at = part.end()
        if part["forms"] is not None:
            written += f"(?:{'|'.join(map(re.escape, part['forms'].split('|')))})"
        elif part["name"] in kinds:
            written += f"(?P={part['name']})"
        else:
            kinds[part["name"]] = part["kind"] or ""
            written += f"(?P<{part['name']}>{_FORMS.get(part['kind'], '.+?')})"
    wrong = set(kinds.values()) - set(KINDS)
    if wrong:
        raise ValueError(f"no kind of place is called {', '.join(sorted(wrong))}: {english}")
    if set(_PLACE.findall(translation)) != set(kinds):
        raise ValueError(f"the places differ: {english} / {translation}")
    expression = re.compile(written + re.escape(english[at:]), re.DOTALL)
    return Pattern(english, translation, expression, MappingProxyType(kinds))


def list_in_chinese(text: str) -> str:
    """Return names with Chinese signs between them.

    Examples
    --------
    >>> list_in_chinese("x1 and x2, x3 and x4, ... (20 in all)")
    'x1 与 x2、x3 与 x4……（共 20 个）'
    """
    text = _CUT.sub(r"……（共 \1 个）", text)
    return text.replace("; ", "；").replace(", ", "、").replace(" and ", " 与 ")
