"""Which column of a file holds which item of the codebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from gainsem.diagnostics import Diagnostic
from gainsem.errors import did_you_mean
from gainsem.survey.codebook import Codebook, ExportRules
from gainsem.survey.column_index import ColumnIndex
from gainsem.survey.phrases import names_text, quoted
from gainsem.survey.raw_table import RawTable
from gainsem.survey.responses import Item

ROLES_OF_TOOLS = ("seconds", "respondent")
WAYS = {
    "heading": "by a heading the codebook names",
    "name": "by name",
    "case": "by name, written in another case",
    "wording": "by wording",
    "label": "by label",
    "role": "among the tool's own columns",
}


@dataclass(frozen=True)
class Wanted:
    """An item, or a question with boxes, and everything it may be called in a file."""

    name: str
    headings: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    role: str = ""


@dataclass(frozen=True)
class Places:
    """Where items were found.

    Parameters
    ----------
    columns : dict of str to int
        Column by item, or by question for boxes joined in one column.
    ways : dict of str to str
        How each was found; a key of :data:`WAYS`.
    boxes : dict of str to list of int
        Columns of single boxes by question.
    problems : tuple of Diagnostic
        Items found twice, columns found for two items.
    lost : dict of str to str
        Headings the codebook names that the file does not have, by item.
    """

    columns: dict[str, int] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, list[int]] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()
    lost: dict[str, str] = field(default_factory=dict)


def rules_for(raw: RawTable, codebook: Codebook) -> ExportRules:
    """Return what the codebook says of the tool a table comes from; its headings come first."""
    own = codebook.exports.get(raw.tool, ExportRules())
    return ExportRules({**codebook.columns, **own.columns}, own.codes)


def find_columns(raw: RawTable, codebook: Codebook) -> Places:
    """Return where the items of a codebook are in a table.

    An item is looked for, in this order, by the headings that ``exports`` (for the tool) and
    ``columns`` name; by its name among column names and question codes; by its name in
    another case; by the wording of its question, or its label, in any language; and, for
    the variables with the role ``seconds`` or ``respondent``, among the tool's own columns.
    Nothing is guessed: two candidates of equal rank are a problem.

    Parameters
    ----------
    raw : RawTable
    codebook : Codebook

    Returns
    -------
    Places
    """
    index = ColumnIndex.of(raw)
    rules = rules_for(raw, codebook)
    wanted = _wanted(codebook, rules)
    boxes = {
        one.name: found
        for one in wanted
        if one.name in codebook.options
        and (found := index.boxes_of((one.name, *one.headings), (*one.texts, *one.headings)))
    }
    taken = {column for columns in boxes.values() for column in columns}
    columns: dict[str, int] = {}
    ways: dict[str, str] = {}
    problems: list[Diagnostic] = []
    failed: set[str] = set()
    for way, search in _searches(index):
        claims: dict[int, list[str]] = {}
        for one in wanted:
            if one.name in columns or one.name in failed:
                continue
            hits = [i for i in search(one) if i not in taken or way in ("heading", "name")]
            if len(hits) > 1 and way == "label":
                continue
            if len(hits) > 1:
                problems.append(_several_columns(one, hits, index, raw))
                failed.add(one.name)
            elif hits:
                claims.setdefault(hits[0], []).append(one.name)
        for column, names in claims.items():
            if len(names) > 1 and way == "label":
                continue
            if len(names) > 1:
                problems.append(_several_items(names, column, index, raw))
                failed.update(names)
            elif column not in columns.values():
                columns[names[0]], ways[names[0]] = column, way
        taken.update(columns.values())
    lost = {one.name: one.headings[0] for one in wanted if _is_lost(one, index, columns)}
    return Places(columns, ways, boxes, tuple(problems), lost)


def _wanted(codebook: Codebook, rules: ExportRules) -> list[Wanted]:
    described = {item.name: item for item in codebook.items}
    of_boxes = {
        f"{question}_{option}": question
        for question, options in codebook.options.items()
        for option in options
    }
    tasks = {name: role for role, name in codebook.roles.items() if role in ROLES_OF_TOOLS}
    wanted = [
        _plain(item, rules, tasks.get(name, ""))
        for name, item in described.items()
        if name not in of_boxes
    ]
    for question, options in codebook.options.items():
        first = described[f"{question}_{options[0]}"]
        headings = rules.columns.get(question, ())
        wanted.append(Wanted(question, headings, tuple(first.text.values())))
    return wanted + [Wanted(name, rules.columns.get(name, ())) for name in of_boxes]


def _plain(item: Item, rules: ExportRules, role: str) -> Wanted:
    return Wanted(
        item.name,
        rules.columns.get(item.name, ()),
        tuple(item.text.values()),
        tuple(item.label.values()),
        role,
    )


def _searches(index: ColumnIndex) -> list[tuple[str, Callable[[Wanted], list[int]]]]:
    return [
        ("heading", lambda one: _by_heading(one, index)),
        ("name", lambda one: index.with_id(one.name)),
        ("case", lambda one: index.with_id_in_any_case(one.name)),
        ("wording", lambda one: index.with_wording(one.texts)),
        ("label", lambda one: index.with_wording(one.labels)),
        ("role", lambda one: index.with_role(one.role) if one.role else []),
    ]


def _by_heading(one: Wanted, index: ColumnIndex) -> list[int]:
    """Return the columns of the first heading that the file has."""
    boxes = set(index.boxes)
    found = (index.named(heading) for heading in one.headings)
    for hits in found:
        single = [i for i in hits if i not in boxes] or (hits if len(hits) == 1 else [])
        if single:
            return single
    return []


def _is_lost(one: Wanted, index: ColumnIndex, columns: dict[str, int]) -> bool:
    """Return whether the codebook names headings of an item and the file has none of them."""
    if not one.headings or one.name in columns:
        return False
    return not any(index.named(heading) for heading in one.headings)


def _several_columns(one: Wanted, hits: list[int], index: ColumnIndex, raw: RawTable) -> Diagnostic:
    candidates = quoted(index.names[i] for i in hits)
    return Diagnostic(
        "E-EXP-10",
        "error",
        f"{raw.file}: '{one.name}' may be any of the columns {candidates}.",
        where=f"wordings: {'; '.join(_shown(index, i) for i in hits[:4])}",
        why="the answers to one question would be taken for those to another",
        do=f"say which:  columns: {{{one.name}: ...}}  in the codebook"
        + (f", or  exports: {{{raw.tool}: {{columns: ...}}}}" if raw.tool else ""),
    )


def _several_items(names: list[str], column: int, index: ColumnIndex, raw: RawTable) -> Diagnostic:
    return Diagnostic(
        "E-EXP-11",
        "error",
        f"{raw.file}: column '{index.names[column]}' would be {names_text(names)} at once.",
        where=_shown(index, column),
        why="one column holds the answers to one question",
        do="give each item its own heading under  columns:  in the codebook",
    )


def lost_headings(places: Places, raw: RawTable) -> list[str]:
    """Return the headings the codebook names in vain, with the nearest one of the file."""
    index = ColumnIndex.of(raw)
    known = [*index.names, *(code for heading in index.headings for code in heading.ids)]
    return [
        f"{name} ('{heading}'{did_you_mean(heading, known).rstrip()})"
        for name, heading in places.lost.items()
    ]


def _shown(index: ColumnIndex, column: int) -> str:
    heading = index.headings[column]
    text = heading.wordings[-1] if heading.wordings else index.names[column]
    return text if len(text) <= 60 else f"{text[:57]}..."


def counted_ways(ways: Iterable[str]) -> str:
    """Return how many items were found in which way, in words."""
    found = list(ways)
    counts = [(found.count(way), words) for way, words in WAYS.items()]
    return ", ".join(f"{count} {words}" for count, words in counts if count)
