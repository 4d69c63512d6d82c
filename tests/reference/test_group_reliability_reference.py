"""Reliability in several groups against psych, semTools and lavaan (``R/group_reliability.R``).

Coefficients of answers agree to rounding.  Coefficients of the model, their differences and
the errors of these agree as far as both derivatives do: gainsem's by central differences,
lavaan's of its defined parameters likewise (1e-7 of an error of .05); those of ordinal items as
far as lavaan's search goes (it stops at 1e-6 of the estimates).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.reliability_difference import feldt_test
from gainsem.results.reliability.by_group.record import GroupDifference, GroupFigure
from gainsem.results.reliability.by_group.sheet import GroupedReliability

HERE = Path(__file__).parent
SCALES = ("visual", "textual", "speed")
SCHOOLS = ("Pasteur", "Grant-White")
SHARES = {"omega_l1": "l1", "omega_l2": "l2", "omega_partial": "partial", "omega_total": "total"}
ROUNDING = {"rel": 0, "abs": 1e-11}
ERRORS = {"rel": 0, "abs": 1e-7}
SEARCH = {"rel": 0, "abs": 2e-6}


@cache
def known() -> dict[str, Any]:
    return json.loads((HERE / "reliability" / "by_group.json").read_text(encoding="utf-8"))


@cache
def schools() -> pd.DataFrame:
    return pd.read_csv(HERE / "data" / "hs.csv")


@cache
def sheets(case: str) -> GroupedReliability:
    model = known()["second_model" if case == "second" else "model"]
    options: dict[str, Any] = {
        "metric": {"group_equal": ["loadings"]},
        "robust": {"estimator": "MLR"},
    }
    return gainsem.fit(model, schools(), group="school", **options.get(case, {})).reliability()


def figure(found: GroupedReliability, construct: str, coefficient: str, group: str) -> GroupFigure:
    rows = found.comparison.figures
    wanted = (construct, coefficient, group)
    return next(one for one in rows if (one.construct, one.coefficient, one.group) == wanted)


def difference(found: GroupedReliability, construct: str, coefficient: str) -> GroupDifference:
    rows = found.comparison.differences
    return next(r for r in rows if (r.construct, r.coefficient) == (construct, coefficient))


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("school", SCHOOLS)
def test_alpha_and_its_interval_are_those_of_psych(scale: str, school: str) -> None:
    one = figure(sheets("configural"), scale, "alpha", school)
    theirs = known()["alpha"]["psych"][scale][school]
    assert one.value == pytest.approx(theirs["alpha"], **ROUNDING)
    assert [one.lower, one.upper] == pytest.approx(theirs["feldt"], rel=0, abs=1e-9)


@pytest.mark.parametrize("scale", SCALES)
def test_errors_of_alpha_are_those_of_a_saturated_model(scale: str) -> None:
    """lavaan divides the spread of respondents by n, gainsem by n - 1."""
    fit = gainsem.fit(known()["model"], schools(), group="school")
    for kind, name in (("normal", "normal"), ("robust", "any")):
        found = fit.reliability(schools(), interval=kind, bootstrap=0)
        for place, school in enumerate(SCHOOLS):
            one = figure(found, scale, "alpha", school)
            shrunk = np.sqrt((one.n_obs - 1) / one.n_obs) if kind == "robust" else 1.0
            theirs = known()["alpha"][name][scale]["se"][place]
            assert one.se * shrunk == pytest.approx(theirs, **ERRORS)


@pytest.mark.parametrize("case", ["configural", "metric", "robust"])
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("coefficient", ["omega", "cr", "ave"])
def test_coefficients_and_differences_are_lavaans(case: str, scale: str, coefficient: str) -> None:
    """With loadings held equal the groups share parameters, and their errors are correlated."""
    found, theirs = sheets(case), known()[case]
    for number, school in enumerate(SCHOOLS, start=1):
        one = figure(found, scale, coefficient, school)
        parameter = theirs[f"{coefficient}_{scale}_{number}"]
        assert one.value == pytest.approx(parameter["est"], rel=0, abs=1e-9)
        assert one.se == pytest.approx(parameter["se"], **ERRORS)
    gap, parameter = difference(found, scale, coefficient), theirs[f"d_{coefficient}_{scale}"]
    assert gap.value == pytest.approx(parameter["est"], rel=0, abs=1e-9)
    assert gap.se == pytest.approx(parameter["se"], **ERRORS)
    assert gap.upper - gap.value == pytest.approx(1.959963984540054 * parameter["se"], rel=1e-5)
    tests = found.comparison.tests
    test = next(t for t in tests if (t.construct, t.coefficient) == (scale, coefficient))
    assert test.statistic == pytest.approx(parameter["z"] ** 2, rel=1e-5, abs=1e-7)
    assert test.df == 1
    assert test.pvalue == pytest.approx(gap.pvalue, rel=1e-9)


@pytest.mark.parametrize(("coefficient", "short"), SHARES.items())
def test_a_second_order_in_every_group_is_lavaans(coefficient: str, short: str) -> None:
    found, theirs = sheets("second"), known()["second"]
    for number, school in enumerate(SCHOOLS, start=1):
        one = figure(found, "g", coefficient, school)
        assert one.value == pytest.approx(theirs[f"{short}_{number}"]["est"], rel=0, abs=1e-8)
        assert one.se == pytest.approx(theirs[f"{short}_{number}"]["se"], **ERRORS)
    gap = difference(found, "g", coefficient)
    assert gap.se == pytest.approx(theirs[f"d_{short}"]["se"], **ERRORS)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("school", SCHOOLS)
def test_omega_and_weighted_ave_are_those_of_semtools(scale: str, school: str) -> None:
    found = sheets("configural")
    theirs = known()["semtools"]
    omega = figure(found, scale, "omega", school).value
    assert omega == pytest.approx(theirs["omega"][school][scale], rel=0, abs=1e-9)
    own = next(one for one in found[school].constructs if one.name == scale)
    assert own.ave_raw == pytest.approx(theirs["ave"][school][scale], rel=0, abs=1e-9)


def test_omega_of_ordinal_items_is_that_of_semtools_in_every_group() -> None:
    answers = pd.read_csv(HERE / "data" / "likert.csv")
    fit = gainsem.fit(known()["likert_model"], answers, group="group", ordered=True)
    found = fit.reliability()
    for group in ("A", "B"):
        for scale in ("F1", "F2", "F3"):
            theirs = known()["semtools"]["likert"][group][scale]
            assert figure(found, scale, "omega", group).value == pytest.approx(theirs, **SEARCH)


@pytest.mark.parametrize("number", range(4))
def test_feldts_w_has_the_distribution_integrated_by_r(number: int) -> None:
    case = known()["feldt"][number]
    ratio, pvalue = feldt_test(tuple(case["alpha"]), tuple(case["n"]), tuple(case["k"]))
    assert ratio == pytest.approx(case["w"], **ROUNDING)
    assert pvalue == pytest.approx(case["p"], rel=1e-9)
