"""The sheet ``survey`` of an XLSForm as questions; what is no question is listed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gainsem.diagnostics import Diagnostic
from gainsem.errors import did_you_mean
from gainsem.io.codebook_formats.draft import DraftItem, DraftScale, LeftOut, Wording
from gainsem.io.codebook_formats.xlsform_choices import ChoiceList, form_problem, without_filled
from gainsem.io.codebook_formats.xlsform_conditions import Known, range_of, selection_of
from gainsem.io.codebook_formats.xlsform_logic import HIDDEN, SHOWN
from gainsem.io.codebook_formats.xlsform_sheets import FormSheets, SheetRow
from gainsem.io.codebook_formats.xlsform_types import Type, type_of
from gainsem.survey.cells import read_cell
from gainsem.survey.codebook import EVERYONE
from gainsem.survey.phrases import number_text

HINTED = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*=\s*(\S.*)")
UNUSED = {
    "default": "a default answer",
    "choice_filter": "choices that depend on other answers",
    "readonly": "read only",
    "trigger": "a trigger",
    "guidance_hint": "guidance for interviewers",
    "media::image": "a picture",
    "media::audio": "a recording",
    "media::video": "a film",
    "image": "a picture",
    "audio": "a recording",
    "video": "a film",
}
Group = tuple[str, str, SheetRow]


@dataclass
class Survey:
    """What is found in the sheet while it is read from top to bottom.

    ``ours`` are rows that an export of ours adds to every form.
    """

    form: FormSheets
    lists: Mapping[str, ChoiceList]
    items: list[DraftItem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    ours: list[LeftOut] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    instructions: Wording = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    relevant: dict[str, list[str]] = field(default_factory=dict)
    first_row: dict[str, int] = field(default_factory=dict)

    def read(self) -> None:
        """Read all rows, then resolve who is asked."""
        for row in self.form.rows["survey"]:
            self.row(row)
        for what, name, row in self.groups:
            where = f"{what} '{name}' begins here and does not end"
            self.wrong(row, where, f"add a row end_{what}")
        self.items = [self.with_filter(item) for item in self.items]

    def row(self, row: SheetRow) -> None:
        """Read one row."""
        if not row["type"]:
            if row["name"] or row.worded:
                self.wrong(row, f"'{row['name']}' has no type", "write its type, such as text")
            return
        kind = type_of(row["type"])
        if kind is None:
            near = did_you_mean(
                row["type"].split()[0],
                (
                    "select_one",
                    "select_multiple",
                    "integer",
                    "decimal",
                    "text",
                    "note",
                    "begin_group",
                ),
            )
            self.wrong(
                row,
                f"unknown question type '{row['type']}'.{near}".removesuffix("."),
                "see https://xlsform.org for the types there are",
            )
        elif row.says_yes("disabled"):
            self.left(row, f"{row['type']} '{row['name']}' is disabled")
        elif kind.kind == "begin":
            self.groups.append((kind.list_name, row["name"], row))
            if heading := next(iter(row.worded.get("label", {}).values()), ""):
                self.left(row, f"{kind.list_name} '{row['name']}': its heading '{heading}'")
        elif kind.kind == "end":
            self.end(row, kind)
        else:
            self.question(row, kind)

    def end(self, row: SheetRow, kind: Type) -> None:
        """Close the innermost group."""
        if not self.groups or self.groups[-1][0] != kind.list_name:
            self.wrong(
                row, f"'{row['type']}' ends nothing that is open", "add the row that begins it"
            )
            return
        self.groups.pop()

    def question(self, row: SheetRow, kind: Type) -> None:
        """Read a row inside the groups that are open."""
        name = row["name"]
        kind = self.scored(kind)
        if not name and kind.kind != "note":
            self.wrong(row, f"a question of type '{row['type']}' has no name", "fill in the name")
            return
        if kind.kind == "note":
            self.note(row)
            return
        if any(what == "repeat" or what == "loop" for what, _, _ in self.groups):
            self.left(row, f"'{name}' is asked several times (a repeat)")
            return
        if kind.kind in ("left", "rank__level") or row["appearance"].split()[:1] == ["label"]:
            why = kind.why or "headings of a grid, or a level of a ranking"
            added = row["type"] in ("start", "end") or row["appearance"] == "label"
            into = self.ours if added else self.left_out
            into.append(LeftOut(row.place, f"{row['type']} '{name}': {why}"))
            return
        if kind.kind == "calculate" and not row["kind"]:
            self.left(row, f"calculate '{name}': computed, not asked")
            return
        if name in self.first_row:
            where = f"the name '{name}' stands in row {self.first_row[name]} already"
            self.wrong(row, where, "give every question its own name")
            return
        self.first_row[name] = row.number
        self.take(row, kind)

    def scored(self, kind: Type) -> Type:
        """Return the choices of a Kobo rating block for one of its rows."""
        if kind.kind == "score__row" and self.groups:
            return Type("one", self.groups[-1][2]["kobo--score-choices"])
        return kind

    def note(self, row: SheetRow) -> None:
        """Take the first text before all questions as what respondents are told."""
        if not self.items and not self.instructions and row.worded.get("label"):
            self.instructions = without_filled(row)
        else:
            self.left(row, f"note '{row['name']}': a text, not a question")

    def take(self, row: SheetRow, kind: Type) -> None:
        """Take over a question."""
        item = DraftItem(
            name=row["name"],
            place=row.place,
            text=without_filled(row),
            label=self.short_label(row),
            construct=row["construct"],
            reverse=row.says_yes("reverse"),
            attention=_number(row["attention"]),
            is_item={"item": True, "variable": False}.get(row["kind"]),
            number=int(row["place"]) if row["place"].isdecimal() else None,
            note=row["remark"],
            missing_codes=_numbers(row["missing_codes"]),
        )
        answered = self.answers(item, row, kind)
        if answered is None:
            return
        self.items.append(answered)
        inside = [group["relevant"] for _, _, group in self.groups if group["relevant"]]
        own = [row["relevant"]] if row["relevant"] not in ("", HIDDEN) else []
        self.relevant[item.name] = [*inside, *own]
        for column, what in UNUSED.items():
            if row[column] or row.worded.get(column):
                self.left(row, f"'{item.name}', {column}: {what}")
        if kind.with_other:
            self.left(row, f"'{item.name}': the choice 'other' and the text behind it")

    def answers(self, item: DraftItem, row: SheetRow, kind: Type) -> DraftItem | None:
        """Return the question with its scale or boxes; None where its choices are unknown."""
        if kind.kind in ("one", "many"):
            found = self.lists.get(kind.list_name)
            if found is None:
                near = did_you_mean(kind.list_name, self.lists)
                where = (
                    f"'{item.name}' has the choices '{kind.list_name}', which do not exist.{near}"
                )
                self.wrong(row, where.removesuffix("."), "add the list to the sheet choices")
                return None
            if row["constraint"]:
                self.left(row, f"'{item.name}', constraint: {row['constraint']}")
            return self.chosen(self.hinted(item, row), found, kind)
        computed = kind.kind == "calculate" and row["measure"]
        if kind.kind == "number" or computed:
            return self.number(item, row, kind)
        if kind.kind == "outside":
            self.left(row, f"choices of '{item.name}': {kind.why}")
        if row["constraint"]:
            self.left(row, f"'{item.name}', constraint: {row['constraint']}")
        return self.hinted(item, row)

    def chosen(self, item: DraftItem, found: ChoiceList, kind: Type) -> DraftItem:
        """Return a question whose answers are choices of a list."""
        if kind.kind == "many":
            return replace(
                item, options={c.name: _label(c.label, c.name, self) for c in found.choices}
            )
        return replace(item, scale=found.scale(), written_as=found.renumbered)

    def number(self, item: DraftItem, row: SheetRow, kind: Type) -> DraftItem:
        """Return a question that is answered by a number."""
        limits, missing = self.limits(row, kind)
        codes = item.missing_codes or missing
        labels: dict[str, dict[float, str]] = {}
        for language, hint in without_filled(row, "hint").items():
            lines = [HINTED.fullmatch(line) for line in hint.splitlines()]
            if all(lines):
                labels[language] = {float(line[1]): line[2] for line in lines if line}
        if not labels:
            item = self.hinted(item, row)
        measure = row["measure"] or "continuous"
        scale = DraftScale(measure=measure, limits=limits, labels=labels, missing_codes=codes)
        return replace(item, scale=scale, missing_codes=())

    def limits(
        self, row: SheetRow, kind: Type
    ) -> tuple[tuple[float, float] | None, tuple[float, ...]]:
        """Return smallest and largest number, and single ones allowed besides."""
        given = dict(re.findall(r"(\w+)\s*=\s*(-?\d+(?:\.\d+)?)", row["parameters"]))
        if row["type"].split()[0].casefold() == "range":  # 1 to 10 unless its parameters say
            ends = sorted((float(given.get("start", 1)), float(given.get("end", 10))))
            return (ends[0], ends[1]) if ends[0] < ends[1] else None, ()
        found = range_of(row["constraint"], whole=kind.is_whole) if row["constraint"] else None
        if row["constraint"] and found is None:
            self.left(row, f"'{row['name']}', constraint: {row['constraint']}")
        low, high, missing = found or (None, None, ())
        if low is not None and high is not None and low < high:
            return (low, high), missing
        if low is not None or high is not None:
            self.left(row, f"'{row['name']}', constraint with one end: {row['constraint']}")
        return None, missing

    def hinted(self, item: DraftItem, row: SheetRow) -> DraftItem:
        """Return a question with its hint as a remark."""
        hints = row.worded.get("hint", {})
        hint = next((hints[lang] for lang in self.form.languages if lang in hints), "")
        return replace(item, note=" ".join(part for part in (item.note, hint) if part))

    def short_label(self, row: SheetRow) -> Wording:
        """Return the short label that an export of ours has written beside the question."""
        labels = {lang: row[f"short_label_{lang.casefold()}"] for lang in self.form.languages}
        return {lang: text for lang, text in labels.items() if text}

    def with_filter(self, item: DraftItem) -> DraftItem:
        """Return a question with who is asked, as far as that is a simple comparison."""
        if not (said := self.relevant[item.name]):
            return item
        if said == [SHOWN]:
            return replace(item, asked_if=EVERYONE)
        said = [each for each in said if each != SHOWN]
        known = {each.name: _known(each) for each in self.items if each.name != item.name}
        found = [selection_of(each, known) for each in said]
        for each, selection in zip(said, found, strict=True):
            if selection is None:
                self.left_out.append(LeftOut(item.place, f"'{item.name}', relevant: {each}"))
        return replace(item, asked_if=" & ".join(each for each in found if each))

    def left(self, row: SheetRow, what: str) -> None:
        """List something that is not taken over."""
        self.left_out.append(LeftOut(row.place, what))

    def wrong(self, row: SheetRow, what: str, do: str) -> None:
        """List something that is wrong."""
        self.problems.append(form_problem(self.form.source, row.place, what, do))


def _known(item: DraftItem) -> Known:
    scale = item.scale
    codes = {text: number_text(code) for text, code in item.written_as.items()}
    missing = tuple(
        map(number_text, (*(scale.missing_codes if scale else ()), *item.missing_codes))
    )
    span = (min(scale.codes), max(scale.codes)) if scale and scale.codes else None
    span = span or (scale.limits if scale else None)
    total = sum(span) if item.reverse and span else None
    return Known(codes, tuple(item.options), missing, total)


def _label(label: Wording, name: str, survey: Survey) -> Wording:
    return label or {survey.form.languages[0]: name}


def _number(text: str) -> float | None:
    cell = read_cell(text)
    return cell.value if cell.kind == "number" else None


def _numbers(text: str) -> tuple[float, ...]:
    numbers = (_number(part) for part in re.split(r"[;,；，\s]+", text))
    return tuple(number for number in numbers if number is not None)
