"""Several groups against lavaan 0.6-14: Holzinger and Swineford's two schools.

The reference estimates and standard errors were evaluated where lavaan's own gradient is zero
(Newton-polished), so that two correct programs differ by rounding only: 1e-6 of the value or of
its standard error.  Everything else was computed where lavaan's optimiser stops, up to 3e-5 away
(``max_abs_est_vs_default``):

- standardized estimates and residual correlations 2e-5, standard errors of the former 1e-4;
- measures 1e-6 relative (they are flat at the minimum), residual sizes 1e-4 (they are not);
  bounds and tests of the RMSEA 1e-4 (lavaan's root finder stops there);
- modification indices and score tests 2e-4 relative.

``scaling_factor_h0`` is left out: lavaan divides by the parameters before equality constraints,
Mplus and gainsem by those that are left, which is what tests of nested models take.  GFI and what
is made of it are left out under FIML, as for one group (``test_missing_reference``).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem

HERE = Path(__file__).parent
CASES = sorted(
    path.stem for path in (HERE / "groups").glob("hs_mg_*.json") if "lrt" not in path.stem
)
ESTIMATE, MEASURE, ROOT = 1e-6, 1e-6, 1e-4
DEFAULT_STOP = 2e-5
ROOTS = ("rmsea_ci", "rmsea_pvalue", "rmsea_notclose", "rmr", "srmr", "crmr")
OTHER_DEFINITION = ("scaling_factor_h0",)
OF_GFI = ("gfi", "agfi", "pgfi")


def record(name: str) -> dict:
    return json.loads((HERE / "groups" / f"{name}.json").read_text(encoding="utf-8"))


def rows(table: dict) -> list[dict]:
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]


def key(row) -> tuple:
    if row["op"] == ":=":
        return (row["lhs"], ":=")
    sides = (row["lhs"], row["rhs"])
    return (*(sorted(sides) if row["op"] == "~~" else sides), row["op"], int(row["group"]))


@pytest.fixture(scope="module", params=CASES)
def case(request):
    return record(request.param)


@pytest.fixture(scope="module")
def fit(case):
    data = pd.read_csv(HERE / "data" / case["data"])
    return gainsem.fit(case["model"], data, **case["options"])


def test_groups_stand_in_the_order_of_the_data(case, fit):
    assert list(fit.labels) == case["group_labels"]
    assert [view.n_obs for view in fit.by_group.values()] == case["nobs"]


def test_the_gradient_vanishes(fit):
    assert fit.converged
    assert fit.solution.gradient_max < 1e-8


def test_estimates_and_errors(case, fit):
    found = {key(row): row for row in fit.parameters.to_dict("records")}
    expected = rows(case["parameters"])
    assert {key(row) for row in expected} == found.keys()
    for row in expected:
        own = found[key(row)]
        scale = max(abs(row["est"]), row["se"] or 0.0)
        assert abs(own["est"] - row["est"]) <= ESTIMATE * scale, key(row)
        if row["se"]:
            assert abs(own["se"] - row["se"]) <= ESTIMATE * scale, key(row)
        if row["op"] != ":=":
            for name in ("std_all", "std_lv"):
                allowed = DEFAULT_STOP * max(1.0, abs(row[name]))
                assert abs(own[name] - row[name]) <= allowed, key(row)


def test_standardized(case, fit):
    found = {key(row): row for row in fit.standardized().to_dict("records")}
    column = "est_std" if "est_std" in next(iter(found.values())) else "est"
    for row in rows(case["standardized"]):
        if row["op"] == ":=":
            continue
        own = found[key(row)]
        assert abs(own[column] - row["est_std"]) <= DEFAULT_STOP * max(1.0, abs(row["est_std"]))
        if row["se"] and row["se"] > 1e-7:
            assert abs(own["se"] - row["se"]) <= 1e-4 * max(row["se"], 0.1), key(row)


def test_measures(case, fit):
    compared = 0
    for name, expected in case["fit_measures"].items():
        if name not in fit.fit_measures or name in OTHER_DEFINITION:
            continue
        if name in OF_GFI and case["options"].get("missing") == "fiml":
            continue
        allowed = (ROOT if name.startswith(ROOTS) else MEASURE) * max(abs(expected), 1e-2)
        assert abs(fit.fit_measures[name] - expected) <= allowed + 2e-7, name
        compared += 1
    assert compared >= 35


def test_contributions_add_up(fit):
    total = sum(view.fit_measures["chisq"] for view in fit.by_group.values())
    assert total == pytest.approx(fit.fit_measures["chisq"], rel=1e-9)


def test_residual_correlations(case, fit):
    for expected, own in zip(case["resid_cor"], fit.residuals("cor").values(), strict=True):
        names = expected["rows"]
        np.testing.assert_allclose(own.loc[names, names], expected["values"], atol=DEFAULT_STOP)


def test_modification_indices(case, fit):
    found = {key(row): row for row in fit.modification_indices().to_dict("records")}
    compared = 0
    for row in case["modindices"]:
        own = found.get(key(row))
        if own is None:  # regressions among variables of no regression: lavaan's own idea
            continue
        assert own["mi"] == pytest.approx(row["mi"], rel=2e-4, abs=1e-5), key(row)
        assert own["epc"] == pytest.approx(row["epc"], rel=2e-4, abs=1e-5), key(row)
        compared += 1
    assert compared >= 20


def test_score_tests_of_equal_parameters():
    expected = record("hs_mg_lrt")["score_scalar"]
    case = record("hs_mg_scalar")
    data = pd.read_csv(HERE / "data" / case["data"])
    fit = gainsem.fit(case["model"], data, **case["options"])
    found = fit.score_tests()
    together = found.iloc[0]
    assert together["statistic"] == pytest.approx(expected["test"][0]["X2"], rel=1e-4)
    # lavaan counts 15 equalities; three of them only take up the means that were freed.
    assert together["df"] == 12
    assert sorted(found["statistic"].iloc[1:]) == pytest.approx(
        sorted(row["X2"] for row in expected["uni"]), rel=1e-3, abs=1e-4
    )


def test_score_tests_of_equalities_that_hang_together():
    # Each is let go by itself, the others kept: no direction of theirs may be left behind.
    expected = record("hs_score_tests")
    fit = gainsem.fit(expected["model"], HERE / "data" / "hs.csv", group="school")
    found = fit.score_tests()
    assert list(found["released"]) == ["all", "a1 == a2", "a2 == b1", "b1 == c1"]
    assert found["statistic"].tolist() == pytest.approx(
        [expected["all"], *expected["each"]], rel=2e-4
    )
    assert found["df"].tolist() == [3, 1, 1, 1]


def test_score_tests_of_nonlinear_equalities():
    # A curve and its tangent at the minimum leave the parameters the same directions.
    model = "f =~ x1 + c(a1, a2)*x2 + x3 + x4"
    fit = gainsem.fit(f"{model}\na1 == a2^2", HERE / "data" / "hs.csv", group="school")
    a2 = float(fit.parameters.query("label == 'a2'")["est"].iloc[0])
    line = f"a1 == {2.0 * a2!r}*a2 - {a2**2!r}"
    straight = gainsem.fit(f"{model}\n{line}", HERE / "data" / "hs.csv", group="school")
    bent, tangent = fit.score_tests(), straight.score_tests()
    assert bent["released"].tolist()[1:] == ["a1 == a2^2"]
    for name in ("statistic", "df", "pvalue"):
        assert bent[name].iloc[1] == pytest.approx(tangent[name].iloc[1], rel=1e-5)
