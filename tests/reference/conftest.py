"""The cases of the reference matrix, each fitted once."""

from __future__ import annotations

import json

import pytest

import gainsem
from gainsem.results.fit import Fit
from gainsem.results.groups.grouped_fit import GroupedFit
from tests.reference.cases import (
    CASES,
    CONTINUOUS_CASES,
    GROUP_CONTINUOUS_CASES,
    GROUP_ORDINAL_CASES,
    MISSING_CASES,
    ORDINAL_CASES,
    Case,
    GroupCase,
    group_continuous_case,
    group_ordinal_case,
    ordinal_case,
)

# Doctests import every module; this one needs mpmath.
collect_ignore = ["integrate_polychoric.py"]


@pytest.fixture(scope="session", params=CASES, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> Case:
    return Case(json.loads(request.param.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def fit(case: Case) -> Fit:
    return case.fit()


@pytest.fixture(scope="session", params=ORDINAL_CASES, ids=lambda path: path.stem)
def ordinal(request: pytest.FixtureRequest) -> Case:
    return ordinal_case(request.param.stem)


@pytest.fixture(scope="session")
def ordinal_fit(ordinal: Case) -> Fit:
    return ordinal.fit()


@pytest.fixture(scope="session", params=GROUP_ORDINAL_CASES, ids=lambda path: path.stem)
def group_ordinal(request: pytest.FixtureRequest) -> GroupCase:
    return group_ordinal_case(request.param.stem)


@pytest.fixture(scope="session")
def group_ordinal_fit(group_ordinal: GroupCase) -> GroupedFit:
    return group_ordinal.fit()


@pytest.fixture(scope="session", params=GROUP_CONTINUOUS_CASES, ids=lambda path: path.stem)
def group_continuous(request: pytest.FixtureRequest) -> GroupCase:
    return group_continuous_case(request.param.stem)


@pytest.fixture(scope="session")
def group_continuous_fit(group_continuous: GroupCase) -> GroupedFit:
    return group_continuous.fit()


@pytest.fixture(scope="session", params=MISSING_CASES, ids=lambda path: path.stem)
def incomplete(request: pytest.FixtureRequest) -> Case:
    return Case(json.loads(request.param.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def incomplete_fit(incomplete: Case) -> Fit:
    options = {"estimator": "ML", **incomplete.record["options"]}
    return gainsem.fit(incomplete.record["model"], incomplete.data(), **options)


@pytest.fixture(scope="session", params=CONTINUOUS_CASES, ids=lambda path: path.stem)
def continuous(request: pytest.FixtureRequest) -> Case:
    return Case(json.loads(request.param.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def continuous_fit(continuous: Case) -> Fit:
    return continuous.fit_quietly()
