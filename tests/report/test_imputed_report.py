"""The report of a fit to imputed data sets: section, Methods paragraph, papers."""

from __future__ import annotations

import numpy as np
import pytest

import gainsem
from gainsem.report.build_imputed import build_imputed_report
from gainsem.report.catalogue import catalogue
from gainsem.report.document import Heading, KeyValues, TableBlock, plain_text
from gainsem.report.imputed_sources import imputed_citations
from gainsem.report.sections.imputed import imputed_paragraph
from tests.imputed_sets import MODEL, frames

HEADINGS = {"en": "Imputed data sets", "zh": "多重插补数据集"}


@pytest.fixture(scope="module")
def found() -> gainsem.ImputedFit:
    return gainsem.fit_imputed(MODEL, frames(6))


@pytest.fixture(scope="module")
def ordinal() -> gainsem.ImputedFit:
    sets = [frame.apply(lambda one: np.digitize(one, [-1.0, 0.0, 1.0]) + 1.0) for frame in frames()]
    return gainsem.fit_imputed(MODEL, sets, ordered="all", pooling_df="rubin")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["found", "ordinal"])
def test_the_section(name, lang, request):
    fit = request.getfixturevalue(name)
    blocks = build_imputed_report(fit, lang=lang).blocks
    at = blocks.index(Heading(HEADINGS[lang]))
    facts, tests, information = blocks[at + 1 : at + 4]
    assert isinstance(facts, KeyValues)
    assert facts.rows[1][1][0].text == str(fit.n_imputations)
    assert isinstance(tests, TableBlock)
    assert tests.table.rows[0][1] == fit.tests[0].f
    assert isinstance(information, TableBlock)
    shares = information.table.values("fmi")
    assert shares[0] == max(row.fmi for row in fit.estimates if row.fmi == row.fmi)
    headings = {block.text for block in blocks if isinstance(block, Heading)}
    words = catalogue(lang)
    assert words.text("heading.modification") not in headings
    assert words.text("heading.measurement") in headings


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_methods_paragraph(found, ordinal, lang):
    words = catalogue(lang)
    one, other = (plain_text(imputed_paragraph(fit, words)) for fit in (found, ordinal))
    assert "Rubin" in one
    assert "Barnard" in one
    assert "Chan" in one
    assert "Barnard" not in other
    assert "Sriutaisuk" in other
    assert "WLSMV" in other


def test_what_was_left_out_is_said():
    fit = gainsem.fit_imputed(MODEL, frames(10, spoiled=1))
    document = build_imputed_report(fit)
    facts = next(
        block
        for block in document.blocks
        if isinstance(block, KeyValues) and block.rows[0][0] == "Imputed data sets"
    )
    assert facts.rows[-1][0] == "Left out"
    assert "1 further" in plain_text(imputed_paragraph(fit, catalogue("en")))


def test_the_papers(found, ordinal):
    keys = {entry.key for entry in imputed_citations(found)}
    assert keys >= {"rubin_1987", "barnard_rubin_1999", "chan_meng_2022", "enders_mansolf_2018"}
    assert "sorbom_1989" not in keys
    keys = {entry.key for entry in imputed_citations(ordinal)}
    assert keys >= {"li_meng_1991", "liu_sriutaisuk_2020", "lee_cai_2012"}
    assert "barnard_rubin_1999" not in keys
    assert "Rubin, D. B. (1987)" in gainsem.cite(found)
    assert "@article{chan_meng_2022" in gainsem.cite(found, bibtex=True)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_pdf_is_written(found, tmp_path, lang):
    path = gainsem.report(found, tmp_path / "report.pdf", lang=lang)
    assert path.read_bytes().startswith(b"%PDF")


def test_the_path_diagram_shows_the_pooled_estimates(found, tmp_path):
    picture = gainsem.draw(found)
    assert picture.name == "path_diagram"
    assert picture.save(tmp_path / "pooled.svg").read_bytes().startswith(b"<?xml")


def test_a_saturated_model_and_one_without_a_test_have_reports(tmp_path):
    saturated = gainsem.fit_imputed("d ~ a + b", frames(4))
    gainsem.report(saturated, tmp_path / "saturated.pdf")
    untested = gainsem.fit_imputed(MODEL, frames(4), estimator="ULS")
    assert untested.tests == ()
    gainsem.report(untested, tmp_path / "untested.pdf")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tests_from_t_are_headed_by_t(found, lang):
    blocks = build_imputed_report(found, lang=lang).blocks
    tables = [block.table for block in blocks if isinstance(block, TableBlock)]
    heads = [column.title for table in tables for column in table.columns if column.key == "z"]
    assert set(heads) == {"t"}
