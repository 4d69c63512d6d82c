"""Tables out as CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
import math
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gainsem.io.output import write_atomically

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def csv_safe(text: str) -> str:
    """Return text that no spreadsheet takes for a formula; numbers are left alone.

    A text beginning with ``= + - @``, their full-width forms, a tab or a line
    end gets an apostrophe in front (OWASP's rule against CSV injection, CWE-1236).

    Examples
    --------
    >>> csv_safe("=cmd|' /C calc'!A0")
    "'=cmd|' /C calc'!A0"
    >>> csv_safe("-0.25"), csv_safe("agree")
    ('-0.25', 'agree')
    """
    if text.startswith(FORMULA_STARTS) and not PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table as CSV: numbers with all their digits, nothing for what is missing."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([csv_safe(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue()


def write_csv(
    path: str | os.PathLike[str], header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Path:
    """Write a table as CSV in UTF-8, whole or not at all.

    A byte-order mark is written only where the text is not plain ASCII: Excel
    needs it to show Chinese, and other programs do without.
    """
    text = csv_text(header, rows)
    return write_atomically(path, text if text.isascii() else "\ufeff" + text)


def _cell(value: Any) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return csv_safe(value)
    number = float(value)
    if not math.isfinite(number):
        return ""
    return str(int(value)) if isinstance(value, int) else repr(number)
