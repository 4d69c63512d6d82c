"""The choice lists of an XLSForm as scales and boxes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gainsem.diagnostics import Diagnostic
from gainsem.io.codebook_formats.draft import DraftScale, Wording
from gainsem.io.codebook_formats.xlsform_sheets import FormSheets, SheetRow
from gainsem.survey.cells import read_cell


@dataclass(frozen=True)
class Choice:
    """One choice: what the form writes, its wording, whether it means no answer."""

    name: str
    label: Wording
    is_missing: bool


@dataclass(frozen=True)
class ChoiceList:
    """A list of choices; ``is_own`` says that an export of ours has written it."""

    name: str
    choices: tuple[Choice, ...]
    measure: str
    is_own: bool = False

    @property
    def codes(self) -> dict[str, float]:
        """Code of every choice: its own number, or its place where one is not a number."""
        cells = [read_cell(choice.name) for choice in self.choices]
        numbers = [cell.value for cell in cells if cell.kind == "number"]
        if len(set(numbers)) == len(self.choices):
            return {c.name: number for c, number in zip(self.choices, numbers, strict=True)}
        return {choice.name: float(place) for place, choice in enumerate(self.choices, start=1)}

    @property
    def renumbered(self) -> dict[str, float]:
        """The codes, where they are not simply what the form writes."""
        codes = self.codes
        same = all(read_cell(name).value == code for name, code in codes.items())
        return {} if same else codes

    def scale(self) -> DraftScale:
        """Return the list as a scale."""
        codes = self.codes
        labels: dict[str, dict[float, str]] = {}
        for choice in self.choices:
            for language, text in choice.label.items():
                if self.is_own or text != choice.name or self.renumbered:
                    labels.setdefault(language, {})[codes[choice.name]] = text
        return DraftScale(
            measure=self.measure,
            codes=tuple(codes[c.name] for c in self.choices if not c.is_missing),
            labels=labels,
            missing_codes=tuple(codes[c.name] for c in self.choices if c.is_missing),
            name=self.name,
        )


def choice_lists(form: FormSheets) -> tuple[dict[str, ChoiceList], list[Diagnostic]]:
    """Return the lists of choices by name, and what is wrong with them (E-BOOK-22)."""
    grouped: dict[str, list[SheetRow]] = {}
    problems: list[Diagnostic] = []
    for row in form.rows.get("choices", []):
        name = row["name"] or row["value"]
        if row["list_name"] and name:
            grouped.setdefault(row["list_name"], []).append(row)
        elif row["list_name"] or name:
            what = "a choice without a name" if row["list_name"] else f"choice '{name}' of no list"
            problems.append(
                form_problem(form.source, row.place, what, "fill in list_name and name")
            )
    for rows in grouped.values():
        problems += _doubled(rows, form.source)
    is_own = "codebook" in form.rows
    return {n: _list(n, rows, is_own=is_own) for n, rows in grouped.items()}, problems


def _list(name: str, rows: list[SheetRow], *, is_own: bool) -> ChoiceList:
    choices = tuple(
        Choice(row["name"] or row["value"], without_filled(row), row.says_yes("missing"))
        for row in rows
    )
    measure = next((row["measure"] for row in rows if row["measure"]), "")
    return ChoiceList(name, choices, measure, is_own)


def without_filled(row: SheetRow, column: str = "label") -> Wording:
    """Return the wording of a row without the languages that another one stands in for."""
    filled = row["filled" if column == "label" else f"{column}_filled"].split()
    return {lang: text for lang, text in row.worded.get(column, {}).items() if lang not in filled}


def _doubled(rows: Iterable[SheetRow], source: str) -> list[Diagnostic]:
    seen: dict[str, int] = {}
    problems = []
    for row in rows:
        name = row["name"] or row["value"]
        if name in seen:
            what = (
                f"choice '{name}' of list '{row['list_name']}' stands in row {seen[name]} already"
            )
            problems.append(form_problem(source, row.place, what, "give every choice its own name"))
        seen.setdefault(name, row.number)
    return problems


def form_problem(source: str, place: str, what: str, do: str) -> Diagnostic:
    """Return E-BOOK-22 for one row of a form."""
    return Diagnostic("E-BOOK-22", "error", f"{source}, {place}: {what}.", do=do)
