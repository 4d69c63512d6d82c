"""The report of a fit with a sampling design: section, Methods paragraph, papers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.report.build import build_report
from gainsem.report.catalogue import catalogue
from gainsem.report.citations import citations_for
from gainsem.report.document import Heading, KeyValues, TableBlock, plain_text
from gainsem.report.sections.methods import methods_paragraph
from tests.reference.cases import HERE

MODEL = "visual =~ x1 + x2 + x3"
HEADINGS = {"en": "Sampling design", "zh": "抽样设计"}
LINEARISED = {"en": "by linearisation", "zh": "线性化方法"}


def answers() -> pd.DataFrame:
    data = pd.read_csv(HERE / "data" / "hs.csv")
    place = np.arange(len(data))
    return data.assign(w=1.0 + place % 3, town=place // 10, region=(place // 10) % 4)


def fitted(**options: object) -> gainsem.Fit:
    return gainsem.fit(MODEL, answers(), **options)


DESIGN = {"weights": "w", "cluster": "town", "strata": "region"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_section_says_how_respondents_were_sampled(lang):
    fit, words = fitted(**DESIGN), catalogue(lang)
    blocks = list(build_report(fit, lang=lang).blocks)
    at = next(k for k, b in enumerate(blocks) if b == Heading(HEADINGS[lang]))
    facts, table = blocks[at + 1], blocks[at + 3]
    assert isinstance(facts, KeyValues)
    assert isinstance(table, TableBlock)
    assert len(table.table.rows) == len(fit.design_effects())
    assert table.table.rows[0][4] == pytest.approx(fit.design_effects().deff[0])
    text = plain_text(methods_paragraph(fit, words))
    assert LINEARISED[lang] in text
    for part in ("31", "town", "region", "27", "Kish"):
        assert part in text


def test_the_papers_behind_it():
    keys = {entry.key for entry in citations_for(fitted(**DESIGN))}
    assert keys >= {"kish_1965", "binder_1983", "asparouhov_2005"}
    weighted = {entry.key for entry in citations_for(fitted(weights="w"))}
    assert weighted >= {"kish_1965", "asparouhov_2005"}
    assert "binder_1983" not in weighted
    ordinal = {entry.key for entry in citations_for(ordinal_fit())}
    assert ordinal >= {"kish_1965", "binder_1983", "muthen_satorra_1995"}


def ordinal_fit() -> gainsem.Fit:
    data = answers()
    for name in ("x1", "x2", "x3"):
        data[name] = pd.qcut(data[name], 4, labels=False) + 1
    return gainsem.fit(MODEL, data, ordered="all", **DESIGN)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("way", ["certainty", "adjust", "average"])
def test_lonely_clusters_and_finite_populations_are_said(way, lang):
    data = answers().assign(N=50)
    data.loc[data.town == 30, "region"] = 9
    fit = gainsem.fit(MODEL, data, cluster="town", strata="region", fpc="N", lonely_psu=way)
    text = plain_text(methods_paragraph(fit, catalogue(lang)))
    assert plain_text(catalogue(lang).spans(f"design.lonely_{way}", count="1")) in text
    assert "`N`" in text or "N" in text
    assert "Kish" in text


def test_a_fit_without_a_design_has_no_such_section():
    assert Heading(HEADINGS["en"]) not in build_report(fitted()).blocks
    assert "kish_1965" not in {entry.key for entry in citations_for(fitted())}
