"""Fits the reports of these tests are made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from gainsem.estimation.estimate import estimate
from gainsem.io.read_survey import read_survey
from gainsem.options import Options
from gainsem.results.fit import Fit
from gainsem.syntax.parse import parse

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "reference" / "data"

HOLZINGER = """\
visual =~ x1 + x2 + x3
textual =~ x4 + x5 + x6
speed =~ x7 + x8 + x9
"""
POLITICAL_DEMOCRACY = """\
ind60 =~ x1 + x2 + x3
dem60 =~ y1 + y2 + y3 + y4
dem65 =~ y5 + y6 + y7 + y8
dem60 ~ a*ind60
dem65 ~ c*ind60 + b*dem60
y1 ~~ y5
y2 ~~ y4 + y6
y3 ~~ y7
y4 ~~ y8
y6 ~~ y8
indirect := a*b
"""


def fitted(model: str, data: Path, **options: object) -> Fit:
    responses = read_survey(data).responses
    return estimate(parse(model, "study.lav"), responses, Options(**options))


@pytest.fixture(scope="session")
def holzinger() -> Fit:
    return fitted(HOLZINGER, DATA / "hs.csv")


@pytest.fixture(scope="session")
def democracy() -> Fit:
    return fitted(POLITICAL_DEMOCRACY, DATA / "poldem.csv")


@pytest.fixture(scope="session")
def saturated() -> Fit:
    return fitted("visual =~ x1 + x2 + x3", DATA / "hs.csv")


@pytest.fixture(scope="session")
def bfi() -> Fit:
    return fitted((ROOT / "models" / "bfi.lav").read_text(encoding="utf-8"), ROOT / "surveys/bfi")
