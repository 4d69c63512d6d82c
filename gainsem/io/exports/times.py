"""Durations and points in time as survey tools write them, in seconds."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from gainsem.diagnostics import Diagnostic
from gainsem.errors import FileError
from gainsem.io.exports.records import Cells, Records
from gainsem.survey.phrases import lines_text, quoted

PLAIN = re.compile(r"\d+(\.\d+)?")
IN_WORDS = re.compile(
    r"(?:(?P<d>\d+)\s*(?:天|d(?:ays?)?)\s*)?"
    r"(?:(?P<h>\d+)\s*(?:小时|时|h(?:ours?)?)\s*)?"
    r"(?:(?P<m>\d+)\s*(?:分钟|分|m(?:in(?:utes?)?)?)\s*)?"
    r"(?:(?P<s>\d+(?:\.\d+)?)\s*(?:秒钟|秒|s(?:ec(?:onds?)?)?))?",
    re.IGNORECASE,
)
CLOCK = re.compile(r"(?:(?P<h>\d+):)?(?P<m>\d{1,2}):(?P<s>\d{2}(?:\.\d+)?)")
IN_A_UNIT = {"d": 86_400.0, "h": 3600.0, "m": 60.0, "s": 1.0}
MOMENT = re.compile(
    r"(?P<a>\d{1,4})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{1,4})[ T]+"
    r"(?P<early>上午|下午)?\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}(?:\.\d+)?))?"
    r"\s*(?P<half>[AaPp][Mm]|上午|下午)?\s*(?P<zone>Z|(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{3,4})?"
)
OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?")
AFTERNOON = frozenset({"pm", "下午"})


def seconds_of(text: str) -> float | None:
    """Return a duration in seconds; nothing where the text is none.

    Examples
    --------
    >>> [seconds_of(text) for text in ("501秒", "8分21秒", "00:08:21", "501.00", "soon")]
    [501.0, 501.0, 501.0, 501.0, None]
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if PLAIN.fullmatch(plain):
        return float(plain)
    found = CLOCK.fullmatch(plain) or IN_WORDS.fullmatch(plain)
    if not plain or found is None:
        return None
    return sum(float(part) * IN_A_UNIT[unit] for unit, part in found.groupdict().items() if part)


def moment_of(text: str) -> dt.datetime | None:
    """Return a point in time; nothing where the text is none.

    A date that does not begin with the year is taken as month, day, year.  Only the time
    between two points is ever used.

    Examples
    --------
    >>> later, sooner = moment_of("2024/06/01 9:03:48 AM GMT+8"), moment_of("2024-06-01T00:55:27Z")
    >>> (later - sooner).total_seconds()
    501.0
    """
    found = MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    a, b, c = (int(found[part]) for part in "abc")
    year, month, day = (a, b, c) if len(found["a"]) == 4 else (c, a, b)
    if len(found["a"]) != 4 and len(found["c"]) not in (2, 4):
        return None
    hour = int(found["hour"])
    if half := (found["half"] or found["early"] or "").lower():
        hour = hour % 12 + (12 if half in AFTERNOON else 0)
    second = float(found["second"] or 0)
    try:
        moment = dt.datetime(year if year > 99 else 2000 + year, month, day, hour)
        moment += dt.timedelta(minutes=int(found["minute"]), seconds=second)
    except ValueError:
        return None
    return moment.replace(tzinfo=_zone(found["zone"] or ""))


def _zone(text: str) -> dt.timezone:
    """Return the offset a time is written with; without one, that of Greenwich."""
    found = OFFSET.fullmatch(text)
    if found is None:
        return dt.UTC
    offset = dt.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return dt.timezone(offset if found[1] == "+" else -offset)


def durations(records: Records, column: int) -> Cells:
    """Return a column of durations in seconds, as text; empty cells stay empty.

    Raises
    ------
    FileError
        E-EXP-03 for a cell that is no duration, with its line.
    """
    cells = records.cells(column)
    read = {cell: seconds_of(cell) for cell in set(cells)}
    wrong = [i for i, cell in enumerate(cells) if cell.strip() and read[cell] is None]
    if wrong:
        raise FileError(_unreadable(records, column, wrong, "a duration", "501, 8:21 or 501秒"))
    return tuple(_as_text(read[cell]) for cell in cells)


def time_between(records: Records, start: int, end: int) -> Cells:
    """Return the seconds between two columns of times, as text; empty where one is empty.

    Raises
    ------
    FileError
        E-EXP-03 for a cell that is no time, with its line.
    """
    read = []
    for column in (start, end):
        cells = records.cells(column)
        known = {cell: moment_of(cell) for cell in set(cells)}
        moments = [known[cell] for cell in cells]
        wrong = [i for i, cell in enumerate(cells) if moments[i] is None and cell.strip()]
        if wrong:
            raise FileError(_unreadable(records, column, wrong, "a time", "2024-06-01 09:03:48"))
        read.append(moments)
    return tuple(
        _as_text((b - a).total_seconds()) if a and b else "" for a, b in zip(*read, strict=True)
    )


def _as_text(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.10g}"


def _unreadable(
    records: Records, column: int, rows: list[int], what: str, example: str
) -> Diagnostic:
    lines = [records.lines[i] for i in rows]
    seen = list(dict.fromkeys(records.rows[i][column].strip() for i in rows))
    return Diagnostic(
        "E-EXP-03",
        "error",
        f'{records.source}, column "{records.header[column]}", {lines_text(lines)}: '
        f"{quoted(seen[:4])} is not {what}.",
        why="the time to complete the questionnaire would be wrong",
        do=f"correct the cell (for example {example}), or leave it empty",
    )
