"""Every estimator of continuous variables against lavaan, evaluated at a zero gradient.

As with plain maximum likelihood (``test_ml_reference``) lavaan 0.6-14 evaluated everything at a
point where its own gradient is below 1e-13, so that two correct programs differ by rounding only:

- estimates 1e-6 of the value or its standard error, standard errors 1e-6 relative (measured: 2e-9,
  where lavaan's Hessian comes from numerical derivatives of its gradient);
- chi-square, scaling factors, shifts, scaled and robust measures: 1e-6 relative on a floor of 1e-7;
  bounds of RMSEA intervals as in ``test_ml_reference``;
- standardized estimates 1e-6, their standard errors 1e-5 (numerical derivatives);
- standardized residuals, modification indices: as in ``test_ml_reference``.

Where the two programs differ on purpose, or lavaan contradicts itself:

- Least squares: lavaan's gradient carries (n - 1)/n and its information does not, so that its
  modification indices, expected changes and errors from observed information (GLS) are off by that
  factor.  gainsem uses n - 1 in all of them, as in the statistic.
- Robust CFI, TLI and RNI of WLSM, WLSMV: the statistic of the baseline model needs no scaling with
  this weight (its factor is 1), and whether lavaan then returns the plain measures depends on the
  last bit of that 1.
- ``scaling_factor_h0`` divides by the number of parameters; lavaan counts equal ones twice.  With
  ``test="yuan.bentler"`` lavaan's two factors do not add up to the correction; gainsem gives none.
- ``rfi``, ``nfi``, ``pnfi`` of statistics with fitted degrees of freedom: lavaan leaves them out.
- Browne's tests with fixed covariates: lavaan's normal-theory statistic changes when saturated
  means are added, and its distribution-free one takes a singular matrix.  gainsem's normal-theory
  statistic stays what it is; the other one is refused.
- Standardized residuals of MLR: lavaan projects on a part of the observed Hessian (as with plain
  maximum likelihood and ``information="observed"``).  gainsem's are those of MLM, compared there.
- Standardized residuals of GLS: lavaan divides by n where the statistic has n - 1.
- Standardized residuals of least squares exist here and not in lavaan (``test_continuous`` has a
  check of its own).
"""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from gainsem.results.fit import Fit
from tests.reference.cases import CONTINUOUS_CASES, Case
from tests.reference.test_ml_reference import assert_close, key, ours

ESTIMATE = ERROR = MEASURE = 1e-6
MEASURE_FLOOR = 1e-7
INTERVAL, INTERVAL_FLOOR = 1e-4, 2e-6
STANDARDIZED_ERROR = 1e-5
RESIDUAL = 1e-7
INDEX = 1e-5
GRADIENT = 1e-8
REFERENCE_GRADIENT = 1e-13
BROWNE = ("browne_residual_adf", "browne_residual_nt")
UNSCALED_BASELINE = ("cfi_robust", "tli_robust", "nnfi_robust", "rni_robust")


def least_squares(case: Case) -> float:
    """Return what lavaan's least squares indices have to be divided by."""
    n, kind = case.record["n_obs"], case.record["options"].get("estimator", "ML")
    if case.record["options"].get("likelihood") == "wishart":
        return n / (n - 1)
    return 1.0 if kind.startswith("ML") else (n - 1) / n


def test_reference_is_a_stationary_point(continuous: Case):
    assert continuous.record["gradient_max"] < REFERENCE_GRADIENT


def test_gradient_vanishes(continuous_fit: Fit):
    assert continuous_fit.converged
    assert continuous_fit.solution.gradient_max < GRADIENT


def test_parameters_are_the_same(continuous: Case, continuous_fit: Fit):
    expected = {key(row): row["free"] for row in continuous.rows("parameters")}
    found = {name: bool(row["free"]) for name, row in ours(continuous_fit).items()}
    assert found.keys() == expected.keys()
    assert {n: f for n, f in found.items() if n[2] != ":="} == {
        n: f for n, f in expected.items() if n[2] != ":="
    }


@pytest.mark.parametrize("column", ["est", "se", "z", "pvalue", "ci_lower", "ci_upper"])
def test_estimates(continuous: Case, continuous_fit: Fit, column: str):
    found = ours(continuous_fit)
    hessian = continuous.record["id"] == "hs_gls_observed"
    factor = np.sqrt(least_squares(continuous)) if hessian else 1.0
    for row in continuous.rows("parameters"):
        if row[column] is None or (column != "est" and row["se"] == 0):
            continue
        if hessian and column not in ("est", "se"):
            continue
        scale, floor = (row["se"], 0.0) if column != "pvalue" else (0.0, 1e-9)
        relative = ESTIMATE if column != "pvalue" else 10 * ESTIMATE
        expected = row[column] * (factor if column == "se" else 1.0)
        value = found[key(row)][column]
        assert_close(value, expected, relative=relative, scale=scale, floor=floor, what=key(row))


@pytest.mark.parametrize("kind", ["lv", "all"])
def test_standardized(continuous: Case, continuous_fit: Fit, kind: str):
    found = {key(row): row for row in continuous_fit.standardized(type=kind).to_dict("records")}
    for row in continuous.rows("parameters"):
        expected, error, name = row[f"std_{kind}"], row[f"std_{kind}_se"], key(row)
        assert_close(
            found[name]["est_std"],
            expected,
            relative=ESTIMATE,
            scale=error,
            floor=1e-9,
            what=name,
        )
        if error > 1e-7 and continuous.record["id"] != "hs_gls_observed":
            assert_close(found[name]["se"], error, relative=STANDARDIZED_ERROR, what=("se", name))


def chosen(wanted: Callable[[Case], bool]) -> pytest.MarkDecorator:
    """Return the cases lavaan has a comparable number for."""
    paths = [path for path in CONTINUOUS_CASES if wanted(Case(json.loads(path.read_text("utf-8"))))]
    return pytest.mark.parametrize(
        "continuous", paths, indirect=True, ids=[path.stem for path in paths]
    )


# There lavaan's is off by (n - 1)/n; the standard errors are compared.
@chosen(lambda case: case.record["id"] != "hs_gls_observed")
def test_vcov(continuous: Case, continuous_fit: Fit):
    expected = continuous.record["vcov"]
    rows = continuous_fit.table.rows
    index = {key({"lhs": r.lhs, "op": r.op, "rhs": r.rhs}): r.free for r in rows}
    names = [
        dict(zip(("lhs", "op", "rhs"), (*n.split(" "), ""), strict=False))
        for n in expected["names"]
    ]
    at = [index[key(name)] for name in names]
    found = np.asarray(continuous_fit.solution.vcov)[np.ix_(at, at)]
    error = np.sqrt(np.diag(found))
    for i, row in enumerate(expected["lower"]):
        for j, value in enumerate(row):
            scale = error[i] * error[j]
            assert_close(found[i, j], value, relative=ERROR, scale=scale, floor=1e-14, what=(i, j))


def test_fit_measures(continuous: Case, continuous_fit: Fit):
    reference, estimator = continuous.record["fit_measures"], continuous_fit.estimator
    equal = bool(continuous_fit.table.constraints) or "tau" in continuous.record["id"]
    compared, parted = 0, continuous_fit.options.test != "yuan.bentler"
    for name, expected in reference.items():
        if name.startswith("scaling_factor") and not parted:
            continue
        if name.endswith(BROWNE) or (name == "scaling_factor_h0" and equal):
            continue
        if name in UNSCALED_BASELINE and estimator in ("WLSM", "WLSMV"):
            continue
        if expected is None:
            assert reference["df"] == 0 or name.endswith("_scaled") or estimator.startswith("ULS")
            continue
        if name == "shift" or (reference["df"] == 0 and name not in continuous_fit.fit_measures):
            continue
        found, interval = continuous_fit.fit_measures[name], name.startswith("rmsea_ci")
        if reference["df"] == 0 and np.isnan(found):
            continue
        relative, floor = (INTERVAL, INTERVAL_FLOOR) if interval else (MEASURE, MEASURE_FLOOR)
        assert_close(found, expected, relative=relative, floor=floor, what=name)
        compared += 1
    assert compared > 30


def continuous_fit_has_fixed_covariates(case: Case) -> bool:
    """Return whether covariates are fixed: then lavaan has no reference for Browne's tests."""
    options, id_ = case.record["options"], case.record["id"]
    likelihood = options.get("estimator", "ML").startswith("ML")
    covariates = id_.startswith(("hs_mimic_", "hs_path_", "growth_"))
    return covariates and likelihood and options.get("fixed_x") is not False


def residual_tests_of(case: Case) -> list[str]:
    """Return the residual tests lavaan has a number for."""
    if continuous_fit_has_fixed_covariates(case):
        return []
    measures = case.record["fit_measures"]
    return [kind for kind in BROWNE if measures.get(f"chisq_{kind}") is not None]


@chosen(lambda case: bool(residual_tests_of(case)))
def test_residual_tests(continuous: Case):
    for kind in residual_tests_of(continuous):
        compare_residual_test(continuous, kind)


def compare_residual_test(continuous: Case, kind: str) -> None:
    expected = continuous.record["fit_measures"][f"chisq_{kind}"]
    fit = continuous.fit_quietly(test=kind.replace("_", "."))
    found = fit.fit_measures
    assert found[f"df_{kind}"] == continuous.record["fit_measures"][f"df_{kind}"]
    assert_close(found[f"chisq_{kind}"], expected, relative=1e-6, floor=1e-7, what=kind)
    pvalue = continuous.record["fit_measures"][f"pvalue_{kind}"]
    if pvalue is not None and found[f"df_{kind}"] > 0:
        assert_close(found[f"pvalue_{kind}"], pvalue, relative=1e-5, floor=1e-12, what=kind)


def test_r_squared(continuous: Case, continuous_fit: Fit):
    for name, expected in continuous.record["r_squared"].items():
        if expected is None:
            assert not 0 <= continuous_fit.r_squared[name] <= 1
            continue
        assert_close(continuous_fit.r_squared[name], expected, relative=ESTIMATE, floor=1e-9)


def test_residuals(continuous: Case, continuous_fit: Fit):
    kinds = residual_kinds(continuous)
    assert "raw" in kinds
    for kind in kinds:
        compare_residuals(continuous, continuous_fit, kind)


def residual_kinds(case: Case) -> list[str]:
    """Return the kinds of residuals lavaan has comparable numbers for."""
    kinds = [kind for kind in ("raw", "cor", "standardized") if kind in case.record["residuals"]]
    return [kind for kind in kinds if kind != "standardized" or compares(case)]


def compare_residuals(continuous: Case, continuous_fit: Fit, kind: str) -> None:
    tables = continuous.record["residuals"]
    found = continuous_fit.residuals(type=kind)
    names = tables[kind]["names"]
    moments = continuous_fit.moments
    deviations = dict(zip(moments.names, np.sqrt(np.diag(moments.cov)), strict=True))
    factor = np.sqrt(least_squares(continuous)) if kind == "standardized" else 1.0
    for i, row in enumerate(tables[kind]["lower"]):
        for j, value in enumerate(row):
            pair = names[i], names[j]
            unit = deviations[pair[0]] * deviations[pair[1]]
            if kind == "standardized":
                raw = tables["raw"]["lower"][i][j]
                if abs(raw) > 1e-5 * max(unit, 1.0) and abs(value) < 1e4:
                    assert_close(found.loc[pair], value * factor, relative=INDEX, what=pair)
                continue
            floor = RESIDUAL * (unit if kind == "raw" else 1.0)
            assert_close(found.loc[pair], value, relative=RESIDUAL, floor=floor, what=pair)


def compares(case: Case) -> bool:
    """Return whether lavaan's standardized residuals are those of the estimator's own errors."""
    estimator = case.record["options"].get("estimator", "ML")
    plain = case.record["options"].keys() <= {"preset", "estimator", "meanstructure", "std_lv"}
    return plain and (estimator == "GLS" or estimator.startswith("MLM"))


def test_modification_indices(continuous: Case, continuous_fit: Fit):
    found = {key(row): row for row in continuous_fit.modification_indices().to_dict("records")}
    factor, compared = least_squares(continuous), 0
    for row in continuous.rows("modification_indices"):
        if row["mi"] is None or row["mi"] < 1e-6:
            continue
        if row["op"] == "~" and row["lhs"] in continuous_fit.table.exogenous:
            continue
        mine, what = found[key(row)], key(row)
        compared += 1
        of_least_squares = factor < 1.0
        mi = row["mi"] / factor
        epc = row["epc"] / factor if of_least_squares else row["epc"]
        assert_close(mine["mi"], mi, relative=INDEX, floor=1e-6, what=("mi", what))
        assert_close(mine["epc"], epc, relative=INDEX, floor=1e-6, what=("epc", what))
    assert compared > 0 or continuous.record["fit_measures"]["df"] == 0
