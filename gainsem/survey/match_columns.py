"""A table as it stood in a file, with its columns named as the codebook names its items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import ResponseError
from gainsem.survey.codebook import Codebook
from gainsem.survey.find_columns import (
    Places,
    counted_ways,
    find_columns,
    lost_headings,
    rules_for,
)
from gainsem.survey.match_boxes import put_boxes
from gainsem.survey.matched import Matched
from gainsem.survey.phrases import names_text
from gainsem.survey.raw_table import Heading, RawColumn, RawTable
from gainsem.survey.tool_codes import TOOLS, apply_codes


def match_columns(raw: RawTable, codebook: Codebook) -> RawTable:
    """Return a table whose columns are named as the items of the codebook.

    Columns are found as :func:`~gainsem.survey.find_columns.find_columns` says; the tool's
    codes become those of the codebook, boxes become one column of 1 and 0 each.  Columns
    nobody asked for keep their names.  A plain table that has all items by name, with a
    codebook that says nothing of headings, is returned as it is.

    Parameters
    ----------
    raw : RawTable
    codebook : Codebook

    Returns
    -------
    RawTable

    Raises
    ------
    ResponseError
        E-EXP-10 items that may be any of several columns, E-EXP-11 columns that would be
        several items, E-EXP-12 and E-EXP-13 boxes nobody knows, all together.
    """
    if is_plain(raw, codebook):
        return raw
    places = find_columns(raw, codebook)
    if places.problems:
        raise ResponseError(*places.problems)
    rules = rules_for(raw, codebook)
    built = Matched()
    boxed = put_boxes(raw, codebook, places, rules, built)
    for name, place in places.columns.items():
        if name not in codebook.options and place not in boxed:
            _put_item(raw, name, place, rules.codes.get(name, {}), built)
    if built.problems:
        raise ResponseError(*built.problems)
    return _assembled(raw, codebook, places, built)


def is_plain(raw: RawTable, codebook: Codebook) -> bool:
    """Return whether a table already has every item by name, and nothing else is said of it."""
    told = raw.tool or raw.headings or codebook.columns
    return not told and set(raw.names).issuperset(codebook.names)


def number_found(raw: RawTable, codebook: Codebook) -> int:
    """Return how many items of a codebook a table has, by whatever name."""
    if is_plain(raw, codebook):
        return len(codebook.names)
    places = find_columns(raw, codebook)
    boxes = {name for name in codebook.options if name in places.columns or name in places.boxes}
    of_boxes = {f"{name}_{option}" for name in boxes for option in codebook.options[name]}
    return len((places.columns.keys() | of_boxes) & set(codebook.names))


def _put_item(
    raw: RawTable, name: str, place: int, codes: Mapping[str, float | str], built: Matched
) -> None:
    column = raw.columns[place]
    if codes:
        called = TOOLS.get(raw.tool, "the file")
        column, recodes = apply_codes(name, column, codes, called=called)
        built.recodes += recodes
    built.put(place, name, column, raw.names[place])


def _assembled(raw: RawTable, codebook: Codebook, places: Places, built: Matched) -> RawTable:
    """Return the table with new columns in the places of the old ones."""
    known = {name for names in built.names.values() for name in names}
    headings = raw.headings or (Heading(),) * len(raw.names)
    names: list[str] = []
    columns: list[RawColumn] = []
    kept: list[Heading] = []
    unasked = []
    asked = set(places.columns.values())
    for place, name in enumerate(raw.names):
        mine = built.names.get(place, [])
        names += mine or [_free(name, known)]
        columns += built.columns.get(place, [raw.columns[place]])
        kept += [headings[place]] * max(len(mine), 1)
        if not mine and not headings[place].role and place not in asked:
            unasked.append(name)
    declared = {
        new: replace(one, item=replace(one.item, name=new))
        for place, old in enumerate(raw.names)
        if (one := raw.declared.get(old)) is not None
        for new in built.names.get(place, [_free(old, known)])
    }
    lost = {name: text for name, text in places.lost.items() if name not in known}
    places = replace(places, lost=lost)
    said = [*built.remarks, *_remarks(raw, codebook, places, unasked)]
    return replace(
        raw,
        names=tuple(names),
        columns=tuple(columns),
        headings=tuple(kept) if raw.headings else (),
        declared=declared,
        found_in={**raw.found_in, **built.found_in},
        recodes=(*raw.recodes, *built.recodes),
        unsaid={**raw.unsaid, **built.unsaid},
        diagnostics=(*raw.diagnostics, *said),
    )


def _free(name: str, known: set[str]) -> str:
    """Return the name of a column nobody asked for, apart from those of the items."""
    while name in known:
        name = f"{name}_in_file"
    return name


def _remarks(
    raw: RawTable, codebook: Codebook, places: Places, unasked: list[str]
) -> list[Diagnostic]:
    said = []
    other_case = [
        f"{raw.names[places.columns[name]]} as {name}"
        for name, way in places.ways.items()
        if way == "case"
    ]
    if other_case and not raw.tool:
        what = f"{raw.file}: columns whose names differ in case only were read as items of "
        said.append(note("I-EXP-18", f"{what}{codebook.called}: {names_text(other_case)}."))
    if lost := lost_headings(places, raw):
        what = f"{raw.file} does not have the headings that {codebook.called} names: "
        said.append(warning("W-EXP-19", f"{what}{names_text(lost)}."))
    by_name_only = set(places.ways.values()) <= {"name", "case"} and not places.boxes
    if raw.tool or not by_name_only:
        rest = f"; columns nobody asked for: {names_text(unasked)}" if unasked else ""
        boxes = f"boxes of {names_text(places.boxes)}" if places.boxes else ""
        ways = ", ".join(filter(None, [counted_ways(places.ways.values()), boxes])) or "none"
        said.append(note("I-EXP-20", f"{raw.file}: items found: {ways}{rest}."))
    return said
