"""The columns of a file by what they can be called: name, question code, wording, role."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from gainsem.survey.cells import label_key
from gainsem.survey.raw_table import Heading, RawTable

ENDS_OF_WORDINGS = " .:?!*。"
MARKUP = re.compile(r"<[^<>]{1,200}>|&nbsp;")

Same = Callable[[str], str]
Ranked = tuple[dict[str, list[int]], ...]


def wording_key(text: str) -> str:
    """Return a wording as questions are compared: marks at its end and HTML do not count.

    Examples
    --------
    >>> wording_key("您的年龄：") == wording_key("您的年龄") == "您的年龄"
    True
    """
    return label_key(MARKUP.sub(" ", text)).strip(ENDS_OF_WORDINGS)


def plain_name(text: str) -> str:
    """Return a heading in NFC with single spaces, as column names are."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


@dataclass(frozen=True)
class ColumnIndex:
    """The columns of a table by name, by question code and by wording.

    Columns of single boxes are kept apart: their codes and wordings are those of the
    question the boxes belong to.

    Parameters
    ----------
    names : tuple of str
    headings : tuple of Heading
        One a column; for a plain table its name is its wording.
    """

    names: tuple[str, ...]
    headings: tuple[Heading, ...]
    places: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, raw: RawTable) -> ColumnIndex:
        """Return the index of a table."""
        headings = raw.headings or tuple(
            Heading(ids=(name,), wordings=(name,)) for name in raw.names
        )
        places = {name: i for i, name in enumerate(raw.names)}
        return cls(names=raw.names, headings=headings, places=places)

    @cached_property
    def boxes(self) -> tuple[int, ...]:
        """The columns of single boxes."""
        return tuple(i for i, heading in enumerate(self.headings) if heading.option)

    @cached_property
    def _questions(self) -> list[int]:
        return [i for i, heading in enumerate(self.headings) if not heading.option]

    def named(self, heading: str) -> list[int]:
        """Return the columns that a codebook's ``columns`` may mean by a heading.

        The exact name comes first, then codes, then wordings; case and width count last.
        """
        wanted = plain_name(heading)
        if wanted in self.places:
            return [self.places[wanted]]
        for same, (by_id, by_wording) in self._by_heading:
            key = same(heading)
            if hits := by_id.get(key) or by_wording.get(key):
                return hits
        return []

    def with_id(self, name: str) -> list[int]:
        """Return the columns with this name or question code, the most telling code first."""
        if name in self.places:
            return [self.places[name]]
        return _first_rank(self._by_id, name)

    def with_id_in_any_case(self, name: str) -> list[int]:
        """Return the columns whose name or code differs from this in case only."""
        return _first_rank(self._by_folded_id, name.casefold())

    def with_wording(self, texts: Iterable[str]) -> list[int]:
        """Return the columns with one of these wordings, the most telling wording first."""
        keys = [key for text in texts if (key := wording_key(text))]
        for rank in self._by_wording:
            hits = sorted({i for key in keys for i in rank.get(key, [])})
            if hits:
                return hits
        return []

    def with_role(self, role: str) -> list[int]:
        """Return the columns that the tool itself fills with this."""
        return [i for i, heading in enumerate(self.headings) if heading.role == role]

    def boxes_of(self, names: Iterable[str], texts: Iterable[str]) -> list[int]:
        """Return the columns of single boxes of a question, by its codes or its wordings."""
        codes = {name.casefold() for name in names}
        keys = {wording_key(text) for text in texts} - {""}
        return [
            i
            for i in self.boxes
            if codes & {code.casefold() for code in self.headings[i].ids}
            or keys & {wording_key(text) for text in self.headings[i].wordings}
        ]

    @cached_property
    def _by_heading(self) -> list[tuple[Same, tuple[dict[str, list[int]], dict[str, list[int]]]]]:
        """The columns by code and by wording, as they stand and without case and width."""
        ids = [heading.ids for heading in self.headings]
        wordings = [heading.wordings for heading in self.headings]
        return [
            (same, (_columns_by(ids, same), _columns_by(wordings, same)))
            for same in (plain_name, wording_key)
        ]

    @cached_property
    def _by_id(self) -> Ranked:
        return _ranked([(i, self.headings[i].ids) for i in self._questions])

    @cached_property
    def _by_folded_id(self) -> Ranked:
        return _ranked(
            [
                (i, tuple(text.casefold() for text in (self.names[i], *self.headings[i].ids)))
                for i in self._questions
            ]
        )

    @cached_property
    def _by_wording(self) -> Ranked:
        return _ranked(
            [
                (i, tuple(wording_key(text) for text in heading.wordings))
                for i, heading in enumerate(self.headings)
                if not heading.role
            ]
        )


def _columns_by(texts: list[tuple[str, ...]], same: Same) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for column, listed in enumerate(texts):
        for key in dict.fromkeys(map(same, listed)):
            found.setdefault(key, []).append(column)
    return found


def _ranked(texts: list[tuple[int, tuple[str, ...]]]) -> Ranked:
    """Return the columns by text, one dictionary a rank (place in the column's list)."""
    ranks: list[dict[str, list[int]]] = []
    for column, listed in texts:
        for rank, text in enumerate(dict.fromkeys(listed)):
            if rank == len(ranks):
                ranks.append({})
            ranks[rank].setdefault(text, []).append(column)
    return tuple(ranks)


def _first_rank(ranks: Ranked, key: str) -> list[int]:
    return next((rank[key] for rank in ranks if key in rank), [])
