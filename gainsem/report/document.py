"""A report before it has a form: frozen blocks that hold content and no layout.

Texts are :class:`Span` tuples, so that emphasis is data and never markup: what a
codebook, a model or a data file says is only ever a string inside a span.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from gainsem.diagnostics import Diagnostic
from gainsem.results.table import Table

Style = Literal["plain", "emphasis", "strong", "code"]
Level = Literal["good", "acceptable", "mixed", "poor", "unusable", "untestable"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one style; ``url`` makes it a link."""

    text: str
    style: Style = "plain"
    url: str = ""


Text = tuple[Span, ...]


def plain(text: str) -> Text:
    """Return a text without emphasis."""
    return (Span(text),)


def plain_text(text: Text) -> str:
    """Return a text without its emphasis.

    Examples
    --------
    >>> plain_text((Span("p", "emphasis"), Span(" = .03")))
    'p = .03'
    """
    return "".join(span.text for span in text)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (numbered sections) or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text.

    ``role`` says whether it is body text, the introduction of the block that
    follows (and stays with it), a remark, or text to be copied.
    """

    text: Text
    role: Literal["body", "intro", "remark", "quotable"] = "body"


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """Title of the report, what it is about, and a line of facts below."""

    title: str
    subtitle: str = ""
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer a reader opens the report for."""

    level: Level
    headline: str
    sentences: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Names with what they are."""

    rows: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Spanner:
    """A heading over the columns ``first`` to ``last`` (counted from 0, both included)."""

    first: int
    last: int
    title: str


@dataclass(frozen=True)
class TableBlock:
    """A table with what a printed page adds to it.

    Parameters
    ----------
    table : Table
    sections : tuple of (int, str)
        Headings inside the table: the row each stands above, and its text.
    spanners : tuple of Spanner
        Headings over several columns.
    bounded : frozenset of str
        Keys of numeric columns whose values cannot exceed 1 and are therefore
        printed without the zero before the point.
    aligned : frozenset of str
        Keys of text columns that hold written-out numbers.
    notes : tuple of Text
        Remarks below the table, after the table's own.
    """

    table: Table
    sections: tuple[tuple[int, str], ...] = ()
    spanners: tuple[Spanner, ...] = ()
    bounded: frozenset[str] = frozenset()
    aligned: frozenset[str] = frozenset()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG; a large one has a page of its own, turned if it is wide.

    ``alt`` is the text that stands for it where it cannot be seen; ``heading``
    the section that the page opens.  Placed ``"here"`` it stays among the text whatever its
    size; ``"float"`` lets it go to the next end of a page that has room, and the text go on.
    """

    svg: bytes = field(repr=False)
    caption: str
    alt: str
    heading: str = ""
    notes: tuple[Text, ...] = ()
    place: Literal["page", "here", "float"] = "page"


@dataclass(frozen=True, slots=True)
class Code:
    """Text to be shown letter for letter, with line numbers."""

    text: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Diagnostics, in the words they were raised with."""

    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class References:
    """A list of references."""

    entries: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of sections with their pages."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = (
    Heading
    | Paragraph
    | TitleBlock
    | Verdict
    | KeyValues
    | TableBlock
    | Figure
    | Code
    | Findings
    | References
    | Contents
    | PageBreak
)


@dataclass(frozen=True)
class Document:
    """A report.

    Parameters
    ----------
    title : str
    lang : str
        Language of the text, ``"en"`` or ``"zh"``.
    blocks : tuple
        The content, in reading order.
    words : mapping
        The renderer's own words in that language ("Table", "Note", "Page" ...).
    author, description : str
        Metadata of the file.
    mark : str
        A warning that the head of every page repeats; empty for none.
    """

    title: str
    lang: str
    blocks: tuple[Block, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    author: str = ""
    description: str = ""
    mark: str = ""

    def with_finding(self, finding: Diagnostic) -> Document:
        """Return the document with one more entry in its list of diagnostics.

        A document without such a list gets one at its end.
        """
        lists = [place for place, block in enumerate(self.blocks) if isinstance(block, Findings)]
        if not lists:
            return replace(self, blocks=(*self.blocks, Findings((finding,))))
        blocks = list(self.blocks)
        blocks[lists[0]] = Findings((*_findings(blocks[lists[0]]), finding))
        return replace(self, blocks=tuple(blocks))


def _findings(block: Block) -> tuple[Diagnostic, ...]:
    return block.findings if isinstance(block, Findings) else ()
