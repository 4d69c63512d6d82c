"""The cases of the reference matrix, each fitted once."""

from __future__ import annotations

import json

import pytest

from gainsem.results.fit import Fit
from tests.reference.cases import CASES, Case


@pytest.fixture(scope="session", params=CASES, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> Case:
    return Case(json.loads(request.param.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def fit(case: Case) -> Fit:
    return case.fit()
