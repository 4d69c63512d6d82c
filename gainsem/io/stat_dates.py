"""Dates of SPSS and Stata, which are numbers there, as ISO text."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from gainsem.survey.phrases import number_text

SPSS_FORMATS = re.compile(r"(A|E|S|J)?DATE\d|DATETIME|YMDHMS|QYR|MOYR|WKYR")
"""Formats of SPSS that show a day.  TIME and DTIME are durations: they stay seconds."""
STATA_FORMATS = ("%tc", "%tC", "%td", "%d", "%-td", "%-tc", "%-d")
SPSS_BEGINS = np.datetime64("1582-10-14", "s")
STATA_BEGINS = np.datetime64("1960-01-01", "s")
SECONDS_A_DAY = 86_400
FIRST, LAST = np.datetime64("0001-01-01", "s"), np.datetime64("9999-12-31T23:59:59", "s")


def date_kind(form: str, tool: str) -> str:
    """Return the unit in which a column counts time since its program's first day.

    Examples
    --------
    >>> date_kind("DATE11", "spss"), date_kind("%td", "stata"), date_kind("F8.2", "spss")
    ('spss s', 'stata d', '')
    """
    if tool == "spss":
        return "spss s" if SPSS_FORMATS.match(form.upper()) else ""
    if not form.startswith(STATA_FORMATS):
        return ""
    return "stata ms" if form.lstrip("%-").startswith(("tc", "tC")) else "stata d"


def dates_as_text(numbers: NDArray[np.float64], kind: str) -> tuple[str, ...]:
    """Return days as ``2024-01-02`` and moments as ``2024-01-02 09:30:00``; missing is empty.

    A number that is no day between the years 1 and 9999 stays a number.

    Parameters
    ----------
    numbers : ndarray, shape (n,)
        Seconds since 14 October 1582 (SPSS), days or milliseconds since 1960 (Stata).
    kind : {"spss s", "stata d", "stata ms"}

    Examples
    --------
    >>> dates_as_text(np.array([0.0, np.nan]), "stata d")
    ('1960-01-01', '')
    """
    program, unit = kind.split()
    begins = SPSS_BEGINS if program == "spss" else STATA_BEGINS
    a_second = {"s": 1.0, "ms": 1000.0, "d": 1 / SECONDS_A_DAY}[unit]
    texts: dict[float, str] = {}
    cells = []
    for number in numbers.tolist():
        text = texts.get(number)
        if text is None:
            text = _text(number, number / a_second, begins)
            texts[number] = text
        cells.append(text)
    return tuple(cells)


def _text(number: float, seconds: float, begins: np.datetime64) -> str:
    if np.isnan(number):
        return ""
    low, high = ((end - begins).astype(np.int64) for end in (FIRST, LAST))
    if not low <= seconds <= high:
        return number_text(number)
    text = str(begins + np.timedelta64(round(seconds), "s")).replace("T", " ")
    return text.removesuffix(" 00:00:00")
