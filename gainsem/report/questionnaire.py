"""A codebook as a questionnaire to be printed and handed out.

Nothing that is not for respondents is on it: which items are turned, what they
measure, which of them are attention checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gainsem.report.catalogue import Catalogue, catalogue
from gainsem.report.glyphs import coverage, font_warning, missing_in, with_stand_ins
from gainsem.report.skip_hints import choice_label, skip_hint
from gainsem.report.typst_pdf import fonts_for, typeset
from gainsem.results.text_width import width
from gainsem.survey.asking import Question, grids_of, questions_of
from gainsem.survey.codebook_rules import in_main_language
from gainsem.survey.phrases import number_text

if TYPE_CHECKING:
    from gainsem.diagnostics import Diagnostic
    from gainsem.survey.codebook_document import CodebookDocument

TEMPLATE = "questionnaire.typ"
FOR_THE_OFFICE = ("respondent", "cluster", "stratum", "wave")
WIDEST_HEAD = 34
MOST_COLUMNS = 11
LINES_OF_TEXT = 2
CHOICES_SIDE_BY_SIDE = ((14, 4), (22, 3), (40, 2))

Block = dict[str, Any]


@dataclass(frozen=True)
class Questionnaire:
    """The bytes of the PDF, and what has to be said about them."""

    data: bytes
    diagnostics: tuple[Diagnostic, ...] = ()


def questionnaire_pdf(said: CodebookDocument, *, lang: str = "") -> Questionnaire:
    """Return a codebook as a printable questionnaire; the same codebook gives the same bytes.

    Parameters
    ----------
    said : CodebookDocument
        From :func:`gainsem.survey.codebook_file.read_document`.
    lang : str
        Language of the wordings; the codebook's first by default.

    Raises
    ------
    CodebookError, OptionError
        E-BOOK-29, E-OPT-04: an ``asked_if`` that cannot be understood.
    """
    content = questionnaire_content(said, lang=lang)
    known = coverage()
    missing = missing_in(content, known.regular)
    content = with_stand_ins(content, missing)
    content |= fonts_for(content, known)
    remarks = (font_warning(missing),) if missing else ()
    return Questionnaire(typeset(TEMPLATE, content, {}), remarks)


def questionnaire_content(said: CodebookDocument, *, lang: str = "") -> dict[str, Any]:
    """Return what stands on the pages, as plain data."""
    lang = lang or said.languages[0]
    words = catalogue("zh" if lang.startswith("zh") else "en")
    page = _Page(said, lang, words, questions_of(said))
    return {
        "lang": lang.split("-")[0],
        "title": page.pick(said.title),
        "instructions": page.pick(said.instructions),
        "words": words.section("questionnaire"),
        "office": page.office(),
        "sections": page.sections(),
    }


@dataclass(frozen=True)
class _Page:
    said: CodebookDocument
    lang: str
    words: Catalogue
    questions: tuple[Question, ...]

    def pick(self, wording: Mapping[str, str]) -> str:
        """Return a wording in the language of the page, else in the main one, else in any."""
        by_language = in_main_language(wording, self.said.languages[0])
        for language in (self.lang, *self.said.languages):
            if by_language.get(language):
                return by_language[language]
        return ""

    @property
    def printed(self) -> list[Question]:
        """Questions that respondents answer."""
        return [q for q in self.questions if q.is_shown and q.role not in FOR_THE_OFFICE]

    @property
    def numbers(self) -> dict[str, int]:
        """Printed numbers of the questions."""
        return {question.name: n for n, question in enumerate(self.printed, start=1)}

    def office(self) -> list[str]:
        """Return the lines that the office or the interviewer fills in."""
        own = [
            self.wording(question)
            for question in self.questions
            if question.role in FOR_THE_OFFICE and question.role != "respondent"
        ]
        fixed = [
            self.words.text(f"questionnaire.office_{k}") for k in ("number", "interviewer", "date")
        ]
        return [fixed[0], *own, *fixed[1:]]

    def sections(self) -> list[Block]:
        """Return the parts of the questionnaire: deciding questions, items, background."""
        first = self.first()
        parts = {
            "first": first,
            "items": [q for q in self.printed if q.is_item and q not in first],
            "variables": [q for q in self.printed if not q.is_item and q not in first],
        }
        return [
            {"title": self.words.text(f"questionnaire.{key}"), "blocks": self.blocks(questions)}
            for key, questions in parts.items()
            if questions
        ]

    def first(self) -> list[Question]:
        """Return the questions that were put in front of all others, as they decide on some."""
        found: list[Question] = []
        for number, question in enumerate(self.questions):
            if all(question.place < later.place for later in self.questions[number + 1 :]):
                break
            found.append(question)
        return [question for question in found if question in self.printed]

    def blocks(self, questions: Iterable[Question]) -> list[Block]:
        found = []
        for run in grids_of(questions):
            if self.is_grid(run):
                found.append(self.grid(run))
            else:
                found += [self.single(question) for question in run]
        return found

    def is_grid(self, run: list[Question]) -> bool:
        """Return whether questions stand in rows below the wordings of their answers."""
        first = run[0]
        if first.kind != "choice" or not 2 < len(first.codes) <= MOST_COLUMNS:
            return False
        rated = first.scale is not None and first.scale.measure == "ordinal" and first.is_item
        heads = [*self.choices(first), *self.missing(first)]
        short = all(width(head["label"]) <= WIDEST_HEAD for head in heads)
        return short and (rated or len(run) > 1)

    def grid(self, run: list[Question]) -> Block:
        rows = [
            {"number": self.numbers[q.name], "text": self.wording(q), "hint": self.hint(q)}
            for q in run
        ]
        heads = [_broken(head) for head in self.choices(run[0])]
        plain = all(head["label"] in ("", head["code"]) for head in heads[1:-1])
        return {
            "kind": "grid",
            "heads": heads,
            "missing": [_broken(head) for head in self.missing(run[0])],
            "rows": rows,
            "narrow": plain and len(heads) > 2,
        }

    def single(self, question: Question) -> Block:
        """Return a question that stands alone."""
        block: Block = {
            "kind": question.kind,
            "number": self.numbers[question.name],
            "text": self.wording(question),
            "hint": self.hint(question),
            "missing": self.missing(question),
        }
        if question.kind == "choice":
            choices = self.choices(question)
            return block | {"choices": choices, "columns": _columns([c["label"] for c in choices])}
        if question.kind == "boxes":
            labels = [self.pick(box.label) for box in question.item.options.values()]
            choices = [{"label": label, "code": ""} for label in labels]
            return block | {"choices": choices, "columns": _columns(labels)}
        if question.kind == "number":
            return block | {"range": self.range(question)}
        return block | {"lines": LINES_OF_TEXT if question.item.text else 1}

    def range(self, question: Question) -> str:
        if question.scale is None or question.scale.range is None:
            return ""
        low, high = map(number_text, question.scale.range)
        return self.words.text("questionnaire.between", low=low, high=high)

    def wording(self, question: Question) -> str:
        wording = question.wording(self.said.languages[0])
        return self.pick(wording) or question.name

    def hint(self, question: Question) -> str:
        asked = {each.name: each for each in self.questions}
        return skip_hint(question, asked, self.numbers, self.words, self.pick)

    def choices(self, question: Question) -> list[dict[str, str]]:
        found = []
        for code in question.codes:
            label = choice_label(question, code, self.pick)
            found.append({"label": label, "code": number_text(code)})
        return found

    def missing(self, question: Question) -> list[dict[str, str]]:
        """Return the missing codes that have a wording; the others are for data entry only."""
        labels = {c: choice_label(question, c, self.pick) for c in question.missing_codes}
        return [{"label": text, "code": number_text(code)} for code, text in labels.items() if text]


def _broken(head: dict[str, str]) -> dict[str, str]:
    """Return the heading of a column with a line break after every slash."""
    return {**head, "label": re.sub(r"/\s*", "/\n", head["label"])}


def _columns(labels: list[str]) -> int:
    """Return how many choices stand side by side."""
    widest = max(map(width, labels), default=0)
    return next((n for most, n in CHOICES_SIDE_BY_SIDE if widest <= most), 1)
