"""400 respondents, nine items of three factors, and how a row of bad input is run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from click.testing import CliRunner, Result

from gainsem.cli.main import program

MODEL = "f1 =~ x1 + x2 + x3\nf2 =~ x4 + x5 + x6\nf3 =~ x7 + x8 + x9\n"
ITEMS = [f"x{k}" for k in range(1, 10)]
HEADER = ["id", *ITEMS, "group", "weight"]
WORDS = ("strongly disagree", "disagree", "neutral", "agree", "strongly agree")
LABELS = ", ".join(f"{k}: {word}" for k, word in enumerate(WORDS, 1))
BOOK = f"""\
format: gainsem.codebook/1
title: T
scales:
  agree: {{measure: ordinal, codes: [1, 2, 3, 4, 5], labels: {{en: {{{LABELS}}}}}}}
items:
""" + "".join(f"  {name}: {{text: Q, scale: agree}}\n" for name in ITEMS)
LINES_AT_MOST = 8
BEGINS = re.compile(r"^(?=[EWI]-[A-Z]+-\d\d)", re.MULTILINE)

Rows = list[list[str]]
Spoiler = Callable[[Rows], None]


def answers() -> np.ndarray:
    """Return 400 respondents' answers to nine items of three factors."""
    rng = np.random.default_rng(1)
    factors = rng.multivariate_normal(
        [0, 0, 0], [[1, 0.45, 0.35], [0.45, 1, 0.4], [0.35, 0.4, 1]], 400
    )
    noise = rng.standard_normal((9, 400)).T
    latent = 0.76 * np.repeat(factors, 3, axis=1) + 0.65 * noise
    return np.clip(np.floor(latent + 2.5) + 1, 1, 5).astype(int)


ANSWERS = answers()


def rows_of(spoil: Spoiler | None = None) -> Rows:
    rows = [
        [str(k + 1), *map(str, row), "AB"[k % 2], "1"] for k, row in enumerate(ANSWERS.tolist())
    ]
    if spoil:
        spoil(rows)
    return rows


def csv(rows: Iterable[list[str]], header: list[str] = HEADER, sign: str = ",") -> str:
    return "".join(sign.join(row) + "\n" for row in [header, *rows])


def data(spoil: Spoiler | None = None, **layout: object) -> str:
    return csv(rows_of(spoil), **layout)


def put(cell: str, rows: Iterable[int], column: int = 1) -> Spoiler:
    def spoil(table: Rows) -> None:
        for k in rows:
            table[k][column] = cell

    return spoil


def each(change: Callable[[int, list[str]], None]) -> Spoiler:
    def spoil(table: Rows) -> None:
        for k, row in enumerate(table):
            change(k, row)

    return spoil


def copy_of(column: int, *others: int) -> Spoiler:
    def change(k: int, row: list[str]) -> None:
        row[column] = str(sum(int(row[other]) for other in others))

    return each(change)


def in_words(k: int, row: list[str]) -> None:
    row[1:10] = [WORDS[int(cell) - 1] for cell in row[1:10]]


@dataclass(frozen=True)
class Case:
    row: str
    code: str
    exit_code: int
    names: str = ""
    data: str | bytes = field(default_factory=data, repr=False)
    model: str = MODEL
    book: str = ""
    file: str = "data.csv"
    options: tuple[str, ...] = ()


def run(case: Case, folder: Path) -> Result:
    content = case.data if isinstance(case.data, bytes) else case.data.encode()
    (folder / case.file).write_bytes(content)
    (folder / "model.lav").write_text(case.model, encoding="utf-8")
    if case.book:
        (folder / "codebook.yaml").write_text(case.book, encoding="utf-8")
    paths = [str(folder / "model.lav"), str(folder / case.file)]
    return CliRunner().invoke(program, ["fit", *paths, *case.options])


def messages(result: Result) -> list[str]:
    """Return the messages of a run, each with its further lines."""
    diagnostics = result.stdout.partition("\nDiagnostics\n")[2]
    found = BEGINS.split(result.stderr) + BEGINS.split(diagnostics)
    return [text.rstrip() for text in found if BEGINS.match(text)]


def check(case: Case, folder: Path) -> Result:
    """Run a case; compare the exit code, the code and the names; nothing else may happen."""
    result = run(case, folder)
    said = messages(result)
    assert result.exit_code == case.exit_code, result.output
    assert "Traceback" not in result.output
    assert [text for text in said if len(text.splitlines()) > LINES_AT_MOST] == []
    if case.code:
        assert any(text.startswith(case.code) and case.names in text for text in said), said
    else:
        assert [text for text in said if text[0] in "EW"] == []
    return result
