"""Every case of ordinal items in several groups against lavaan, evaluated at a zero gradient.

Tolerances are those of ``test_ordinal_reference``, and for the same reasons: what is compared is
the joint fit of several samples whose thresholds and correlations lavaan leaves up to 4e-8 (with
continuous variables 2e-7) from their maximum.

Where the two programs differ on purpose:

- lavaan 0.6-14 divides the Gamma of every group by the group's share when it takes the expectation
  of the baseline model's likelihood distance, and does not weigh by the share as it does for the
  model: its robust CFI and TLI depend on into how many groups the same respondents are cut.  The
  files hold the values with the weights (``R/group_ordinal_cases.R``); a test here shows that a
  sample cut into two equal halves keeps its robust CFI.
- gainsem scales sampling weights to the size of their group, lavaan by default to that of all
  groups together (the case has ``sampling.weights.normalization = "group"``).
- lavaan has no robust measures where thresholds are equal, and no NFI and RFI of a model with
  more degrees of freedom than its baseline model.
"""

from __future__ import annotations

import pandas as pd

import gainsem
from gainsem.results.groups.grouped_fit import GroupedFit
from tests.reference.cases import HERE, GroupCase, group_ordinal_case
from tests.reference.test_ml_reference import assert_close
from tests.reference.test_ordinal_reference import (
    ERROR,
    ESTIMATE,
    ESTIMATE_FLOOR,
    GRADIENT,
    INTERVAL,
    INTERVAL_FLOOR,
    MEASURE,
    MEASURE_FLOOR,
    MISSING,
    R_SQUARED,
    REFERENCE_GRADIENT,
    RESIDUAL,
    STANDARDIZED,
    STANDARDIZED_ERROR_FLOOR,
)

# The standard error of an equality of thresholds is that of an average over groups: as exact.
OWN = ("srmr_mplus", "lavaan_cfi_robust")


def key(row: dict) -> tuple[str, str, str, int]:
    one, other = row["lhs"], row["rhs"]
    if row["op"] == "~~" and other < one:
        one, other = other, one
    if row["op"] == "~1":
        other = ""
    if row["op"] == ":=":
        return one, ":=", "", 0
    return one, row["op"], other, int(row["group"])


def ours(fit: GroupedFit) -> dict[tuple[str, str, str, int], dict]:
    return {key(row): row for row in fit.parameters.to_dict("records")}


def test_reference_is_a_stationary_point(group_ordinal: GroupCase):
    assert group_ordinal.record["gradient_max"] < REFERENCE_GRADIENT


def test_groups(group_ordinal: GroupCase, group_ordinal_fit: GroupedFit):
    assert list(group_ordinal_fit.labels) == [str(x) for x in group_ordinal.record["labels"]]
    sizes = [part.moments.n_obs for part in group_ordinal_fit.parts]
    assert sizes == group_ordinal.record["n_obs"]


def test_gradient_vanishes(group_ordinal_fit: GroupedFit):
    assert group_ordinal_fit.converged
    assert group_ordinal_fit.solution.gradient_max < GRADIENT


def test_parameters_are_the_same(group_ordinal: GroupCase, group_ordinal_fit: GroupedFit):
    expected = {key(row): row["free"] for row in group_ordinal.rows("parameters")}
    found = {name: bool(row["free"]) for name, row in ours(group_ordinal_fit).items()}
    assert found.keys() == expected.keys()
    written = [name for name in expected if name[1] != ":="]
    assert {name: found[name] for name in written} == {name: expected[name] for name in written}


def test_estimates_and_errors(group_ordinal: GroupCase, group_ordinal_fit: GroupedFit):
    found = ours(group_ordinal_fit)
    for row in group_ordinal.rows("parameters"):
        mine, what = found[key(row)], key(row)
        assert_close(
            mine["est"], row["est"], relative=ESTIMATE, floor=ESTIMATE_FLOOR, what=("est", what)
        )
        if row["se"]:
            assert_close(mine["se"], row["se"], relative=ERROR, what=("se", what))


def test_standardized(group_ordinal: GroupCase, group_ordinal_fit: GroupedFit):
    frame = group_ordinal_fit.standardized()
    column = "est_std" if "est_std" in frame else "est"
    found = {key(row): row for row in frame.to_dict("records")}
    columns = ours(group_ordinal_fit)
    for row in group_ordinal.rows("parameters"):
        what, error = key(row), row["std_all_se"]
        for kind in ("lv", "all"):
            assert_close(
                columns[what][f"std_{kind}"],
                row[f"std_{kind}"],
                relative=STANDARDIZED,
                scale=0.1,
                what=(kind, what),
            )
        if what not in found:
            continue
        assert_close(
            found[what][column], row["std_all"], relative=STANDARDIZED, scale=0.1, what=what
        )
        if error is not None and error > STANDARDIZED_ERROR_FLOOR and row["op"] != "~*~":
            floor = STANDARDIZED_ERROR_FLOOR
            assert_close(found[what]["se"], error, relative=ERROR, floor=floor, what=("se", what))


def test_fit_measures(group_ordinal: GroupCase, group_ordinal_fit: GroupedFit):
    reference = group_ordinal.record["fit_measures"]
    for name, expected in reference.items():
        if name in OWN:
            continue
        if expected is None:
            of_uls = "pvalue" in name and group_ordinal.options["estimator"].startswith("ULS")
            assert name.endswith("_robust") or name.startswith(MISSING) or of_uls, name
            continue
        interval = name.startswith("rmsea_ci")
        relative, floor = (INTERVAL, INTERVAL_FLOOR) if interval else (MEASURE, MEASURE_FLOOR)
        found = group_ordinal_fit.fit_measures[name]
        assert_close(found, expected, relative=relative, floor=floor, what=name)


def test_r_squared(group_ordinal: GroupCase, group_ordinal_fit: GroupedFit):
    for part, expected in zip(
        group_ordinal_fit.parts, group_ordinal.record["r_squared"], strict=True
    ):
        assert part.r_squared.keys() == expected.keys()
        for name, value in expected.items():
            assert_close(part.r_squared[name], value, relative=0, floor=R_SQUARED, what=name)


def test_residual_correlations(group_ordinal: GroupCase, group_ordinal_fit: GroupedFit):
    found = group_ordinal_fit.residuals(type="cor")
    for label, expected in zip(
        group_ordinal_fit.labels, group_ordinal.record["residuals"], strict=True
    ):
        names = expected["names"]
        for i, row in enumerate(expected["lower"]):
            for j, value in enumerate(row):
                pair = names[i], names[j]
                mine = found[label].loc[pair]
                assert_close(mine, value, relative=0, floor=RESIDUAL, what=(label, pair))


def test_a_sample_cut_in_two_equal_halves_keeps_its_robust_measures():
    answers = pd.read_csv(HERE / "data" / "likert.csv").drop(columns="group")
    names = [f"q{i}" for i in range(1, 9)]
    model = "f =~ " + " + ".join(names)
    twice = pd.concat([answers.assign(half="a"), answers.assign(half="b")], ignore_index=True)
    one = gainsem.fit(model, answers, ordered=names).fit_measures
    both = gainsem.fit(model, twice, ordered=names, group="half").fit_measures
    for name in ("cfi_robust", "tli_robust", "rni_robust", "rmsea_robust"):
        assert_close(both[name], one[name], relative=1e-10, what=name)


def test_lavaans_own_robust_cfi_is_that_with_the_wrong_expectation():
    case = group_ordinal_case("misfit")
    measures = case.record["fit_measures"]
    assert measures["cfi_robust"] - measures["lavaan_cfi_robust"] > 0.005
