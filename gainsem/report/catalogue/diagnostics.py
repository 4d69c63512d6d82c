"""Diagnostics in the language of a report.

The program says everything in English, with a stable code.  A report in Chinese
recognises the English sentence among the patterns of its code and says it in Chinese,
numbers and names unchanged; what it does not recognise stays in English.  The files are
``<lang>/*.toml``: a table for one code or several, in it ``"English pattern" = "translation"``.
:mod:`gainsem.report.catalogue.patterns` says what a pattern is, ``docs/messages.md`` how to
add one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from gainsem.diagnostics import Diagnostic
from gainsem.report.catalogue.patterns import Pattern, list_in_chinese, pattern

AROUND, SHARED = "around", "shared"
WITHIN = "rest"
CODED = re.compile(r"(?P<code>[EWI]-[A-Z]+-\d+)  (?P<text>.+)", re.DOTALL)
LABELLED = re.compile(r"(?P<label>[^\s:]+): (?P<text>.+)", re.DOTALL)
SENTENCE_END = re.compile(r"(?<=\.) (?=\S)")
Patterns = tuple[Pattern, ...]


@dataclass(frozen=True)
class Translated:
    """A text in another language, and the pieces of it that stayed in English."""

    text: str
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Translator:
    """The patterns of a language.

    Parameters
    ----------
    by_code : mapping
        The patterns of each code, the shared ones among them.
    around : tuple of Pattern
        What may stand around any message: the group, the data sets it is said of.  One
        without words (a label and a colon) is tried last.
    shared : tuple of Pattern
        Pieces that messages of any code can have.
    """

    by_code: Mapping[str, Patterns]
    around: Patterns = ()
    shared: Patterns = ()

    def translated(self, text: str, code: str = "") -> Translated | None:
        """Return a text of a code in the other language; nothing where no pattern fits."""
        named = [each for each in self.around if each.has_words]
        label = [each for each in self.around if not each.has_words]
        return (
            self._wrapped(named, text, code)
            or self._matched(text, code)
            or self._wrapped(label, text, code)
        )

    def _wrapped(self, wrappers: Sequence[Pattern], text: str, code: str) -> Translated | None:
        for each in wrappers:
            values = each.match(text)
            inner = self.translated(values[WITHIN], code) if values else None
            if values and inner:
                return self._filled(each, {**values, WITHIN: inner.text}, code)
        return None

    def _matched(self, text: str, code: str) -> Translated | None:
        for each in self.by_code.get(code, self.shared):
            values = each.match(text)
            found = None if values is None else self._filled(each, values, code)
            if found and (each.has_words or not found.left):
                return found
        return None

    def of_any_code(self, text: str) -> Translated | None:
        """Return the translation of an error of a fit.

        Its code may stand in front of it, and in front of that what it is an error of:
        the number of a data set.
        """
        coded, labelled = CODED.fullmatch(text), LABELLED.fullmatch(text)
        if coded:
            inner = self.translated(coded["text"], coded["code"])
            return inner and replace(inner, text=f"{coded['code']}  {inner.text}")
        if labelled:
            inner = self.of_any_code(labelled["text"])
            return inner and replace(inner, text=f"{labelled['label']}：{inner.text}")
        errors = (code for code in self.by_code if code.startswith("E-"))
        tries = (self.translated(text, code) for code in ("", *errors))
        return next((found for found in tries if found), None)

    def _filled(self, own: Pattern, values: Mapping[str, str], code: str) -> Translated:
        filled = {name: self._value(own.kinds[name], text, code) for name, text in values.items()}
        text = own.filled({name: value.text for name, value in filled.items()})
        return Translated(text, tuple(piece for value in filled.values() for piece in value.left))

    def _value(self, kind: str, text: str, code: str) -> Translated:
        if kind == "list":
            return Translated(list_in_chinese(text))
        if kind == "said":
            return self._messages(text)
        if kind == "sentences":
            return _joined("", [self._piece(each, code) for each in SENTENCE_END.split(text)])
        return self._piece(text, code) if kind in ("text", "maybe") and text else Translated(text)

    def _piece(self, text: str, code: str) -> Translated:
        return self.translated(text, code) or Translated(text, (text,))

    def _messages(self, text: str) -> Translated:
        """Return messages joined by semicolons; a message may have semicolons of its own."""
        for sign in re.finditer("; ", text):
            head = self.of_any_code(text[: sign.start()])
            if head:
                first = replace(head, text=head.text.rstrip("。"))
                return _joined("；", [first, self._messages(text[sign.end() :])])
        return self.of_any_code(text) or Translated(text, (text,))


def _joined(sign: str, texts: Sequence[Translated]) -> Translated:
    left = tuple(piece for each in texts for piece in each.left)
    return Translated(sign.join(each.text for each in texts), left)


def finding_in(found: Diagnostic, lang: str) -> Diagnostic:
    """Return a diagnostic in the language of a report.

    Examples
    --------
    >>> from gainsem.diagnostics import note
    >>> said = note("I-EFA-22", "There is one factor: rotation=oblimin does nothing.")
    >>> finding_in(said, "zh").message
    '只有一个因子，rotation=oblimin 不起作用。'
    >>> finding_in(said, "en") is said
    True
    """
    patterns = translator(lang)
    if patterns is None:
        return found

    def said(text: str) -> str:
        other = patterns.translated(text, found.code) if text else None
        return other.text if other else text

    return replace(
        found,
        message=said(found.message),
        where=said(found.where),
        why=said(found.why),
        do=said(found.do),
    )


def words_in(text: str, lang: str, code: str = "") -> str:
    """Return a message or a piece of one in the language of a report.

    Without a code it is taken for an error of a fit (its code may stand in front of it) or
    the state of a search.

    Examples
    --------
    >>> words_in("no minimum within 500 iterations", "zh")
    '迭代 500 次仍未达到极小值'
    >>> words_in("nobody has a pattern for this", "zh")
    'nobody has a pattern for this'
    """
    patterns = translator(lang)
    if patterns is None:
        return text
    said = patterns.translated(text, code) if code else patterns.of_any_code(text)
    return said.text if said else text


@cache
def translator(lang: str) -> Translator | None:
    """Return the patterns of a language; nothing for English, which needs none."""
    folder = files("gainsem.report.catalogue").joinpath(lang)
    if not folder.is_dir():
        return None
    made: dict[str, list[Pattern]] = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        for codes, table in tables.items():
            patterns = [pattern(english, other) for english, other in table.items()]
            for code in codes.split():
                made.setdefault(code, []).extend(patterns)
    around, shared = made.pop(AROUND, []), made.pop(SHARED, [])
    by_code = {code: _most_words_first([*own, *shared]) for code, own in made.items()}
    return Translator(MappingProxyType(by_code), tuple(around), _most_words_first(shared))


def _most_words_first(own: Sequence[Pattern]) -> Patterns:
    return tuple(sorted(own, key=lambda each: -each.own_letters))
