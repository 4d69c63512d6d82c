"""Qualtrics: up to three header rows, previews and unfinished responses among the rows.

The first row holds the export tags (``Q4_1``), the second the wordings (``stem - row``),
the third the ImportIds; workbooks and old exports lack the third.  Answers are choice text
or numbers.  A question in which several boxes may be ticked is one column, its choices
joined by commas, or one column a choice (``stem - Selected Choice - choice``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gainsem.io.exports.headings import distinct, endings, own_column, stem_of
from gainsem.io.exports.records import Cells, Column, Export, Records, Tool
from gainsem.io.exports.remarks import (
    header_missing,
    refuse_nobody,
    trials_left_out,
    without_unfinished,
)
from gainsem.io.exports.times import durations
from gainsem.survey.raw_table import Heading

OWN_COLUMNS = {
    "StartDate": "started",
    "EndDate": "ended",
    "Status": "other",
    "IPAddress": "address",
    "Progress": "other",
    "Duration (in seconds)": "seconds",
    "Finished": "other",
    "RecordedDate": "other",
    "ResponseId": "respondent",
    "ResponseID": "respondent",
    "ResponseSet": "other",
    "RecipientLastName": "address",
    "RecipientFirstName": "address",
    "RecipientEmail": "address",
    "Name": "address",
    "EmailAddress": "address",
    "ExternalReference": "address",
    "ExternalDataReference": "address",
    "LocationLatitude": "address",
    "LocationLongitude": "address",
    "LocationAccuracy": "address",
    "DistributionChannel": "other",
    "UserLanguage": "other",
    "Q_RecaptchaScore": "other",
    "Q_RelevantIDDuplicate": "other",
    "Q_DuplicateRespondent": "other",
}
SIGNS = frozenset(
    {"StartDate", "EndDate", "Progress", "Duration (in seconds)", "Finished", "RecordedDate"}
    | {"ResponseId", "ResponseID", "ResponseSet", "DistributionChannel"}
)
WORDED_SIGNS = frozenset(
    {"Start Date", "End Date", "Response Type", "Recorded Date", "Response ID"}
)
IMPORT_ID = re.compile(r"\s*\{\s*['\"]ImportId['\"]\s*:\s*['\"]?(?P<id>[^'\",}]+)")
NOT_IN_EARNEST = frozenset({"survey preview", "survey test", "1", "2", "9", "17"})
"""Statuses of previews and tests; numbers where values are exported (1, 2, with spam 9, 17)."""
PREVIEW = frozenset({"preview"})
NOT_FINISHED = frozenset({"false", "0", "no"})
SELECTED = " - Selected Choice"
BETWEEN = " - "
COLUMN_OF_BLOCK = re.compile(r"(?P<question>.+?)_(?P<part>\d+(?:_TEXT)?)")
DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?")


def recognise(head: Records) -> str:
    """Return ``"export"`` for a file of Qualtrics.

    Raises
    ------
    FileError
        E-EXP-01 where the row of export tags is missing.
    """
    named = set(head.header)
    if len(named & SIGNS) >= 4:
        return "export"
    if len(named & WORDED_SIGNS) >= 3:
        raise header_missing(head.source, "Qualtrics", head.header[0], "StartDate")
    if any(IMPORT_ID.match(name) for name in head.header):
        raise header_missing(head.source, "Qualtrics", head.header[0], "StartDate")
    return ""


def read(records: Records, _kind: str) -> Export:
    """Return the columns of a file of Qualtrics, one row a finished response."""
    wordings, imports, skipped = _more_headers(records)
    records = records.without(range(skipped))
    trials = sorted(
        {
            *_rows(records, "Status", NOT_IN_EARNEST),
            *_rows(records, "DistributionChannel", PREVIEW),
        }
    )
    remarks = trials_left_out(records, trials)
    records = records.without(trials)
    unfinished = _rows(records, "Finished", NOT_FINISHED)
    records, said = without_unfinished(records, unfinished, "Finished is False")
    refuse_nobody(records)
    headings = _headings(records.header, wordings, imports)
    cells = records.columns()
    columns = []
    for i, heading in enumerate(headings):
        text = durations(records, i) if heading.role == "seconds" else cells[i]
        columns.append(Column(records.header[i].strip(), heading, text))
    return Export(tuple(columns), records.lines, (*remarks, *said))


def _more_headers(records: Records) -> tuple[Sequence[str], Sequence[str], int]:
    """Return the rows of wordings and of ImportIds below the first, and how many there are."""
    empty = [""] * len(records.header)
    wordings: Sequence[str] = empty
    imports: Sequence[str] = empty
    skipped = 0
    for row in records.rows[:2]:
        if any(IMPORT_ID.match(cell) for cell in row):
            imports = [found["id"] if (found := IMPORT_ID.match(c)) else "" for c in row]
        elif not skipped and _is_worded(records.header, row):
            wordings = row
        else:
            break
        skipped += 1
    return wordings, imports, skipped


def _is_worded(header: Cells, row: Sequence[str]) -> bool:
    """Return whether a row holds wordings: no date stands where every response has one."""
    for name in ("StartDate", "EndDate", "RecordedDate"):
        if name in header:
            cell = row[header.index(name)].strip()
            return bool(cell) and not DATE.fullmatch(cell)
    return "ResponseId" in header and row[header.index("ResponseId")].strip() == "Response ID"


def _rows(records: Records, name: str, values: frozenset[str]) -> list[int]:
    if name not in records.header:
        return []
    cells = records.cells(records.header.index(name))
    return [i for i, cell in enumerate(cells) if cell.strip().lower() in values]


def _headings(header: Cells, wordings: Sequence[str], imports: Sequence[str]) -> list[Heading]:
    blocks: dict[str, list[str]] = {}
    for name, text in zip(header, wordings, strict=True):
        if found := COLUMN_OF_BLOCK.fullmatch(name.strip()):
            blocks.setdefault(found["question"], []).append(text)
    stems = {question: stem_of(texts, [BETWEEN]) for question, texts in blocks.items()}
    return [
        _heading(name.strip(), " ".join(text.split()), import_id, stems)
        for name, text, import_id in zip(header, wordings, imports, strict=True)
    ]


def _heading(name: str, text: str, import_id: str, stems: dict[str, str]) -> Heading:
    if name in OWN_COLUMNS:
        return own_column(OWN_COLUMNS[name], name)
    ids = distinct([name, import_id])
    stem, selected, choice = text.partition(SELECTED)
    found = COLUMN_OF_BLOCK.fullmatch(name)
    if selected and choice.startswith(BETWEEN) and found and not name.endswith("_TEXT"):
        option = choice.removeprefix(BETWEEN)
        question = COLUMN_OF_BLOCK.fullmatch(import_id)
        asked = distinct([found["question"], question["question"] if question else ""])
        return Heading(ids=asked, wordings=distinct([stem, text]), option=option)
    if selected:
        return Heading(ids=ids, wordings=distinct([stem, text]))
    row = text.removeprefix(" ".join(stems.get(found["question"], "").split())) if found else ""
    row = row.removeprefix(BETWEEN.rstrip()).strip() if row != text else ""
    return Heading(ids=ids, wordings=distinct([row, text, *endings(text, [BETWEEN])]))


QUALTRICS = Tool("qualtrics", "Qualtrics", recognise, read)
