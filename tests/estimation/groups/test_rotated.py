"""Exploratory blocks in several groups: closed forms, finite differences, refusals.

References are this file's own: two copies of a sample, a confirmatory model with as many
restrictions as a rotation has, and central differences of the whole rotation.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.linalg import Array
from gainsem.errors import OptionError, SpecificationError
from gainsem.estimation import rotated
from gainsem.estimation.groups import rotated as grouped_rotation
from gainsem.report.build_groups import build_grouped_report
from gainsem.results.fit import Solution
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.groups.record import grouped_from_dict
from tests.estimation.rotating_again import errors_of_rotating_again

DATA = Path(__file__).parents[2] / "reference" / "data"
ITEMS = [f"x{k}" for k in range(1, 10)]
WHOLE = 'efa("e")*F1 + efa("e")*F2 + efa("e")*F3 =~ ' + " + ".join(ITEMS)
FEWER = 'efa("e")*F1 + efa("e")*F2 =~ ' + " + ".join(ITEMS)
PART = """
efa("b")*F1 + efa("b")*F2 =~ x1 + x2 + x3 + x4 + x5 + x6
speed =~ x7 + x8 + x9
speed ~ F1 + F2
F1 + F2 ~ ageyr
"""
ORDINAL = """
efa("b")*F1 + efa("b")*F2 =~ q1 + q2 + q3 + q4 + q5 + q6 + q7 + q8
G =~ q9 + q10 + q11 + q12
G ~ F1 + F2
"""
SETS = """
efa("u")*A + efa("u")*C =~ A1 + A2 + A3 + A4 + A5 + C1 + C2 + C3 + C4 + C5
efa("v")*E + efa("v")*N =~ E1 + E2 + E3 + E4 + E5 + N1 + N2 + N3 + N4 + N5
E + N ~ A + C
"""
TARGET = {"F1": ITEMS[:3], "F2": ITEMS[3:6], "F3": ITEMS[6:]}
METRIC = ("loadings",)
SCALAR = (*METRIC, "intercepts")
LATENT = (*SCALAR, "residuals", "lv.variances", "lv.covariances")


@pytest.fixture(scope="module")
def hs() -> pd.DataFrame:
    return pd.read_csv(DATA / "hs.csv")


@pytest.fixture(scope="module")
def likert() -> pd.DataFrame:
    return pd.read_csv(DATA / "likert.csv")


@pytest.fixture(scope="module")
def twice(hs: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([hs.assign(half="a"), hs.assign(half="b")], ignore_index=True)


def grouped(model: str, data: pd.DataFrame, equal: tuple[str, ...], **options: Any) -> GroupedFit:
    given = {"ordered": "none", "group": "school", "random_starts": 20} | options
    return gainsem.fit(model, data, group_equal=equal, **given)


def by_name(fit: Any, group: int = 1) -> dict[tuple[str, str, str], tuple[float, float]]:
    return {
        (row.lhs, row.op, row.rhs): (row.est, row.se)
        for row in fit.parameter_rows
        if row.group == group
    }


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"rotation": "oblimin"},
        {"rotation": "varimax"},
        {"rotation": "target", "rotation_args": {"target": TARGET}},
        {"estimator": "MLR", "rotation": "oblimin"},
        {"estimator": "GLS", "rotation": "oblimin"},
        {"estimator": "ULSMV", "rotation": "oblimin"},
    ],
    ids=["geomin", "oblimin", "varimax", "target", "MLR", "GLS", "ULSMV"],
)
@pytest.mark.parametrize("equal", [(), METRIC, LATENT], ids=["configural", "metric", "latent"])
def test_two_copies_are_the_single_group(
    hs: pd.DataFrame, twice: pd.DataFrame, options: dict[str, Any], equal: tuple[str, ...]
) -> None:
    """Estimates are those of one copy; what all groups share is known sqrt(2) times as well."""
    alone = gainsem.fit(WHOLE, hs, ordered="none", meanstructure=True, random_starts=20, **options)
    both = grouped(WHOLE, twice, equal, group="half", **options)
    for group in (1, 2):
        found = by_name(both, group)
        for name, (est, se) in by_name(alone).items():
            assert found[name][0] == pytest.approx(est, abs=2e-5), name
            if not equal:
                assert found[name][1] == pytest.approx(se, abs=2e-5), name
            elif equal == LATENT and (name[1] != "~1" and se > 0):
                assert found[name][1] == pytest.approx(se / np.sqrt(2), abs=2e-5), name
    assert both.fit_measures["chisq"] == pytest.approx(2 * alone.fit_measures["chisq"], rel=1e-6)


def test_equal_loadings_of_copies_are_known_better_in_proportion(
    hs: pd.DataFrame, twice: pd.DataFrame
) -> None:
    """With factor moments free the loadings cannot be known worse than of one copy."""
    alone = by_name(gainsem.fit(WHOLE, hs, ordered="none", meanstructure=True, rotation="oblimin"))
    both = by_name(grouped(WHOLE, twice, METRIC, group="half", rotation="oblimin"))
    for name, (_, se) in alone.items():
        if name[1] == "=~":
            assert se / np.sqrt(2) - 1e-6 < both[name][1] < se + 1e-6


ROTATIONS = [
    {"rotation": "oblimin"},
    {"rotation": "varimax"},
    {"rotation": "geomin", "rotation_args": {"epsilon": 0.01}},
    {"rotation": "bi-geomin"},
    {"rotation": "none"},
]


@pytest.mark.parametrize("equal", [(), METRIC, SCALAR, LATENT])
def test_measures_and_moments_do_not_know_of_the_rotation(
    hs: pd.DataFrame, equal: tuple[str, ...]
) -> None:
    fits = [grouped(WHOLE, hs, equal, **options) for options in ROTATIONS]
    first = fits[0]
    for other in fits[1:]:
        assert dict(other.fit_measures) == pytest.approx(dict(first.fit_measures), rel=1e-9)
        for label, moments in other.implied().items():
            np.testing.assert_allclose(moments.cov, first.implied()[label].cov, atol=1e-6)
            np.testing.assert_allclose(moments.mean, first.implied()[label].mean, atol=1e-6)


def confirmatory(*, first_only: bool) -> str:
    """Return the block as ordinary loadings with m^2 restrictions, in the first group or in all.

    Items 1, 4 and 7 anchor: 0 above the diagonal, uncorrelated factors of variance 1.
    """
    zeros = {("F2", "x1"), ("F3", "x1"), ("F3", "x4")}
    lines = []
    for factor in ("F1", "F2", "F3"):
        terms = [f"0*{item}" if (factor, item) in zeros else f"NA*{item}" for item in ITEMS]
        lines.append(f"{factor} =~ " + " + ".join(terms))
        lines.append(f"{factor} ~~ " + ("c(1, NA)*" if first_only else "c(1, 1)*") + factor)
    for one, other in itertools.combinations(("F1", "F2", "F3"), 2):
        lines.append(f"{one} ~~ " + ("c(0, NA)*" if first_only else "c(0, 0)*") + other)
    return "\n".join(lines)


@pytest.mark.parametrize("equal", [(), METRIC, SCALAR])
def test_fit_is_that_of_a_confirmatory_model_with_as_many_restrictions(
    hs: pd.DataFrame, equal: tuple[str, ...]
) -> None:
    block = grouped(WHOLE, hs, equal, rotation="oblimin")
    plain = grouped(confirmatory(first_only=bool(equal)), hs, equal)
    for name in ("chisq", "df", "npar", "cfi", "rmsea", "srmr", "bic"):
        assert block.fit_measures[name] == pytest.approx(plain.fit_measures[name], rel=1e-7), name
    assert block.table.n_parameters == plain.fit_measures["npar"]
    for label, moments in plain.implied().items():
        np.testing.assert_allclose(block.implied()[label].cov, moments.cov, atol=1e-6)
        np.testing.assert_allclose(block.implied()[label].mean, moments.mean, atol=1e-6)
    mine, theirs = by_name(block, 2), by_name(plain, 2)
    for item in ITEMS:  # what does not turn has the same errors
        for name in ((item, "~~", item), (item, "~1", "")):
            assert mine[name] == pytest.approx(theirs[name], abs=1e-6)


def test_one_rotation_turns_the_factors_of_all_groups(hs: pd.DataFrame) -> None:
    fit = grouped(WHOLE, hs, SCALAR, rotation="geomin")
    one, other = fit.by_group.values()
    first, second = by_name(fit, 1), by_name(fit, 2)
    for name, found in first.items():
        if name[1] == "=~":
            assert second[name] == found
    variances = [("F1", "~~", "F1"), ("F2", "~~", "F2"), ("F3", "~~", "F3")]
    assert [first[name][0] for name in variances] == [1.0] * 3
    assert all(second[name][1] > 0 for name in variances)
    assert one.rotations == other.rotations
    # The loadings are those a factor analysis of the first group's standardized ones gives.
    sd = np.sqrt(np.diag(one.implied().cov))
    loadings = np.array([[first[f, "=~", i][0] for f in ("F1", "F2", "F3")] for i in ITEMS])
    criterion = np.exp(np.log((loadings / sd[:, None]) ** 2 + 0.001).mean(axis=1)).sum()
    assert one.rotations[0].criterion == pytest.approx(criterion, rel=1e-6)


def test_factors_of_later_groups_stand_in_the_order_of_the_first(hs: pd.DataFrame) -> None:
    """Each group rotated by itself: a factor is most like the one of its name."""
    fit = grouped(WHOLE, hs, (), rotation="oblimin")
    tables = [
        np.array([[by_name(fit, g)[f, "=~", i][0] for f in ("F1", "F2", "F3")] for i in ITEMS])
        for g in (1, 2)
    ]
    unit = [table / np.linalg.norm(table, axis=0) for table in tables]
    congruence = unit[0].T @ unit[1]
    assert (np.argmax(np.abs(congruence), axis=0) == [0, 1, 2]).all()
    assert (np.diag(congruence) > 0.8).all()


CASES: list[tuple[str, bool, tuple[str, ...], dict[str, Any]]] = [
    (WHOLE, False, (), {"rotation": "oblimin"}),
    (WHOLE, False, METRIC, {"rotation": "geomin"}),
    (WHOLE, False, SCALAR, {"rotation": "varimax"}),
    (WHOLE, False, LATENT, {"rotation": "target", "rotation_args": {"target": TARGET}}),
    (PART, False, (*SCALAR, "regressions"), {"rotation": "oblimin"}),
    (PART, False, (), {"rotation": "oblimin"}),
    (ORDINAL, True, ("thresholds", "loadings"), {"rotation": "oblimin"}),
    (ORDINAL, True, ("loadings",), {"rotation": "oblimin", "parameterization": "theta"}),
]


@pytest.mark.parametrize(
    ("model", "ordinal", "equal", "options"),
    CASES,
    ids=["configural", "metric", "scalar", "latent", "paths", "apart", "delta", "theta"],
)
def test_errors_are_those_of_rotating_again(
    hs: pd.DataFrame,
    likert: pd.DataFrame,
    monkeypatch: pytest.MonkeyPatch,
    model: str,
    ordinal: bool,
    equal: tuple[str, ...],
    options: Mapping[str, Any],
) -> None:
    """Central differences of the whole rotation, step 1e-4: good to about 1e-6."""
    kind = {"ordered": "all", "group": "group"} if ordinal else {}
    assert_errors_of_rotating_again(
        monkeypatch, lambda: grouped(model, likert if ordinal else hs, equal, **kind, **options)
    )


def test_errors_of_several_blocks_are_those_of_rotating_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two blocks, one regressed on the other, each with a rotation of its own kind."""
    bfi = pd.read_csv(DATA.parents[2] / "surveys/bfi/responses.csv").iloc[:800]
    bfi = bfi[bfi.iloc[:, :25].notna().all(axis=1)]
    rotation = {"u": "oblimin", "v": "varimax"}
    assert_errors_of_rotating_again(
        monkeypatch, lambda: grouped(SETS, bfi, SCALAR, group="gender", rotation=rotation)
    )


def assert_errors_of_rotating_again(
    monkeypatch: pytest.MonkeyPatch, fitted: Callable[[], GroupedFit]
) -> None:
    seen: list[Any] = []
    original = rotated.rotated_together

    def spy(*given: Any, **named: Any) -> Any:
        seen.append((given, named))
        return original(*given, **named)

    monkeypatch.setattr(grouped_rotation, "rotated_together", spy)
    fit = fitted()
    (solution, groups, plans), named = seen[0]

    def again(params: Array) -> Array:
        moved: Solution = replace(solution, params=params, vcov=None)
        own = []
        for each in groups:
            at = params[each.places.at]
            own.append(replace(each, params=at, implied=each.compiled.implied(at)))
        return np.asarray(original(moved, own, plans, **named)[0].params)

    expected = errors_of_rotating_again(again, solution)
    assert fit.solution.vcov is not None
    np.testing.assert_allclose(np.sqrt(np.diag(fit.solution.vcov)), expected, atol=2e-5)


def test_a_saved_fit_keeps_its_rotations(hs: pd.DataFrame) -> None:
    fit = grouped(WHOLE, hs, METRIC, rotation="oblimin")
    again = grouped_from_dict(fit.to_dict())
    for label, view in fit.by_group.items():
        assert again.by_group[label].rotations == view.rotations
        assert view.rotations[0].factors == ("F1", "F2", "F3")
    assert again.table.n_parameters == fit.table.n_parameters == fit.fit_measures["npar"]


def test_tests_of_equalities_leave_out_what_a_rotation_mixes(hs: pd.DataFrame) -> None:
    """A single loading let go is no restriction a rotation keeps; an intercept is."""
    fit = grouped(WHOLE, hs, SCALAR, rotation="oblimin")
    released = set(fit.score_tests()["released"])
    assert {f"{item}~1.g2" for item in ITEMS} <= released
    assert not any("=~" in name for name in released)
    indices = fit.modification_indices()
    factors = {"F1", "F2", "F3"}
    assert len(indices)
    assert not (set(indices["lhs"]) | set(indices["rhs"])) & factors


def test_letting_an_intercept_go_gains_about_what_its_score_test_says(hs: pd.DataFrame) -> None:
    """Score and likelihood ratio test the same: near each other where the difference is small."""
    fit = grouped(WHOLE, hs, SCALAR, rotation="oblimin")
    tests = fit.score_tests().set_index("released")["statistic"]
    for item in ("x1", "x5", "x8"):
        freed = grouped(WHOLE, hs, SCALAR, rotation="oblimin", group_partial=f"{item}~1")
        gain = fit.fit_measures["chisq"] - freed.fit_measures["chisq"]
        assert freed.fit_measures["df"] == fit.fit_measures["df"] - 1
        assert tests[f"{item}~1.g2"] == pytest.approx(gain, rel=0.15, abs=0.15)


REFUSED = [
    (WHOLE, {"equal": METRIC, "group_partial": "F1=~x2"}, "E-ESEM-14", "loadings of block 'e'"),
    (WHOLE, {"equal": ("lv.covariances",)}, "E-ESEM-14", "covariances"),
    (WHOLE, {"equal": (*METRIC, "lv.covariances")}, "E-ESEM-14", "covariances"),
    (WHOLE, {"equal": (*METRIC, "lv.variances")}, "E-ESEM-14", "covariances"),
    (PART, {"equal": ("regressions",)}, "E-ESEM-14", "free to differ"),
    (
        PART,
        {"equal": (*METRIC, "regressions"), "group_partial": "F1~ageyr"},
        "E-ESEM-14",
        "in part only",
    ),
    (PART.replace("~ F1", "~ c(a, a)*F1"), {"equal": METRIC}, "E-ESEM-14", "in part only"),
    (
        PART.replace("~ F1 + F2", "~ c(a, b)*F1 + F2") + "\na == 2*b",
        {"equal": METRIC},
        "E-ESEM-11",
        "set equal",
    ),
    (PART.replace("~ F1", "~ c(a, b)*F1") + "\na > b", {"equal": ()}, "E-ESEM-11", "a > b"),
    (f"group: 1\n{WHOLE}\ngroup: 2\n{FEWER}", {"equal": ()}, "E-GRP-60", "different"),
]


@pytest.mark.parametrize(("model", "given", "code", "words"), REFUSED)
def test_what_a_rotation_breaks_is_refused(
    hs: pd.DataFrame, model: str, given: dict[str, Any], code: str, words: str
) -> None:
    with pytest.raises(SpecificationError) as refused:
        grouped(model, hs, **given)
    assert refused.value.problems[0].code == code
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"rotation": "promax"}, "E-ESEM-10"),
        ({"rotation": "oblimin", "se": "bootstrap", "bootstrap": 20}, "E-BOOT-05"),
    ],
)
def test_options_that_blocks_in_groups_do_not_go_with_are_refused(
    hs: pd.DataFrame, options: dict[str, Any], code: str
) -> None:
    with pytest.raises(OptionError) as refused:
        grouped(WHOLE, hs, METRIC, **options)
    assert refused.value.problems[0].code == code


def test_a_sampling_design_changes_rotated_errors_like_the_others(hs: pd.DataFrame) -> None:
    """Everybody a cluster of one: the errors are MLR's, turned factors or not."""
    robust = grouped(WHOLE, hs, SCALAR, rotation="oblimin", estimator="MLR")
    sampled = grouped(
        WHOLE, hs.assign(unit=range(len(hs))), SCALAR, rotation="oblimin", cluster="unit"
    )
    ratios = [
        mine.se / theirs.se
        for mine, theirs in zip(sampled.parameter_rows, robust.parameter_rows, strict=True)
        if theirs.se > 0
    ]
    assert len(ratios) == 2 * (27 + 9 + 9) + 3 + 6 + 3
    assert ratios == pytest.approx([1.0] * len(ratios), rel=1e-6)


def test_the_report_says_how_groups_were_rotated(hs: pd.DataFrame) -> None:
    shared = build_grouped_report(grouped(WHOLE, hs, METRIC, rotation="oblimin"))
    apart = build_grouped_report(grouped(WHOLE, hs, (), rotation="oblimin"), lang="zh")
    assert "turned the factors of every group" in str(shared)
    assert "模块在各组分别旋转" in str(apart)
    assert str(shared).count("Rotated standardised loadings") == 2  # a matrix for each group


def test_the_summary_has_the_rotated_loadings_of_each_group(hs: pd.DataFrame) -> None:
    text = str(grouped(WHOLE, hs, METRIC, rotation="oblimin").summary())
    assert text.count("Rotated loadings of 'e'") == 2


def anchored(items: list[str], *, first_only: bool) -> str:
    """Return a block of two factors as ordinary loadings with four restrictions."""
    one = " + ".join(f"NA*{item}" for item in items)
    other = " + ".join(["0*" + items[0], *(f"NA*{item}" for item in items[1:])])
    unit, zero = ("c(1, NA)*", "c(0, NA)*") if first_only else ("c(1, 1)*", "c(0, 0)*")
    return f"F1 =~ {one}\nF2 =~ {other}\nF1 ~~ {unit}F1\nF2 ~~ {unit}F2\nF1 ~~ {zero}F2"


def test_scaled_differences_of_levels_do_not_know_of_the_rotation(likert: pd.DataFrame) -> None:
    """WLSMV, loadings equal or not: as of ordinary models with the same restrictions."""
    items = [f"q{k}" for k in range(1, 9)]
    block = 'efa("b")*F1 + efa("b")*F2 =~ ' + " + ".join(items)
    how = {"group": "group", "ordered": items, "rotation": "oblimin"}
    turned = [grouped(block, likert, equal, **how) for equal in ((), METRIC)]
    plain = [
        grouped(
            anchored(items, first_only=bool(equal)), likert, equal, group="group", ordered=items
        )
        for equal in ((), METRIC)
    ]
    mine, theirs = (gainsem.compare(*pair).differences[0] for pair in (turned, plain))
    assert mine.df == theirs.df == 16 - 4
    assert mine.chisq == pytest.approx(theirs.chisq, rel=1e-4)
    assert mine.method == theirs.method
