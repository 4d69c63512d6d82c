"""Which groups there are, what is the same in them, and what each adds to the misfit."""

from __future__ import annotations

from gainsem.report.catalogue import Catalogue
from gainsem.report.document import Block, Heading, Paragraph, TableBlock, plain
from gainsem.report.facts import shown
from gainsem.report.numbers import interval, known
from gainsem.report.sections.measurement import estimate_columns
from gainsem.report.sections.structure import defined_note
from gainsem.results.groups.as_one import as_one
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.table import Column, Table


def groups_section(fit: GroupedFit, words: Catalogue) -> tuple[Block, ...]:
    """Return the section on the groups."""
    total = sum(part.fit_measures.get("chisq", 0.0) for part in fit.parts)
    rows = tuple(
        (
            k + 1,
            shown(part.name(words.lang)),
            part.moments.n_obs,
            part.fit_measures.get("chisq"),
            100.0 * part.fit_measures.get("chisq", 0.0) / total if total > 0 else None,
        )
        for k, part in enumerate(fit.parts)
    )
    columns = (
        Column("number", words.text("groups.number"), "integer"),
        Column("name", words.text("groups.name")),
        Column("n", words.text("groups.n"), "integer"),
        Column("chisq", words.text("groups.chisq"), "number"),
        Column("share", words.text("groups.share"), "number", decimals=1),
    )
    table = Table(columns, rows, words.text("groups.caption", column=shown(fit.group)))
    return (
        Heading(words.text("heading.groups")),
        Paragraph(plain(_equal(fit, words))),
        TableBlock(table, notes=(plain(words.text("groups.note")),)),
    )


def joint_defined_section(fit: GroupedFit, words: Catalogue) -> tuple[Block, ...]:
    """Return the defined parameters, which may be about several groups, or nothing."""
    defined = [row for row in fit.parameter_rows if row.op == ":="]
    if not defined:
        return ()
    columns = (
        Column("name", words.text("column.name")),
        Column("definition", words.text("column.definition")),
        *estimate_columns(words, "beta")[:4],
        Column("ci", words.text("column.ci")),
    )
    rows = tuple(
        (
            shown(row.lhs),
            shown(row.rhs),
            known(row.est),
            *((row.se, row.z, row.pvalue) if row.se > 0 else (None, None, None)),
            interval(row.ci_lower, row.ci_upper, 2),
        )
        for row in defined
    )
    block = TableBlock(
        Table(columns, rows, words.text("defined.caption")),
        aligned=frozenset({"ci"}),
        notes=(defined_note(as_one(fit), words),) if fit.solution.vcov is not None else (),
    )
    return (Heading(words.text("heading.defined")), block)


def _equal(fit: GroupedFit, words: Catalogue) -> str:
    equal = fit.options.group_equal
    if not equal:
        return words.text("groups.configural", n=str(len(fit.parts)))
    families = [words.text(f"group_family.{name.replace('.', '_')}") for name in equal]
    text = words.text("groups.equal", n=str(len(fit.parts)), names=words.pause.join(families))
    if fit.options.group_partial:
        partial = ", ".join(map(shown, fit.options.group_partial))
        text += words.text("groups.partial", partial=partial)
    return text
