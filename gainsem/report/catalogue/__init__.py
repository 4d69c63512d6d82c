"""The words of the report, in English and Chinese.

A text of the catalogue may carry emphasis (``*p*``, ``**strong**``, `` `code` ``) and
places to fill in (``{name}``).  Emphasis is read before anything is filled in, so a
label with asterisks in it stays a label with asterisks in it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from gainsem.errors import OptionError
from gainsem.report.document import Span, Style, Text, plain, plain_text

LANGUAGES = ("en", "zh")
_EMPHASIS = re.compile(r"(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`)")
_PLACE = re.compile(r"(\{\w+\})")
Filling = str | int | Text


@dataclass(frozen=True)
class Catalogue:
    """The texts of one language, by keys such as ``"heading.fit"``."""

    lang: str
    texts: Mapping[str, str]

    def text(self, key: str, **values: Filling) -> str:
        """Return a text as a string, without its emphasis."""
        return plain_text(self.spans(key, **values))

    def spans(self, key: str, **values: Filling) -> Text:
        """Return a text with its emphasis; a value may be a text with emphasis itself."""
        spans: list[Span] = []
        for piece in filter(None, _EMPHASIS.split(self.texts[key])):
            style, inner = _styled(piece)
            spans += _filled(inner, style, values)
        return tuple(spans)

    def section(self, name: str) -> dict[str, str]:
        """Return all texts whose key begins with a section's name."""
        head = f"{name}."
        return {
            key.removeprefix(head): text for key, text in self.texts.items() if key.startswith(head)
        }

    def with_text(self, key: str, other: str) -> Catalogue:
        """Return these texts with one in the place of another one."""
        texts = {**self.texts, key: self.texts[other]}
        return Catalogue(self.lang, MappingProxyType(texts))

    def has(self, key: str) -> bool:
        """Return whether there is such a text."""
        return key in self.texts

    @property
    def pause(self) -> str:
        """What separates the entries of a list in a sentence."""
        return "；" if self.lang == "zh" else "; "

    def listed(self, texts: list[Text]) -> Text:
        """Return several texts as one, separated by commas."""
        comma = Span("，" if self.lang == "zh" else ", ")
        return tuple(span for text in texts for span in (comma, *text))[1:]

    def sentences(self, texts: list[Text]) -> Text:
        """Return several sentences as one paragraph."""
        gap = () if self.lang == "zh" else (Span(" "),)
        return tuple(span for text in texts for span in (*gap, *text))[len(gap) :]

    def pick(self, wordings: Mapping[str, str], default: str = "") -> str:
        """Return a wording in this language, else in English, else in any."""
        for lang in (self.lang, "en", *wordings):
            if wordings.get(lang):
                return wordings[lang]
        return default


def catalogue(lang: str) -> Catalogue:
    """Return the texts of a language.

    Raises
    ------
    OptionError
        For a language there are no texts in.

    Examples
    --------
    >>> catalogue("zh").text("statistic.cfi", value=".951")
    'CFI = .951'
    """
    if lang not in LANGUAGES:
        raise OptionError.of(
            "E-OPT-07",
            f"There is no report in the language {lang!r}.",
            do=f"lang can be: {', '.join(LANGUAGES)}",
        )
    return _load(lang)


@cache
def _load(lang: str) -> Catalogue:
    text = files("gainsem.report.catalogue").joinpath(f"{lang}.toml").read_text(encoding="utf-8")
    sections = tomllib.loads(text)
    texts = {f"{name}.{key}": text for name, part in sections.items() for key, text in part.items()}
    return Catalogue(lang, MappingProxyType(texts))


def _styled(piece: str) -> tuple[Style, str]:
    if piece.startswith("**"):
        return "strong", piece[2:-2]
    if piece.startswith("*"):
        return "emphasis", piece[1:-1]
    return ("code", piece[1:-1]) if piece.startswith("`") else ("plain", piece)


def _filled(template: str, style: Style, values: Mapping[str, Filling]) -> list[Span]:
    spans: list[Span] = []
    for part in filter(None, _PLACE.split(template)):
        value: Filling = values[part[1:-1]] if _PLACE.fullmatch(part) else part
        spans += list(value) if isinstance(value, tuple) else plain(str(value))
    return [Span(span.text, style, span.url) if style != "plain" else span for span in spans]
