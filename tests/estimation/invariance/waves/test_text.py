"""The model text of all waves: what is equal, what identifies it, what is refused."""

from __future__ import annotations

import pytest

import gainsem
from gainsem.errors import OptionError, SpecificationError
from gainsem.syntax import parse
from tests.reference.cases import HERE

MODEL = "trust =~ x1 + x2 + x3\ncare =~ x4 + x5 + x6"
WAVES = ["t1", "t2"]


def lines_of(**options) -> set[str]:
    return set(gainsem.longitudinal_model(MODEL, WAVES, **options).splitlines())


def test_nothing_is_equal_at_first():
    lines = lines_of()
    assert "trust_t2 =~ NA*x1_t2 + x2_t2 + x3_t2" in lines
    assert {"trust_t2 ~~ 1*trust_t2", "trust_t2 ~ 0*1", "x1_t1 ~~ x1_t2"} <= lines


def test_equal_loadings_free_the_variances_of_later_waves_alone():
    lines = lines_of(level="metric")
    assert {"trust_t1 ~~ 1*trust_t1", "trust_t2 ~~ NA*trust_t2", "trust_t2 ~ 0*1"} <= lines


def test_equal_intercepts_free_the_means_of_later_waves_alone():
    lines = lines_of(level="scalar")
    assert {"trust_t1 ~ 0*1", "trust_t2 ~ NA*1", "x1_t2 ~ nu.x1*1", "x1_t2 ~~ x1_t2"} <= lines


def test_residuals_of_an_item_can_be_independent():
    lines = lines_of(residual_covariances=False)
    assert not any(line.startswith("x1_t1 ~~ x1_t2") for line in lines)


def test_what_may_differ_has_no_label():
    lines = lines_of(level="strict", partial=["trust =~ x2", "x3~1", "x3~~x3"])
    assert "trust_t2 =~ NA*x1_t2 + lambda.trust.x1*x1_t2 + x2_t2 + lambda.trust.x3*x3_t2" in lines
    assert {"x3_t2 ~ 1", "x3_t2 ~~ x3_t2", "x1_t2 ~~ theta.x1*x1_t2"} <= lines


def test_a_single_threshold_is_equal_at_the_scalar_level_only():
    ordered = {"x1": 2, "x2": 3, "x3": 3}
    metric = lines_of(level="metric", ordered=ordered)
    assert {"x1_t2 | t1", "x1_t2 ~~ 1*x1_t2", "x2_t2 | tau.x2.1*t1 + tau.x2.2*t2"} <= metric
    assert {"x2_t1 ~ 0*1", "x2_t2 ~ NA*1", "x2_t2 ~~ NA*x2_t2"} <= metric
    assert "x1_t2 | tau.x1.1*t1" in lines_of(level="scalar", ordered=ordered)


def test_covariances_are_said_once_a_wave():
    text = gainsem.longitudinal_model(f"{MODEL}\nx1 ~~ x4\ntrust ~~ 0*care", WAVES)
    assert {"x1_t2 ~~ x4_t2", "trust_t1 ~~ 0*care_t1"} <= set(text.splitlines())


def test_names_with_dots_do_not_share_a_label():
    text = gainsem.longitudinal_model("a =~ b.c + d + e\na.b =~ c + f + g", WAVES, level="metric")
    labels = [
        each.values[0]
        for row in parse(text).statements
        for each in row.modifiers
        if each.kind == "label"
    ]
    assert len(labels) == 12
    assert len(set(labels)) == 6


@pytest.mark.parametrize("level", ["configural", "thresholds", "metric", "scalar", "strict"])
def test_the_text_of_every_level_can_be_read_again(level):
    text = gainsem.longitudinal_model(MODEL, WAVES, level=level, ordered=4)
    assert {row.lhs for row in parse(text).statements if row.op == "=~"} == {
        f"{name}_{wave}" for name in ("trust", "care") for wave in WAVES
    }


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("continuous_partial", {"partial": ["x2~1"]}),
        ("ordinal_scalar", {"ordered": 5}),
    ],
)
def test_the_texts_lavaan_has_fitted_are_what_is_written(name, options):
    model = MODEL.replace("x", "q") if "ordered" in options else MODEL
    text = gainsem.longitudinal_model(model, "t1,t2,t3", level="scalar", **options)
    assert text == (HERE / "longitudinal" / f"{name}.lav").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("g =~ trust + care", "'trust' is a factor"),
        ("trust =~ a*x7", "loadings are fixed"),
        ("trust ~~ 1*trust", "variances are fixed"),
        ("x1 ~~ r*x4", "a covariance in every wave"),
        ("trust ~ care", "'~' is not repeated"),
        ("d := 2", "definitions"),
        ("group: a\nx1 ~~ x5", "blocks"),
    ],
)
def test_g21_what_cannot_be_said_once_a_wave_is_refused_with_its_line(line, said):
    with pytest.raises(SpecificationError, match=said) as refused:
        gainsem.longitudinal_model(f"{MODEL}\n{line}", WAVES)
    assert refused.value.code == "E-INV-09"
    assert "line 3" in str(refused.value)


def test_a_model_without_factors_is_refused():
    with pytest.raises(SpecificationError, match="no latent variables") as refused:
        gainsem.longitudinal_model("x1 ~~ x2", WAVES)
    assert refused.value.code == "E-INV-09"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"level": "scaler"}, "E-INV-01"),
        ({"level": "thresholds"}, "E-INV-01"),
        ({"level": "scalar", "partial": ["x9~1"]}, "E-INV-13"),
        ({"ordered": 1}, "E-INV-13"),
        ({"ordered": True}, "E-INV-13"),
        ({"ordered": {"x9": 4}}, "E-INV-13"),
    ],
)
def test_g25_unknown_names_and_numbers_are_refused(options, code):
    with pytest.raises(OptionError) as refused:
        gainsem.longitudinal_model(MODEL, WAVES, **options)
    assert refused.value.code == code
