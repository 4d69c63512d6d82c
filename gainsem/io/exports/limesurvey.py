"""LimeSurvey: question codes with rows in brackets, Y in ticked boxes, N/A where not asked.

Headings are codes (``att[PC1]``), codes and wordings (``att[PC1]. Stem [Row]``) or
wordings alone; answers are codes (``A4``) or wordings.  A response without a submit date
was never sent off.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from gainsem.io.exports.headings import distinct, own_column, split_bracket
from gainsem.io.exports.records import Cells, Column, Export, Records, Tool, are_mostly
from gainsem.io.exports.remarks import marks_read, refuse_nobody, without_unfinished
from gainsem.io.exports.times import durations
from gainsem.survey.raw_table import Heading

OWN_COLUMNS = {
    "id": "respondent",
    "token": "address",
    "submitdate": "ended",
    "lastpage": "other",
    "startlanguage": "other",
    "seed": "other",
    "startdate": "started",
    "datestamp": "ended",
    "ipaddr": "address",
    "refurl": "other",
    "firstname": "address",
    "lastname": "address",
    "email": "address",
    "interviewtime": "seconds",
}
OWN_WORDINGS = {
    "response id": "id",
    "date submitted": "submitdate",
    "last page": "lastpage",
    "start language": "startlanguage",
    "seed": "seed",
    "date started": "startdate",
    "date last action": "datestamp",
    "ip address": "ipaddr",
    "referrer url": "refurl",
    "total time": "interviewtime",
}
TIMING = re.compile(r"(groupTime\d+|.+Time)\.? *(Group|Question) time:.*|groupTime\d+")
CODED = re.compile(
    r"(?P<question>[A-Za-z][A-Za-z0-9]*)(?P<parts>(\[[^\[\]]+\])*)(?:\.\s+(?P<text>.*\S))?",
    re.DOTALL,
)
PART = re.compile(r"\[([^\[\]]+)\]")
NOT_ASKED = "N/A"
TICKED = {"Y": "1", "": "0", NOT_ASKED: ""}
COMMENT = re.compile(r".*comment|other", re.IGNORECASE)


def recognise(head: Records) -> str:
    """Return ``"codes"`` or ``"wordings"`` (of its headings) for a file of LimeSurvey."""
    own = {_own_name(name) for name in head.header}
    if {"submitdate", "lastpage"} <= own and own & {"id", "startlanguage"}:
        coded = any(name.split(".")[0].strip() == "submitdate" for name in head.header)
        return "codes" if coded else "wordings"
    return ""


def read(records: Records, _kind: str) -> Export:
    """Return the columns of a file of LimeSurvey, one row a response that was sent off."""
    own = [_own_name(name) for name in records.header]
    sent = records.cells(own.index("submitdate"))
    unfinished = [i for i, cell in enumerate(sent) if cell.strip() in ("", NOT_ASKED)]
    records, remarks = without_unfinished(records, unfinished, "without a submit date")
    refuse_nobody(records)
    headings = [_heading(name, known) for name, known in zip(records.header, own, strict=True)]
    cells = records.columns()
    marks: Counter[str] = Counter()
    boxes = _questions_of_boxes(headings, cells)
    columns = []
    for i, heading in enumerate(headings):
        if heading.role == "seconds":
            column = Column(_name(records, i, own), heading, durations(records, i))
        else:
            column = _answers(Column(_name(records, i, own), heading, cells[i]), boxes, marks)
        columns.append(column)
    return Export(tuple(columns), records.lines, (*remarks, *marks_read(records, marks)))


def _own_name(heading: str) -> str:
    """Return the code of one of LimeSurvey's own columns, however its heading is written."""
    code, _, text = heading.partition(".")
    if code.strip() in OWN_COLUMNS and (not text or text.strip().lower() in OWN_WORDINGS):
        return code.strip()
    return OWN_WORDINGS.get(heading.strip().lower(), "")


def _name(records: Records, column: int, own: list[str]) -> str:
    heading = records.header[column].strip()
    if own[column]:
        return own[column]
    if found := CODED.fullmatch(heading):
        return "_".join([found["question"], *PART.findall(found["parts"])])
    return heading


def _heading(name: str, known: str) -> Heading:
    if known:
        return own_column(OWN_COLUMNS[known], known, name)
    if TIMING.fullmatch(name.strip()):
        return own_column("other", name)
    found = CODED.fullmatch(name.strip())
    text = (found["text"] or "") if found else name
    stem, row = split_bracket(text, "]")
    if found is None:
        return Heading(ids=distinct([name]), wordings=distinct([row, text, f"{stem} {row}"]))
    parts = PART.findall(found["parts"])
    in_block = [row, text, f"{stem} {row}"] if parts else [text]
    wordings = distinct([*in_block, name])
    joined = "_".join([found["question"], *parts])
    ids = distinct([joined, f"{found['question']}{found['parts']}", *parts[-1:]])
    return Heading(ids=ids, wordings=wordings)


def _questions_of_boxes(headings: list[Heading], cells: list[Cells]) -> set[str]:
    """Return the codes of questions whose columns hold nothing but ticks."""
    ticks: dict[str, list[str]] = {}
    for heading, column in zip(headings, cells, strict=True):
        question, part = _box(heading)
        if question and not COMMENT.fullmatch(part):
            ticks.setdefault(question, []).extend(column)
    return {name for name, seen in ticks.items() if "Y" in seen and are_mostly(seen, TICKED)}


def _is_worded_box(column: Column) -> bool:
    """Return whether a column headed ``Stem [Box]`` says yes, no or nothing throughout."""
    said = {cell.strip() for cell in column.cells}
    return bool(split_bracket(column.name, "]")[1]) and said <= {"Yes", "No", "", NOT_ASKED}


def _box(heading: Heading) -> tuple[str, str]:
    """Return question and part of a heading such as ``apps[1]``; nothing for other ones."""
    written = heading.ids[1] if len(heading.ids) > 1 and not heading.role else ""
    question, _, part = written.removesuffix("]").partition("[")
    return (question, part) if part and "[" not in part else ("", "")


def _answers(column: Column, boxes: set[str], marks: Counter[str]) -> Column:
    """Return a column with ``N/A`` made missing, and ticks as 1 and 0."""
    if column.heading.role:
        return column
    question, part = _box(column.heading)
    not_asked = sum(cell.strip() == NOT_ASKED for cell in column.cells)
    if not_asked:
        marks[NOT_ASKED] += not_asked
    left = tuple(i for i, cell in enumerate(column.cells) if not cell.strip())
    heading = replace(column.heading, left_empty=left)
    if question in boxes and not COMMENT.fullmatch(part):
        stems = [split_bracket(text, "]")[0] for text in heading.wordings[1:2]]
        wordings = distinct([*stems, *heading.wordings])
        heading = replace(heading, ids=(question,), wordings=wordings, option=part)
        cells = tuple(TICKED.get(cell.strip(), cell) for cell in column.cells)
        return replace(column, heading=heading, cells=cells)
    if not heading.option and column.heading.ids[:1] == (column.name,) and _is_worded_box(column):
        stem, row = split_bracket(column.name, "]")
        heading = replace(heading, wordings=distinct([stem, *heading.wordings]), option=row)
    if not not_asked:
        return replace(column, heading=heading)
    cells = tuple("" if cell.strip() == NOT_ASKED else cell for cell in column.cells)
    return replace(column, heading=heading, cells=cells)


LIMESURVEY = Tool("limesurvey", "LimeSurvey", recognise, read)
