"""Every case with missing answers against lavaan, evaluated at a zero gradient.

The tolerances and their reasons are those of ``test_ml_reference``; lavaan's EM was told to
go on to 1e-13 (it stops at 1e-5 by default), so that the moments of the unrestricted model are
the same to eight digits (hence 1e-7 for residuals and 1e-6 for what is made of them).

Where the two programs differ on purpose:

- GFI, AGFI and PGFI: the weight is that of complete answers at Sigma, as without missing ones;
  lavaan takes another one.
- CFI, TLI and RMSEA corrected for missing answers (``..._robust``) are made of the observed
  information whatever the standard errors are made of: the expected one asks for answers missing
  completely at random.  With covariates lavaan's numbers depend on whether these are fixed (which
  changes nothing about the model); ours do not, and ``test_by_fiml`` asks for that.
- Baseline of the two-stage estimators: corrected as the model is; lavaan's has the same scaling
  factor for two_stage and robust_two_stage, hence not that of either.
- Their modification indices are those of the moments with the weight at Sigma, as without
  missing answers; lavaan takes the weight at the moments themselves.
- Standardized residuals are those of normal answers; lavaan's differ where errors are robust and
  where covariates are given.
- Pairwise: lavaan's standard errors and tests are those of complete data; gainsem's know how
  pairwise moments vary.
"""

from __future__ import annotations

import pytest

from tests.reference import test_ml_reference as ml
from tests.reference.test_ml_reference import assert_close, key, ours

GFI = {"gfi", "agfi", "pgfi"}
OTHER_INFORMATION = ("hs_fiml_mlf", "hs_fiml_expected")
WITH_COVARIATES = ("hs_fiml_mimic", "hs_fiml_path")
#: Where nothing of what is said above makes residuals or indices differ.
PLAIN = ("hs_fiml", "hs_fiml_stdlv", "hs_fiml_equal", "hs_fiml_mimic_random", "bfi_fiml")
MEANINGLESS = 50.0
# lavaan counts equal parameters twice.
BY_COUNT = {"scaling_factor_h0"}
# Observed information of EM moments reaches the index through three inverses.
ROBUST = 3e-6


def stages(case) -> bool:
    """Return whether a case is one of moments: its baseline differs on purpose."""
    return case.record["options"]["missing"].endswith(("stage", "pairwise"))


def naive(case) -> bool:
    """Return whether lavaan's errors are those of complete data."""
    return case.record["options"]["missing"] == "pairwise"


def compared(case, name: str) -> bool:
    """Return whether a measure means the same in both programs."""
    if name in GFI or case.record["id"].startswith("correlates_hs_base"):
        return False
    if name in BY_COUNT and "equal" in case.record["id"]:
        return False
    if stages(case) and name.endswith(("_scaled", "_robust", "_factor")):
        of_baseline = name.startswith(("baseline", "cfi", "tli", "nnfi", "nfi", "rfi", "pnfi"))
        return not of_baseline and not name.startswith(("ifi", "rni"))
    if name.endswith("_robust"):
        name = case.record["id"]
        return not name.startswith(WITH_COVARIATES) and name not in OTHER_INFORMATION
    return True


def test_reference_is_a_stationary_point(incomplete):
    ml.test_reference_is_a_stationary_point(incomplete)


def test_gradient_vanishes(incomplete_fit):
    ml.test_gradient_vanishes(incomplete_fit)


def test_counts(incomplete, incomplete_fit):
    ml.test_counts(incomplete, incomplete_fit)


def test_parameters_are_the_same(incomplete, incomplete_fit):
    ml.test_parameters_are_the_same(incomplete, incomplete_fit)


@pytest.mark.parametrize("column", ["est", "se", "z", "pvalue", "ci_lower", "ci_upper"])
def test_estimates(incomplete, incomplete_fit, column):
    if naive(incomplete) and column != "est":
        found = ours(incomplete_fit)
        assert all(
            row["se"] != found[key(row)]["se"]
            for row in incomplete.rows("parameters")[:6]
            if row["se"]
        )
        return
    ml.test_estimates(incomplete, incomplete_fit, column)


@pytest.mark.parametrize("kind", ["lv", "all"])
def test_standardized(incomplete, incomplete_fit, kind):
    if not naive(incomplete):
        ml.test_standardized(incomplete, incomplete_fit, kind)


def test_vcov(incomplete, incomplete_fit):
    if not naive(incomplete):
        ml.test_vcov(incomplete, incomplete_fit)


def test_fit_measures(incomplete, incomplete_fit):
    reference = incomplete.record["fit_measures"]
    for name, expected in reference.items():
        if expected is None or not compared(incomplete, name):
            continue
        found, interval = incomplete_fit.fit_measures.get(name), "rmsea_ci" in name
        assert found is not None, name
        relative = ml.INTERVAL if interval else ROBUST if "robust" in name else ml.MEASURE
        floor = ml.INTERVAL_FLOOR if interval else ml.MEASURE_FLOOR
        assert_close(found, expected, relative=relative, floor=floor, what=name)


def test_r_squared(incomplete, incomplete_fit):
    ml.test_r_squared(incomplete, incomplete_fit)


@pytest.mark.parametrize("kind", ["raw", "cor"])
def test_residuals(incomplete, incomplete_fit, kind):
    ml.test_residuals(incomplete, incomplete_fit, kind)


def test_standardized_residuals(incomplete, incomplete_fit):
    """Those of variances are left out: next to nothing varies there."""
    if incomplete.record["id"] not in PLAIN:
        return
    expected = incomplete.record["residuals"]["standardized"]
    found, names, count = incomplete_fit.residuals(type="standardized"), expected["names"], 0
    for i, row in enumerate(expected["lower"]):
        for j, value in enumerate(row[:i]):
            if value is None or not 1e-6 < abs(value) < MEANINGLESS:
                continue
            count += 1
            assert_close(found.loc[names[i], names[j]], value, relative=ml.INDEX, floor=1e-5)
    assert count > 5


def test_residual_means(incomplete, incomplete_fit):
    ml.test_residual_means(incomplete, incomplete_fit)


def test_modification_indices(incomplete, incomplete_fit):
    name = incomplete.record["id"]
    if stages(incomplete) or name.startswith("correlates_hs_base"):
        return
    ml.test_modification_indices(incomplete, incomplete_fit)
