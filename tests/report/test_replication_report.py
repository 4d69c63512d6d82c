"""Replicates of a design in the report: the Methods paragraph and the references."""

from __future__ import annotations

import pandas as pd
import pytest

import gainsem
from gainsem.report.build import build_report
from gainsem.report.catalogue import catalogue
from gainsem.report.citations import citations_for
from gainsem.report.document import TableBlock, plain_text
from gainsem.report.sections.effects import effects_section
from gainsem.report.sections.methods import methods_paragraph
from gainsem.report.sections.structure import defined_section
from tests.estimation.replication.designed import balanced_columns, jackknife_columns, sample

MODEL = "f =~ a + b + c + d"


@pytest.fixture(scope="module")
def frame():
    own = sample(equal=False)
    return pd.concat([own, jackknife_columns(own), balanced_columns(own, fay=0.5)], axis=1)


def keys(fit) -> set[str]:
    return {entry.key for entry in citations_for(fit)}


def paragraph(fit, lang: str) -> str:
    return plain_text(methods_paragraph(fit, catalogue(lang)))


def test_given_replicates_are_described_with_their_kind_and_sources(frame) -> None:
    fit = gainsem.fit(
        MODEL, frame, weights="w", replicate_weights="brr_*", replicate_type="fay", fay=0.5
    )
    text = paragraph(fit, "en")
    assert (
        "Standard errors came from the 24 replicate weights of the survey (balanced repeated"
        " replication, Fay's method with factor 0.5)" in text
    )
    assert "(Wolter, 2007; Judkins, 1990)" in text
    assert "t distribution with 20 degrees of freedom" in text
    assert "among the replicates (Muthén & Satorra, 1995)" in text
    assert "scaled to the mean of its χ² distribution (Satorra & Bentler, 1994)" in text
    assert "observed information" not in text
    assert "sandwich" not in text
    assert {"wolter_2007", "judkins_1990", "muthen_satorra_1995"} <= keys(fit)
    chinese = paragraph(fit, "zh")
    assert "调查自带的 24 组复制权重（平衡重复复制法（Fay 法，系数 0.5））" in chinese
    assert "自由度为 20 的 t 分布" in chinese


@pytest.mark.parametrize(
    ("options", "words", "source"),
    [
        ({"replicates": "jackknife"}, "40 replicates made from the clusters", "rust_rao_1996"),
        (
            {"replicates": "bootstrap", "replicate_draws": 100, "seed": 7},
            "The seed of the draws was 7.",
            "rao_wu_yue_1992",
        ),
        ({"replicates": "brr"}, "balanced repeated replication", "mccarthy_1969"),
        ({"replicates": "brr", "replicate_centre": "mean"}, "from the mean of", "mccarthy_1969"),
    ],
)
def test_made_replicates_are_described(frame, options, words: str, source: str) -> None:
    design = {"weights": "w", "cluster": "psu", "strata": "stratum"}
    fit = gainsem.fit(MODEL, frame, **design, **options)
    assert words in paragraph(fit, "en")
    assert source in keys(fit)


def test_replicates_without_clusters_are_made_from_respondents(frame) -> None:
    fit = gainsem.fit(MODEL, frame.iloc[:200], replicates="bootstrap", replicate_draws=60)
    assert "60 replicates made from the respondents" in paragraph(fit, "en")
    assert "根据受访者生成的 60 组复制权重" in paragraph(fit, "zh")


@pytest.mark.parametrize(("lang", "said"), [("en", "replicates of the sampling"), ("zh", "复制权")])
def test_tables_of_defined_parameters_and_effects_name_the_replicates(frame, lang, said) -> None:
    model = "b ~ p*a\nc ~ q*b\nboth := p*q"
    fit = gainsem.fit(model, frame, weights="w", replicate_weights="jk_*", replicate_type="jkn")
    words = catalogue(lang)
    for section in (defined_section, effects_section):
        notes = " ".join(plain_text(note) for note in section(fit, words)[1].notes)
        assert said in notes
    assert "sobel_1982" not in keys(fit)


def test_every_section_can_be_written(frame, tmp_path) -> None:
    fit = gainsem.fit(MODEL, frame, weights="w", replicate_weights="jk_*", replicate_type="jkn")
    for lang in ("en", "zh"):
        assert gainsem.report(fit, tmp_path / f"{lang}.pdf", lang=lang).stat().st_size > 10_000


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tests_from_t_are_headed_by_t(frame, lang: str) -> None:
    model = f"{MODEL}\nf ~ e\ng := 2 * 1"
    own = frame.assign(e=frame["a"].to_numpy()[::-1].copy()).iloc[:, :]
    designed = {"weights": "w", "replicate_weights": "jk_*", "replicate_type": "jkn"}
    heads = {}
    for kind, options in (("t", designed), ("z", {})):
        blocks = build_report(gainsem.fit(model, own, **options), lang=lang).blocks
        tables = [block.table for block in blocks if isinstance(block, TableBlock)]
        heads[kind] = [c.title for table in tables for c in table.columns if c.key == "z"]
    assert set(heads["t"]) == {"t"}
    assert set(heads["z"]) == {"z"}
    assert len(heads["t"]) >= 3
