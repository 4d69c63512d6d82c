"""The sampling design: how respondents were drawn, and what that does to the errors."""

from __future__ import annotations

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import cite
from gainsem.report.design_sources import (
    DESIGN_EFFECT,
    EFFECTIVE,
    LINEARISED,
    design_method,
)
from gainsem.report.document import Block, Heading, KeyValues, Paragraph, TableBlock, Text, plain
from gainsem.report.facts import shown
from gainsem.report.numbers import count, fixed
from gainsem.results.design_effects import deff_range, design_effects
from gainsem.results.design_facts import DesignFacts
from gainsem.results.fit import Fit
from gainsem.results.table import Column, Table
from gainsem.results.verdict import estimates_withheld

MOST_ROWS = 150


def design_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the section; nothing where nothing was said of a design."""
    design = fit.design
    if design is None:
        return ()
    return (
        Heading(words.text("heading.design")),
        _facts(design, words),
        Paragraph(words.sentences(design_sentences(fit, words))),
        *_effects(fit, words),
    )


def design_sentences(fit: Fit, words: Catalogue) -> list[Text]:
    """Return how the design was taken into account, for the Methods paragraph as well."""
    design = fit.design
    if design is None:
        return []
    sentences = []
    if design.weights:
        sentences.append(
            words.spans(
                "design.weighted",
                column=shown(design.weights),
                effective=fixed(design.effective_n, 1),
                kish=cite(EFFECTIVE),
            )
        )
    if design.has_units:
        sentences.append(_units(design, words))
        if design.n_lonely:
            key = f"design.lonely_{design.lonely_psu}"
            sentences.append(words.spans(key, count=count(design.n_lonely)))
        if design.fpc:
            sentences.append(words.spans("design.finite", column=shown(design.fpc)))
    if fit.replication is not None:  # errors and tests are told of with the replicates
        if design.weights:
            source = cite(design_method(fit))
            sentences.append(words.spans("replication.estimates", source=source))
    elif design.has_units:
        sentences.append(
            words.spans(
                "design.linearised",
                binder=cite(LINEARISED),
                source=cite(design_method(fit)),
                freedom=count(design.freedom),
            )
        )
    elif design.weights:
        sentences.append(words.spans("design.pseudo", source=cite(design_method(fit))))
    found = deff_range(fit)
    if found is not None and not estimates_withheld(fit):
        low, middle, high = (fixed(value, 2) for value in found)
        values = {"low": low, "median": middle, "high": high}
        sentences.append(words.spans("design.deff", **values, kish=cite(DESIGN_EFFECT)))
    return sentences


def _units(design: DesignFacts, words: Catalogue) -> Text:
    kind = "clusters" if design.cluster else "respondents"
    strata = "_strata" if design.strata else ""
    values = {"units": count(design.n_units)}
    if design.cluster:
        values["cluster"] = shown(design.cluster)
    if design.strata:
        values |= {"strata": count(design.n_strata), "stratum": shown(design.strata)}
    return words.spans(f"design.{kind}{strata}", **values)


def _facts(design: DesignFacts, words: Catalogue) -> KeyValues:
    rows = {"weights": shown(design.weights)}
    if design.weights:
        rows["effective"] = fixed(design.effective_n, 1)
    if design.has_units:
        rows |= {
            "cluster": f"{count(design.n_units)} ({shown(design.cluster)})"
            if design.cluster
            else "",
            "strata": f"{count(design.n_strata)} ({shown(design.strata)})" if design.strata else "",
            "fpc": shown(design.fpc),
            "freedom": count(design.freedom),
        }
    return KeyValues(
        tuple((words.text(f"design.{key}"), plain(text)) for key, text in rows.items() if text)
    )


def _effects(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    if deff_range(fit) is None or estimates_withheld(fit):
        return ()
    found = design_effects(fit)
    grouped = any(each.group > 1 for each in found)
    columns = (
        *((Column("group", words.text("groups.number"), "integer"),) if grouped else ()),
        Column("parameter", words.text("design.parameter")),
        Column("est", words.text("column.b"), "number"),
        Column("se", words.text("column.se"), "number"),
        Column("simple", words.text("design.simple"), "number"),
        Column("deff", "deff", "number", 2),
        Column("deft", "deft", "number", 2),
    )
    rows = tuple(
        (
            *((None if each.op == ":=" else each.group,) if grouped else ()),
            shown(f"{each.lhs} {each.op} {each.rhs}".strip()),
            each.est,
            each.se,
            each.se_simple,
            each.deff,
            each.deft,
        )
        for each in found[:MOST_ROWS]
    )
    notes = [words.text("design.note")]
    if len(found) > MOST_ROWS:
        notes.append(words.text("design.hidden", count=count(len(found) - MOST_ROWS)))
    return (TableBlock(Table(columns, rows, words.text("design.caption"), tuple(notes))),)
