"""The questions of a codebook as respondents meet them: in which order, in which blocks.

A form on a phone and a questionnaire on paper are made of the same questions and
blocks.  Questions that decide who is asked others come before them; variables that
nobody is asked (a weight, the time to complete) are kept apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from gainsem.survey.asked_if import Filter, filters_of
from gainsem.survey.codebook_rules import in_main_language, legal_codes, scale_of

if TYPE_CHECKING:
    from gainsem.survey.codebook_document import CodebookDocument, ItemDocument, ScaleDocument

Kind = Literal["choice", "boxes", "number", "text"]
MOST_CHOICES = 11
LONGEST_GRID = 10
NEVER_ASKED = ("seconds", "weight")
ASKED_WITH_WORDING = ("respondent",)
FILLED_IN_BY_STAFF = ("cluster", "stratum", "wave")


@dataclass(frozen=True)
class Question:
    """One question with everything that is needed to ask it.

    Parameters
    ----------
    name : str
        Its name in the codebook.
    item : ItemDocument
        What the codebook says of it.
    place : int
        Its number in the codebook, counted from 0; items come before variables.
    is_item : bool
        Whether it stands under ``items``.
    kind : {"choice", "boxes", "number", "text"}
        How it is answered.
    scale : ScaleDocument or None
    codes, missing_codes : tuple of float
        Legal answers, and answers that stand for a missing one.
    filters : tuple of Filter
        Who is asked; everybody if empty.
    role : str
        Its task, such as ``cluster``.
    own_list : str
        Name for a list of choices of its own, which no shared scale has.
    decides : bool
        Whether its answer decides who is asked other questions.
    """

    name: str
    item: ItemDocument
    place: int
    is_item: bool
    kind: Kind
    scale: ScaleDocument | None
    codes: tuple[float, ...]
    missing_codes: tuple[float, ...]
    filters: tuple[Filter, ...]
    role: str = ""
    own_list: str = ""
    decides: bool = False

    @property
    def list_name(self) -> str:
        """Name of its list of choices: shared where scale and missing codes are shared."""
        shared = self.item.scale if isinstance(self.item.scale, str) else ""
        extra = set(self.item.missing_codes) - set(self.scale.missing_codes if self.scale else ())
        return shared if shared and not extra else self.own_list

    def wording(self, main: str) -> dict[str, str]:
        """Return the wording by language; the short label stands in for one that lacks."""
        label = in_main_language(self.item.label, main)
        return {**label, **in_main_language(self.item.text, main)}

    @property
    def is_asked(self) -> bool:
        """Whether respondents see it: not a weight, the time to complete, a bare identifier."""
        if self.role in ASKED_WITH_WORDING:
            return bool(self.item.text)
        return self.role not in NEVER_ASKED

    @property
    def is_shown(self) -> bool:
        """Whether it is asked where the survey takes place.

        A background variable without the wording of a question is not: it comes from another
        table, such as an index of districts, or is made from other answers.
        """
        worded = self.is_item or bool(self.item.text)
        known = self.decides or bool(self.filters) or self.role in FILLED_IN_BY_STAFF
        return self.is_asked and (worded or known)


def questions_of(said: CodebookDocument) -> tuple[Question, ...]:
    """Return all questions and variables in the order they are asked.

    Raises
    ------
    CodebookError, OptionError
        E-BOOK-29, E-OPT-04: an ``asked_if`` that cannot be understood.
    """
    roles = {name: str(role) for role, name in said.roles.items()}
    described = {**said.items, **said.variables}
    found = [
        _question(name, item, place, said, roles.get(name, ""))
        for place, (name, item) in enumerate(described.items())
    ]
    deciding = {each.question for question in found for each in question.filters}
    found = [replace(question, decides=question.name in deciding) for question in found]
    return tuple(_filters_first(found))


def grids_of(questions: Iterable[Question]) -> list[list[Question]]:
    """Return neighbouring questions with the same choices together, up to ten; others alone.

    A longer run is cut into parts of nearly equal length.

    Parameters
    ----------
    questions : iterable of Question

    Returns
    -------
    list of list of Question
    """
    runs: list[list[Question]] = []
    for question in questions:
        if runs and _alike(runs[-1][-1], question):
            runs[-1].append(question)
        else:
            runs.append([question])
    return [part for run in runs for part in _cut(run)]


def _cut(run: list[Question]) -> list[list[Question]]:
    parts = -(-len(run) // LONGEST_GRID)
    size = -(-len(run) // parts)
    return [run[start : start + size] for start in range(0, len(run), size)]


def _alike(one: Question, other: Question) -> bool:
    return (
        one.kind == other.kind == "choice"
        and one.list_name == other.list_name
        and one.is_item == other.is_item
        and one.is_asked == other.is_asked
        and one.is_shown == other.is_shown
    )


def _question(
    name: str, item: ItemDocument, place: int, said: CodebookDocument, role: str
) -> Question:
    scale = scale_of(item, said)
    shared = scale.missing_codes if scale else []
    codes = legal_codes(scale) if scale else ()
    return Question(
        name=name,
        item=item,
        place=place,
        is_item=name in said.items,
        kind=_kind(item, scale, codes),
        scale=scale,
        codes=codes,
        missing_codes=tuple(dict.fromkeys([*shared, *item.missing_codes])),
        filters=filters_of(name, item, said),
        role=role,
        own_list=_own_list(name, said),
    )


def _own_list(name: str, said: CodebookDocument) -> str:
    chosen = name
    while chosen in said.scales or (chosen != name and chosen in {**said.items, **said.variables}):
        chosen += "_"
    return chosen


def _kind(item: ItemDocument, scale: ScaleDocument | None, codes: tuple[float, ...]) -> Kind:
    if item.options:
        return "boxes"
    if scale is None:
        return "text"
    worded = any(float(code) in codes for labels in scale.labels.values() for code in labels)
    listed = scale.codes is not None or worded or len(codes) <= MOST_CHOICES
    return "choice" if codes and listed else "number"


def _filters_first(questions: list[Question]) -> list[Question]:
    """Put questions that decide whether an earlier one is asked in front of all others."""
    place = {question.name: question.place for question in questions}
    wanted: set[str] = set()
    for question in questions:
        wanted |= {f.question for f in question.filters if place[f.question] > question.place}
    grown = True
    while grown:
        more = {f.question for q in questions if q.name in wanted for f in q.filters} - wanted
        wanted |= more
        grown = bool(more)
    first = [question for question in questions if question.name in wanted]
    return first + [question for question in questions if question.name not in wanted]
