"""The codebook of a survey: what was asked, how it could be answered, whose work it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gainsem.survey.responses import Item


@dataclass(frozen=True)
class Codebook:
    """What a survey's YAML file says, with shared scales written out for every item.

    Parameters
    ----------
    items : tuple of Item
        Questions and background variables, in the order of the file.
    title : dict of str to str
        Title by language.
    constructs : dict
        Construct name to label by language.
    languages : tuple of str
        Languages of the wordings, the main one first.
    citation, source, licence : str
        How to cite the survey, where it comes from, what may be done with it.
    notes : dict of str to str
        Remarks on single items.
    decimal : {".", ","}
        Decimal sign of the data file.
    responses : Path or None
        The file with the answers; always below the codebook's folder.
    path : Path or None
        The codebook itself.
    sha256 : str
        Of its bytes.
    """

    items: tuple[Item, ...]
    title: dict[str, str] = field(default_factory=dict)
    constructs: dict[str, dict[str, str]] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    citation: str = ""
    source: str = ""
    licence: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    decimal: str = "."
    responses: Path | None = None
    path: Path | None = None
    sha256: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all items."""
        return tuple(item.name for item in self.items)

    @property
    def called(self) -> str:
        """What to call the codebook in messages."""
        return self.path.name if self.path else "codebook"
