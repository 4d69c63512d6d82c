"""A codebook as tables: items by construct, variables, scales, roles, exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from gainsem.results.table import Column, Table
from gainsem.survey.codebook_rules import in_main_language, legal_codes, scale_of
from gainsem.survey.phrases import codes_text, number_text

if TYPE_CHECKING:
    from gainsem.survey.codebook_document import (
        CodebookDocument,
        ConstructDocument,
        ItemDocument,
        ScaleDocument,
    )

ITEM_COLUMNS = (
    Column("item", "Item"),
    Column("wording", "Wording"),
    Column("scale", "Scale"),
    Column("missing", "Missing"),
    Column("reverse", "Reverse"),
    Column("attention", "Attention"),
    Column("asked_if", "Asked if"),
)


def codebook_tables(said: CodebookDocument, *, lang: str = "") -> list[Table]:
    """Return a codebook as tables for the terminal, empty ones left out.

    Parameters
    ----------
    said : CodebookDocument
        From :func:`gainsem.survey.codebook_file.read_document`.
    lang : str
        Language of the wordings, where they have it; the main one by default.

    Returns
    -------
    list of Table
        Items construct by construct, constructs of one dimension together; background
        variables; scales; roles; survey tools; further tables.
    """
    show = _Shown(said, lang or said.languages[0])
    found = [*show.items(), show.variables(), show.scales(), show.roles(), show.exports()]
    return [table for table in found if table.rows]


class _Shown:
    def __init__(self, said: CodebookDocument, lang: str) -> None:
        self.said, self.lang = said, lang

    def pick(self, wording: Mapping[str, str]) -> str:
        """Return a wording in the wanted language, else in the main one, else in any."""
        by_language = in_main_language(wording, self.said.languages[0])
        for language in (self.lang, *self.said.languages):
            if by_language.get(language):
                return by_language[language]
        return ""

    def items(self) -> Iterator[Table]:
        """Return one table a construct."""
        for name in _by_dimension(self.said.constructs):
            rows = {n: i for n, i in self.said.items.items() if i.construct_ == name}
            yield self.table(rows, self.caption(name))
        rest = {n: i for n, i in self.said.items.items() if not i.construct_}
        yield self.table(rest, "Items without a construct" if self.said.constructs else "Items")

    def caption(self, name: str) -> str:
        construct = self.said.constructs[name]
        own = self.named(name, construct)
        if construct.part_of not in self.said.constructs:
            return own
        return f"{self.named(construct.part_of, self.said.constructs[construct.part_of])} > {own}"

    def named(self, name: str, construct: ConstructDocument) -> str:
        label = self.pick(construct.label)
        return name if label in ("", name) else f"{label} ({name})"

    def variables(self) -> Table:
        return self.table(self.said.variables, "Background variables")

    def table(self, items: Mapping[str, ItemDocument], caption: str) -> Table:
        rows = tuple(row for name, item in items.items() for row in self.rows(name, item))
        return Table(ITEM_COLUMNS, rows, caption).without_empty_columns()

    def rows(self, name: str, item: ItemDocument) -> Iterator[tuple[str, ...]]:
        scale = scale_of(item, self.said)
        missing = dict.fromkeys([*(scale.missing_codes if scale else ()), *item.missing_codes])
        yield (
            name,
            self.pick(item.text) or self.pick(item.label),
            "tick boxes" if item.options else self.scale_text(item, scale),
            ", ".join(map(number_text, missing)),
            "R" if item.reverse else "",
            "" if item.attention is None else f"= {number_text(item.attention)}",
            item.asked_if,
        )
        for option, box in item.options.items():
            yield (f"  {name}_{option}", f"[ ] {self.pick(box.label)}", "0, 1", "", "", "", "")

    def scale_text(self, item: ItemDocument, scale: ScaleDocument | None) -> str:
        if scale is None:
            return "open"
        name = f"{item.scale} " if isinstance(item.scale, str) else ""
        return f"{name}{_codes_text(scale)}, {scale.measure}".strip(" ,")

    def scales(self) -> Table:
        """Return the wordings of the answers, one row a code."""
        columns = (Column("scale", "Scale"), Column("code", "Code"), Column("wording", "Wording"))
        rows: list[tuple[str, ...]] = []
        described = {**self.said.items, **self.said.variables}
        inline = {n: i.scale for n, i in described.items() if i.scale is not None}
        every = {**self.said.scales, **{n: s for n, s in inline.items() if not isinstance(s, str)}}
        for name, scale in every.items():
            worded = self.worded(scale)
            for number, (code, text) in enumerate(worded.items()):
                mark = " (missing)" if code in scale.missing_codes else ""
                rows.append((name if number == 0 else "", f"{number_text(code)}{mark}", text))
        return Table(columns, tuple(rows), "Wordings of the answers")

    def worded(self, scale: ScaleDocument) -> dict[float, str]:
        found: dict[float, str] = {}
        for language in (self.lang, *scale.labels):
            for code, text in scale.labels.get(language, {}).items():
                found.setdefault(float(code), text)
        return dict(sorted(found.items()))

    def roles(self) -> Table:
        columns = (Column("role", "Role"), Column("variable", "Variable"))
        return Table(columns, tuple((str(r), n) for r, n in self.said.roles.items()), "Roles")

    def exports(self) -> Table:
        """Return what is written down differently, tool by tool, and further tables."""
        columns = (Column("what", "Where"), Column("content", "What differs"))
        rows = [
            (
                str(tool),
                f"{len(rules.columns)} headings, codes of {len(rules.codes)} items or scales",
            )
            for tool, rules in self.said.exports.items()
        ]
        if self.said.columns:
            rows.append(("any file", f"{len(self.said.columns)} headings"))
        for name, table in self.said.tables.items():
            rows.append((f"table {name}", f"{table.file}, joined by {table.key}"))
        return Table(columns, tuple(rows), "Survey tools and further tables")


def _by_dimension(constructs: Mapping[str, ConstructDocument]) -> list[str]:
    """Return the constructs with those of one dimension together, in the order of the codebook."""
    order: dict[str, list[str]] = {}
    for name, construct in constructs.items():
        order.setdefault(construct.part_of or name, []).append(name)
    return [name for names in order.values() for name in names]


def _codes_text(scale: ScaleDocument) -> str:
    codes = legal_codes(scale)
    if codes:
        return codes_text(codes)
    return " to ".join(map(number_text, scale.range)) if scale.range else ""
