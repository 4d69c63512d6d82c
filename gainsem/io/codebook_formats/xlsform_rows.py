"""The sheets of an XLSForm as rows of text, made from a codebook.

Columns and sheets beyond the standard (``construct``, ``reverse``, ..., the sheets
``constructs`` and ``codebook``) carry what a form has no place for; form builders
leave them alone, and the import reads them again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gainsem.io.codebook_formats.language_names import language_name
from gainsem.io.codebook_formats.xlsform_logic import constraint_of, relevant_of
from gainsem.io.codebook_formats.xlsform_sheets import OF_CONSTRUCTS
from gainsem.survey.asking import Question, grids_of, questions_of
from gainsem.survey.codebook_rules import in_main_language
from gainsem.survey.phrases import number_text

if TYPE_CHECKING:
    from gainsem.survey.codebook_document import CodebookDocument, ScaleDocument

Row = dict[str, str]
Sheets = dict[str, list[Row]]
GRID_HEADINGS = {
    "en": "Please choose one answer in each row.",
    "zh": "请在每一行选择一个答案。",
}
OUT_OF_RANGE = {
    "en": "Please enter a number from {low} to {high}.",
    "zh": "请填写{low}至{high}之间的数字。",
}
SECONDS = "round((decimal-date-time(now()) - decimal-date-time(${start})) * 86400, 0)"
CALCULATED = {"seconds": SECONDS, "weight": "''", "respondent": "once(uuid())"}
AS_THEY_STAND = ("citation", "source", "licence", "decimal", "responses")
LISTED = ("roles", "columns", "exports", "tables")


def sheets_of(said: CodebookDocument) -> Sheets:
    """Return the rows of every sheet of an XLSForm, by the heading of their columns.

    Raises
    ------
    CodebookError, OptionError
        E-BOOK-29, E-OPT-04: an ``asked_if`` that cannot be understood.
    """
    form = _Form(said, questions_of(said))
    return {
        "survey": form.survey(),
        "choices": form.choices(),
        "settings": [form.settings()],
        "constructs": form.constructs(),
        "codebook": form.leftovers(),
    }


@dataclass(frozen=True)
class _Form:
    said: CodebookDocument
    questions: tuple[Question, ...]

    @property
    def main(self) -> str:
        return self.said.languages[0]

    def survey(self) -> list[Row]:
        rows: list[Row] = [{"type": "start", "name": self.free("start")}]
        rows.append({"type": "end", "name": self.free("end")})
        if self.said.instructions:
            note = {"type": "note", "name": self.free("instructions")}
            rows.append(note | self.worded(in_main_language(self.said.instructions, self.main)))
        moved = [q.place for q in self.questions] != sorted(q.place for q in self.questions)
        number = 0
        for run in grids_of(self.questions):
            if len(run) > 1 and run[0].is_shown:
                number += 1
                rows += self.grid(run, self.free(f"block_{number}"), placed=moved)
            else:
                rows += [self.row(question, placed=moved) for question in run]
        return rows

    def grid(self, run: list[Question], name: str, *, placed: bool) -> list[Row]:
        """Return the rows of a block whose answers stand in a grid, headings on top."""
        head = {language: GRID_HEADINGS.get(language, GRID_HEADINGS["en"]) for language in self.all}
        begin = {"type": "begin_group", "name": name, "appearance": "field-list"}
        labels = {"type": f"select_one {run[0].list_name}", "name": self.free(f"{name}_labels")}
        rows = [begin, labels | self.worded(head) | {"appearance": "label"}]
        for question in run:
            rows.append(self.row(question, placed=placed) | {"appearance": "list-nolabel"})
        return [*rows, {"type": "end_group", "name": name}]

    def row(self, question: Question, *, placed: bool) -> Row:
        """Return the row of one question."""
        item = question.item
        row = {"type": self.type_of(question), "name": question.name}
        wording = question.wording(self.main) or {self.main: question.name}
        row |= self.worded(wording, self.lacking(question))
        row |= {
            f"short_label_{language}": text
            for language, text in in_main_language(item.label, self.main).items()
        }
        offered = question.missing_codes and question.kind == "choice"
        kept = "" if question.kind == "choice" else _listed(question.missing_codes)
        others = {each.name: each for each in self.questions}
        row |= {
            "required": "yes" if offered or item.attention is not None else "",
            "relevant": relevant_of(question, others),
            "calculation": "" if question.is_asked else CALCULATED[question.role],
            "measure": ""
            if question.kind == "choice" or not question.scale
            else question.scale.measure,
            "construct": item.construct_,
            "reverse": "yes" if item.reverse else "",
            "missing_codes": kept,
            "attention": "" if item.attention is None else number_text(item.attention),
            "kind": "item" if question.is_item else "variable",
            "place": str(question.place + 1) if placed else "",
            "remark": item.note,
        }
        return row | self.limits(question)

    def limits(self, question: Question) -> Row:
        """Return what is said of the numbers that are allowed."""
        scale = question.scale
        if question.kind != "number" or scale is None:
            return {}
        row: Row = {"constraint": constraint_of(question)}
        hints = {language: _hint(scale, language) for language in self.all}
        fallback = next((hint for hint in hints.values() if hint), "")
        for language in self.all:
            name = language_name(language)
            row[f"hint::{name}"] = hints[language] or fallback
            if scale.range:
                low, high = map(number_text, scale.range)
                said = OUT_OF_RANGE.get(language, OUT_OF_RANGE["en"]).format(low=low, high=high)
                row[f"constraint_message::{name}"] = said
        lent = [language for language, hint in hints.items() if fallback and not hint]
        return row | {"hint_filled": " ".join(lent)}

    def type_of(self, question: Question) -> str:
        if not question.is_asked:
            return "calculate"
        if question.kind == "choice":
            return f"select_one {question.list_name}"
        if question.kind == "boxes":
            return f"select_multiple {question.own_list}"
        if question.kind == "text":
            return "text"
        continuous = question.scale is None or question.scale.measure == "continuous"
        return "decimal" if continuous else "integer"

    def choices(self) -> list[Row]:
        rows: list[Row] = []
        done: set[str] = set()
        for question in self.questions:
            if question.kind == "boxes":
                rows += self.boxes(question)
            elif question.kind == "choice" and question.list_name not in done:
                done.add(question.list_name)
                rows += self.answers(question)
        return rows

    def boxes(self, question: Question) -> list[Row]:
        rows = []
        for option, box in question.item.options.items():
            label = in_main_language(box.label, self.main)
            lacking = [language for language in self.all if not label.get(language)]
            row = {"list_name": question.own_list, "name": option}
            rows.append(row | self.worded(label, lacking))
        return rows

    def answers(self, question: Question) -> list[Row]:
        assert question.scale is not None
        rows = []
        codes = [*question.codes, *question.missing_codes]
        for number, code in enumerate(codes):
            label = _labels(question.scale, code)
            lacking = [language for language in self.all if not label.get(language)]
            row = {"list_name": question.list_name, "name": number_text(code)}
            row |= self.worded(label or {self.main: number_text(code)}, lacking)
            row["missing"] = "yes" if code in question.missing_codes else ""
            row["measure"] = question.scale.measure if number == 0 else ""
            rows.append(row)
        return rows

    def settings(self) -> Row:
        title = in_main_language(self.said.title, self.main)
        called = title.get(self.main) or next(iter(title.values()), "survey")
        slug = re.sub(r"[^a-z0-9]+", "_", title.get("en", called).casefold()).strip("_")
        content = self.said.model_dump_json().encode()
        return {
            "form_title": called,
            "form_id": slug[:48].rstrip("_") or "survey",
            "version": hashlib.sha256(content).hexdigest()[:12],
            "default_language": language_name(self.main),
            "style": "pages",
        }

    def constructs(self) -> list[Row]:
        rows = []
        for name, construct in self.said.constructs.items():
            label = in_main_language(construct.label, self.main)
            row = {"name": name, **{f"label_{language}": text for language, text in label.items()}}
            rows.append(row | {key: getattr(construct, key) for key in OF_CONSTRUCTS})
        return rows

    def leftovers(self) -> list[Row]:
        """Return what a form has no place for, one row a key."""
        content = self.said.model_dump(by_alias=True, exclude_unset=True)
        title = in_main_language(self.said.title, self.main)
        rows = [_leftover("title", language, text) for language, text in title.items()]
        rows.append(_leftover("languages", "", self.all))
        for key in AS_THEY_STAND:
            if content.get(key):
                rows.append(_leftover(key, "", content[key]))
        for key in LISTED:
            for of, value in content.get(key, {}).items():
                value = self.by_item(value) if key == "exports" else value
                rows.append(_leftover(key, of, value))
        used = {q.item.scale for q in self.questions if isinstance(q.item.scale, str)}
        for name, scale in content.get("scales", {}).items():
            if name not in used:
                rows.append(_leftover("scales", name, scale))
        return rows

    def by_item(self, rules: dict[str, Any]) -> dict[str, Any]:
        """Return a tool's rules with the codes of scales written out for their items."""
        codes: dict[str, Any] = {}
        for question in self.questions:
            scale = question.item.scale
            if isinstance(scale, str) and scale in rules.get("codes", {}):
                codes[question.name] = rules["codes"][scale]
        names = {question.name for question in self.questions}
        codes |= {n: c for n, c in rules.get("codes", {}).items() if n in names}
        return {**rules, "codes": codes} if codes else rules

    @property
    def all(self) -> list[str]:
        return list(self.said.languages)

    def worded(self, wording: Mapping[str, str], lacking: Iterable[str] = ()) -> Row:
        """Return the label in every language; the first there is stands in for one that lacks."""
        fallback = next((wording[lang] for lang in self.all if wording.get(lang)), "")
        row = {f"label::{language_name(lang)}": wording.get(lang) or fallback for lang in self.all}
        filled = [*lacking, *(lang for lang in self.all if not wording.get(lang))]
        return {**row, "filled": " ".join(dict.fromkeys(filled))}

    def lacking(self, question: Question) -> list[str]:
        text = in_main_language(question.item.text, self.main)
        return [language for language in self.all if not text.get(language)]

    def free(self, name: str) -> str:
        """Return a name that no question has."""
        taken = {question.name for question in self.questions}
        while name in taken:
            name += "_"
        return name


def _labels(scale: ScaleDocument, code: float) -> dict[str, str]:
    return {
        language: text
        for language, by_code in scale.labels.items()
        for written, text in by_code.items()
        if float(written) == code
    }


def _hint(scale: ScaleDocument, language: str) -> str:
    """Return what the codes of a number mean, one a line."""
    worded = {float(code): text for code, text in scale.labels.get(language, {}).items()}
    return "\n".join(f"{number_text(code)} = {worded[code]}" for code in sorted(worded))


def _listed(codes: Iterable[float]) -> str:
    return "; ".join(map(number_text, codes))


def _leftover(key: str, of: str, value: Any) -> Row:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return {"key": key, "of": str(of), "value": text}
