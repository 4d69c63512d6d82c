"""Levels, factor means, bias and alignment: the tables and figures of a study of invariance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import cite
from gainsem.report.document import Block, Figure, Heading, TableBlock, Text
from gainsem.report.facts import shown
from gainsem.results.invariance.cutoffs import CONVENTIONS
from gainsem.results.invariance.page import level_tables
from gainsem.results.invariance.record import Invariance
from gainsem.results.invariance.words import STEP_NAMES
from gainsem.results.table import Table

Drawn = Mapping[str, bytes]
NAMED = frozenset({"level", "against"})
TRANSLATED = frozenset({"kind", "verdict", "anchor"})
LABELLED = frozenset({"item", "group", "factor", "part"})
BOUNDED = frozenset(
    {"cfi", "rmsea", "srmr", "mfi", "delta_cfi", "delta_rmsea", "delta_srmr", "delta_mfi"}
)
MOST_ROWS = 120


def levels_section(found: Invariance, words: Catalogue) -> tuple[Block, ...]:
    """Return fit and change of fit of the levels."""
    if not found.steps:
        return ()
    source = CONVENTIONS[found.convention].source
    tables = level_tables(found.tables()["levels"])
    blocks: list[Block] = [Heading(words.text("invariance.heading_levels"))]
    for name, table in zip(("fit", "change"), tables, strict=False):
        own = table if words.lang == "en" else table.without("constraints")
        note = words.spans("invariance.note_change", source=cite(source))
        notes = (note, *_scaled_note(found, words)) if name == "change" else ()
        blocks.append(_block(found, own, name, words, notes))
    return (*blocks, *_anchors(found, words))


def _scaled_note(found: Invariance, words: Catalogue) -> tuple[Any, ...]:
    if found.untested:
        return (words.spans("invariance.note_untested"),)
    if not found.ordinal:
        return ()
    return (words.spans("invariance.note_scaled", source=cite("savalei_2021")),)


def _anchors(found: Invariance, words: Catalogue) -> tuple[Block, ...]:
    """Return the items a search could not let differ."""
    if not found.anchors:
        return ()
    note = words.spans("invariance.note_anchors_named")
    if found.chosen_by_score:
        note = words.spans("invariance.note_anchors", source=cite("woods_2009"))
    return (_block(found, found.tables()["anchors"], "anchors", words, (note,)),)


def picture_section(words: Catalogue, figures: Drawn) -> tuple[Block, ...]:
    """Return the picture of fit and parameters."""
    if "invariance" not in figures:
        return ()
    caption = words.text("invariance.heading_picture")
    alt = words.text("invariance.picture_alt")
    return (Heading(caption), Figure(figures["invariance"], caption, alt, place="here"))


def means_section(found: Invariance, words: Catalogue, figures: Drawn) -> tuple[Block, ...]:
    """Return the factor means of all groups, as figures and a table."""
    if not found.means:
        return ()
    blocks: list[Block] = [Heading(words.text("invariance.heading_means"))]
    if "means" in figures:
        caption, alt = (words.text(f"invariance.{key}") for key in ("caption_means", "means_alt"))
        blocks.append(Figure(figures["means"], caption, alt, place="here"))
    note = words.spans(
        "invariance.note_means",
        reference=_reference(found, words),
        pooled=cite("hancock_2001"),
        glass=cite("glass_1976"),
    )
    table = found.tables()["means"]
    if len(table.rows) <= MOST_ROWS:
        notes = (note, *_means_from(found, words))
        blocks.append(_block(found, table, "means", words, notes))
    return tuple(blocks)


def _means_from(found: Invariance, words: Catalogue) -> tuple[Any, ...]:
    if not found.steps or found.means_from == "level":
        return ()
    return (words.spans(f"invariance.note_means_{found.means_from}"),)


def bias_section(found: Invariance, words: Catalogue) -> tuple[Block, ...]:
    """Return the bias of items and of their sums."""
    tables, blocks = found.tables(), []
    if "items" in tables:
        note = words.spans(
            "invariance.note_items",
            reference=_reference(found, words),
            dmacs=cite("nye_drasgow_2011"),
            signed=cite("gunn_2020"),
        )
        blocks.append(_block(found, tables["items"], "items", words, (note,)))
    if "scores" in tables:
        note = words.spans("invariance.note_scores", reference=_reference(found, words))
        blocks.append(_block(found, tables["scores"], "scores", words, (note,)))
    return (Heading(words.text("invariance.heading_bias")), *blocks) if blocks else ()


def aligned_section(found: Invariance, words: Catalogue) -> tuple[Block, ...]:
    """Return which groups share which parameters after alignment."""
    if not found.aligned:
        return ()
    note = words.spans("invariance.note_aligned", source=cite("asparouhov_muthen_2014"))
    return (
        Heading(words.text("invariance.heading_aligned")),
        _block(found, found.tables()["aligned"], "aligned", words, (note,)),
    )


def invariance_sources(found: Invariance) -> list[str]:
    """Return the keys of the papers the report names, in alphabetical order."""
    keys = set()
    if found.steps:
        keys.add(CONVENTIONS[found.convention].source)
        keys |= {"savalei_2021"} if found.ordinal and not found.untested else set()
    if found.chosen_by_score:
        keys.add("woods_2009")
    if found.means:
        keys |= {"hancock_2001", "glass_1976"}
    if found.item_bias:
        keys |= {"nye_drasgow_2011", "gunn_2020"}
    if found.aligned:
        keys.add("asparouhov_muthen_2014")
    if found.alignment is not None:
        keys.add("muthen_asparouhov_2014")
    return sorted(keys)


def _reference(found: Invariance, words: Catalogue) -> str:
    return shown(found.label(found.reference, words.lang))


def _block(
    found: Invariance, table: Table, name: str, words: Catalogue, notes: tuple[Text, ...]
) -> TableBlock:
    """Return a table in the words of the report."""
    columns = tuple(
        replace(column, title=words.text(f"invariance.{_title(column.key, name, words)}"))
        for column in table.columns
    )
    rows = tuple(
        tuple(_cell(found, key, value, words) for key, value in zip(table.keys, row, strict=True))
        for row in table.rows
    )
    caption = words.text(f"invariance.caption_{name}")
    written = Table(columns, rows, caption).without_empty_columns()
    return TableBlock(written, bounded=BOUNDED & set(written.keys), notes=notes)


def _title(key: str, name: str, words: Catalogue) -> str:
    own = f"{name}_{key}"
    return own if words.has(f"invariance.{own}") else key


def _cell(found: Invariance, key: str, value: Any, words: Catalogue) -> Any:
    if not isinstance(value, str) or not value:
        return value
    if key in NAMED:
        return shown(STEP_NAMES[words.lang].get(value, value))
    if key in TRANSLATED:
        return words.text(f"invariance.value_{value.replace(' ', '_')}")
    if key in LABELLED:
        return shown(found.label(value, words.lang))
    if key == "deviating":
        names = [found.label(each, words.lang) for each in value.split(", ")]
        return shown(("、" if words.lang == "zh" else ", ").join(names))
    return shown(value)
