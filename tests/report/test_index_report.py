"""The report on indices: its numbers, its sources, and nothing of single respondents."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

import gainsem
from gainsem.report.bibliography import references
from gainsem.report.build_index import build_index_report
from gainsem.report.document import Heading, Paragraph, TableBlock, Verdict, plain_text
from gainsem.report.document_data import document_data
from gainsem.report.sections.index_methods import index_sources
from gainsem.report.write_index import index_report_pdf, write_index_report
from tests.made_scores import SECRET, made_scores


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "\n".join(page.extract_text() for page in pages)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_says_what_was_found(lang: str) -> None:
    pdf = index_report_pdf(made_scores(), lang=lang)
    text = text_of(pdf)
    wanted = {
        "en": ["Index report: Made survey", "62.0", "Highest", "Importance", "North", "Trends"],
        "zh": ["指数报告：示例调查", "62.0", "最高", "重要性", "北区", "变化趋势"],
    }[lang]
    for each in wanted:
        assert each.lower() in text.lower()
    assert str(SECRET)[:6] not in text
    assert index_report_pdf(made_scores(), lang=lang) == pdf


def test_hidden_groups_have_no_numbers() -> None:
    blocks = build_index_report(made_scores()).blocks
    [table] = [
        block.table
        for block in blocks
        if isinstance(block, TableBlock) and block.table.caption == "Gain by District"
    ]
    rows = {row[0]: row[1:] for row in table.rows}
    for name in ("South", "East"):
        assert all(cell is None or cell != cell for cell in rows[name])
    assert rows["North"][0] == 60


def test_the_verdict_and_the_sections() -> None:
    blocks = build_index_report(made_scores()).blocks
    [verdict] = [block for block in blocks if isinstance(block, Verdict)]
    assert verdict.headline == "Gain: 62.0 of 100 (95% interval 60.0 to 64.0)"
    said = [plain_text(text) for text in verdict.sentences]
    assert said[1] == "By District: highest North (64.0), lowest West (59.0)."
    assert said[2].startswith("West less North: −5.0 points")
    assert "Gaps" in [block.text for block in blocks if isinstance(block, Heading)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_source_is_named_and_every_name_has_its_source(lang: str) -> None:
    document = build_index_report(made_scores(), lang=lang)
    content, _ = document_data(document)
    said = str([block for block in content["blocks"] if block["kind"] != "references"])
    named = {key for key, entry in references().items() if entry.short in said}
    assert named == set(index_sources(made_scores()))


def test_unequal_weights_and_the_design_are_said() -> None:
    blocks = build_index_report(made_scores()).blocks
    said = " ".join(plain_text(b.text) for b in blocks if isinstance(b, Paragraph))
    assert "A 0.75, B 0.25" in said
    assert "weighted by w" in said


def test_a_report_is_a_pdf(tmp_path: Path) -> None:
    with pytest.raises(gainsem.OptionError, match=r"index\.pdf"):
        write_index_report(made_scores(), tmp_path / "index.docx")
    place = write_index_report(made_scores(), tmp_path / "index.pdf")
    assert place.read_bytes().startswith(b"%PDF")
