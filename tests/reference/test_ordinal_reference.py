"""Every case with ordinal variables against lavaan, evaluated at a zero gradient.

As with maximum likelihood (``test_ml_reference``) lavaan 0.6-14 evaluated everything at a point
where its own gradient is below 1e-13.  What it is given there are its own thresholds, slopes,
correlations and their asymptotic covariance matrix, and each correlation is where its search
stopped: up to 4e-8 from the maximum (2e-7 with continuous variables; thresholds given covariates
1e-8).  So:

- thresholds, slopes, correlations: 1e-6 absolute; covariances in units of the standard deviations.
  Asymptotic variances 1e-5 relative.
- estimates 1e-5 relative.  An estimate is a smooth function of the correlations with slopes of
  order one, so 4e-8 in all of them is of the order of 1e-7 in an estimate: that is the floor, which
  a parameter that is truly near zero needs.
- standard errors 1e-4 relative; z the same on a floor of 1e-5 (the floor of an estimate over a
  standard error of .01), p values 1e-5 absolute besides; bounds of confidence intervals 1e-5
  relative and 1e-4 of the standard error.
- chi-square, scaling factors, shifts and measures of fit: 1e-6 relative on a floor of 1e-6: a
  chi-square of X moves by 2 sqrt(X n) 4e-8, and a measure of a perfect fit is noise around zero.
  The bounds of the RMSEA interval 1e-4 relative and 2e-6 absolute, as with maximum likelihood.
- standardized estimates 1e-5, standard errors 1e-4 relative on a floor of 1e-6 (lavaan's come
  from numerical derivatives); R squared and residual correlations 1e-6.
- modification indices and expected changes 1e-4 relative on a floor of 1e-5.

Where the two programs differ on purpose, or lavaan has nothing to compare with:

- lavaan's robust CFI, TLI and RMSEA exist for ordinal variables without given covariates and
  without equal thresholds only; it gives no NFI and RFI of a model with more degrees of freedom
  than its baseline model, and no p value of the unscaled ULS statistic.
- With fixed thresholds lavaan counts them in the degrees of freedom of the robust CFI and TLI, not
  in those of the robust RMSEA; gainsem leaves them out of both, as these measures are about the
  correlations, and takes into account that in the theta parameterization the correlations depend
  on them.  Its ``srmr_mplus`` exists for saturated models only.
- lavaan lists scale factors and intercepts of ordinal variables among the modification indices
  where thresholds are restricted; they are compared if gainsem lists them.
- A standardized expected change of a variance or a scale factor: see ``test_ml_reference``.
- lavaan 0.6-14 computes the residual variances of ordinal variables that depend on ordinal
  variables wrongly in the delta parameterization (the variance of the response is not 1), or does
  not converge.  These models are compared in the theta parameterization; the other one has to
  describe the same model.
"""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.results.fit import Fit
from tests.reference.cases import Case, ordinal_case
from tests.reference.test_ml_reference import assert_close, key, ours

SAMPLE = 1e-6
VARIANCE = 1e-5
ESTIMATE, ESTIMATE_FLOOR = 1e-5, 1e-7
ERROR, Z_FLOOR, P_FLOOR = 1e-4, 1e-5, 1e-5
STANDARDIZED, STANDARDIZED_ERROR_FLOOR = 1e-5, 1e-6
MEASURE, MEASURE_FLOOR = 1e-6, 1e-6
INTERVAL, INTERVAL_FLOOR = 1e-4, 2e-6
R_SQUARED = RESIDUAL = 1e-6
INDEX, INDEX_FLOOR = 1e-4, 1e-5
GRADIENT = 1e-8
REFERENCE_GRADIENT = 1e-13
#: What lavaan leaves out in some models, see above.
MISSING = ("nfi", "rfi", "pnfi")
FIXED_THRESHOLDS = ("likert_fixed", "likert_fixed_theta")
THETA_ONLY = ("mediator", "mediator_covariates", "path", "path_wls", "path_continuous")


def moment_names(sample: dict) -> list[str]:
    """Return the names of the moments in the order of ``gainsem.core.categorical``."""
    names = []
    for name, thresholds in zip(sample["names"], sample["thresholds"], strict=True):
        names += [f"{name}|t{k + 1}" for k in range(len(thresholds))] or [f"{name}~1"]
    names += [f"{name}~{x}" for x in sample["covariates"] for name in sample["names"]]
    continuous = [
        name for name, t in zip(sample["names"], sample["thresholds"], strict=True) if not t
    ]
    names += [f"{name}~~{name}" for name in continuous]
    for j, second in enumerate(sample["names"]):
        names += [f"{second}~~{first}" for first in sample["names"][j + 1 :]]
    return names


def positions(fit: Fit, sample: dict) -> list[int]:
    """Return where the variables of the reference stand among ours."""
    return [list(fit.moments.names).index(name) for name in sample["names"]]


def given_covariates(fit: Fit, sample: dict) -> tuple[np.ndarray, np.ndarray]:
    """Return slopes and residual covariances of the responses, from the moments of all."""
    at, cov = positions(fit, sample), np.asarray(fit.moments.cov)
    x = [list(fit.moments.names).index(name) for name in sample["covariates"]]
    slopes = np.linalg.solve(cov[np.ix_(x, x)], cov[np.ix_(x, at)]).T
    return slopes, cov[np.ix_(at, at)] - slopes @ cov[np.ix_(x, at)]


def variances_of(fit: Fit) -> np.ndarray:
    """Return n times the asymptotic variances of the moments, in their order."""
    return np.asarray(fit.moments.variances)


def test_reference_is_a_stationary_point(ordinal: Case):
    assert ordinal.record["gradient_max"] < REFERENCE_GRADIENT


def test_reference_moments_are_in_our_order(ordinal: Case):
    rows = ordinal.sample()["gamma"]["rows"]
    assert not rows or [name for name, _ in rows] == moment_names(ordinal.sample())


def test_thresholds(ordinal: Case, ordinal_fit: Fit):
    sample = ordinal.sample()
    for at, name, expected in zip(
        positions(ordinal_fit, sample), sample["names"], sample["thresholds"], strict=True
    ):
        found = ordinal_fit.moments.thresholds[at]
        np.testing.assert_allclose(found, expected, rtol=0, atol=SAMPLE, err_msg=name)


def test_correlations(ordinal: Case, ordinal_fit: Fit):
    sample = ordinal.sample()
    found = given_covariates(ordinal_fit, sample)[1]
    deviations = np.sqrt(np.diag(found))
    for i, row in enumerate(sample["cov"]):
        for j, expected in enumerate(row):
            pair = sample["names"][i], sample["names"][j]
            floor = SAMPLE * deviations[i] * deviations[j]
            assert_close(found[i, j], expected, relative=0, floor=floor, what=pair)


def test_slopes(ordinal: Case, ordinal_fit: Fit):
    sample = ordinal.sample()
    found = given_covariates(ordinal_fit, sample)[0]
    expected = np.reshape(sample["slopes"], found.shape)
    np.testing.assert_allclose(found, expected, rtol=SAMPLE, atol=SAMPLE)


def test_asymptotic_variances(ordinal: Case, ordinal_fit: Fit):
    sample = ordinal.sample()
    assert list(ordinal_fit.table.explained) == sample["names"]
    if sample["gamma"]["rows"]:
        expected = [variance for _, variance in sample["gamma"]["rows"]]
        np.testing.assert_allclose(variances_of(ordinal_fit), expected, rtol=VARIANCE)


def test_gradient_vanishes(ordinal_fit: Fit):
    assert ordinal_fit.converged
    assert ordinal_fit.solution.gradient_max < GRADIENT


def test_counts(ordinal: Case, ordinal_fit: Fit):
    assert ordinal_fit.n_obs == ordinal.record["n_obs"]
    for name in ("npar", "df"):
        assert ordinal_fit.fit_measures[name] == ordinal.record["fit_measures"][name]


def test_parameters_are_the_same(ordinal: Case, ordinal_fit: Fit):
    expected = {key(row): row["free"] for row in ordinal.rows("parameters")}
    found = {name: bool(row["free"]) for name, row in ours(ordinal_fit).items()}
    assert found.keys() == expected.keys()
    written = [name for name in expected if name[2] != ":="]
    assert {name: found[name] for name in written} == {name: expected[name] for name in written}


def test_estimates(ordinal: Case, ordinal_fit: Fit):
    found = ours(ordinal_fit)
    for row in ordinal.rows("parameters"):
        value = found[key(row)]["est"]
        assert_close(value, row["est"], relative=ESTIMATE, floor=ESTIMATE_FLOOR, what=key(row))


def test_standard_errors(ordinal: Case, ordinal_fit: Fit):
    found = ours(ordinal_fit)
    for row in ordinal.rows("parameters"):
        if not row["se"]:
            continue
        mine, what = found[key(row)], key(row)
        assert_close(mine["se"], row["se"], relative=ERROR, what=("se", what))
        assert_close(mine["z"], row["z"], relative=ERROR, floor=Z_FLOOR, what=("z", what))
        assert_close(mine["pvalue"], row["pvalue"], relative=ERROR, floor=P_FLOOR, what=("p", what))
        for bound in ("ci_lower", "ci_upper"):
            floor = ERROR * row["se"]
            assert_close(
                mine[bound], row[bound], relative=ESTIMATE, floor=floor, what=(bound, what)
            )


@pytest.mark.parametrize("kind", ["lv", "all"])
def test_standardized(ordinal: Case, ordinal_fit: Fit, kind: str):
    frame = ordinal_fit.standardized(type=kind)
    column = "est_std" if "est_std" in frame else "est"
    found = {key(row): row for row in frame.to_dict("records")}
    columns = ours(ordinal_fit)
    for row in ordinal.rows("parameters"):
        expected, error, what = row[f"std_{kind}"], row[f"std_{kind}_se"], key(row)
        for value in (found[what][column], columns[what][f"std_{kind}"]):
            assert_close(value, expected, relative=STANDARDIZED, scale=0.1, what=what)
        if error is not None and error > STANDARDIZED_ERROR_FLOOR and row["op"] != "~*~":
            assert_close(
                found[what]["se"],
                error,
                relative=ERROR,
                floor=STANDARDIZED_ERROR_FLOOR,
                what=("se", what),
            )


def test_vcov(ordinal: Case, ordinal_fit: Fit):
    expected = ordinal.record["vcov"]
    index = {key({"lhs": r.lhs, "op": r.op, "rhs": r.rhs}): r.free for r in ordinal_fit.table.rows}
    names = [
        dict(zip(("lhs", "op", "rhs"), (*name.split(" "), ""), strict=False))
        for name in expected["names"]
    ]
    at = [index[key(name)] for name in names]
    found = np.asarray(ordinal_fit.solution.vcov)[np.ix_(at, at)]
    error = np.sqrt([row[i] for i, row in enumerate(expected["lower"])])
    for i, row in enumerate(expected["lower"]):
        for j, value in enumerate(row):
            pair = expected["names"][i], expected["names"][j]
            assert_close(found[i, j], value, relative=ERROR, scale=error[i] * error[j], what=pair)


def test_fit_measures(ordinal: Case, ordinal_fit: Fit):
    reference = ordinal.record["fit_measures"]
    for name, expected in reference.items():
        fixed = ordinal.record["id"] in FIXED_THRESHOLDS and name.endswith("_robust")
        if fixed or name == "srmr_mplus":
            continue
        if expected is None and reference["df"] > 0:
            left_out = name.endswith("_robust") or name.startswith(MISSING)
            of_uls = "pvalue" in name and ordinal.record["options"]["estimator"].startswith("ULS")
            assert left_out or of_uls, name
            continue
        found = ordinal_fit.fit_measures[name]
        if expected is None:
            assert np.isnan(found), name
            continue
        interval = name.startswith("rmsea_ci")
        relative, floor = (INTERVAL, INTERVAL_FLOOR) if interval else (MEASURE, MEASURE_FLOOR)
        assert_close(found, expected, relative=relative, floor=floor, what=name)


def test_r_squared(ordinal: Case, ordinal_fit: Fit):
    assert ordinal_fit.r_squared.keys() == ordinal.record["r_squared"].keys()
    for name, expected in ordinal.record["r_squared"].items():
        found = ordinal_fit.r_squared[name]
        assert_close(found, expected, relative=0, floor=R_SQUARED, what=name)


def test_residual_correlations(ordinal: Case, ordinal_fit: Fit):
    expected = ordinal.record["residuals"]["cor"]
    found, names = ordinal_fit.residuals(type="cor"), expected["names"]
    for i, row in enumerate(expected["lower"]):
        for j, value in enumerate(row):
            pair = names[i], names[j]
            assert_close(found.loc[pair], value, relative=0, floor=RESIDUAL, what=pair)


def test_modification_indices(ordinal: Case, ordinal_fit: Fit):
    found = {key(row): row for row in ordinal_fit.modification_indices().to_dict("records")}
    compared = 0
    for row in ordinal.rows("modification_indices"):
        what, op = key(row), row["op"]
        if row["mi"] is None or (op == "~" and row["lhs"] in ordinal_fit.table.exogenous):
            continue
        if op in ("~*~", "~1") and what not in found:
            continue
        compared += 1
        for column in ("mi", "epc", "sepc_lv", "sepc_all"):
            own = op == "~*~" or (op == "~~" and row["lhs"] == row["rhs"])
            if row[column] is None or (own and column.startswith("sepc")):
                continue
            assert_close(
                found[what][column],
                row[column],
                relative=INDEX,
                floor=INDEX_FLOOR,
                what=(column, what),
            )
    assert compared > 0 or ordinal.record["fit_measures"]["df"] == 0 or set(ops(ordinal)) == {"~*~"}


def ops(ordinal: Case) -> list[str]:
    return [row["op"] for row in ordinal.rows("modification_indices")]


@pytest.mark.parametrize("name", THETA_ONLY)
def test_delta_describes_the_same_model_as_theta(name: str):
    case = ordinal_case(f"{name}_theta")
    case.record["options"]["parameterization"] = "delta"
    fit = case.fit()
    for measure in ("npar", "df", "chisq", "chisq_scaled", "srmr", "cfi", "rmsea"):
        expected = case.record["fit_measures"].get(measure)
        if expected is not None:
            found = fit.fit_measures[measure]
            assert_close(
                found, expected, relative=MEASURE, floor=MEASURE_FLOOR, what=(name, measure)
            )
    found = {key(row): row for row in fit.standardized(type="all").to_dict("records")}
    column = "est_std" if "est_std" in fit.standardized(type="all") else "est"
    for row in case.rows("parameters"):
        if row["op"] in ("=~", "~", "~~", "|") and row["lhs"] != row["rhs"]:
            assert_close(
                found[key(row)][column],
                row["std_all"],
                relative=STANDARDIZED,
                scale=0.1,
                what=key(row),
            )


def test_ordered_true_means_all():
    case = ordinal_case("binary")
    case.record["options"]["ordered"] = True
    found, expected = case.fit(), ordinal_case("binary").fit()
    assert found.fit_measures == expected.fit_measures
