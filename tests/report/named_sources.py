"""Which papers a report names outside its list of references."""

from __future__ import annotations

from gainsem.report.bibliography import references
from gainsem.report.document import Document
from gainsem.report.document_data import document_data


def named_sources(document: Document) -> set[str]:
    """Return the keys of the papers a document names in its text."""
    content, _ = document_data(document)
    said = str([block for block in content["blocks"] if block["kind"] != "references"])
    return {key for key, entry in references().items() if is_named(entry.short, said)}


def is_named(short: str, said: str) -> bool:
    """Return whether a text has a citation, in brackets or outside of them."""
    names, _, year = short.rpartition(", ")
    outside = (f"{names} ({year})", f"{names.replace(' & ', ' and ')} ({year})")
    return any(citation in said for citation in (short, *outside))
