"""A codebook as SPSS syntax (.sps): labels, missing values and levels for a data file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import CodebookError
from gainsem.survey.codebook_rules import items_of
from gainsem.survey.phrases import names_text, number_text

if TYPE_CHECKING:
    from gainsem.survey.codebook_document import CodebookDocument
    from gainsem.survey.responses import Item

LEVELS = {"ordinal": "ORDINAL", "nominal": "NOMINAL", "continuous": "SCALE"}
LONGEST_VARIABLE_LABEL, LONGEST_VALUE_LABEL, LONGEST_NAME = 255, 120, 64
MOST_MISSING = 3
RESERVED = frozenset(
    ("ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH")
)
NAME = re.compile(r"[^\W\d_][\w.$#@]*")
LINE_WIDTH = 90


@dataclass(frozen=True)
class Syntax:
    """The text of a syntax file, and what did not go into it."""

    text: str
    diagnostics: tuple[Diagnostic, ...]


def spss_syntax(said: CodebookDocument, *, lang: str = "") -> Syntax:
    """Return SPSS syntax that labels the variables of a codebook.

    Parameters
    ----------
    said : CodebookDocument
        From :func:`gainsem.survey.codebook_file.read_document`.
    lang : str
        Language of the wordings; the main one by default.

    Raises
    ------
    CodebookError
        E-BOOK-20: names that SPSS does not take.
    """
    described = {**said.items, **said.variables}
    items = [one for name, item in described.items() for one in items_of(name, item, said)]
    if bad := [item.name for item in items if not _is_name(item.name)]:
        raise CodebookError.of(
            "E-BOOK-20",
            f"SPSS takes no variables of these names: {names_text(bad)}.",
            why="they begin with a letter, have no spaces, up to 64 bytes and are no word of SPSS",
            do="change them in the codebook; columns: keeps the heading the data file has",
        )
    writer = _Writer(lang or said.languages[0], [])
    title = said.title.get(writer.lang) or next(iter(said.title.values()), "")
    parts = [
        "* Encoding: UTF-8.",
        f"* Labels of the survey: {_comment(title)}.",
        "* Open the data first, then run all of this.",
        *writer.variable_labels(items),
        *writer.value_labels(items),
        *writer.missing_values(items),
        *writer.levels(items),
        *_reversed(items),
        "EXECUTE.",
    ]
    return Syntax("\n".join(parts) + "\n", tuple(writer.diagnostics))


def _is_name(name: str) -> bool:
    fits = len(name.encode()) <= LONGEST_NAME and not name.endswith(".")
    return fits and bool(NAME.fullmatch(name)) and name.upper() not in RESERVED


def _comment(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


@dataclass
class _Writer:
    lang: str
    diagnostics: list[Diagnostic]

    def pick(self, wording: dict[str, str]) -> str:
        """Return a wording in the wanted language, else in any."""
        return wording.get(self.lang) or next(iter(wording.values()), "")

    def variable_labels(self, items: list[Item]) -> Iterator[str]:
        labelled = [(item, self.label(item)) for item in items if self.label(item)]
        if labelled:
            yield "\nVARIABLE LABELS"
            lines = [f"  {i.name} {self.text(t, LONGEST_VARIABLE_LABEL, i)}" for i, t in labelled]
            yield "\n".join(lines) + "."

    def label(self, item: Item) -> str:
        text, label = self.pick(item.text), self.pick(item.label)
        is_box = item.codes == (0.0, 1.0) and text and label and not item.value_labels
        return f"{text} [{label}]" if is_box else text or label

    def value_labels(self, items: list[Item]) -> Iterator[str]:
        """Return the value labels, once for all items that share them."""
        grouped: dict[tuple[tuple[float, str], ...], list[Item]] = {}
        for item in items:
            by_code = self.by_code(item)
            if by_code:
                grouped.setdefault(tuple(by_code.items()), []).append(item)
        blocks = []
        for pairs, members in grouped.items():
            names = _wrapped(item.name for item in members)
            lines = [
                f"    {number_text(code)} {self.text(text, LONGEST_VALUE_LABEL, members[0])}"
                for code, text in pairs
            ]
            blocks.append("\n".join([names, *lines]))
        if blocks:
            yield "\nVALUE LABELS"
            yield (
                "\n  /".join(block.lstrip() if i else block for i, block in enumerate(blocks)) + "."
            )

    def by_code(self, item: Item) -> dict[float, str]:
        found: dict[float, str] = {}
        for language in (self.lang, *item.value_labels):
            for code, text in item.value_labels.get(language, {}).items():
                found.setdefault(code, text)
        return dict(sorted(found.items()))

    def missing_values(self, items: list[Item]) -> Iterator[str]:
        """Return the user-missing values: three at most, or a range and one more."""
        grouped: dict[str, list[str]] = {}
        for item in items:
            if item.missing_codes:
                grouped.setdefault(self.missing(item), []).append(item.name)
        for codes, names in grouped.items():
            yield f"\nMISSING VALUES\n{_wrapped(names)}\n  ({codes})."

    def missing(self, item: Item) -> str:
        codes = sorted(item.missing_codes)
        if len(codes) <= MOST_MISSING:
            return ", ".join(map(number_text, codes))
        spans = [(codes, ()), (codes[1:], codes[:1]), (codes[:-1], codes[-1:])]
        for inside, alone in spans:
            low, high = inside[0], inside[-1]
            legal = item.span and not (high < item.span[0] or low > item.span[1])
            if item.span and not legal:
                span = f"{number_text(low)} THRU {number_text(high)}"
                return ", ".join([span, *map(number_text, alone)])
        self.diagnostics.append(
            warning(
                "W-BOOK-47",
                f"{item.name}: SPSS takes three missing values; only the first three of "
                f"{names_text(map(number_text, codes))} are declared.",
                do="recode the others in SPSS",
            )
        )
        return ", ".join(map(number_text, codes[:MOST_MISSING]))

    def levels(self, items: list[Item]) -> Iterator[str]:
        yield "\nVARIABLE LEVEL"
        blocks = []
        for measure, level in LEVELS.items():
            names = [
                i.name
                for i in items
                if i.measure == measure and (i.span or measure != "continuous")
            ]
            if names:
                blocks.append(f"{_wrapped(names)} ({level})")
        yield "\n  /".join(block.lstrip() if i else block for i, block in enumerate(blocks)) + "."

    def text(self, text: str, most: int, item: Item) -> str:
        """Return a text as a quoted SPSS string, cut where SPSS would cut it."""
        plain = " ".join(text.split())
        data = plain.encode()
        if len(data) > most:
            plain = data[: most - 3].decode(errors="ignore") + "..."
            self.diagnostics.append(
                warning(
                    "W-BOOK-47",
                    f"{item.name}: a wording of {len(data)} bytes was cut to {most}, as SPSS does.",
                )
            )
        return "'" + plain.replace("'", "''") + "'"


def _wrapped(names: Iterable[str]) -> str:
    """Return names in lines that are not too long."""
    lines = ["  "]
    for name in names:
        if len(lines[-1]) + len(name) > LINE_WIDTH:
            lines.append("  ")
        lines[-1] += (" " if lines[-1].strip() else "") + name
    return "\n".join(lines)


def _reversed(items: list[Item]) -> Iterator[str]:
    named = [item for item in items if item.reverse and item.span]
    if named:
        yield "\n* Reversed items; the answers are still as they were given.  To turn them:."
        for item in named:
            total = number_text(sum(item.span or ()))
            yield f"* COMPUTE {item.name}_r = {total} - {item.name}."
