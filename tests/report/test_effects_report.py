"""Effects and resampling in the report: tables, the Methods paragraph, the references."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import gainsem
from gainsem.report.build import build_report
from gainsem.report.catalogue import catalogue
from gainsem.report.citations import citations_for
from gainsem.report.document import Heading, TableBlock, plain_text
from gainsem.report.sections.effects import effects_section
from gainsem.report.sections.methods import methods_paragraph

REFERENCE = Path(__file__).parents[1] / "reference"
MODEL = json.loads((REFERENCE / "bootstrap" / "latent_mediation.json").read_text("utf-8"))["model"]


@pytest.fixture(scope="module")
def data():
    return pd.read_csv(REFERENCE / "data" / "latent_mediation.csv")


@pytest.fixture(scope="module")
def resampled(data):
    return gainsem.fit(
        MODEL, data, bootstrap=1000, boot_ci_type="bca", test="bollen.stine", se="bootstrap"
    )


def keys(fit) -> set[str]:
    return {entry.key for entry in citations_for(fit)}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_pair_with_an_indirect_path_has_its_part_of_the_table(resampled, lang) -> None:
    heading, block = effects_section(resampled, catalogue(lang))
    assert isinstance(heading, Heading)
    assert isinstance(block, TableBlock)
    assert [title for _, title in block.sections] == ["FX → M2", "FX → FY", "M1 → FY"]
    assert len(block.table.rows) == len(resampled.effects().mediated)
    first = resampled.effects().mediated[0]
    assert block.table.rows[0][1:3] == (first.est, first.se)
    assert "M1 → M2" in "".join(row[0] for row in block.table.rows)


def test_the_methods_paragraph_says_how_it_was_resampled(resampled) -> None:
    text = plain_text(methods_paragraph(resampled, catalogue("en")))
    assert "bias-corrected and accelerated (BCa) 95% confidence intervals" in text
    assert "1,000 bootstrap resamples" in text
    assert "(seed 1; Efron, 1987)" in text
    assert "All resamples gave a proper solution." in text
    assert "Bollen–Stine bootstrap; Bollen & Stine, 1992" in text
    assert "expected information" not in text
    chinese = plain_text(methods_paragraph(resampled, catalogue("zh")))
    assert "重抽样 1,000 次" in chinese
    assert {"efron_1987", "bollen_stine_1992", "bollen_1987"} <= keys(resampled)
    assert "sobel_1982" not in keys(resampled)


def test_without_resampling_the_delta_method_is_cited(data) -> None:
    fit = gainsem.fit(MODEL.replace("ind1 := a1*b1", ""), data)
    assert {"sobel_1982", "bollen_1987"} <= keys(fit)
    assert not {"efron_1987", "preacher_selig_2012"} & keys(fit)


def test_monte_carlo_intervals_are_said(data) -> None:
    fit = gainsem.fit(MODEL, data, monte_carlo=5000)
    text = plain_text(methods_paragraph(fit, catalogue("en")))
    assert "5,000 Monte Carlo draws" in text
    assert "preacher_selig_2012" in keys(fit)
    assert fit.effects().method == "monte.carlo"


def test_a_factor_analysis_has_no_section() -> None:
    fit = gainsem.fit("f =~ x1 + x2 + x3 + x4", pd.read_csv(REFERENCE / "data" / "hs.csv"))
    assert effects_section(fit, catalogue("en")) == ()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_can_be_built(resampled, lang) -> None:
    document = build_report(resampled, lang=lang)
    title = catalogue(lang).text("heading.effects")
    assert title in [block.text for block in document.blocks if isinstance(block, Heading)]


def test_the_summary_says_how_it_was_resampled(resampled) -> None:
    text = resampled.summary()
    for said in ("bias-corrected and accelerated", "Bollen-Stine p value", "via M1, M2"):
        assert said in text
