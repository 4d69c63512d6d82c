"""Wenjuanxing (问卷星): its own columns, numbered questions, -3 and (跳过), ┋ between boxes.

Three downloads exist: the options' wordings (按选项文本), their numbers (按选项序号) and
their scores (按选项分数).  Skipped questions are ``(跳过)`` in the first and -3 in the
others, unanswered ones ``(空)`` and -2.  A question in which several boxes may be ticked
is one column, ``政务服务App┋智慧交通``, or one column of 0 and 1 a box,
``5、题干(选项)``; the rows of a block are ``4、题干—行`` or ``4、题干_行``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from gainsem.io.exports.headings import distinct, endings, own_column, split_bracket, stem_of
from gainsem.io.exports.records import Cells, Column, Export, Records, Tool
from gainsem.io.exports.remarks import header_missing, marks_read
from gainsem.io.exports.times import durations
from gainsem.survey.raw_table import Heading

OWN_COLUMNS = {
    "序号": "respondent",
    "答卷编号": "respondent",
    "提交答卷时间": "ended",
    "开始答卷时间": "started",
    "所用时间": "seconds",
    "来源": "other",
    "来源详情": "other",
    "来自IP": "address",
    "IP": "address",
    "省份": "address",
    "城市": "address",
    "用户ID": "address",
    "用户昵称": "address",
    "昵称": "address",
    "自定义字段": "other",
    "总分": "total",
}
SIGNS = frozenset({"提交答卷时间", "所用时间", "来源详情", "来自IP"})
NUMBERED = re.compile(r"\s*(\d+)\s*[、.．:：]\s*(.*\S)\s*", re.DOTALL)
KIND_OF_QUESTION = re.compile(r"\s*[【\[][^】\]]{0,12}题[】\]]\s*")
ROW_SIGNS = ("—", "_", "－", ":", "：")
TEXT_MARKS = {"(跳过)": False, "(空)": True, "（跳过）": False, "（空）": True}
CODE_MARKS = {"-3": False, "-2": True}
"""Marks of missing answers, and whether the question was seen."""
SPENT = re.compile(r"\d+秒")
WHOLE_NUMBER = re.compile(r"-?\d*")
BETWEEN_BOXES = "┋"


def recognise(head: Records) -> str:
    """Return ``"export"`` for a file of Wenjuanxing.

    Raises
    ------
    FileError
        E-EXP-01 where the header row is missing.
    """
    named = {name.strip() for name in head.header}
    if len(named & SIGNS) >= 2 and any(NUMBERED.fullmatch(name) for name in head.header):
        return "export"
    spent = next((name for name in head.header if SPENT.fullmatch(name.strip())), "")
    at = head.header.index(spent) if spent else 0
    if spent and any(SPENT.fullmatch(row[at].strip()) for row in head.rows):
        raise header_missing(head.source, "Wenjuanxing", spent, "所用时间")
    return ""


def read(records: Records, _kind: str) -> Export:
    """Return the columns of a file of Wenjuanxing."""
    headings = _headings(records.header)
    cells = records.columns()
    questions = [i for i, (_, heading) in enumerate(headings) if not heading.role]
    words = _is_text(cells, questions)
    marks: Counter[str] = Counter()
    columns = []
    for i, (name, heading) in enumerate(headings):
        column = Column(name, heading, cells[i])
        if heading.role == "seconds":
            column = replace(column, cells=durations(records, i))
        elif not heading.role:
            known = TEXT_MARKS if words and not heading.option else {**TEXT_MARKS, **CODE_MARKS}
            column = _without_marks(column, known, marks)
        columns.append(column)
    return Export(tuple(columns), records.lines, marks_read(records, marks))


def _is_text(cells: list[Cells], questions: list[int]) -> bool:
    """Return whether the answers are wordings rather than numbers of options."""
    if any(mark in cells[i] for i in questions for mark in TEXT_MARKS):
        return True
    numeric = sum(
        all(WHOLE_NUMBER.fullmatch(cell.replace(BETWEEN_BOXES, "")) for cell in set(cells[i]))
        for i in questions
    )
    return 2 * numeric < len(questions)


def _without_marks(column: Column, known: dict[str, bool], marks: Counter[str]) -> Column:
    seen = {cell: mark for cell in set(column.cells) if (mark := cell.strip()) in known}
    if not seen:
        return column
    marks.update(seen[cell] for cell in column.cells if cell in seen)
    left = [i for i, cell in enumerate(column.cells) if cell in seen and known[seen[cell]]]
    return replace(
        column,
        heading=replace(column.heading, left_empty=tuple(left)),
        cells=tuple("" if cell in seen else cell for cell in column.cells),
    )


def _headings(header: Cells) -> list[tuple[str, Heading]]:
    """Return name and heading of every column; the columns of a question are told together."""
    numbers = [NUMBERED.fullmatch(name) for name in header]
    blocks: dict[str, list[int]] = {}
    for i, found in enumerate(numbers):
        if found and header[i].strip() not in OWN_COLUMNS:
            blocks.setdefault(found[1], []).append(i)
    told: dict[int, tuple[str, Heading]] = {}
    for number, places in blocks.items():
        texts = [numbers[i][2] for i in places]  # type: ignore[index]
        told.update(zip(places, _block(f"Q{number}", texts), strict=True))
    return [
        _with_whole(told[i], name) if i in told else (name.strip(), _other(name.strip()))
        for i, name in enumerate(header)
    ]


def _other(name: str) -> Heading:
    role = OWN_COLUMNS.get(name, "")
    return own_column(role, name) if role else Heading(ids=distinct([name]), wordings=(name,))


def _with_whole(told: tuple[str, Heading], whole: str) -> tuple[str, Heading]:
    name, heading = told
    return name, replace(heading, wordings=distinct([*heading.wordings, whole]))


def _block(number: str, texts: list[str]) -> list[tuple[str, Heading]]:
    plain = [KIND_OF_QUESTION.sub("", text) for text in texts]
    if len(texts) == 1:
        wordings = distinct([plain[0], *endings(plain[0], ROW_SIGNS[:2])])
        return [(number, Heading(ids=(number,), wordings=wordings))]
    boxes = [split_bracket(text) for text in plain]
    if len({stem for stem, _ in boxes}) == 1 and all(option for _, option in boxes):
        return [
            (f"{number}_{i}", Heading(ids=(number,), wordings=(stem,), option=option))
            for i, (stem, option) in enumerate(boxes, start=1)
        ]
    stem = stem_of(plain, ROW_SIGNS)
    return [
        (
            f"{number}_{i}",
            Heading(
                ids=(f"{number}_{i}",),
                wordings=distinct([text[len(stem) :], text, *endings(text, ROW_SIGNS[:2])]),
            ),
        )
        for i, text in enumerate(plain, start=1)
    ]


WENJUANXING = Tool("wenjuanxing", "Wenjuanxing", recognise, read)
