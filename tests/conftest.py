"""Small studies that the tests of more than one room start from."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every run of a check that decides what lands; new ones at a desk.
settings.register_profile("decides", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("decides")

PLAIN_MODEL = "trust =~ t1 + t2 + t3\ngain =~ g1 + g2 + g3\ngain ~ trust\n"


def plain_answers(n: int = 200, *, seed: int = 7) -> list[dict[str, float]]:
    """Return continuous answers to six items of two correlated constructs."""
    draw = random.Random(seed)
    rows = []
    for _ in range(n):
        trust = draw.gauss(0, 1)
        gain = 0.6 * trust + draw.gauss(0, 0.8)
        levels = {"t": trust, "g": gain}
        rows.append(
            {
                f"{letter}{number}": round(0.8 * level + draw.gauss(0, 0.6), 4)
                for letter, level in levels.items()
                for number in (1, 2, 3)
            }
        )
    return rows


def as_csv(rows: list[dict[str, float]]) -> str:
    """Return rows as CSV text."""
    lines = [",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]
    return "\n".join(lines) + "\n"


@pytest.fixture
def plain_study(tmp_path: Path) -> Path:
    """A folder with model.lav and data.csv, no codebook."""
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "model.lav").write_text(PLAIN_MODEL, encoding="utf-8")
    (folder / "data.csv").write_text(as_csv(plain_answers()), encoding="utf-8")
    return folder
