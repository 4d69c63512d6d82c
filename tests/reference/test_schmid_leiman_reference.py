"""Omega after Schmid and Leiman against psych::omega (R/schmid_leiman.R)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError

HERE = Path(__file__).parent
CASES = json.loads((HERE / "efa" / "schmid_leiman.json").read_text("utf-8"))
FILES = {
    "hs": HERE / "data" / "hs.csv",
    "bfi": HERE.parents[1] / "surveys" / "bfi" / "responses.csv",
}
# psych's minres stops at a relative change of 1e-9 or so, its oblimin at a gradient of 1e-5.
TOLERANCE = 2e-4


@pytest.fixture(scope="module", params=CASES, ids=[case["id"] for case in CASES])
def case(request: pytest.FixtureRequest) -> tuple[dict, gainsem.Efa]:
    case = request.param
    frame = pd.read_csv(FILES[case["id"]])[case["items"]].dropna()
    options = {"estimator": "ULS", "rotation": "oblimin", "ordered": None, "se": False}
    return case, gainsem.efa(frame, case["n_factors"], random_starts=10, **options)


def test_omega_is_that_of_psych(case: tuple[dict, gainsem.Efa]) -> None:
    wanted, efa = case
    found = efa.reliability()
    general = np.abs(efa.schmid_leiman()["G"].to_numpy())
    np.testing.assert_allclose(general, np.abs(wanted["g"]), atol=TOLERANCE)
    assert found.loc["G", "omega_hierarchical"] == pytest.approx(wanted["omega_h"], abs=TOLERANCE)
    assert found.loc["G", "omega"] == pytest.approx(wanted["omega_total"], abs=TOLERANCE)
    assert found.loc["G", "ecv"] == pytest.approx(wanted["ecv"], abs=TOLERANCE)
    assert found.loc["G", "items"] == len(wanted["items"])


def test_the_general_factors_share_of_groups_is_that_of_psych(
    case: tuple[dict, gainsem.Efa],
) -> None:
    wanted, efa = case
    general = np.sort(efa.reliability()["omega_hierarchical"].to_numpy()[1:])
    np.testing.assert_allclose(general, np.sort(wanted["group_general"]), atol=TOLERANCE)


def test_the_group_factors_shares_are_those_of_psych() -> None:
    wanted = CASES[0]
    frame = pd.read_csv(FILES["hs"])[wanted["items"]]
    efa = gainsem.efa(frame, 3, estimator="ULS", rotation="oblimin", se=False)
    found = efa.reliability()["omega_group"].to_numpy()[1:]
    np.testing.assert_allclose(np.sort(found), np.sort(wanted["group_group"]), atol=TOLERANCE)


def test_uncorrelated_factors_have_none() -> None:
    frame = pd.read_csv(FILES["hs"])[[f"x{k}" for k in range(1, 10)]]
    with pytest.raises(OptionError, match="E-OPT-02"):
        gainsem.efa(frame, 3, rotation="varimax").reliability()
