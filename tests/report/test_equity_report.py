"""The report on gaps between groups: its verdict, tables, sources, in both languages."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

import gainsem
from gainsem.diagnostics import warning
from gainsem.report.build_equity import build_equity_report, equity_judgement
from gainsem.report.catalogue import catalogue
from gainsem.report.document import TableBlock
from gainsem.report.write import report_pdf
from tests.results.equity.views import residents


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "\n".join(page.extract_text() for page in pages)


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        ("en", ["1 of 2 gaps differ from 0", "How far apart", "Kitagawa", "Social gain"]),
        ("zh", ["2 项差距中有 1 项", "差距有多大", "Kitagawa", "社会获得感"]),
    ],
)
def test_the_report_says_what_was_found(lang: str, wanted: list[str]) -> None:
    pdf = report_pdf(residents(), lang=lang)
    text = text_of(pdf)
    for each in wanted:
        assert each in text
    assert report_pdf(residents(), lang=lang) == pdf


def test_every_table_is_in_the_report() -> None:
    blocks = build_equity_report(residents()).blocks
    shown = [block.table.caption for block in blocks if isinstance(block, TableBlock)]
    assert sorted(shown) == sorted(t.caption for t in residents().tables("en").values())


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, "acceptable"),
        ({"freed": ()}, "good"),
        ({"diagnostics": (warning("W-EQU-10", "Not equal."),)}, "poor"),
        ({"gaps": (), "waves": ()}, "unusable"),
    ],
)
def test_the_verdict_is_about_trust(changes: dict, level: str) -> None:
    assert equity_judgement(residents(**changes), catalogue("en")).level == level


def test_the_sources_are_those_of_what_was_done() -> None:
    full, bare = gainsem.cite(residents()), gainsem.cite(residents(adjust=(), parts=(), paths=()))
    for name in ("Kitagawa", "Oaxaca", "Blinder", "Jöreskog"):
        assert name in full
        assert name not in bare
    assert "Hancock" in bare
