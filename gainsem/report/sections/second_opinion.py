"""The section that compares a result with another program; a short one."""

from __future__ import annotations

from gainsem.report.catalogue import Catalogue
from gainsem.report.catalogue.diagnostics import words_in
from gainsem.report.document import Block, Heading, Paragraph, TableBlock, Text, plain
from gainsem.report.facts import shown
from gainsem.results.second_opinion import ComparedQuantity, SecondOpinion
from gainsem.results.table import Column, Table

MOST_ROWS = 12


def second_opinion_section(opinion: SecondOpinion | None, words: Catalogue) -> tuple[Block, ...]:
    """Return the section, or nothing where nobody has asked for a second opinion."""
    if opinion is None:
        return ()
    heading = Heading(words.text("heading.second_opinion"))
    reasons = tuple(
        Paragraph(plain(words_in(reason, words.lang, "I-SEC-13")), "remark")
        for reason in opinion.reasons
    )
    if not opinion.compared:
        said = words.spans("second_opinion.none", program=opinion.program)
        return (heading, Paragraph(said), *reasons)
    return (heading, Paragraph(_verdict(opinion, words)), _table(opinion, words), *reasons)


def _verdict(opinion: SecondOpinion, words: Catalogue) -> Text:
    most = opinion.largest
    assert most is not None
    return words.spans(
        "second_opinion.differs" if opinion.flagged else "second_opinion.agrees",
        program=f"{opinion.program} {opinion.version}".rstrip(),
        flagged=len(opinion.flagged),
        count=len(opinion.rows),
        largest=f"{abs(most.difference):.1e}",
        name=shown(most.name),
    )


def _table(opinion: SecondOpinion, words: Catalogue) -> TableBlock:
    """Return the largest differences, those that are flagged first."""
    rows = sorted(opinion.rows, key=lambda row: (not row.flagged, -abs(row.difference)))
    columns = (
        Column("name", words.text("second_opinion.name")),
        Column("est", "gainsem", "number", 4),
        Column("other", opinion.program, "number", 4),
        Column("difference", words.text("second_opinion.difference"), "number", 6),
        Column("se", words.text("column.se"), "number", 4),
        Column("other_se", words.text("second_opinion.other_se"), "number", 4),
        Column("flag", words.text("second_opinion.flag")),
    )
    cells = tuple(_row(row, words) for row in rows[:MOST_ROWS])
    caption = words.text("second_opinion.caption", program=opinion.program)
    notes = [words.spans(f"second_opinion.rule_{opinion.program}")]
    if len(rows) > MOST_ROWS:
        notes.append(words.spans("second_opinion.more", count=len(rows) - MOST_ROWS))
    notes += [plain(words_in(note, words.lang, "I-SEC-13")) for note in opinion.notes]
    return TableBlock(Table(columns, cells, caption).without_empty_columns(), notes=tuple(notes))


def _row(row: ComparedQuantity, words: Catalogue) -> tuple[str | float | None, ...]:
    numbers = (row.est, row.other, row.difference, row.se, row.other_se)
    flag = words.text("second_opinion.flagged") if row.flagged else ""
    return (shown(row.name), *(None if x != x else x for x in numbers), flag)
