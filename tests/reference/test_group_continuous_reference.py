"""Least squares of continuous variables in several groups against lavaan, at a zero gradient.

As of one group (``test_continuous_reference``) lavaan 0.6-14 evaluated everything where its own
gradient is below 1e-12, so that two correct programs differ by rounding only: estimates, standard
errors, statistics, corrections, measures and tests of the residuals 1e-6 relative (measured: 6e-9
of estimates and their errors, where covariates have moments of 200 and answers of 1; 1e-12
elsewhere), bounds of RMSEA intervals and standardized values as of one group.

Where the two programs differ on purpose, or lavaan contradicts itself:

- The search weighs group g by ``(n_g - 1) / (N - G)`` and the information of the errors by
  ``n_g / N``, in both programs.
- Modification indices: lavaan's gradient has ``n_g - 1`` and its information ``n_g``; gainsem has
  ``n_g - 1`` in both, as in the statistic whose fall they foretell.  The indices and the expected
  changes are therefore ``n_g / (n_g - 1)`` times lavaan's, with that of the group where nothing is
  shared and with one between the groups' where parameters are.
- The model ``hs_scalar_wls`` has an improper solution (latent covariances that are not positive
  definite), and some of lavaan's indices are 20 times what freeing the parameter gains; gainsem's
  are compared with that gain.
- Errors from observed information (GLS): lavaan's second derivatives are ``(N - G) / N`` of those
  of the statistic, as of one group.
- Robust CFI, TLI and RNI of WLSM, WLSMV: whether lavaan returns the plain measures depends on the
  last bit of a scaling factor that is 1 (as of one group).
- Browne's distribution-free test with means and a covariate of two values (``hs_mimic``,
  ``hs_path``): the square of such a variable follows from itself and its Gamma is singular, which
  lavaan does not say; gainsem refuses the test.
- ``scaling_factor_h0``: lavaan counts equal parameters twice.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import ResponseError
from gainsem.results.groups.grouped_fit import GroupedFit
from tests.reference.cases import (
    GROUP_CONTINUOUS_CASES,
    HERE,
    GroupCase,
    group_continuous_case,
)
from tests.reference.test_continuous_reference import (
    BROWNE,
    ERROR,
    ESTIMATE,
    GRADIENT,
    INDEX,
    INTERVAL,
    INTERVAL_FLOOR,
    MEASURE,
    MEASURE_FLOOR,
    STANDARDIZED_ERROR,
    UNSCALED_BASELINE,
)
from tests.reference.test_group_ordinal_reference import key, ours
from tests.reference.test_ml_reference import assert_close

REFERENCE_GRADIENT = 1e-12
IMPROPER = "hs_scalar_wls"
OBSERVED = "hs_observed_gls"
OF_TWO_VALUES = ("hs_mimic", "hs_path")
NAMES = [path.stem for path in GROUP_CONTINUOUS_CASES]
# lavaan's own searches stop 1e-5 away from the minimum.
DIFFERENCE = 1e-5


def test_reference_is_a_stationary_point(group_continuous: GroupCase):
    assert group_continuous.record["gradient_max"] < REFERENCE_GRADIENT


def test_groups(group_continuous: GroupCase, group_continuous_fit: GroupedFit):
    assert list(group_continuous_fit.labels) == [str(x) for x in group_continuous.record["labels"]]
    sizes = [part.moments.n_obs for part in group_continuous_fit.parts]
    assert sizes == group_continuous.record["n_obs"]


def test_gradient_vanishes(group_continuous_fit: GroupedFit):
    assert group_continuous_fit.converged
    assert group_continuous_fit.solution.gradient_max < GRADIENT


def test_parameters_are_the_same(group_continuous: GroupCase, group_continuous_fit: GroupedFit):
    expected = {key(row): row["free"] for row in group_continuous.rows("parameters")}
    found = {name: bool(row["free"]) for name, row in ours(group_continuous_fit).items()}
    assert found.keys() == expected.keys()
    written = [name for name in expected if name[1] != ":="]
    assert {name: found[name] for name in written} == {name: expected[name] for name in written}


def test_estimates_and_errors(group_continuous: GroupCase, group_continuous_fit: GroupedFit):
    found, record = ours(group_continuous_fit), group_continuous.record
    n = sum(record["n_obs"])
    factor = np.sqrt((n - len(record["n_obs"])) / n) if record["id"] == OBSERVED else 1.0
    for row in group_continuous.rows("parameters"):
        mine, what = found[key(row)], key(row)
        scale = row["se"] or 0.0
        assert_close(mine["est"], row["est"], relative=ESTIMATE, scale=scale, what=("est", what))
        if row["se"]:
            assert_close(mine["se"], factor * row["se"], relative=ERROR, what=("se", what))


def test_standardized(group_continuous: GroupCase, group_continuous_fit: GroupedFit):
    columns = ours(group_continuous_fit)
    frame = group_continuous_fit.standardized()
    found = {key(row): row for row in frame.to_dict("records")}
    for row in group_continuous.rows("parameters"):
        what, error = key(row), row["std_all_se"]
        for kind in ("lv", "all"):
            mine = columns[what][f"std_{kind}"]
            assert_close(mine, row[f"std_{kind}"], relative=ESTIMATE, scale=0.1, what=(kind, what))
        observed = group_continuous.record["id"] == OBSERVED
        if what in found and error is not None and error > 1e-7 and not observed:
            mine = found[what]["se"]
            assert_close(mine, error, relative=STANDARDIZED_ERROR, what=("se", what))


def test_fit_measures(group_continuous: GroupCase, group_continuous_fit: GroupedFit):
    reference = group_continuous.record["fit_measures"]
    compared = 0
    for name, expected in reference.items():
        if name.endswith(BROWNE) or name == "scaling_factor_h0":
            continue
        if (
            name in UNSCALED_BASELINE
            and group_continuous_fit.parts[0].moments.variances is not None
        ):
            plain = name.removesuffix("_robust")
            found = group_continuous_fit.fit_measures
            assert (
                expected is None
                or np.isclose(
                    expected, [found[plain], found[name]], rtol=MEASURE, atol=MEASURE_FLOOR
                ).any()
            )
            continue
        if expected is None:
            of_uls = group_continuous_fit.estimator.startswith("ULS")
            assert of_uls or name.endswith(("_scaled", "_robust")), name
            continue
        interval = name.startswith("rmsea_ci")
        relative, floor = (INTERVAL, INTERVAL_FLOOR) if interval else (MEASURE, MEASURE_FLOOR)
        found = group_continuous_fit.fit_measures[name]
        assert_close(found, expected, relative=relative, floor=floor, what=name)
        compared += 1
    assert compared > 30


@pytest.mark.parametrize("name", NAMES)
def test_residual_tests(name: str):
    case = group_continuous_case(name)
    expected = case.record["fit_measures"]
    kinds = BROWNE[1:] if name.startswith(OF_TWO_VALUES) else BROWNE
    found = case.fit(test=[kind.replace("_", ".") for kind in kinds]).fit_measures
    for kind in kinds:
        assert found[f"df_{kind}"] == expected[f"df_{kind}"]
        statistic = f"chisq_{kind}"
        assert_close(found[statistic], expected[statistic], relative=1e-6, what=kind)
        pvalue = f"pvalue_{kind}"
        assert_close(found[pvalue], expected[pvalue], relative=1e-5, floor=1e-12, what=kind)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(OF_TWO_VALUES)])
def test_the_square_of_a_variable_of_two_values_has_no_moment_of_its_own(name: str):
    with pytest.raises(ResponseError) as refused:
        group_continuous_case(name).fit(test="browne.residual.adf")
    assert refused.value.problems[0].code == "E-EST-100"


def test_contributions_add_up(group_continuous_fit: GroupedFit):
    total = sum(view.fit_measures["chisq"] for view in group_continuous_fit.by_group.values())
    assert total == pytest.approx(group_continuous_fit.fit_measures["chisq"], rel=1e-9)


def test_r_squared(group_continuous: GroupCase, group_continuous_fit: GroupedFit):
    for part, expected in zip(
        group_continuous_fit.parts, group_continuous.record["r_squared"], strict=True
    ):
        for name, value in expected.items():
            if value is not None:  # a negative variance has none in lavaan
                assert_close(part.r_squared[name], value, relative=1e-6, floor=1e-9, what=name)


def test_residual_correlations(group_continuous: GroupCase, group_continuous_fit: GroupedFit):
    found = group_continuous_fit.residuals(type="cor")
    for label, expected in zip(
        group_continuous_fit.labels, group_continuous.record["residuals"], strict=True
    ):
        names = expected["names"]
        for i, row in enumerate(expected["lower"]):
            for j, value in enumerate(row):
                mine = found[label].loc[names[i], names[j]]
                assert_close(mine, value, relative=0, floor=1e-7, what=(label, names[i], names[j]))


@pytest.mark.parametrize("name", [name for name in NAMES if name != IMPROPER])
def test_modification_indices(name: str):
    case = group_continuous_case(name)
    fit = case.fit()
    found = {key(row): row for row in fit.modification_indices().to_dict("records")}
    factors = [n / (n - 1) for n in case.record["n_obs"]]
    low, high = (1.0, 1.0) if fit.estimator.startswith("ML") else (min(factors), max(factors))
    compared = 0
    for row in case.rows("modification_indices"):
        mine, what = found.get(key(row)), key(row)
        if mine is None or row["mi"] is None or row["mi"] < 0.1:
            continue
        for column in ("mi", "epc"):
            ratio = mine[column] / row[column]
            assert low * (1 - INDEX) <= ratio <= high * (1 + INDEX), (column, what, ratio)
        compared += 1
    assert compared >= 4


def test_an_index_is_what_freeing_the_parameter_gains():
    case = group_continuous_case(IMPROPER)
    fit = case.fit()
    indices = fit.modification_indices().set_index(["lhs", "op", "rhs", "group"])
    lavaans = {key(row): row["mi"] for row in case.rows("modification_indices")}
    for one, other in (("x1", "x3"), ("x2", "x3")):
        freed = gainsem.fit(
            f"{case.record['model']}\n{one} ~~ c(0, NA)*{other}", case.data(), **case.options
        )
        gain = fit.fit_measures["chisq"] - freed.fit_measures["chisq"]
        # The index is the fall of a parabola, the gain that of the discrepancy.
        assert indices.loc[(one, "~~", other, 2), "mi"] == pytest.approx(gain, rel=0.03)
    assert lavaans["x1", "~~", "x3", 2] > 200


@pytest.mark.parametrize(
    "expected",
    json.loads((HERE / "group_continuous_differences.json").read_text(encoding="utf-8")),
    ids=lambda row: row["estimator"],
)
def test_differences_of_nested_models(expected: dict):
    case = group_continuous_case("hs_metric_gls")
    general = case.fit(estimator=expected["estimator"])
    restricted = case.fit(estimator=expected["estimator"], group_equal=["loadings", "intercepts"])
    (found,) = gainsem.compare(general, restricted).differences
    assert (found.nested, found.df) == ("yes", expected["df"])
    assert found.chisq == pytest.approx(expected["chisq"], rel=DIFFERENCE)
    assert found.pvalue == pytest.approx(expected["pvalue"], rel=10 * DIFFERENCE)


def test_levels_of_invariance_are_these_models():
    case = group_continuous_case("hs_metric_gls")
    study = gainsem.invariance(
        case.record["model"], pd.read_csv(case.data()), "school", estimator="GLS"
    )
    for step in study.steps:
        expected = group_continuous_case(f"hs_{step.name}_gls").record["fit_measures"]
        assert step.df == expected["df"]
        assert step.measures["chisq"] == pytest.approx(expected["chisq"], rel=MEASURE)
    assert [step.name for step in study.steps] == ["configural", "metric", "scalar", "strict"]


def test_satorra_2000_is_the_plain_difference_where_the_weight_is_the_right_one():
    case = group_continuous_case("hs_metric_wls")
    general, restricted = case.fit(), group_continuous_case("hs_scalar_wls").fit()
    (plain,) = gainsem.compare(general, restricted).differences
    (scaled,) = gainsem.compare(general, restricted, method="satorra.2000").differences
    assert scaled.chisq == pytest.approx(plain.chisq, rel=1e-9)


@pytest.mark.parametrize("name", ["hs_configural_gls", "hs_configural_wls", "hs_configural_wlsmv"])
def test_groups_that_share_nothing_have_the_estimates_of_one_group(name: str):
    case = group_continuous_case(name)
    fit, data = case.fit(), pd.read_csv(case.data())
    for label, view in fit.by_group.items():
        alone = gainsem.fit(
            case.record["model"],
            data[data["school"] == label],
            meanstructure=True,
            estimator=fit.estimator,
        )
        found = {(row.lhs, row.op, row.rhs): row for row in view.parameter_rows}
        for row in alone.parameter_rows:
            mine = found[row.lhs, row.op, row.rhs]
            assert mine.est == pytest.approx(row.est, rel=1e-7, abs=1e-9)
        assert view.fit_measures["chisq"] == pytest.approx(alone.fit_measures["chisq"], rel=1e-9)
        own = fit.residuals("standardized")[label]
        theirs = alone.residuals("standardized")
        # Errors have n_g / N of N - G here and n_g - 1 there.
        apart = np.tril_indices(len(own), -1)  # variances are fitted exactly, up to rounding
        np.testing.assert_allclose(own.values[apart], theirs.values[apart], rtol=2e-4, atol=1e-6)
