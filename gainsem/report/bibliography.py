"""The papers behind the methods: the entries of ``bibliography.toml``, and how they are written."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from gainsem.report.document import Span, Text, plain_text

Kind = Literal["article", "book", "chapter", "report", "software"]
OTHERS = "others"
BIBTEX_SPECIAL = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$"}
BIBTEX_TYPES = {
    "article": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "software": "misc",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a list of references.

    Parameters
    ----------
    key : str
        Name of the entry in BibTeX.
    authors : tuple of str
        ``"Family, Initials"``; a last ``"others"`` closes a list that was cut.
    year : int
        0 where there is none.
    title : str
    container : str
        Journal, publisher of a book, or series of a report.
    volume, issue, pages, doi, url, edition : str
    book, editors : str
        What a chapter stands in.
    kind : {"article", "book", "chapter", "report", "software"}
    """

    key: str
    authors: tuple[str, ...]
    year: int
    title: str
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    url: str = ""
    edition: str = ""
    book: str = ""
    editors: str = ""
    kind: Kind = "article"

    @property
    def link(self) -> str:
        """Address of the work: its DOI where it has one."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    @property
    def short(self) -> str:
        """The citation in running text.

        Examples
        --------
        >>> references()["maccallum_1996"].short
        'MacCallum et al., 1996'
        >>> references()["hu_bentler_1999"].short
        'Hu & Bentler, 1999'
        """
        families = [author.partition(",")[0] for author in self.authors]
        names = f"{families[0]} et al." if len(families) > 2 else " & ".join(families)
        return f"{names}, {self.year}" if self.year else names


@cache
def references() -> Mapping[str, Reference]:
    """Return every entry of the bibliography by its key."""
    text = files("gainsem.report").joinpath("bibliography.toml").read_text(encoding="utf-8")
    entries = {key: _reference(key, entry) for key, entry in tomllib.loads(text).items()}
    return MappingProxyType(entries)


def _reference(key: str, entry: dict[str, Any]) -> Reference:
    return Reference(key=key, authors=tuple(entry.pop("authors")), **entry)


def apa(reference: Reference) -> Text:
    """Return an entry in the style of the American Psychological Association.

    Examples
    --------
    >>> print(plain_text(apa(references()["tucker_lewis_1973"])))  # doctest: +ELLIPSIS
    Tucker, L. R., & Lewis, C. (1973). A reliability coefficient ... Psychometrika, 38(1), 1–10. ...
    """
    authors = _authors(reference.authors)
    year = f" ({reference.year})." if reference.year else ""
    head = Span(f"{authors}{'' if authors.endswith('.') else '.' if not year else ''}{year} ")
    link = (Span(" "), Span(reference.link, url=reference.link)) if reference.link else ()
    written = {"article": _article, "chapter": _chapter}.get(reference.kind, _monograph)
    return (head, *written(reference), *link)


def apa_text(reference: Reference) -> str:
    """Return an entry in APA style as plain text."""
    return plain_text(apa(reference))


def _authors(authors: tuple[str, ...]) -> str:
    if len(authors) == 1:
        return authors[0]
    if authors[-1] == OTHERS:
        return ", ".join(authors[:-1]) + ", et al."
    return ", ".join(authors[:-1]) + f", & {authors[-1]}"


def _article(reference: Reference) -> Text:
    issue = f"({reference.issue})" if reference.issue else ""
    return (
        Span(f"{reference.title}. "),
        Span(f"{reference.container}, {reference.volume}", "emphasis"),
        Span(f"{issue}, {reference.pages}."),
    )


def _chapter(reference: Reference) -> Text:
    return (
        Span(f"{reference.title}. In {reference.editors} (Eds.), "),
        Span(reference.book, "emphasis"),
        Span(f" (pp. {reference.pages}). {reference.container}."),
    )


def _monograph(reference: Reference) -> Text:
    edition = f" ({reference.edition})" if reference.edition else ""
    publisher = f" {reference.container}." if reference.container else ""
    return (Span(reference.title, "emphasis"), Span(f"{edition}.{publisher}"))


def bibtex(reference: Reference) -> str:
    """Return an entry for a BibTeX file.

    Examples
    --------
    >>> print(bibtex(references()["bollen_1989"]))
    @book{bollen_1989,
      author = {Bollen, K. A.},
      year = {1989},
      title = {{Structural equations with latent variables}},
      publisher = {Wiley},
      doi = {10.1002/9781118619179}
    }
    """
    place = {"article": "journal", "report": "institution", "software": "howpublished"}
    fields = {
        "author": " and ".join(reference.authors),
        "year": str(reference.year) if reference.year else "",
        "title": f"{{{_escaped(reference.title)}}}",
        "booktitle": _escaped(reference.book),
        "editor": reference.editors.replace(" & ", " and "),
        place.get(reference.kind, "publisher"): _escaped(reference.container),
        "volume": reference.volume,
        "number": reference.issue,
        "pages": reference.pages.replace("–", "--"),
        "edition": reference.edition,
        "doi": reference.doi,
        "url": "" if reference.doi else reference.url,
    }
    lines = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return f"@{BIBTEX_TYPES[reference.kind]}{{{reference.key},\n" + ",\n".join(lines) + "\n}"


def _escaped(text: str) -> str:
    return "".join(BIBTEX_SPECIAL.get(character, character) for character in text)
