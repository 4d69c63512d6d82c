"""What is said about an export: rows that are no answers, marks that mean missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import FileError
from gainsem.io.exports.records import Records
from gainsem.survey.phrases import lines_text


def marks_read(records: Records, marks: Counter[str]) -> tuple[Diagnostic, ...]:
    """Return the note on a tool's own marks that were read as missing."""
    if not marks:
        return ()
    words = ", ".join(f"'{mark}' ({count})" for mark, count in sorted(marks.items()))
    return (note("I-EXP-04", f"{records.source}: the tool's own marks read as missing: {words}."),)


def trials_left_out(records: Records, rows: Sequence[int]) -> tuple[Diagnostic, ...]:
    """Return the note on previews and tests, which nobody answered in earnest."""
    if not rows:
        return ()
    return (
        note(
            "I-EXP-02",
            f"{records.source}: {_count(rows, 'row')} of previews or tests left out.",
            where=lines_text([records.lines[i] for i in rows]),
        ),
    )


def without_unfinished(
    records: Records, rows: Sequence[int], sign: str
) -> tuple[Records, tuple[Diagnostic, ...]]:
    """Return the records without respondents who never sent the questionnaire off, and say so.

    Where the user asked for them (``keep_unfinished``) they stay.
    """
    if not rows:
        return records, ()
    where = lines_text([records.lines[i] for i in rows])
    what = f"{records.source}: {_count(rows, 'unfinished questionnaire')}"
    if records.keep_unfinished:
        return records, (note("I-EXP-06", f"{what} read as well, as asked ({sign}).", where=where),)
    said = warning(
        "W-EXP-05",
        f"{what} left out ({sign}).",
        where=where,
        why="who breaks off has not sent the answers, and may not want them used",
        do="to use them all the same, say  --keep-unfinished  (keep_unfinished=True)",
    )
    return records.without(rows), (said,)


def refuse_nobody(records: Records) -> None:
    """Refuse an export of which no row is left."""
    if not records.rows:
        raise FileError.of(
            "E-FILE-02",
            f"{records.source} has no finished questionnaire, only previews or unfinished ones.",
            do="export the table again, with the answers",
        )


def header_missing(source: str, called: str, found: str, wanted: str) -> FileError:
    """Return the refusal of an export whose headings were cut off."""
    return FileError.of(
        "E-EXP-01",
        f"{source}, line 1: this looks like an export of {called} whose header row is missing: "
        f"'{found}' stands where '{wanted}' should.",
        why="without headings nobody can say which question a column belongs to",
        do="export the table again and leave its first lines as they are",
    )


def _count(rows: Sequence[int], what: str) -> str:
    return f"{len(rows)} {what}" if len(rows) == 1 else f"{len(rows)} {what}s"
