from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gainsem.survey.codebook import Codebook
from gainsem.survey.codebook_file import read_codebook
from gainsem.survey.raw_table import RawTable
from gainsem.survey.responses import Item, Responses

ROOT = Path(__file__).parents[2]

HEAD = """\
title: {en: Trust, zh: 信任}
languages: [en, zh]
scales:
  agree:
    range: [1, 5]
    labels:
      en: {1: disagree, 3: neither, 5: agree}
      zh: {1: 不同意, 3: 说不清, 5: 同意}
    missing_codes: [88]
constructs:
  trust: {label: {en: Trust, zh: 信任}}
items:
"""


@pytest.fixture
def root() -> Path:
    """Folder of the project."""
    return ROOT


@pytest.fixture
def raw() -> Callable[..., RawTable]:
    """Make a table of columns: lists of numbers become floats, lists of str stay cells."""

    def make(**columns: Any) -> RawTable:
        cells = [
            tuple(column)
            if any(isinstance(cell, str) for cell in column)
            else np.array(column, dtype=float)
            for column in columns.values()
        ]
        n = len(cells[0])
        return RawTable(tuple(columns), tuple(cells), np.arange(2, n + 2), "answers/trust.csv")

    return make


@pytest.fixture
def book(tmp_path: Path) -> Callable[[str], Codebook]:
    """Read a codebook whose items are given as YAML."""

    def make(items: str, head: str = HEAD) -> Codebook:
        path = tmp_path / "codebook.yaml"
        path.write_text(head + items, encoding="utf-8")
        return read_codebook(path)

    return make


@pytest.fixture
def answers() -> Callable[..., Responses]:
    """Make responses of columns of numbers."""

    def make(**columns: Any) -> Responses:
        values = np.array(list(columns.values()), dtype=float).T
        return Responses(
            values=values,
            items=tuple(Item(name) for name in columns),
            lines=np.arange(2, len(values) + 2),
            source="answers/trust.csv",
        )

    return make
