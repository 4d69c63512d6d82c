"""How often each category of the ordinal items was chosen."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from gainsem.report.catalogue import Catalogue
from gainsem.report.document import Block, Spanner, TableBlock, Text, plain
from gainsem.report.facts import shown
from gainsem.results.categories import Category, categories_of, is_merged, median_category
from gainsem.results.fit import Fit
from gainsem.results.table import Column, Table

MOST_CODES = 10
LONGEST_KEY = 400


def categories_table(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return one row an item with the share of each category, or nothing."""
    found = categories_of(fit, words.lang)
    if not found:
        return ()
    items = [tuple(group) for _, group in groupby(found, key=lambda each: each.item)]
    codes = _codes(found)
    heads = codes or [str(place + 1) for place in range(max(map(len, items)))]
    columns = (
        Column("item", words.text("column.item")),
        Column("n", words.text("column.n"), "integer"),
        *(Column(f"share_{place}", head, "number", 1) for place, head in enumerate(heads)),
        Column("median", words.text("categories.median"), "integer"),
    )
    rows = tuple(_row(item, heads, by_code=bool(codes)) for item in items)
    table = Table(columns, rows, words.text("categories.caption"))
    spanner = Spanner(2, 1 + len(heads), words.text("categories.percent"))
    notes = _notes(fit, words, found, by_code=bool(codes))
    return (TableBlock(table, spanners=(spanner,), notes=notes),)


def _codes(found: tuple[Category, ...]) -> list[str]:
    """Return the codes as headings; none where items differ too much, or some are merged."""
    if any(is_merged(each) for each in found):
        return []
    codes = sorted({float(each.codes) for each in found})
    return [f"{code:g}" for code in codes] if len(codes) <= MOST_CODES else []


def _row(item: tuple[Category, ...], heads: list[str], *, by_code: bool) -> tuple[Any, ...]:
    shares = {each.codes if by_code else str(each.number): each.percent for each in item}
    middle = median_category(item)
    median = float(middle.codes) if by_code else middle.number
    total = sum(each.count for each in item)
    return (shown(item[0].item), total, *(shares.get(head) for head in heads), median)


def _notes(
    fit: Fit, words: Catalogue, found: tuple[Category, ...], *, by_code: bool
) -> tuple[Text, ...]:
    notes = [words.spans("categories.note")]
    if not by_code:
        notes.append(words.spans("categories.place"))
    merged = [f"{shown(each.item)} ({each.codes})" for each in found if is_merged(each)]
    if merged:
        notes.append(words.spans("categories.merged", merged=words.pause.join(merged)))
    if by_code and any(share is None for share in _shares(found)):
        notes.append(words.spans("categories.empty"))
    if fit.options.weights is not None:
        notes.append(words.spans("categories.weighted"))
    key = _key(fit, found, words) if by_code else ""
    return (*notes, plain(key)) if key else tuple(notes)


def _shares(found: tuple[Category, ...]) -> list[float | None]:
    """Return the share of every code of every item, None for one nobody chose."""
    chosen = {(each.item, each.codes): each.percent for each in found}
    items = dict.fromkeys(each.item for each in found)
    codes = dict.fromkeys(each.codes for each in found)
    return [chosen.get((item, code)) for item in items for code in codes]


def _key(fit: Fit, found: tuple[Category, ...], words: Catalogue) -> str:
    """Return what the codes say, where they say the same for every item.

    The codes of items that were turned say the same in the opposite order.
    """
    turned = {item.name for item in fit.sample.items if item.reverse}
    straight = _said(each for each in found if each.item not in turned)
    backwards = _said(each for each in found if each.item in turned)
    both_ways = list(straight.values()) == list(backwards.values())[::-1]
    if not straight or (backwards and not both_ways):
        return ""
    text = words.pause.join(f"{code} = {wording}" for code, wording in straight.items())
    if len(text) > LONGEST_KEY:
        return ""
    key = "categories.key_turned" if backwards else "categories.key"
    return words.text(key, codes=text)


def _said(categories: Iterable[Category]) -> dict[str, str]:
    """Return the wording of each code, the smallest first; nothing where items differ."""
    said: dict[str, set[str]] = {}
    for each in categories:
        said.setdefault(each.codes, set()).add(each.wording)
    if any(len(wordings) != 1 or "" in wordings for wordings in said.values()):
        return {}
    return {code: next(iter(said[code])) for code in sorted(said, key=float)}
