"""Every maximum likelihood case against lavaan, evaluated at a zero gradient.

All reference numbers (estimates, standard errors, tests, measures, residuals, modification
indices) were computed by lavaan 0.6-14 at a point where its own gradient is below 1e-14, not where
its optimiser stops (up to 1e-4 away; ``lavaan_default_distance`` in each file).  At such a point
two correct programs differ only by rounding and by numerical derivatives, so:

- estimates, standard errors: 1e-6 of the value or of its standard error, whichever is larger.
  The error scale keeps a parameter that is truly near zero from asking for digits that do not
  exist; the issue asks for 1e-5.
- chi-square and measures of fit: 1e-6 relative.  A measure of a perfect fit is rounding noise
  around zero, hence 1e-7 absolute.  lavaan finds the bounds of the RMSEA interval with a root
  finder that stops at about 1e-4 of the noncentrality parameter, so these two get 1e-4 relative
  and 2e-6 absolute.
- standardized estimates 1e-6, their standard errors 1e-5: lavaan's come from numerical
  derivatives of the standardization.
- residual correlations 1e-7 absolute.  Standardized residuals 1e-5, where there is a residual:
  lavaan leaves those below 1e-5 as they are, and where a standard error vanishes its quotient is
  noise (beyond 1e4).
- modification indices and expected changes 1e-5 relative, on a floor of 1e-6.

Where the two programs differ on purpose:

- With ``likelihood="wishart"`` chi-square and standard errors are those of n - 1, but lavaan keeps
  n in modification indices and standardized residuals; gainsem uses n - 1 in all of them.
- lavaan offers regressions of given covariates on what they explain; gainsem does not.
- The standardized expected change of a variance is its change over the variable's variance;
  lavaan returns the variance itself with a sign.  A residual correlation with a residual of
  negative variance does not exist; lavaan takes the absolute value.
- One standardized residual of the ill-scaled illness model is wrong in lavaan (it changes with the
  units); ``test_closed_forms`` has the right one.
"""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.results.fit import Fit

ESTIMATE = 1e-6
STANDARDIZED_SE = 1e-5
MEASURE = 1e-6
MEASURE_FLOOR = 1e-7
INTERVAL = 1e-4
INTERVAL_FLOOR = 2e-6
RESIDUAL = 1e-7
INDEX = 1e-5
GRADIENT = 1e-8
REFERENCE_GRADIENT = 1e-13
WRONG_IN_LAVAAN = ("illness", "illness", "illness")


def key(row) -> tuple[str, str, str]:
    """Return what names a parameter: a covariance has no direction."""
    lhs, op, rhs = row["lhs"], row["op"], row["rhs"] if row["op"] != ":=" else ""
    return (*sorted((lhs, rhs)), op) if op == "~~" else (lhs, rhs, op)


def ours(fit: Fit) -> dict[tuple[str, str, str], dict]:
    """Return our estimates by parameter."""
    return {key(row): row for row in fit.parameters.to_dict("records")}


def assert_close(found, expected, *, relative, scale=0.0, floor=0.0, what=""):
    """Compare with a tolerance of ``relative`` times the value or ``scale``, on a floor."""
    allowed = relative * max(abs(expected), scale) + floor
    assert abs(found - expected) <= allowed, f"{what}: {found!r}, reference {expected!r}"


def wishart(case) -> float:
    """Return what lavaan's n has to be multiplied with to be the n of the likelihood."""
    n = case.record["n_obs"]
    return (n - 1) / n if case.record["options"].get("likelihood") == "wishart" else 1.0


def test_reference_is_a_stationary_point(case):
    assert case.record["gradient_max"] < REFERENCE_GRADIENT


def test_gradient_vanishes(fit):
    assert fit.converged
    assert fit.solution.gradient_max < GRADIENT


def test_counts(case, fit):
    assert fit.n_obs == case.record["n_obs"]
    assert fit.fit_measures["npar"] == case.record["fit_measures"]["npar"]
    assert fit.fit_measures["df"] == case.record["fit_measures"]["df"]


def test_parameters_are_the_same(case, fit):
    expected = {key(row): row["free"] for row in case.rows("parameters")}
    found = {name: bool(row["free"]) for name, row in ours(fit).items()}
    defined = {name for name in expected if name[2] == ":="}
    assert found.keys() == expected.keys()
    assert {n: f for n, f in found.items() if n not in defined} == {
        n: f for n, f in expected.items() if n not in defined
    }


@pytest.mark.parametrize("column", ["est", "se", "z", "pvalue", "ci_lower", "ci_upper"])
def test_estimates(case, fit, column):
    found = ours(fit)
    for row in case.rows("parameters"):
        if row[column] is None or (column != "est" and row["se"] == 0):
            continue
        scale, floor = (row["se"], 0.0) if column != "pvalue" else (0.0, 1e-9)
        relative = ESTIMATE if column != "pvalue" else 10 * ESTIMATE
        value = found[key(row)][column]
        assert_close(value, row[column], relative=relative, scale=scale, floor=floor, what=key(row))


@pytest.mark.parametrize("kind", ["lv", "all"])
def test_standardized(case, fit, kind):
    found = {key(row): row for row in fit.standardized(type=kind).to_dict("records")}
    columns = ours(fit)
    for row in case.rows("parameters"):
        expected, error = row[f"std_{kind}"], row[f"std_{kind}_se"]
        name = key(row)
        estimate = "est_std" if "est_std" in found[name] else "est"
        assert_close(
            found[name][estimate], expected, relative=ESTIMATE, scale=error, floor=1e-9, what=name
        )
        assert_close(
            columns[name][f"std_{kind}"],
            expected,
            relative=ESTIMATE,
            scale=error,
            floor=1e-9,
            what=name,
        )
        if error > 1e-7:
            assert_close(found[name]["se"], error, relative=STANDARDIZED_SE, what=("se", name))


def test_vcov(case, fit):
    expected = case.record["vcov"]
    index = {key({"lhs": r.lhs, "op": r.op, "rhs": r.rhs}): r.free for r in fit.table.rows}
    names = [
        dict(zip(("lhs", "op", "rhs"), (*n.split(" "), ""), strict=False))
        for n in expected["names"]
    ]
    at = [index[key(name)] for name in names]
    found = np.asarray(fit.solution.vcov)[np.ix_(at, at)]
    error = np.sqrt(np.diag(found))
    for i, row in enumerate(expected["lower"]):
        for j, value in enumerate(row):
            assert_close(
                found[i, j],
                value,
                relative=ESTIMATE,
                scale=error[i] * error[j],
                floor=1e-14,
                what=(expected["names"][i], expected["names"][j]),
            )


def test_fit_measures(case, fit):
    reference = case.record["fit_measures"]
    for name, expected in reference.items():
        found = fit.fit_measures[name]
        if expected is None and reference["df"] == 0:
            assert np.isnan(found), name
            continue
        if expected is None:
            assert reference["df"] > reference["baseline_df"], "lavaan refuses NFI and RFI then"
            continue
        interval = name.startswith("rmsea_ci")
        relative, floor = (INTERVAL, INTERVAL_FLOOR) if interval else (MEASURE, MEASURE_FLOOR)
        assert_close(found, expected, relative=relative, floor=floor, what=name)


def test_r_squared(case, fit):
    assert fit.r_squared.keys() == case.record["r_squared"].keys()
    for name, expected in case.record["r_squared"].items():
        if expected is None:
            assert not 0 <= fit.r_squared[name] <= 1, "a negative variance explains nothing"
            continue
        assert_close(fit.r_squared[name], expected, relative=ESTIMATE, floor=1e-9, what=name)


@pytest.mark.parametrize("kind", ["raw", "cor", "standardized"])
def test_residuals(case, fit, kind):
    expected, raw = case.record["residuals"][kind], case.record["residuals"]["raw"]
    found = fit.residuals(type=kind)
    deviations = dict(zip(fit.moments.names, np.sqrt(np.diag(fit.moments.cov)), strict=True))
    names = expected["names"]
    for i, row in enumerate(expected["lower"]):
        for j, value in enumerate(row):
            pair = names[i], names[j]
            unit = deviations[pair[0]] * deviations[pair[1]]
            if kind == "standardized":
                shown = abs(raw["lower"][i][j]) > 1e-5 * max(unit, 1.0) and abs(value) < 1e4
                if shown and (case.record["id"].partition("_")[0], *pair) != WRONG_IN_LAVAAN:
                    expected_z = value * np.sqrt(wishart(case))
                    assert_close(found.loc[pair], expected_z, relative=INDEX, what=pair)
                continue
            floor = RESIDUAL * (unit if kind == "raw" else 1.0)
            assert_close(found.loc[pair], value, relative=RESIDUAL, floor=floor, what=pair)


def test_residual_means(case, fit):
    expected = case.record["residuals"]["raw"]
    if expected["mean"] is None or not fit.table.meanstructure:
        return
    for name, value in zip(expected["names"], expected["mean"], strict=True):
        assert_close(fit.residual_means[name], value, relative=RESIDUAL, floor=RESIDUAL, what=name)


def test_modification_indices(case, fit):
    found = {key(row): row for row in fit.modification_indices().to_dict("records")}
    estimates, compared = ours(fit), 0
    for row in case.rows("modification_indices"):
        if row["mi"] is None or row["mi"] < 1e-6:
            continue
        if row["op"] == "~" and row["lhs"] in fit.table.exogenous:
            continue
        mine, what = found[key(row)], key(row)
        compared += 1
        expected = row["mi"] * wishart(case)
        assert_close(mine["mi"], expected, relative=INDEX, floor=1e-6, what=("mi", what))
        assert_close(mine["epc"], row["epc"], relative=INDEX, floor=1e-6, what=("epc", what))
        for column in ("sepc_lv", "sepc_all"):
            if row[column] is None or (row["op"] == "~~" and row["lhs"] == row["rhs"]):
                continue
            if np.isnan(mine[column]):
                variances = [estimates[x, x, "~~"]["est"] for x in (row["lhs"], row["rhs"])]
                assert min(variances) < 0, ("no reason for a missing value", column, what)
                continue
            assert_close(mine[column], row[column], relative=INDEX, floor=1e-6, what=(column, what))
    assert compared > 0 or case.record["fit_measures"]["df"] == 0
