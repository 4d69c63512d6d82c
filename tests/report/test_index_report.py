"""The report on indices: its numbers, its sources, and nothing of single respondents."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

import gainsem
from gainsem.report.build_index import build_index_report
from gainsem.report.catalogue import catalogue
from gainsem.report.document import (
    Document,
    Figure,
    Heading,
    Paragraph,
    TableBlock,
    Verdict,
    plain,
    plain_text,
)
from gainsem.report.sections.index_methods import index_sources
from gainsem.report.sections.index_parts import parts_by_pair
from gainsem.report.typst_pdf import render_pdf
from gainsem.report.write import report_pdf, write_report
from tests.made_scores import SECRET, made_scores
from tests.report.named_sources import named_sources


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "\n".join(page.extract_text() for page in pages)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_says_what_was_found(lang: str) -> None:
    pdf = report_pdf(made_scores(), lang=lang)
    text = text_of(pdf)
    wanted = {
        "en": ["Index report: Made survey", "62.0", "Highest", "Importance", "North", "Trends"],
        "zh": ["指数报告：示例调查", "62.0", "最高", "重要性", "北区", "变化趋势"],
    }[lang]
    for each in wanted:
        assert each.lower() in text.lower()
    assert str(SECRET)[:6] not in text
    assert report_pdf(made_scores(), lang=lang) == pdf


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
    named = named_sources(build_index_report(made_scores(), lang=lang))
    assert named == set(index_sources(made_scores()))


def test_unequal_weights_and_the_design_are_said() -> None:
    blocks = build_index_report(made_scores()).blocks
    said = " ".join(plain_text(b.text) for b in blocks if isinstance(b, Paragraph))
    assert "A 0.75, B 0.25" in said
    assert "weighted by w" in said


def test_a_report_is_a_pdf(tmp_path: Path) -> None:
    with pytest.raises(gainsem.OptionError, match=r"index\.pdf"):
        write_report(made_scores(), tmp_path / "index.docx")
    place = write_report(made_scores(), tmp_path / "index.pdf")
    assert place.read_bytes().startswith(b"%PDF")


def test_groups_stand_in_the_order_of_their_index() -> None:
    blocks = build_index_report(made_scores()).blocks
    [table] = [
        block.table
        for block in blocks
        if isinstance(block, TableBlock) and block.table.caption == "Gain by District"
    ]
    means = [row[2] for row in table.rows if row[2] is not None and row[2] == row[2]]
    assert means == sorted(means, reverse=True)
    assert len(means) > 1


def many_gaps(count: int) -> gainsem.Scores:
    """Return a scoring with the gap of two constructs in so many districts."""
    made = made_scores()
    first = next(row for row in made.gaps if row.kind == "groups")
    rows = tuple(
        replace(
            first,
            kind="constructs",
            construct="A - B",
            by="district",
            level=str(k),
            difference=float(k % 7) + k / 100,
            suppressed=False,
        )
        for k in range(count)
    )
    everybody = replace(rows[0], by="", level="", difference=0.5)
    return replace(made, gaps=(everybody, *rows))


@pytest.mark.parametrize("count", [12, 30])
def test_of_many_groups_the_ends_are_printed_and_the_rest_is_named(count: int) -> None:
    scores = many_gaps(count)
    parts, left = parts_by_pair(scores, scores.gaps, catalogue("en"))
    [(_, rows)] = parts
    gaps = [row.difference for _, row in rows[1:]]
    wanted = sorted((row.difference for row in scores.gaps[1:]), reverse=True)
    assert rows[0][0] == "all"
    assert gaps == (wanted if count == 12 else wanted[:5] + wanted[-5:])
    assert left == (0 if count == 12 else 20)
    blocks = build_index_report(scores).blocks
    notes = [plain_text(n) for b in blocks if isinstance(b, TableBlock) for n in b.notes]
    said = any(note.startswith("20 further rows") and "gaps.csv" in note for note in notes)
    assert said == (count == 30)


def test_a_figure_here_or_floating_opens_no_page_of_its_own() -> None:
    """A tall drawing among text: two pages at most, where its own page would make three."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="400pt" height="400pt"></svg>'
    words = build_index_report(made_scores()).words
    text = Paragraph(plain("A line of text."))
    pages = {}
    for place in ("page", "here", "float"):
        figure = Figure(svg, "A drawing", "nothing", place=place)
        document = Document("T", "en", (text, figure, text), words=words)
        pages[place] = len(PdfReader(io.BytesIO(render_pdf(document))).pages)
    assert pages == {"page": 3, "here": 1, "float": 1}
