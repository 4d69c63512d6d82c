"""The codebook of a survey: what was asked, how it could be answered, whose work it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gainsem.survey.responses import Item

EVERYONE = "everyone"
"""``asked_if`` of a question that is put to all: an empty list of its boxes then means none."""


@dataclass(frozen=True)
class ExportRules:
    """How one survey tool writes a survey down: headings and codes by item."""

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    codes: dict[str, dict[str, float | str]] = field(default_factory=dict)


@dataclass(frozen=True)
class SecondTable:
    """A table that is joined to the answers by a column both have."""

    name: str
    path: Path
    key: str


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
    part_of : dict of str to str
        Construct name to the wider construct (dimension) it belongs to.
    compare_with : dict of str to str
        Construct name to the construct its index is compared with.
    roles : dict of str to str
        Task (weight, seconds, respondent, cluster, stratum, group, wave) to variable.
    attention : dict of str to float
        Attention checks, and the answer each asks for.
    options : dict of str to tuple of str
        Question in which several boxes may be ticked, to its option keys; option ``gov``
        of question ``apps`` is the item ``apps_gov``.
    asked_if : dict of str to str
        Questions, and the selection that says who is asked; :data:`EVERYONE` where the
        codebook says that everybody is.
    columns : dict of str to tuple of str
        Headings of items in the data file, whatever tool wrote it.
    exports : dict of str to ExportRules
        Headings and codes by survey tool; codes of a scale are written out by item.
    tables : tuple of SecondTable
        Tables joined to the answers.
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
    part_of: dict[str, str] = field(default_factory=dict)
    compare_with: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    attention: dict[str, float] = field(default_factory=dict)
    options: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asked_if: dict[str, str] = field(default_factory=dict)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    exports: dict[str, ExportRules] = field(default_factory=dict)
    tables: tuple[SecondTable, ...] = ()
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

    def to_frame(self, lang: str | None = None) -> Any:
        """Return the items as a pandas DataFrame, one row an item, indexed by its name.

        Parameters
        ----------
        lang : str, optional
            Language of wordings and labels, where they have it; the main one by default.

        Returns
        -------
        DataFrame
            Columns ``text``, ``label``, ``construct``, ``part_of``, ``measure``, ``codes``,
            ``missing_codes``, ``reverse``, ``labels`` (code to wording), ``asked_if``,
            ``attention``, ``note``.
        """
        import pandas as pd

        order = (lang or self.languages[0], *self.languages)

        def pick(by_language: dict[str, Any], default: Any) -> Any:
            return next((by_language[each] for each in order if by_language.get(each)), default)

        owner = {f"{q}_{option}": q for q, options in self.options.items() for option in options}
        rows = [
            {
                "text": pick(item.text, ""),
                "label": pick(item.label, ""),
                "construct": item.construct,
                "part_of": self.part_of.get(item.construct, ""),
                "measure": item.measure,
                "codes": item.codes,
                "missing_codes": item.missing_codes,
                "reverse": item.reverse,
                "labels": pick(item.value_labels, {}),
                "asked_if": self.asked_if.get(owner.get(item.name, item.name), ""),
                "attention": self.attention.get(item.name),
                "note": self.notes.get(owner.get(item.name, item.name), ""),
            }
            for item in self.items
        ]
        return pd.DataFrame(rows, index=pd.Index(self.names, name="item"))
