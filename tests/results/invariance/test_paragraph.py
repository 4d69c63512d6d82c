"""The paragraph for a paper, word by word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gainsem.errors import OptionError
from gainsem.results.invariance.cutoffs import Constraint
from gainsem.results.invariance.rows import DifferenceTest
from gainsem.results.invariance.steps import Level
from gainsem.results.invariance.words import CHINESE, ENGLISH, STEP_NAMES
from tests.results.invariance.studies import HOLZINGER, districts, schools

IN_ENGLISH = (
    "Measurement invariance across school (Pasteur, n = 156; Grant-White, n = 145) was tested with"
    " a series of increasingly restricted multiple-group models (ML). The configural model, with"
    " the same items on the same factors in every group, had the following fit: χ²(48) = 115.85,"
    " p < .001, CFI = .923, RMSEA = .097, SRMR = .068. Holding the loadings equal (metric"
    " invariance) did not worsen fit by more than the conventional limits (ΔCFI = −.002,"
    " ΔRMSEA = −.004, ΔSRMR = .004; Δχ²(6) = 8.19, p = .224). Equality of the intercepts (scalar"
    " invariance) was not supported (ΔCFI = −.039, ΔRMSEA = .014, ΔSRMR = .010; Δχ²(6) = 40.06,"
    " p < .001). Holding the intercepts equal (partial scalar invariance), with x3~1 and x7~1"
    " estimated freely in the groups, did not worsen fit by more than the conventional limits"
    " (ΔCFI = −.002, ΔRMSEA = −.003, ΔSRMR = .001; Δχ²(4) = 5.38, p = .251). Changes of fit were"
    " judged by the cut-offs of Chen 2007. Scalar invariance was established: relations between"
    " the factors and their means can be compared between the groups. Invariance is partial:"
    " x3~1 and x7~1 differ between the groups. The largest item effect was that of x3 in"
    " Grant-White (dMACS = 0.42). Compared with Pasteur, the mean of visual ability in"
    " Grant-White was 0.06 latent standard deviations lower (95% CI [−0.23, 0.35])."
)
IN_CHINESE = (
    "采用多组结构方程模型，逐步增加等值约束，检验测量模型在不同学校（巴斯德学校，n = 156；"
    "格兰特—怀特学校，n = 145）之间的测量等值性（估计方法：ML）。形态等值模型（各组的因子与题目的"
    "对应关系相同）的拟合情况为：χ²(48) = 115.85，p < .001，CFI = .923，RMSEA = .097，SRMR = .068。"
    "限定各组因子载荷相等（弱等值）后，拟合指数的变化未超过常用界值（ΔCFI = −.002，ΔRMSEA = −.004，"
    "ΔSRMR = .004；Δχ²(6) = 8.19，p = .224）。限定各组截距相等（强等值）后，拟合明显变差，"
    "该等值假设未得到支持（ΔCFI = −.039，ΔRMSEA = .014，ΔSRMR = .010；Δχ²(6) = 40.06，p < .001）。"
    "限定各组截距相等（部分强等值）（其中x3~1和x7~1在各组自由估计）后，拟合指数的变化未超过"
    "常用界值（ΔCFI = −.002，ΔRMSEA = −.003，ΔSRMR = .001；Δχ²(4) = 5.38，p = .251）。"
    "拟合指数变化的判断依据 Chen 2007 提出的界值。"
)


def test_two_schools_in_english() -> None:
    assert schools().paragraph() == IN_ENGLISH


def test_two_schools_in_chinese() -> None:
    text = schools().paragraph("zh")
    assert text.startswith(IN_CHINESE)
    assert "格兰特—怀特学校的“菱形题”（dMACS = 0.42）" in text
    assert "与巴斯德学校相比，格兰特—怀特学校的“视觉能力”均值低 0.06 个潜变量标准差" in text


def test_an_alignment_of_many_groups() -> None:
    text = districts().paragraph()
    assert "(12 groups, n = 200 to 310)" in text
    assert (
        "8.3% of the measurement parameters differed between groups, within the limit of 25%"
        in text
    )
    assert "correlated .985" in text
    assert "district 3" not in text
    assert "8.3% 的测量参数在组间存在差异，未超过 25%" in districts().paragraph("zh")


def test_both_languages_have_the_same_places() -> None:
    assert ENGLISH.keys() == CHINESE.keys()
    assert STEP_NAMES["en"].keys() == STEP_NAMES["zh"].keys()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("verdict", ["holds", "mixed", "fails"])
@pytest.mark.parametrize(
    "constraint", ["thresholds", "loadings", "intercepts", "residuals", "structural"]
)
def test_every_level_and_verdict_has_words(constraint: Constraint, verdict: str, lang: str) -> None:
    change = {"holds": (0.0, 0.0), "mixed": (-0.05, 0.0), "fails": (-0.05, 0.05)}[verdict]
    p = {"holds": 0.5, "mixed": float("nan"), "fails": 0.001}[verdict]
    level = Level(
        name="strict",
        constraint=constraint,
        constraints="all",
        measures={"cfi": 0.923 + change[0], "rmsea": 0.097 + change[1]},
        test=DifferenceTest(12.0, 4, p),
    )
    study = schools((HOLZINGER[0], level), means=(), item_bias=())
    assert study.steps[1].verdict == verdict
    text = study.paragraph(lang)
    assert "{" not in text
    assert "nan" not in text.replace("Pasteur", "")
    ending = {"holds": constraint, "mixed": "configural", "fails": "configural"}[verdict]
    words = {"en": ENGLISH, "zh": CHINESE}[lang]
    assert words[f"end_{ending}"].format(name=STEP_NAMES[lang]["strict"]) in text


def test_means_are_not_told_where_they_cannot_be_compared() -> None:
    assert "latent standard deviations" not in schools(HOLZINGER[:2]).paragraph()


def test_no_fit_gives_no_ground() -> None:
    failed = replace(HOLZINGER[0], measures={})
    assert "no ground for comparing" in schools((failed,)).paragraph()


@pytest.mark.parametrize("measures", [{"cfi": 0.743, "rmsea": 0.096}, {"cfi": 0.95, "rmsea": 0.12}])
def test_a_badly_fitting_model_is_said_in_the_paragraph_itself(measures: dict[str, float]) -> None:
    bad = replace(HOLZINGER[0], measures=HOLZINGER[0].measures | measures)
    study = schools((bad, *HOLZINGER[1:]))
    assert "the configural model itself fits badly" in study.paragraph()
    assert "拟合不佳" in study.paragraph("zh")
    assert "fits badly" in repr(study)
    assert "fits badly" not in repr(schools())


def test_another_language_is_refused() -> None:
    with pytest.raises(OptionError, match="E-OPT-07"):
        schools().paragraph("fr")
