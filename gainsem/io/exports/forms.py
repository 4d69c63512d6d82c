"""Google Forms and Microsoft Forms: wordings as headings, wordings as answers.

Google begins with ``Timestamp``; the rows of a grid are ``Stem [Row]`` and ticked boxes
are joined by ``", "``.  Microsoft begins with ID, Start time, Completion time, Email and
Name; rows of a grid stand alone and ticked boxes are joined by ``;``.
"""

from __future__ import annotations

import re
from collections import Counter

from gainsem.io.exports.headings import (
    distinct,
    is_identifier,
    own_column,
    question_names,
    split_bracket,
)
from gainsem.io.exports.records import Cells, Column, Export, Records, Tool
from gainsem.io.exports.times import moment_of, time_between
from gainsem.survey.raw_table import Heading

TIMESTAMPS = frozenset({"timestamp", "时间戳记", "时间戳", "時間戳記"})
GOOGLE_OWN = {
    "username": "address",
    "email address": "address",
    "电子邮件地址": "address",
    "用户名": "address",
    "score": "total",
    "总分": "total",
    "得分": "total",
}
MICROSOFT_OWN = {
    "id": "respondent",
    "start time": "started",
    "completion time": "ended",
    "last modified time": "other",
    "email": "address",
    "name": "address",
    "language": "other",
    "total points": "total",
    "quiz feedback": "other",
    "grade posted time": "other",
    "序号": "respondent",
    "开始时间": "started",
    "完成时间": "ended",
    "上次修改时间": "other",
    "电子邮件": "address",
    "名称": "address",
    "姓名": "address",
    "语言": "other",
    "总分": "total",
    "测验反馈": "other",
}
MICROSOFT_STARTS = frozenset({"start time", "开始时间"})
MICROSOFT_ENDS = frozenset({"completion time", "完成时间"})
POINTS = re.compile(r"(Points|Feedback|得分|反馈)\s*[-–]\s*.+", re.DOTALL)


def recognise(head: Records) -> str:
    """Return ``"Google"`` or ``"Microsoft"`` for a file of one of these."""
    named = [_plain(name) for name in head.header]
    if MICROSOFT_STARTS & set(named[:3]) and MICROSOFT_ENDS & set(named[:4]):
        return "Microsoft"
    first = head.rows[0] if head.rows else ()
    if named[0] in TIMESTAMPS and first and moment_of(first[0]):
        worded = any(not is_identifier(name) for name in head.header[1:])
        return "Google" if worded else ""
    return ""


def read(records: Records, kind: str) -> Export:
    """Return the columns of a file of Google Forms or Microsoft Forms."""
    own = GOOGLE_OWN if kind == "Google" else MICROSOFT_OWN
    stems = _stems(records.header)
    headings = [_heading(i, name, own, stems[i]) for i, name in enumerate(records.header)]
    questions = [i for i, heading in enumerate(headings) if not heading.role]
    numbered = question_names([records.header[i] for i in questions], [stems[i] for i in questions])
    names = dict(zip(questions, numbered, strict=True))
    cells = records.columns()
    columns = [
        Column(
            names.get(i, records.header[i].strip()),
            Heading(ids=(names[i],), wordings=heading.wordings) if i in names else heading,
            cells[i],
        )
        for i, heading in enumerate(headings)
    ]
    if kind == "Microsoft":
        roles = [heading.role for heading in headings]
        if "started" in roles and "ended" in roles:
            spent = time_between(records, roles.index("started"), roles.index("ended"))
            columns.append(Column("seconds", own_column("seconds", "seconds"), spent))
    return Export(tuple(columns), records.lines)


def _plain(name: str) -> str:
    return " ".join(name.split()).lower()


def _stems(header: Cells) -> list[str]:
    """Return the stem of every row of a grid; a bracket that stands alone is no grid."""
    split = [split_bracket(name, "]") for name in header]
    rows = Counter(stem for stem, row in split if row)
    return [stem if row and rows[stem] > 1 else "" for stem, row in split]


def _heading(place: int, name: str, own: dict[str, str], stem: str) -> Heading:
    plain = _plain(name)
    if place == 0 and plain in TIMESTAMPS:
        return own_column("ended", name)
    if plain in own:
        return own_column(own[plain], name)
    if POINTS.fullmatch(name.strip()):
        return own_column("other", name)
    row = split_bracket(name, "]")[1]
    if stem:
        return Heading(wordings=distinct([row, name, f"{stem} {row}"]))
    return Heading(wordings=distinct([name, row]))


FORMS = Tool("forms", "Google or Microsoft Forms", recognise, read)
