"""The report of a factor analysis: its numbers, its sources, its pages in both languages."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pypdf import PdfReader

import gainsem
from gainsem.factor.choices import ESTIMATORS, ROTATIONS
from gainsem.report.bibliography import references
from gainsem.report.build_efa import build_efa_report
from gainsem.report.document import Figure, Paragraph, TableBlock, Verdict, plain_text
from gainsem.report.efa_sources import EXTRACTIONS, efa_source_keys
from gainsem.report.efa_sources import ROTATIONS as ROTATION_PAPERS
from gainsem.report.write import report_pdf
from tests.core.factor_models import implied, with_crossloadings


def analysis(**options: object) -> gainsem.Efa:
    rows = np.random.default_rng(3).multivariate_normal(
        np.zeros(12), implied(*with_crossloadings()), size=400
    )
    frame = pd.DataFrame(rows, columns=[f"q{k}" for k in range(1, 13)])
    return gainsem.efa(frame, 3, random_starts=20, **options)


@pytest.fixture(scope="module")
def efa() -> gainsem.Efa:
    return analysis()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_says_what_was_found(efa: gainsem.Efa, lang: str) -> None:
    pdf = report_pdf(efa, lang=lang)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    words = {"en": ["Pattern loadings", "Factor correlations", "Mainly F1"], "zh": ["模式矩阵载荷"]}
    for each in [*words[lang], "Jennrich, 1973", "q12", "Geomin"]:
        assert each in text
    assert report_pdf(efa, lang=lang) == pdf


def test_small_loadings_are_blank_and_items_sorted(efa: gainsem.Efa) -> None:
    blocks = build_efa_report(efa).blocks
    table = next(block for block in blocks if isinstance(block, TableBlock))
    found = {row[0]: row[1:4] for row in table.table.rows}
    for name, row in efa.loadings.iterrows():
        for shown, value in zip(found[str(name)], row, strict=True):
            assert shown == (value if abs(value) >= 0.3 else None)
    assert [place for place, _ in table.sections] == sorted(place for place, _ in table.sections)
    assert len(table.sections) == 3
    verdict = next(block for block in blocks if isinstance(block, Verdict))
    share = 100 * efa.variance.loc["proportion"].sum()
    assert f"{share:.1f}%" in verdict.headline


def test_orthogonal_factors_have_no_table_of_correlations() -> None:
    document = build_efa_report(analysis(rotation="varimax"))
    captions = [b.table.caption for b in document.blocks if isinstance(b, TableBlock)]
    assert "Correlations of the factors" not in captions
    assert "Loadings" in captions
    said = [plain_text(b.text) for b in document.blocks if isinstance(b, Paragraph)]
    assert any("kept uncorrelated" in text and "Kaiser, 1958" in text for text in said)


def test_one_factor_has_a_report() -> None:
    rows = np.random.default_rng(4).normal(size=(200, 1)) + np.random.default_rng(5).normal(
        size=(200, 5)
    )
    efa = gainsem.efa(pd.DataFrame(rows, columns=list("abcde")), 1)
    assert report_pdf(efa).startswith(b"%PDF")
    assert "jennrich_2002" not in efa_source_keys(efa)


def test_every_estimator_and_rotation_has_its_paper() -> None:
    assert set(EXTRACTIONS) == set(ESTIMATORS)
    assert set(ROTATION_PAPERS) == {*ROTATIONS} - {"none"}
    named = {key for keys in EXTRACTIONS.values() for key in keys} | set(ROTATION_PAPERS.values())
    assert named <= set(references())


def test_cite_names_what_was_used(efa: gainsem.Efa) -> None:
    assert "Lawley" in gainsem.cite(efa)
    assert "@article{browne_2001" in gainsem.cite(efa, bibtex=True)


def test_figures_show_every_item(efa: gainsem.Efa) -> None:
    from gainsem.plots.from_efa import efa_figures

    figures = efa_figures(efa)
    texts = {text.get_text() for text in figures["loadings"].axes[0].texts}
    assert {f"q{k}" for k in range(1, 13)} <= texts
    assert "3 factors extracted" in {t.get_text() for t in figures["scree"].axes[0].texts}
    drawn = build_efa_report(efa, figures={"scree": b"<svg/>"}).blocks
    assert [block.svg for block in drawn if isinstance(block, Figure)] == [b"<svg/>"]


def test_a_second_opinion_is_a_section(efa: gainsem.Efa) -> None:
    document = build_efa_report(gainsem.second_opinion(efa))
    said = [plain_text(b.text) for b in document.blocks if isinstance(b, Paragraph)]
    assert any("factor_analyzer 0.5.1, an independent program" in text for text in said)


def test_report_and_cite_take_a_saved_analysis(efa: gainsem.Efa, tmp_path: Path) -> None:
    again = gainsem.load(efa.save(tmp_path / "efa.json"))
    assert isinstance(again, gainsem.Efa)
    assert gainsem.report(again, tmp_path / "a.pdf").read_bytes() == report_pdf(efa)
    assert gainsem.cite(again) == gainsem.cite(efa)
