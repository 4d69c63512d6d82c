from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pypdf
import pytest
from fontTools.ttLib import TTFont

from gainsem.errors import OptionError, OutputError
from gainsem.plots.diagram import Diagram, Node
from gainsem.plots.figure_files import figure_bytes, save_figure
from gainsem.plots.path_diagram import draw_path_diagram
from tests.plots.drawn_models import chinese, loading, mediation

STARTS = {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG"}


def drawn(diagram: Diagram, suffix: str) -> bytes:
    return figure_bytes(draw_path_diagram(diagram), suffix)


@pytest.mark.parametrize("suffix", STARTS)
@pytest.mark.parametrize("diagram", [mediation(), chinese(5, 3)], ids=["English", "Chinese"])
def test_the_same_diagram_gives_the_same_bytes(diagram: Diagram, suffix: str) -> None:
    assert drawn(diagram, suffix) == drawn(diagram, suffix)
    assert drawn(diagram, suffix).startswith(STARTS[suffix])


@pytest.mark.parametrize("suffix", STARTS)
def test_no_date_and_no_program_is_written(suffix: str) -> None:
    content = drawn(mediation(), suffix)
    for mark in (b"atplotlib", b"CreationDate (D:20", b"<dc:date>"):
        assert mark not in content


def test_svg_text_stays_text() -> None:
    root = ElementTree.fromstring(drawn(chinese(5, 3), "svg"))
    texts = {node.text for node in root.iter("{http://www.w3.org/2000/svg}text")}
    assert "居民获得感" in texts
    assert "0.50ª" in texts


def embedded(svg: bytes) -> list[set[int]]:
    fonts = re.findall(rb"base64,([A-Za-z0-9+/=]+)\)", svg)
    found = []
    for data in fonts:
        with TTFont(io.BytesIO(base64.b64decode(data))) as font:
            found.append(set(font.getBestCmap()))
    return found


def test_svg_brings_every_letter_it_shows() -> None:
    svg = drawn(chinese(5, 3), "svg")
    root = ElementTree.fromstring(svg)
    texts = "".join(n.text or "" for n in root.iter("{http://www.w3.org/2000/svg}text"))
    regular, bold = embedded(svg)
    assert {ord(sign) for sign in texts} <= regular
    assert {ord(sign) for sign in "居民获得感"} <= bold
    assert len(svg) < 200_000


def test_letters_of_other_languages_are_brought_too() -> None:
    nodes = (Node("f", "Łódź zaufanie", "latent"), Node("a", "a"), Node("b", "b"))
    edges = (loading("f", "a"), loading("f", "b"))
    svg = drawn(Diagram(nodes, edges), "svg")
    assert any({ord("Ł"), ord("ź")} <= signs for signs in embedded(svg))
    page = pypdf.PdfReader(io.BytesIO(drawn(Diagram(nodes, edges), "pdf"))).pages[0]
    assert "Łódź" in page.extract_text()


def test_pdf_keeps_its_text_and_embeds_its_fonts() -> None:
    page = pypdf.PdfReader(io.BytesIO(drawn(chinese(5, 3), "pdf"))).pages[0]
    assert "居民获得感" in page.extract_text()
    kinds = {
        font.get_object()["/DescendantFonts"][0].get_object()["/Subtype"]
        for font in page["/Resources"]["/Font"].values()
    }
    assert kinds == {"/CIDFontType0"}


def test_pdf_has_the_size_of_the_figure() -> None:
    figure = draw_path_diagram(mediation())
    page = pypdf.PdfReader(io.BytesIO(figure_bytes(figure, "pdf"))).pages[0]
    width, height = figure.get_size_inches() * 72.0
    assert float(page.mediabox.width) == pytest.approx(width, abs=0.01)
    assert float(page.mediabox.height) == pytest.approx(height, abs=0.01)


def test_the_suffix_chooses_the_format(tmp_path: Path) -> None:
    figure = draw_path_diagram(mediation())
    for suffix, start in STARTS.items():
        written = save_figure(figure, tmp_path / f"path.{suffix.upper()}")
        assert written.read_bytes().startswith(start)


@pytest.mark.parametrize("name", ["path.docx", "path"])
def test_another_suffix_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OptionError, match="svg, pdf, png") as caught:
        save_figure(draw_path_diagram(mediation()), tmp_path / name)
    assert caught.value.code == "E-OPT-05"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nowhere") as caught:
        save_figure(draw_path_diagram(mediation()), tmp_path / "nowhere" / "path.svg")
    assert caught.value.code == "E-OUT-02"
