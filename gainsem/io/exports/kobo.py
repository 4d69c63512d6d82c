"""KoboToolbox and other ODK servers (ODK Central, SurveyCTO).

Headings are names with their groups (``att/pc1``, in ODK Central ``att-pc1``) or labels.
A question in which several boxes may be ticked is one column of option names with spaces
between them (``gov transport``), columns of 0 and 1 (``app/gov``), or both.
"""

from __future__ import annotations

import re
from dataclasses import replace

from gainsem.io.exports.headings import (
    distinct,
    is_identifier,
    own_column,
    question_names,
    unique_names,
)
from gainsem.io.exports.records import Cells, Column, Export, Records, Tool, are_mostly
from gainsem.io.exports.times import durations, time_between
from gainsem.survey.raw_table import Heading

OWN_COLUMNS = {
    "start": "started",
    "end": "ended",
    "starttime": "started",
    "endtime": "ended",
    "today": "other",
    "_id": "respondent",
    "_uuid": "other",
    "_submission_time": "other",
    "_validation_status": "other",
    "_notes": "other",
    "_status": "other",
    "_submitted_by": "address",
    "__version__": "other",
    "_tags": "other",
    "_index": "other",
    "_parent_index": "other",
    "deviceid": "address",
    "phonenumber": "address",
    "devicephonenum": "address",
    "username": "address",
    "simserial": "address",
    "simid": "address",
    "subscriberid": "address",
    "device_info": "address",
    "audit": "other",
    "meta/instanceID": "other",
    "meta/rootUuid": "other",
    "formhub/uuid": "other",
    "SubmissionDate": "other",
    "CompletionDate": "other",
    "formdef_version": "other",
    "KEY": "respondent",
    "instanceID": "other",
    "meta-instanceID": "other",
    "meta-instanceName": "other",
    "SubmitterID": "other",
    "SubmitterName": "address",
    "AttachmentsPresent": "other",
    "AttachmentsExpected": "other",
    "Status": "other",
    "ReviewState": "other",
    "DeviceID": "address",
    "Edits": "other",
    "FormVersion": "other",
}
PLACE = re.compile(r"_.*_(latitude|longitude|altitude|precision)|.*(Latitude|Longitude|Altitude)")
KOBO_SIGNS = frozenset({"_id", "_uuid", "_submission_time", "_index"})
ODK_SIGNS = frozenset({"SubmissionDate", "KEY"})
STARTS = ("start", "starttime")
ENDS = ("end", "endtime")
TICKS = frozenset({"0", "1", "true", "false"})


def recognise(head: Records) -> str:
    """Return ``"names"`` or ``"labels"`` (of its headings) for a file of Kobo or ODK."""
    named = {name.strip() for name in head.header}
    if len(named & KOBO_SIGNS) < 3 and not named >= ODK_SIGNS:
        return ""
    questions = [name.strip() for name in head.header if not _role(name)]
    plain = sum(is_identifier(re.sub(r"[/\-]", "_", name)) for name in questions)
    return "names" if 2 * plain >= len(questions) else "labels"


def read(records: Records, kind: str) -> Export:
    """Return the columns of a file of Kobo or ODK, with the seconds from start to end."""
    header = [name.strip() for name in records.header]
    between = "/" if any("/" in name for name in header) or kind == "labels" else "-"
    cells = records.columns()
    headings = [_heading(name, header, between, cells[i]) for i, name in enumerate(header)]
    columns = [
        Column(name, heading, cells[i])
        for i, (name, heading) in enumerate(zip(_names(header, headings), headings, strict=True))
    ]
    return Export(tuple(_with_seconds(columns, records, header)), records.lines)


def _role(name: str) -> str:
    name = name.strip()
    if PLACE.fullmatch(name):
        return "address"
    return OWN_COLUMNS.get(name, "")


def _heading(name: str, header: list[str], between: str, cells: Cells) -> Heading:
    if role := _role(name):
        return own_column(role, name)
    parts = name.split(between)
    asked, option = _box(parts, between, header)
    if option and are_mostly((cell.lower() for cell in cells), TICKS):
        ids = distinct([asked[-1], between.join(asked)])
        return Heading(ids=ids, wordings=_suffixes(asked, between), option=option)
    ids = distinct([parts[-1], "_".join(parts[-2:]), "_".join(parts), name])
    return Heading(ids=ids, wordings=_suffixes(parts, between))


def _box(parts: list[str], between: str, header: list[str]) -> tuple[list[str], str]:
    """Return question and option of a heading such as ``app/gov``, where ``app`` is a column."""
    for i in range(len(parts) - 1, 0, -1):
        if between.join(parts[:i]) in header:
            return parts[:i], between.join(parts[i:]).strip()
    return parts, ""


def _suffixes(parts: list[str], between: str) -> tuple[str, ...]:
    """Return a label without its groups, then with more and more of them.

    A question may hold the sign itself (``and/or``), so every suffix is one.
    """
    return distinct(between.join(parts[i:]) for i in range(len(parts) - 1, -1, -1))


def _names(header: list[str], headings: list[Heading]) -> list[str]:
    """Return last parts where they are unique, whole paths where not, numbers for labels."""
    short = [
        f"{heading.ids[0]}_{heading.option}" if heading.option else heading.ids[0]
        for heading in headings
    ]
    questions = [i for i, heading in enumerate(headings) if not heading.role]
    whole = [headings[i].wordings[-1] for i in questions]
    stems = [
        text if text in header and headings[i].option else ""
        for i, text in zip(questions, whole, strict=True)
    ]
    numbered = dict(
        zip(questions, question_names([short[i] for i in questions], stems), strict=True)
    )
    names = []
    for i, name in enumerate(short):
        if headings[i].role:
            name = header[i]
        elif not is_identifier(name):
            name = numbered[i]
        elif short.count(name) > 1:
            name = re.sub(r"\W", "_", header[i])
        names.append(name)
    return unique_names(names)


def _with_seconds(columns: list[Column], records: Records, header: list[str]) -> list[Column]:
    if "duration" in header and set(header) >= ODK_SIGNS:
        at = header.index("duration")
        told = replace(columns[at], heading=own_column("seconds", "duration"))
        columns[at] = replace(told, cells=durations(records, at))
        return columns
    start = next((header.index(name) for name in STARTS if name in header), None)
    end = next((header.index(name) for name in ENDS if name in header), None)
    if start is None or end is None:
        return columns
    name = "seconds" if "seconds" not in {column.name for column in columns} else "seconds_spent"
    spent = time_between(records, start, end)
    return [*columns, Column(name, own_column("seconds", name), spent)]


KOBO = Tool("kobo", "KoboToolbox or ODK", recognise, read)
