"""Choices of a factor analysis: one spelling each, and refusals that say what there is."""

from __future__ import annotations

from typing import Any

import pytest

from gainsem.errors import OptionError
from gainsem.factor.choices import ESTIMATORS, ROTATIONS, EfaOptions, efa_options, is_auto


@pytest.mark.parametrize("number", [0, -1, 2.5, True, "two", None, 3.0])
def test_a_number_of_factors_is_a_whole_number(number: Any) -> None:
    with pytest.raises(OptionError) as caught:
        efa_options(number, {})
    assert caught.value.code == "E-EFA-01"


def test_numbers_from_the_command_line_are_read() -> None:
    assert efa_options("4", {}).n_factors == 4


def test_auto_is_told_from_numbers() -> None:
    assert is_auto(" Auto ")
    assert not any(is_auto(each) for each in ("4", 4, None, "automatic"))


@pytest.mark.parametrize(
    ("option", "given", "code", "near"),
    [
        ("rotation", "germin", "E-OPT-01", "geomin"),
        ("rotation", "varimx", "E-OPT-01", "varimax"),
        ("estimator", "mlrr", "E-OPT-01", "mlr"),
        ("missing", "listwize", "E-OPT-01", "listwise"),
        ("rotaton", "geomin", "E-OPT-03", "rotation"),
    ],
)
def test_near_misses_are_told(option: str, given: str, code: str, near: str) -> None:
    with pytest.raises(OptionError) as caught:
        efa_options(3, {option: given})
    assert caught.value.code == code
    assert f"Did you mean '{near}'" in str(caught.value)


@pytest.mark.parametrize(
    ("given", "meant"), [("MinRes", "ULS"), ("pa", "PAF"), ("dwls", "WLSMV"), ("ml", "ML")]
)
def test_other_names_of_an_estimator(given: str, meant: str) -> None:
    assert efa_options(2, {"estimator": given}).estimator == meant


@pytest.mark.parametrize(
    ("given", "meant"),
    [("CF", "crawford-ferguson"), ("bi_geomin", "bi-geomin"), ("pst", "target"), ("None", "none")],
)
def test_other_names_of_a_rotation(given: str, meant: str) -> None:
    assert efa_options(3, {"rotation": given}).rotation == meant


@pytest.mark.parametrize(
    ("option", "value"),
    [("random_starts", 0), ("random_starts", 2.0), ("seed", -1), ("seed", "x"), ("items", 5)],
)
def test_values_that_make_no_sense(option: str, value: Any) -> None:
    with pytest.raises(OptionError) as caught:
        efa_options(3, {option: value})
    assert caught.value.code == "E-OPT-01"


def test_every_name_is_its_own_spelling() -> None:
    for name in ESTIMATORS:
        assert EfaOptions(n_factors=1, estimator=name.lower()).estimator == name
    for name in ROTATIONS:
        assert EfaOptions(n_factors=1, rotation=name.upper()).rotation == name
