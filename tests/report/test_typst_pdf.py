"""The PDF: inert labels, whole glyphs, the same bytes."""

from __future__ import annotations

import io
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from pypdf import PdfReader

from gainsem.report.build import build_report
from gainsem.report.catalogue import catalogue
from gainsem.report.document import Block, Code, Document, Figure, Paragraph, TableBlock, plain
from gainsem.report.glyphs import coverage
from gainsem.report.typst_pdf import TypesettingError, prepared, render_pdf
from gainsem.report.write import report_pdf
from gainsem.results.fit import Fit
from gainsem.results.table import Column, Table
from gainsem.survey.responses import Item

HOSTILE = (
    '#read("secret.txt")',
    "#panic()",
    "*bold* and _italic_",
    "$x$",
    "<script>alert(1)</script>",
    "trailing #",
    "quotes \" ' and backslashes \\ \\n \\u{41}",
    "] } ) ; // comment /* open",
    "= heading",
    "@label <label> `raw`",
    "=cmd|' /C calc'!A0",
)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    """Return a text without the blanks that line breaks and kerning leave behind."""
    return "".join(text.split()).replace("\u200b", "")


def labelled(fit: Fit, *texts: str) -> Fit:
    items = tuple(
        replace(item, text={"en": text, "zh": text})
        for item, text in zip(fit.sample.items, texts, strict=False)
    )
    rest = fit.sample.items[len(items) :]
    return replace(fit, sample=replace(fit.sample, items=(*items, *rest)))


def page_with(*texts: str) -> Document:
    return page_of(*(Paragraph(plain(text)) for text in texts))


def page_of(*blocks: Block, title: str = "Test", lang: str = "en") -> Document:
    return Document(title, lang, blocks, words=catalogue(lang).section("page"))


@pytest.mark.parametrize("text", HOSTILE)
def test_labels_are_printed_and_never_obeyed(text: str) -> None:
    table = Table((Column("a", text),), ((text,),), caption=text, notes=(text,))
    document = page_of(Paragraph(plain(text)), TableBlock(table), Code(text), title=text)
    printed = squeezed(text_of(render_pdf(document)).replace("’", "'").replace("“", '"'))
    assert printed.count(squeezed(text)) == 6


def test_a_report_with_hostile_wordings_prints_them(holzinger: Fit) -> None:
    printed = squeezed(text_of(render_pdf(build_report(labelled(holzinger, *HOSTILE[:9])))))
    for text in HOSTILE[:6]:
        assert squeezed(text) in printed


def test_hostile_file_names_and_titles_are_inert(holzinger: Fit) -> None:
    hostile = replace(
        holzinger,
        sample=replace(holzinger.sample, title={"en": HOSTILE[0]}, citation=HOSTILE[4]),
        provenance=replace(holzinger.provenance, data_source="#panic().csv"),
    )
    printed = squeezed(text_of(render_pdf(build_report(hostile))))
    assert squeezed(HOSTILE[0]) in printed
    assert squeezed(HOSTILE[4]) in printed
    assert "#panic().csv" in printed


def test_no_secret_of_the_folder_reaches_the_page(
    holzinger: Fit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.txt").write_text("hunter2")
    monkeypatch.chdir(tmp_path)
    assert "hunter2" not in text_of(render_pdf(build_report(labelled(holzinger, *HOSTILE[:3]))))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_same_fit_gives_the_same_bytes(bfi: Fit, lang: str) -> None:
    assert report_pdf(bfi, lang=lang) == report_pdf(bfi, lang=lang)


def test_the_date_is_that_of_source_date_epoch_or_a_constant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    constant = PdfReader(io.BytesIO(render_pdf(page_with("a")))).metadata
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    given = PdfReader(io.BytesIO(render_pdf(page_with("a")))).metadata
    assert constant is not None
    assert given is not None
    assert (constant.creation_date.year, given.creation_date.year) == (2000, 2023)


def test_title_bookmarks_tags_and_standards(holzinger: Fit) -> None:
    pdf = report_pdf(holzinger)
    reader = PdfReader(io.BytesIO(pdf))
    catalog = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Confirmatory factor analysis: study"
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert any("Measurement model" in entry.title for entry in reader.outline)
    metadata = catalog["/Metadata"].get_data()
    assert b"<pdfaid:part>2</pdfaid:part>" in metadata
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_a_chinese_report_needs_no_stand_in(bfi: Fit) -> None:
    content, _ = prepared(build_report(bfi, lang="zh"))
    assert "W-FONT-01" not in str(content)
    printed = text_of(report_pdf(bfi, lang="zh"))
    for word in ("验证性因子分析", "拟合指数", "近似误差均方根", "因子载荷", "参考文献"):
        assert word in printed


@pytest.mark.parametrize("text", ["שביעות רצון", "رضا", "Ελληνικά", "Zufriedenheit – größer", "😀"])
def test_scripts_the_fonts_have_are_printed(text: str) -> None:
    content, _ = prepared(page_with(text))
    assert "W-FONT-01" not in str(content)
    printed = text_of(render_pdf(page_with(text)))
    assert set(squeezed(text)) <= set(printed)


def test_a_character_without_a_glyph_is_a_square_and_a_diagnostic() -> None:
    text = "ความสุข 🫠"
    printed = text_of(render_pdf(page_with(text)))
    assert "□" in printed
    assert "W-FONT-01" in printed
    assert "U+1FAE0" in printed


def test_control_and_direction_signs_are_shown_not_obeyed() -> None:
    printed = text_of(render_pdf(page_with("item\u202e1 and \x07bell")))
    assert "\\u202e" in printed
    assert "\\x07" in printed


def test_a_rare_character_in_bold_is_set_in_regular() -> None:
    known = coverage()
    rare = chr(min(code for code in known.regular - known.bold if 0x4E00 <= code <= 0x9FFF))
    table = TableBlock(Table((Column("a", "a"),), (("x",),)), sections=((0, rare),))
    assert rare in text_of(render_pdf(page_of(table, lang="zh")))


def test_an_endless_word_stays_on_the_page(holzinger: Fit) -> None:
    endless = "supercalifragilistic" * 20
    pdf = render_pdf(build_report(labelled(holzinger, endless, "W" * 200)))
    for page in PdfReader(io.BytesIO(pdf)).pages:
        assert _rightmost(page) < float(page.mediabox.right) - 40


def test_a_name_of_5000_characters_is_cut(holzinger: Fit) -> None:
    name = "x" * 5000
    rows = tuple(
        replace(row, rhs=name) if row.rhs == "x1" else row for row in holzinger.parameter_rows
    )
    items = (Item(name), *holzinger.sample.items[1:])
    long = replace(holzinger, parameter_rows=rows, sample=replace(holzinger.sample, items=items))
    document = build_report(long)
    assert name not in str(document.blocks)
    assert "xxx...xxx" in str(document.blocks)


def test_fifty_items_break_over_pages_with_their_heading() -> None:
    columns = (Column("item", "Item"), Column("wording", "Wording"), Column("m", "M", "number"))
    rows = tuple((f"item_{k}", "a wording of some length " * 9, k / 7) for k in range(50))
    document = page_of(TableBlock(Table(columns, rows, "Fifty items")))
    pages = PdfReader(io.BytesIO(render_pdf(document))).pages
    assert len(pages) > 1
    assert all("Wording" in page.extract_text() for page in pages)


@pytest.mark.parametrize("lines_before", range(28, 40))
def test_no_row_or_two_of_a_table_are_left_alone_on_a_page(lines_before: int) -> None:
    columns = (Column("item", "Item"), Column("m", "M", "number"))
    rows = tuple((f"item{k:02}", k / 7) for k in range(40))
    long = TableBlock(Table(columns, rows, "Forty"), sections=((0, "few"), (5, "many")))
    before = [Paragraph(plain("a line")) for _ in range(lines_before)]
    pages = PdfReader(io.BytesIO(render_pdf(page_of(*before, long)))).pages
    parts = [page.extract_text().count("item") for page in pages]
    assert sum(parts) == 40
    assert all(part == 0 or part >= 3 for part in parts), parts


def test_a_short_model_stays_on_one_page() -> None:
    before = [Paragraph(plain("a line")) for _ in range(36)]
    model = Code("\n".join(f"factor{k} =~ x{k}" for k in range(12)))
    pages = PdfReader(io.BytesIO(render_pdf(page_of(*before, model)))).pages
    assert [page.extract_text().count("factor") for page in pages] == [0, 12]


def test_only_a_drawing_wider_than_the_text_turns_its_page() -> None:
    small = b'<svg xmlns="http://www.w3.org/2000/svg" width="200pt" height="100pt"/>'
    wide = b'<svg xmlns="http://www.w3.org/2000/svg" width="450pt" height="220pt"/>'
    turned = b'<svg xmlns="http://www.w3.org/2000/svg" width="600pt" height="220pt"/>'
    pages = [
        PdfReader(io.BytesIO(render_pdf(page_of(Figure(drawing, "Figure", "alt"))))).pages[0]
        for drawing in (small, wide, turned)
    ]
    assert [page.mediabox.width > page.mediabox.height for page in pages] == [False, False, True]


def test_a_missing_font_is_our_error_and_never_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("gainsem.report.typst_pdf")
    monkeypatch.setattr(module, "font_family", lambda: ["No Such Font"])
    with pytest.raises(TypesettingError, match="unknown font family: no such font"):
        render_pdf(page_with("trust"))
    with pytest.raises(TypesettingError, match="could not be displayed"):
        render_pdf(page_with("信任"))


def _rightmost(page: object) -> float:
    places: list[float] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if text.strip():
            places.append(cm[0] * tm[4] + cm[4])

    page.extract_text(visitor_text=visit)  # type: ignore[attr-defined]
    return max(places, default=0.0)
