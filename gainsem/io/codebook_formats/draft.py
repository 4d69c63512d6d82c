"""A codebook on its way from another format: what was found, and what was not taken over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gainsem.diagnostics import Diagnostic

Wording = dict[str, str]


@dataclass(frozen=True)
class LeftOut:
    """Something of the source that the codebook does not have: where, what, why."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(frozen=True)
class DraftScale:
    """A scale as the source describes it.

    Parameters
    ----------
    measure : str
        Empty where the source does not say.
    codes : tuple of float
        Answers that are listed, missing codes not among them.
    limits : (float, float) or None
        Smallest and largest answer, where answers are not listed.
    labels : dict
        Wording by language and code, missing codes included.
    missing_codes : tuple of float
    name : str
        What the source calls it; empty for a scale of one question.
    is_rating : bool
        The source calls it a rating scale without saying that it is ordinal.
    """

    measure: str = ""
    codes: tuple[float, ...] = ()
    limits: tuple[float, float] | None = None
    labels: dict[str, dict[float, str]] = field(default_factory=dict)
    missing_codes: tuple[float, ...] = ()
    name: str = ""
    is_rating: bool = False

    @property
    def content(self) -> tuple[Any, ...]:
        """What makes two scales the same; their names do not count."""
        labels = {
            (language, code, text)
            for language, by_code in self.labels.items()
            for code, text in by_code.items()
        }
        return (
            self.measure,
            tuple(sorted(self.codes)),
            self.limits,
            frozenset(labels),
            tuple(sorted(self.missing_codes)),
            self.is_rating,
        )


@dataclass(frozen=True)
class DraftItem:
    """A question as the source describes it; ``is_item`` is None where it does not say."""

    name: str
    place: str
    text: Wording = field(default_factory=dict)
    label: Wording = field(default_factory=dict)
    scale: DraftScale | None = None
    missing_codes: tuple[float, ...] = ()
    reverse: bool = False
    construct: str = ""
    options: dict[str, Wording] = field(default_factory=dict)
    attention: float | None = None
    asked_if: str = ""
    note: str = ""
    is_item: bool | None = None
    number: int | None = None
    written_as: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """All that a source says.

    Parameters
    ----------
    source : str
        Its file, for messages.
    kind : str
        What it is, in words: ``"XLSForm"``.
    languages : tuple of str
        The main one first.
    items : tuple of DraftItem
    title, instructions : dict of str to str
    constructs : dict of str to dict
        Label by language, ``part_of`` and ``note`` of every construct.
    keys : dict
        Other keys of the codebook, as they will stand in it.
    left_out : tuple of LeftOut
    remarks : tuple of Diagnostic
    is_own : bool
        Written by gainsem: nothing has to be guessed.
    tool : str
        The tool of ``exports`` that writes answers as ``DraftItem.written_as`` says.
    """

    source: str
    kind: str
    languages: tuple[str, ...]
    items: tuple[DraftItem, ...]
    title: Wording = field(default_factory=dict)
    instructions: Wording = field(default_factory=dict)
    constructs: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[Diagnostic, ...] = ()
    is_own: bool = False
    tool: str = ""
