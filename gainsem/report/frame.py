"""What the reports of all kinds of results share: the frame of the document."""

from __future__ import annotations

from collections.abc import Iterable

from gainsem.report.catalogue import Catalogue, catalogue
from gainsem.report.document import Block, Contents, Document, PageBreak
from gainsem.report.sections.opening import running_mark, title_block, title_of, verdict_of
from gainsem.results.fit import Fit
from gainsem.results.fitted import FittedModel
from gainsem.results.parameter_tables import tested_by_t


def framed(
    blocks: Iterable[Block],
    words: Catalogue,
    *,
    title: str,
    description: str,
    version: str = "",
    mark: str = "",
) -> Document:
    """Return blocks as a document in the language of the words.

    Parameters
    ----------
    blocks : iterable of Block
    words : Catalogue
    title : str
    description : str
        What the document is, for the properties of the file.
    version : str
        The version of gainsem that made the result; empty where it is not recorded.
    mark : str
        What the head of every page says, empty for nothing.
    """
    return Document(
        title=title,
        lang=words.lang,
        blocks=tuple(blocks),
        words=words.section("page"),
        author=f"gainsem {version}".rstrip(),
        description=description,
        mark=mark,
    )


def fit_document(fit: Fit, words: Catalogue, sections: Iterable[Block]) -> Document:
    """Return the report of a fit: title, verdict and contents, then its sections."""
    opening = (title_block(fit, words), verdict_of(fit, words), Contents(), PageBreak())
    return framed(
        (*opening, *sections),
        words,
        title=title_of(fit, words),
        description=words.text("title.description"),
        version=fit.provenance.gainsem,
        mark=running_mark(fit, words),
    )


def words_for(fit: FittedModel, lang: str) -> Catalogue:
    """Return the words of the report of a fit, whose tests may be from t.

    Raises
    ------
    OptionError
        ``E-OPT-07`` for another language.
    """
    words = catalogue(lang)
    return headed_by_t(words) if tested_by_t(fit) else words


def headed_by_t(words: Catalogue) -> Catalogue:
    """Return the words of a report whose tests of estimates are from t, not z."""
    return words.with_text("column.z", "column.t")
