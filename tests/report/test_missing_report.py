"""The report of a fit with missing answers: section, Methods paragraph, papers."""

from __future__ import annotations

import pytest

import gainsem
from gainsem.report.build import build_report
from gainsem.report.catalogue import catalogue
from gainsem.report.citations import citations_for
from gainsem.report.document import Heading, KeyValues, TableBlock, plain_text
from gainsem.report.sections.methods import methods_paragraph
from tests.reference.cases import HERE

MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
HEADINGS = {"en": "Missing answers", "zh": "缺失回答"}
PAPERS = {
    "fiml": {"arbuckle_1996", "savalei_2010", "little_1988", "graham_2003"},
    "two_stage": {"savalei_bentler_2009", "little_1988"},
    "robust_two_stage": {"savalei_falk_2014", "little_1988"},
    "pairwise": {"vanpraag_1985", "little_1988"},
}


def fitted(missing: str) -> gainsem.Fit:
    auxiliary = "ageyr" if missing == "fiml" else None
    data = HERE / "data" / "hs_missing.csv"
    estimator = "MLR" if missing == "fiml" else "ML"
    return gainsem.fit(MODEL, data, missing=missing, estimator=estimator, auxiliary=auxiliary)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("missing", PAPERS)
def test_the_section_says_what_was_done(missing, lang):
    fit, words = fitted(missing), catalogue(lang)
    blocks = list(build_report(fit, lang=lang).blocks)
    at = next(k for k, b in enumerate(blocks) if b == Heading(HEADINGS[lang]))
    facts, table = blocks[at + 1], blocks[at + 3]
    assert isinstance(facts, KeyValues)
    assert isinstance(table, TableBlock)
    assert table.table.rows[0][0] == fit.missing.patterns[0][1]
    text = plain_text(methods_paragraph(fit, words))
    assert "145" in text
    assert "7.5%" in text
    assert "Little" in text
    assert ("ageyr" in text) == (missing == "fiml")


@pytest.mark.parametrize("missing", PAPERS)
def test_the_papers_behind_it(missing):
    keys = {entry.key for entry in citations_for(fitted(missing))}
    assert keys >= PAPERS[missing]
    assert ("zhang_savalei_2023" in keys) == (missing == "fiml")


def test_complete_answers_have_no_such_section():
    fit = gainsem.fit(MODEL, HERE / "data" / "hs.csv", missing="fiml")
    assert Heading(HEADINGS["en"]) not in build_report(fit).blocks
    assert "little_1988" not in {entry.key for entry in citations_for(fit)}
