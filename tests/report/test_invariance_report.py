"""The report on measurement invariance: its verdict, tables, sources, in both languages."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from gainsem.errors import OptionError
from gainsem.report.bibliography import references
from gainsem.report.build_invariance import build_invariance_report, invariance_judgement
from gainsem.report.catalogue import catalogue
from gainsem.report.document import TableBlock
from gainsem.report.sections.invariance import invariance_sources
from gainsem.report.write import report_pdf, write_report
from gainsem.results.invariance.cutoffs import CONVENTIONS
from gainsem.results.invariance.record import Invariance
from gainsem.results.invariance.rows import AnchorRow
from tests.report.named_sources import named_sources
from tests.results.invariance.studies import HOLZINGER, districts, schools


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "\n".join(page.extract_text() for page in pages)


def tables_of(study: Invariance, lang: str = "en") -> dict[str, TableBlock]:
    blocks = build_invariance_report(study, lang=lang).blocks
    return {block.table.caption: block for block in blocks if isinstance(block, TableBlock)}


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        (
            "en",
            ["Scalar invariance: relations", "partial scalar invariance", "dMACS", "Chen, 2007"],
        ),
        ("zh", ["强等值成立", "部分强等值", "题目偏差", "巴斯德学校", "不成立"]),
    ],
)
def test_the_report_says_what_was_found(lang: str, wanted: list[str]) -> None:
    pdf = report_pdf(schools(), lang=lang)
    text = text_of(pdf)
    for each in wanted:
        assert each in text
    assert report_pdf(schools(), lang=lang) == pdf


@pytest.mark.parametrize(("lang", "wanted"), [("en", "fits badly"), ("zh", "拟合不佳")])
def test_no_good_verdict_on_a_model_that_fits_badly(lang: str, wanted: str) -> None:
    bad = replace(HOLZINGER[0], measures=HOLZINGER[0].measures | {"cfi": 0.743})
    verdict = invariance_judgement(schools((bad, *HOLZINGER[1:])), catalogue(lang))
    assert verdict.level == "poor"
    assert wanted in verdict.headline
    assert invariance_judgement(schools(), catalogue(lang)).level == "acceptable"


def test_tables_have_the_words_of_their_language() -> None:
    english, chinese = tables_of(schools()), tables_of(schools(), "zh")
    assert list(english) == [
        "Fit of the levels",
        "Change of fit",
        "Factor means",
        "Bias of items",
        "Bias of sums of items",
    ]
    change = chinese["拟合的变化"].table
    assert change.values("verdict") == ("成立", "不成立", "成立")
    assert change.values("level")[0] == "弱等值"
    assert "constraints" not in chinese["各级模型的拟合"].table.keys
    assert chinese["题目偏差"].table.values("item") == ("x1", "菱形题")
    assert "delta_cfi" in english["Change of fit"].bounded
    scores = english["Bias of sums of items"].table
    assert [column.title for column in scores.columns][2:] == [
        "Mean of the sum",
        "Variance of the sum",
    ]


def test_an_alignment_has_a_verdict_of_its_own() -> None:
    words = catalogue("en")
    verdict = invariance_judgement(districts(), words)
    assert verdict.level == "good"
    assert verdict.headline.startswith("Groups aligned: 8.3%")
    doubtful = replace(districts().alignment, share=0.4, trustworthy=False)
    assert invariance_judgement(replace(districts(), alignment=doubtful), words).level == "poor"
    table = tables_of(districts(), "zh")["参数相等的组"].table
    assert table.values("kind") == ("因子载荷", "截距")
    assert table.values("deviating")[1] == "district 3、district 7"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("constraint", "level"),
    [
        ("thresholds", "poor"),
        ("loadings", "acceptable"),
        ("intercepts", "good"),
        ("residuals", "good"),
        ("structural", "good"),
    ],
)
def test_every_level_has_its_verdict(constraint: str, level: str, lang: str) -> None:
    held = replace(HOLZINGER[1], constraint=constraint)
    verdict = invariance_judgement(schools((HOLZINGER[0], held)), catalogue(lang))
    assert verdict.level == level
    assert "{" not in verdict.headline


def test_without_a_level_nothing_may_be_compared() -> None:
    failed = schools((replace(HOLZINGER[0], measures={}),))
    assert invariance_judgement(failed, catalogue("en")).level == "unusable"
    only = schools(HOLZINGER[:1])
    assert invariance_judgement(only, catalogue("en")).level == "poor"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("study", [schools(), districts()], ids=["schools", "districts"])
def test_every_source_listed_is_named(study: Invariance, lang: str) -> None:
    named = named_sources(build_invariance_report(study, lang=lang))
    assert named == set(invariance_sources(study))


def test_every_convention_has_its_paper() -> None:
    for convention in CONVENTIONS.values():
        assert references()[convention.source].doi == convention.doi


def test_files_are_pdf_and_languages_known(tmp_path: Path) -> None:
    path = write_report(districts(), tmp_path / "invariance.pdf")
    assert path.read_bytes().startswith(b"%PDF")
    with pytest.raises(OptionError, match="E-OPT-05"):
        write_report(districts(), tmp_path / "invariance.txt")
    with pytest.raises(OptionError, match="E-OPT-07"):
        build_invariance_report(districts(), lang="fr")


@pytest.mark.parametrize(
    ("lang", "caption", "wanted"),
    [("en", "Anchor items", ["yes", "no"]), ("zh", "锚题", ["是", "否"])],
)
def test_anchors_are_a_table_with_its_source(lang: str, caption: str, wanted: list[str]) -> None:
    rows = (
        AnchorRow(factor="visual", item="x2", chosen=True, statistic=7.53, df=2),
        AnchorRow(factor="visual", item="x3", chosen=False, statistic=19.84, df=2),
    )
    study = replace(schools(), anchors=rows)
    table = tables_of(study, lang)[caption].table
    assert [row[-1] for row in table.rows] == wanted
    assert "woods_2009" in invariance_sources(study)
    named = replace(study, anchors=(AnchorRow(factor="visual", item="x2", chosen=True),))
    assert "woods_2009" not in invariance_sources(named)


@pytest.mark.parametrize(("lang", "words", "never"), [("en", "wave", "roup"), ("zh", "波次", "组")])
def test_a_report_on_waves_speaks_of_waves(lang: str, words: str, never: str) -> None:
    study = replace(schools(), repeated=True, convention="chen_2007")
    blocks = tables_of(study, lang)
    headings = " ".join(column.title for block in blocks.values() for column in block.table.columns)
    assert words in headings.lower()
    assert never not in headings
