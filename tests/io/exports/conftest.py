from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from gainsem.io.exports.records import Records
from gainsem.survey.raw_table import RawTable

Rows = Sequence[Sequence[str]]


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., RawTable]:
    """Write rows, the header first, and read the file."""
    from gainsem.io.read_table import read_table

    def make(*rows: Sequence[str], **reading: object) -> RawTable:
        place = tmp_path / "export.csv"
        with place.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return read_table(place, **reading)  # type: ignore[arg-type]

    return make


@pytest.fixture
def records() -> Callable[..., Records]:
    """Make records of a header and rows."""

    def make(header: Sequence[str], *rows: Sequence[str]) -> Records:
        lines = tuple(range(2, len(rows) + 2))
        return Records(tuple(header), tuple(map(tuple, rows)), lines, "export.csv")

    return make
