"""Paths and effects compared between groups: lavaan's Wald tests and differences.

Estimates of two programs differ by 1e-6 standard errors and less where both have converged to
the same digits; lavaan stops at a gradient of 1e-6, which is 1e-5 in a statistic.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import EstimationError, OptionError, UnknownVariableError
from tests.estimation.groups.test_design import made

REFERENCE = Path(__file__).parents[2] / "reference"
KNOWN = json.loads((REFERENCE / "groups" / "hs_paths.json").read_text("utf-8"))
OF = {"direct": "direct", "total indirect": "indirect", "total": "total"}
CLOSE = {"rel": 2e-5, "abs": 2e-6}


@pytest.fixture(scope="module")
def pupils() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "data" / "hs.csv").drop(columns="id")


@pytest.fixture(scope="module", params=["ML", "MLR"])
def case(request, pupils):
    fit = gainsem.fit(
        KNOWN["model"], pupils, group="school", group_equal="loadings", estimator=request.param
    )
    return fit, KNOWN[request.param]


def test_wald_tests_of_paths_are_lavaans(case) -> None:
    fit, known = case
    found = fit.compare_paths()
    assert len(found) == 3
    for row in found:
        expected = known["wald"][row.path]
        assert row.test.statistic == pytest.approx(expected["stat"], **CLOSE)
        assert row.test.df == expected["df"]
        assert row.test.pvalue == pytest.approx(expected["p"], **CLOSE)
        assert row.pvalue_holm >= row.test.pvalue
    together = known["wald"]["all"]
    assert found.joint.statistic == pytest.approx(together["stat"], **CLOSE)
    assert found.joint.df == together["df"] == 3


def test_differences_of_effects_are_lavaans_defined_parameters(case) -> None:
    fit, known = case
    rows = {row["lhs"]: row for row in known["differences"]}
    found = [row for row in fit.compare_effects() if row.kind in OF]
    assert {(row.source, row.target) for row in found} == {("visual", "speed")}
    assert len(found) == 3
    for row in found:
        (gap,), expected = row.differences, rows[OF[row.kind]]
        assert (gap.first, gap.second) == fit.labels
        for own, theirs in (
            ("est", "est"),
            ("se", "se"),
            ("z", "z"),
            ("pvalue", "pvalue"),
            ("ci_lower", "ci.lower"),
            ("ci_upper", "ci.upper"),
        ):
            assert getattr(gap, own) == pytest.approx(expected[theirs], **CLOSE), own
        assert row.test.statistic == pytest.approx(gap.z**2, rel=1e-9)


def test_standardised_definitions_are_lavaans(case) -> None:
    fit, known = case
    frame = fit.standardized().query("group == 0").set_index("lhs")
    assert len(known["standardized"]) == len(frame) == 3
    for row in known["standardized"]:
        own = frame.loc[row["lhs"]]
        assert own["est_std"] == pytest.approx(row["est.std"], **CLOSE)
        assert own["se"] == pytest.approx(row["se"], **CLOSE)
        assert own["ci_lower"] == pytest.approx(row["ci.lower"], **CLOSE)
        assert own["ci_upper"] == pytest.approx(row["ci.upper"], **CLOSE)


def test_standardised_definitions_of_a_bootstrap_have_its_limits(pupils) -> None:
    fit = gainsem.fit(KNOWN["model"], pupils, group="school", group_equal="loadings", bootstrap=60)
    frame = fit.standardized().query("group == 0").set_index("lhs")
    draws = fit.intervals().query("group == 0 and quantity == 'std_all'").set_index("lhs")
    for name in ("direct", "indirect", "total"):
        for column in ("se", "ci_lower", "ci_upper"):
            assert frame.loc[name, column] == pytest.approx(draws.loc[name, column], rel=1e-12)


def test_replicates_of_a_design_give_the_errors_and_t_their_limits() -> None:
    """A difference of paths is a defined parameter: the same error, limits and p value."""
    model = "b ~ c(p1, p2)*a\nc ~ b\ngap := p1 - p2"
    options = {"group": "kind", "cluster": "town", "strata": "region", "replicates": "jackknife"}
    fit = gainsem.fit(model, made(), **options)
    gap = next(row for row in fit.parameter_rows if row.op == ":=")
    found = fit.compare_paths()
    assert found.method == fit.compare_effects().method == "replicates"
    (own,) = next(row for row in found if row.path == "a -> b").differences
    for name in ("est", "se", "z", "pvalue", "ci_lower", "ci_upper"):
        assert getattr(own, name) == pytest.approx(getattr(gap, name), rel=1e-9), name
    assert "replicates of the design" in str(fit.summary())
    frame = fit.standardized().query("group == 0")
    assert np.isfinite(frame["se"]).all()


def test_values_are_those_of_the_groups(case) -> None:
    fit, _ = case
    by_group = fit.effects(source="visual", target="speed")
    for row in fit.compare_effects("visual", "speed"):
        for value in row.values:
            own = next(
                each
                for each in by_group[value.group]
                if each.kind == row.kind and (each.path == row.path or row.kind != "indirect")
            )
            assert value.est == pytest.approx(own.est, abs=1e-12)
            assert value.se == pytest.approx(own.se, rel=1e-9)


def test_standardised_differences_are_independent_groups_differences(pupils) -> None:
    """With nothing shared the variances of two groups add up."""
    model = KNOWN["model"].split("direct :=")[0]
    fit = gainsem.fit(model, pupils, group="school")
    for row in fit.compare_effects(standardized=True):
        one, other = (
            next(
                each
                for each in fit.by_group[label].effects("visual", "speed")
                if each.kind == row.kind
            )
            for label in fit.labels
        )
        (gap,) = row.differences
        assert gap.est == pytest.approx(one.std_all - other.std_all, abs=1e-10)
        assert gap.se == pytest.approx(np.hypot(one.std_all_se, other.std_all_se), rel=1e-7)


def test_bootstrap_limits_of_a_difference_are_those_of_the_same_definition(pupils) -> None:
    options = {"group": "school", "group_equal": "loadings", "bootstrap": 80}
    for kind in ("percentile", "bca"):
        fit = gainsem.fit(KNOWN["model"], pupils, boot_ci_type=kind, **options)
        defined = {row.lhs: row for row in fit.parameter_rows if row.op == ":="}
        assert fit.compare_effects().method == "bootstrap"
        for row in fit.compare_effects():
            if row.kind in OF:
                (gap,), own = row.differences, defined[OF[row.kind]]
                for name in ("est", "se", "ci_lower", "ci_upper"):
                    assert getattr(gap, name) == pytest.approx(getattr(own, name), rel=1e-7)
        (gap,) = next(
            row for row in fit.compare_paths() if row.path == "visual -> speed"
        ).differences
        assert gap.ci_lower == pytest.approx(defined["direct"].ci_lower, rel=1e-9)
        assert gap.se == pytest.approx(defined["direct"].se, rel=1e-9)


def test_monte_carlo_and_delta_can_be_asked_for(pupils) -> None:
    """20000 draws: a standard error to .5 %, of a product a little more; 4 of these."""
    fit = gainsem.fit(KNOWN["model"], pupils, group="school", group_equal="loadings")
    delta = fit.compare_effects().rows[0].differences[0]
    drawn = fit.compare_effects(interval="monte.carlo", draws=20_000, seed=3)
    assert drawn.method == "monte.carlo"
    assert drawn.rows[0].kind == "direct"
    assert drawn.rows[0].differences[0].se == pytest.approx(delta.se, rel=0.02)
    assert drawn.rows[0].differences[0].se != delta.se


def test_what_the_model_holds_equal_has_no_test(pupils) -> None:
    model = KNOWN["model"].split("direct :=")[0].replace("c(m1, m2)", "c(m, m)")
    for own in (model, model.replace("c(m, m)", "c(m1, m2)") + "m1 == m2"):
        fit = gainsem.fit(own, pupils, group="school", group_equal="loadings")
        found = {row.path: row for row in fit.compare_paths()}
        held = found["visual -> textual"]
        assert held.test.df == 0
        assert np.isnan(held.test.pvalue)
        assert np.isnan(held.differences[0].se)
        assert fit.compare_paths().joint.df == 2
        both = fit.wald(
            "'speed~visual' == 'speed~visual.g2'; 'speed~textual' == 'speed~textual.g2'"
        )
        assert fit.compare_paths().joint.statistic == pytest.approx(both.statistic, rel=1e-8)
        assert "held equal" in repr(fit.compare_paths()) or "holds equal" in repr(
            fit.compare_paths()
        )


def test_three_groups_have_all_pairs_and_two_degrees_of_freedom(pupils) -> None:
    data = pupils.assign(age=pd.cut(pupils["ageyr"], [0, 12, 13, 99], labels=["a", "b", "c"]))
    data["age"] = data["age"].astype(str)
    fit = gainsem.fit("x1 ~ x2\nx3 ~ x1", data, group="age")
    found = fit.compare_paths()
    assert [len(row.differences) for row in found] == [3, 3]
    assert [row.test.df for row in found] == [2, 2]
    text = "'x1~x2' == 'x1~x2.g2'; 'x1~x2' == 'x1~x2.g3'"
    assert found.rows[0].test.statistic == pytest.approx(fit.wald(text).statistic, rel=1e-9)
    frame = found.to_frame()
    assert len(frame) == 6
    assert (frame["difference"] - (frame["est_first"] - frame["est_second"])).abs().max() < 1e-12
    assert [row.kind for row in fit.compare_effects()] == ["indirect", "total indirect", "total"]


def test_groups_with_different_paths_are_compared_in_what_they_share(pupils) -> None:
    model = "x1 ~ x2\ngroup: 1\nx3 ~ x1\ngroup: 2\nx3 ~ x1 + x2"
    fit = gainsem.fit(model, pupils, group="school")
    assert [row.path for row in fit.compare_paths()] == ["x2 -> x1", "x1 -> x3"]
    tested = {column.key: column.title for column in fit.compare_paths().table().columns}
    assert tested["pvalue"] == "p"  # of a chi-square; that of a z test stands with the differences
    assert {row.kind for row in fit.compare_effects()} >= {"total indirect", "total"}


def test_a_model_without_paths_has_nothing_to_compare(pupils) -> None:
    fit = gainsem.fit("f =~ x1 + x2 + x3", pupils, group="school", bootstrap=20)
    assert len(fit.compare_paths()) == len(fit.compare_effects()) == 0
    assert "Nothing to compare" in repr(fit.compare_paths())
    assert "indirect effect" in repr(fit.compare_effects())
    assert "Paths by group" not in str(fit.summary())


def test_what_cannot_be_compared_says_why(pupils) -> None:
    fit = gainsem.fit(KNOWN["model"], pupils, group="school")
    with pytest.raises(OptionError) as wrong:
        fit.compare_effects(interval="exact")
    assert wrong.value.problems[0].code == "E-OPT-01"
    with pytest.raises(OptionError) as absent:
        fit.compare_effects(interval="bootstrap")
    assert absent.value.problems[0].code == "E-BOOT-01"
    with pytest.raises(UnknownVariableError):
        fit.compare_effects("visuel")
    bare = gainsem.fit(KNOWN["model"], pupils, group="school", se="none")
    with pytest.raises(EstimationError) as without:
        bare.compare_paths()
    assert without.value.problems[0].code == "E-EST-97"
    assert "Paths by group" not in str(bare.summary())


def test_summary_and_report_show_the_comparison(pupils) -> None:
    from gainsem.report.build_groups import build_grouped_report

    fit = gainsem.fit(KNOWN["model"], pupils, group="school", group_equal="loadings")
    page = str(fit.summary())
    assert "Paths by group" in page
    assert "Effects: differences between groups" in page
    for lang, heading in (("en", "compared between groups"), ("zh", "组间比较")):
        document = repr(build_grouped_report(fit, lang=lang))
        assert heading in document
        assert "Holm" in document
