"""What the report says of estimators of continuous variables other than plain likelihood."""

from __future__ import annotations

import pytest

from gainsem.options import ESTIMATORS
from gainsem.report.build import build_report
from gainsem.report.catalogue import catalogue
from gainsem.report.citations import citations_for
from gainsem.report.document import TableBlock, plain_text
from gainsem.report.sections.methods import methods_paragraph
from tests.reference.cases import Case

MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
HOLZINGER = {"model": MODEL, "data": "hs.csv", "covariance_input": False, "options": {}}


def fitted(estimator: str, **options: str):
    return Case(HOLZINGER).fit_quietly(estimator=estimator, **options)


def paragraph(fit, lang: str) -> str:
    return plain_text(methods_paragraph(fit, catalogue(lang)))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ESTIMATORS)
def test_the_paragraph_names_the_estimator_and_what_is_cited_is_listed(name: str, lang: str):
    fit = fitted(name)
    text = paragraph(fit, lang)
    assert name == "ML" or f"{name}；" in text or f"({name}; " in text
    listed = {entry.short for entry in citations_for(fit)}
    for span in methods_paragraph(fit, catalogue(lang)):
        if span.url and "," in span.text and not span.text.startswith("("):
            assert span.text in listed, span.text
    assert build_report(fit, lang=lang).blocks


@pytest.mark.parametrize(
    ("name", "options", "says", "papers"),
    [
        ("MLR", {}, "outer products of the respondents' scores", {"yuan_bentler_2000"}),
        ("MLR", {}, "robust CFI = .930", {"brosseau_2012", "brosseau_savalei_2014"}),
        ("MLM", {}, "scaled to the mean", {"satorra_bentler_1994"}),
        ("MLMV", {}, "scaled and shifted", {"asparouhov_2010"}),
        ("MLMVS", {}, "estimated degrees of freedom", {"satorra_bentler_1994"}),
        ("MLF", {}, "first-order information", {"berndt_1974"}),
        ("GLS", {}, "generalised least squares", {"joreskog_goldberger_1972"}),
        ("WLS", {}, "sampling covariance matrix", {"browne_1984"}),
        ("ULS", {}, "(no p value)", {"bollen_1989"}),
        ("ML", {"information": "observed"}, "observed information", {"efron_hinkley_1978"}),
        ("ML", {"test": "browne.residual.adf"}, "tested in addition", {"browne_1984"}),
    ],
)
def test_errors_and_tests_in_words(name: str, options: dict, says: str, papers: set):
    fit = fitted(name, **options)
    assert says in paragraph(fit, "en")
    assert papers <= {entry.key for entry in citations_for(fit)}


def test_robust_errors_do_not_cite_what_they_do_not_use():
    keys = {entry.key for entry in citations_for(fitted("MLR"))}
    assert "efron_hinkley_1978" not in keys
    assert "savalei_2021" not in keys


@pytest.mark.parametrize(("name", "note"), [("MLR", "normally"), ("DWLS", "Neither the statistic")])
def test_notes_below_the_table_of_fit(name: str, note: str):
    blocks = build_report(fitted(name), lang="en").blocks
    notes = [
        plain_text(text)
        for block in blocks
        if isinstance(block, TableBlock)
        for text in block.notes
    ]
    assert any(note in text for text in notes)
    assert not any("categories" in text for text in notes)
