"""REDCap: raw codes or labels, one column of 0 and 1 a box, several events a record.

Raw exports have variable names (``app___1``), labelled ones the questions' labels
(``Services used (choice=Government app)``) with Checked and Unchecked in the cells.  Every
instrument adds a column that says whether its form is complete.
"""

from __future__ import annotations

import re
from collections import Counter

from gainsem.diagnostics import Diagnostic, note
from gainsem.io.exports.headings import distinct, is_identifier, own_column, question_names
from gainsem.io.exports.records import Column, Export, Records, Tool
from gainsem.io.exports.remarks import marks_read
from gainsem.survey.raw_table import Heading

OWN_COLUMNS = {
    "redcap_survey_identifier": "address",
    "redcap_data_access_group": "other",
    "redcap_repeat_instrument": "other",
    "redcap_repeat_instance": "other",
    "Survey Identifier": "address",
    "Data Access Group": "other",
    "Repeat Instrument": "other",
    "Repeat Instance": "other",
    "Survey Timestamp": "ended",
    "Complete?": "other",
}
EVENTS = ("redcap_event_name", "Event Name")
BOX = re.compile(r"(?P<question>\w+?)___(?P<option>\w+)")
WORDED_BOX = re.compile(r"(?P<stem>.*\S)\s*\(choice=(?P<option>.*)\)\s*", re.DOTALL)
FORM_STATES = frozenset({"0", "1", "2", "", "Incomplete", "Unverified", "Complete"})
NOT_COMPLETED = "[not completed]"


def recognise(head: Records) -> str:
    """Return ``"raw"`` or ``"labels"`` for a file of REDCap."""
    named = {name.strip() for name in head.header}
    if "record_id" in named or any(name.startswith("redcap_") for name in named):
        boxes = any(BOX.fullmatch(name) for name in named)
        forms = any(name.endswith("_complete") for name in named)
        own = any(name.startswith("redcap_") for name in named)
        return "raw" if boxes + forms + own >= 2 or ("record_id" in named and forms) else ""
    if any(WORDED_BOX.fullmatch(name) for name in named):
        return "labels"
    return "labels" if "Record ID" in named and "Complete?" in named else ""


def read(records: Records, _kind: str) -> Export:
    """Return the columns of a file of REDCap; every row is kept."""
    cells = records.columns()
    header = [name.strip() for name in records.header]
    headings = [_heading(i, name, set(cells[i])) for i, name in enumerate(header)]
    marks: Counter[str] = Counter()
    columns = []
    for name, heading, column in zip(_names(header, headings), headings, cells, strict=True):
        if heading.role == "ended" and NOT_COMPLETED in column:
            marks[NOT_COMPLETED] += column.count(NOT_COMPLETED)
            column = tuple("" if cell == NOT_COMPLETED else cell for cell in column)
        columns.append(Column(name, heading, column))
    remarks = (*_several_events(records, headings, header), *_unfinished(records, headings, header))
    return Export(tuple(columns), records.lines, (*remarks, *marks_read(records, marks)))


def _heading(place: int, name: str, cells: set[str]) -> Heading:
    if name in OWN_COLUMNS:
        return own_column(OWN_COLUMNS[name], name)
    if place == 0 and name in ("record_id", "Record ID"):
        return own_column("respondent", name)
    if name.endswith("_complete") and cells <= FORM_STATES:
        return own_column("other", name)
    if name.endswith("_timestamp") and is_identifier(name):
        return own_column("ended", name)
    if found := BOX.fullmatch(name):
        return Heading(ids=(found["question"],), wordings=(), option=found["option"])
    if found := WORDED_BOX.fullmatch(name):
        stem = found["stem"]
        return Heading(wordings=distinct([stem, name]), option=found["option"].strip())
    return Heading(ids=distinct([name]), wordings=distinct([name]))


def _names(header: list[str], headings: list[Heading]) -> list[str]:
    """Return variable names as they are, numbers in place of labels."""
    questions = [i for i, heading in enumerate(headings) if not heading.role]
    texts = [header[i] for i in questions]
    stems = [
        headings[i].wordings[0] if headings[i].option and headings[i].wordings else ""
        for i in questions
    ]
    names = dict(zip(questions, question_names(texts, stems), strict=True))
    return [names.get(i, name) for i, name in enumerate(header)]


def _several_events(
    records: Records, headings: list[Heading], header: list[str]
) -> tuple[Diagnostic, ...]:
    """Return the note that respondents have several rows, one an event or instrument."""
    who = next((i for i, heading in enumerate(headings) if heading.role == "respondent"), None)
    if who is None:
        return ()
    times = Counter(records.cells(who))
    several = sum(count > 1 for count in times.values())
    if not several:
        return ()
    event = next((name for name in EVENTS if name in header), "")
    said = (
        f', for example --where "{event}={records.cells(header.index(event))[0]}"' if event else ""
    )
    return (
        note(
            "I-EXP-07",
            f"{records.source}: {'1 record has' if several == 1 else f'{several} records have'} "
            "several rows (events or repeats).",
            why="each row is read as a respondent",
            do=f"choose the rows of one event{said}",
        ),
    )


def _unfinished(
    records: Records, headings: list[Heading], header: list[str]
) -> tuple[Diagnostic, ...]:
    """Return the note on forms that are not marked complete; they are read all the same.

    In REDCap staff set that mark by hand, so it says little about the answers.
    """
    said = []
    for i, heading in enumerate(headings):
        state = records.cells(i)
        is_form = header[i].endswith("_complete") or header[i].startswith("Complete?")
        if is_form and heading.role == "other":
            open_forms = sum(
                cell.strip() in ("0", "1", "Incomplete", "Unverified") for cell in state
            )
            if open_forms:
                said.append(f"{header[i]} ({open_forms})")
    if not said:
        return ()
    what = f"{records.source}: forms that are not marked complete were read as well: "
    return (note("I-EXP-08", what + ", ".join(said) + "."),)


REDCAP = Tool("redcap", "REDCap", recognise, read)
