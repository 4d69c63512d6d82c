"""A plain table of items (CSV or workbook), one row an item, to a draft of a codebook."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from gainsem.diagnostics import Diagnostic
from gainsem.errors import CodebookError
from gainsem.io.codebook_formats.draft import Draft, DraftItem, DraftScale, LeftOut
from gainsem.io.codebook_formats.item_cells import (
    measure_of,
    numbers_of,
    scale_of_cell,
    truth,
    worded_codes,
)
from gainsem.io.codebook_formats.item_columns import Meaning, meanings
from gainsem.io.codebook_formats.xlsform_sheets import guess_language
from gainsem.io.csv_file import csv_safe
from gainsem.io.file_bytes import FileBytes
from gainsem.io.text_table import table_from_text_bytes
from gainsem.io.workbook import is_workbook, table_from_workbook_bytes
from gainsem.survey.phrases import names_text, number_text
from gainsem.survey.raw_table import RawColumn, RawTable

NAMES_WANTED = "id, item, name, variable or 题号, 编号, 变量名"


def draft_of_table(file: FileBytes) -> Draft:
    """Return what a table of items says.

    Headings are understood generously, in English and Chinese; only the names of the
    items must be there.

    Raises
    ------
    FileError
        The table cannot be read.
    CodebookError
        E-BOOK-26: no column with names; names that lack or stand twice, all together.
    """
    read = table_from_workbook_bytes if is_workbook(file.data) else table_from_text_bytes
    raw = read(file)
    source = Path(raw.source).name
    found = meanings(raw.names)
    if Meaning("name") not in found:
        raise CodebookError.of(
            "E-BOOK-26",
            f"{source} is not a table of items: no column holds their names.",
            where=f"its columns are {names_text(raw.names)}",
            do=f"call the column  {NAMES_WANTED}",
        )
    table = _Table(source, raw, found)
    if problems := table.name_problems():
        raise CodebookError(*problems)
    items = tuple(item for row in range(len(raw.lines)) if (item := table.item(row)))
    return Draft(
        source=source,
        kind="table of items",
        languages=table.languages,
        items=items,
        title={table.languages[0]: Path(source).stem},
        constructs=table.constructs(),
        left_out=(*table.left_columns(), *table.left_out),
        remarks=tuple(each for each in raw.diagnostics if each.severity == "warning"),
    )


@dataclass
class _Table:
    source: str
    raw: RawTable
    found: list[Meaning | None]
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the wordings; that of columns that do not say comes first."""
        said = list(dict.fromkeys(each.language for each in self.found if each and each.language))
        return tuple(dict.fromkeys([self.bare_language, *said])) if self.has_bare else tuple(said)

    @property
    def has_bare(self) -> bool:
        named = any(each and each.language for each in self.found)
        bare = any(
            each and not each.language and each.key in ("text", "label") for each in self.found
        )
        return bare or not named

    @property
    def bare_language(self) -> str:
        texts = [
            cell
            for meaning, column in zip(self.found, self.raw.columns, strict=True)
            if meaning and not meaning.language and meaning.key in ("text", "label")
            for cell in _texts(column)
        ]
        return guess_language("".join(texts))

    def cell(self, key: str, row: int, language: str = "") -> str:
        """Return one cell as text."""
        meaning = Meaning(key, language)
        if meaning not in self.found:
            return ""
        text = _texts(self.raw.columns[self.found.index(meaning)])[row].strip()
        is_protected = text.startswith("'") and csv_safe(text[1:]) == text
        return text[1:] if is_protected else text

    def wording(self, key: str, row: int) -> dict[str, str]:
        """Return a wording by language."""
        texts = {language: self.cell(key, row, language) for language in self.languages}
        bare = self.cell(key, row)
        if bare and not texts.get(self.languages[0]):
            texts[self.languages[0]] = bare
        return {language: text for language, text in texts.items() if text}

    def place(self, row: int) -> str:
        return f"row {int(self.raw.lines[row])}"

    def name_problems(self) -> list[Diagnostic]:
        """Return E-BOOK-26 for names that lack or stand twice."""
        seen: dict[str, int] = {}
        problems = []
        for row in range(len(self.raw.lines)):
            name = self.cell("name", row)
            if not name and any(self.wording(key, row) for key in ("text", "label")):
                problems.append(self.wrong(row, "the item has no name", "give it one"))
            elif name and name in seen:
                what = f"the item '{name}' stands in {self.place(seen[name])} already"
                problems.append(self.wrong(row, what, "give every item its own name"))
            seen.setdefault(name, row)
        if set(seen) <= {""}:
            problems.append(Diagnostic("E-BOOK-26", "error", f"{self.source} names no items."))
        return problems

    def wrong(self, row: int, what: str, do: str) -> Diagnostic:
        return Diagnostic("E-BOOK-26", "error", f"{self.source}, {self.place(row)}: {what}.", do=do)

    def item(self, row: int) -> DraftItem | None:
        """Return the item of one row; None for an empty row."""
        name = self.cell("name", row)
        if not name:
            return None
        missing = self.understood(row, "missing_codes", numbers_of, ())
        scale = self.scale(row)
        construct = self.cell("construct", row) or next(
            iter(self.wording("construct", row).values()), ""
        )
        options = self.options(row)
        if scale and not options:
            missing = tuple(dict.fromkeys([*scale.missing_codes, *missing]))
            kept = tuple(code for code in scale.codes if code not in missing)
            scale = replace(
                scale,
                codes=kept,
                missing_codes=missing,
                is_rating=scale.is_rating and (bool(construct) or self.cell("kind", row) == "item"),
            )
        attention = self.understood(row, "attention", numbers_of, ())
        return DraftItem(
            name=name,
            place=self.place(row),
            text=self.wording("text", row),
            label=self.wording("label", row),
            scale=None if options else scale,
            missing_codes=missing if options or scale is None else (),
            reverse=bool(scale) and self.understood(row, "reverse", truth, False),
            construct=construct,
            options=options,
            attention=attention[0] if attention else None,
            asked_if=self.cell("asked_if", row),
            note=self.cell("note", row),
            is_item={"item": True, "variable": False}.get(self.cell("kind", row)),
        )

    def scale(self, row: int) -> DraftScale | None:
        """Return the scale of one row: codes or range, measure, wordings."""
        scale = self.understood(row, "scale", lambda t: scale_of_cell(t, self.languages[0]), None)
        measure = self.understood(row, "measure", measure_of, "")
        labels = dict(scale.labels) if scale else {}
        for language, text in self.wording("labels", row).items():
            worded = worded_codes(text)
            if worded is None:
                self.left(row, "labels", text)
            else:
                labels[language] = worded
        if scale is None and not labels and measure == "ordinal":
            self.left(row, "measure", "ordinal, without any codes")
            return None
        if scale is None and not labels and not measure:
            return None
        scale = scale or DraftScale(codes=tuple(next(iter(labels.values()), ())))
        return replace(scale, measure=measure or scale.measure, labels=labels)

    def options(self, row: int) -> dict[str, dict[str, str]]:
        """Return the boxes of a question in which several may be ticked."""
        found: dict[str, dict[str, str]] = {}
        for language, text in self.wording("options", row).items():
            for part in text.split("\n") if "\n" in text else text.split(";"):
                key, sign, label = part.partition("=")
                if sign and key.strip():
                    found.setdefault(key.strip(), {})[language] = label.strip()
        return found

    def understood(self, row: int, key: str, read: Any, default: Any) -> Any:
        """Return what a cell says; one that is not understood is listed as left out."""
        text = self.cell(key, row)
        if not text:
            return default
        value = read(text)
        if value is None:
            self.left(row, key, text)
            return default
        return value

    def left(self, row: int, key: str, text: str) -> None:
        name = self.cell("name", row)
        self.left_out.append(
            LeftOut(self.place(row), f"'{name}', {key}: '{text}' is not understood")
        )

    def left_columns(self) -> list[LeftOut]:
        """Return the columns that have no place in a codebook."""
        filled = [any(_texts(column)) for column in self.raw.columns]
        return [
            LeftOut(f'column "{name}"', "not something a codebook says of an item")
            for name, meaning, full in zip(self.raw.names, self.found, filled, strict=True)
            if meaning is None and full
        ]

    def constructs(self) -> dict[str, dict[str, Any]]:
        """Return constructs, and the dimensions they are part of, with their labels."""
        found: dict[str, dict[str, Any]] = {}
        wider: dict[str, dict[str, Any]] = {}
        for row in range(len(self.raw.lines)):
            names = {key: self.cell(key, row) for key in ("construct", "dimension")}
            labels = {key: self.wording(key, row) for key in names}
            for key, into in (("construct", found), ("dimension", wider)):
                name = names[key] or next(iter(labels[key].values()), "")
                own = self.named_only(key, row) or {self.languages[0]: name}
                if name:
                    into.setdefault(name, {"label": own})
                    names[key] = name
            if names["construct"] and names["dimension"] not in ("", names["construct"]):
                found[names["construct"]].setdefault("part_of", names["dimension"])
        return {**{n: c for n, c in wider.items() if n not in found}, **found}

    def named_only(self, key: str, row: int) -> dict[str, str]:
        texts = {language: self.cell(key, row, language) for language in self.languages}
        return {language: text for language, text in texts.items() if text}


def _texts(column: RawColumn) -> tuple[str, ...]:
    if isinstance(column, np.ndarray):
        return tuple("" if np.isnan(value) else number_text(float(value)) for value in column)
    return column
