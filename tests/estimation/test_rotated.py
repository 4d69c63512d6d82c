"""Rotated fits: against gainsem's own EFA, finite differences of the rotation, and misuse."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.linalg import Array
from gainsem.estimation import rotated
from gainsem.results.fitted import Solution
from tests.estimation.rotating_again import errors_of_rotating_again

DATA = Path(__file__).parents[1] / "reference/data"
ITEMS = [f"x{i}" for i in range(1, 10)]
WHOLE = 'efa("e")*F1 + efa("e")*F2 + efa("e")*F3 =~ ' + " + ".join(ITEMS)
TARGET = {"F1": ITEMS[:3], "F2": ITEMS[3:6], "F3": ITEMS[6:]}
# The factor that explains less stands before the one that explains more.
GENERAL = {"F1": ITEMS[:1], "F2": ITEMS[6:], "F3": ITEMS[3:6]}
PART = """
efa("b")*F1 + efa("b")*F2 =~ x1 + x2 + x3 + x4 + x5 + x6
speed =~ x7 + x8 + x9
speed ~ a*F1 + b*F2
F1 + F2 ~ c*ageyr
"""
STRUCTURAL = PART.replace("c*", "")
ORDINAL = """
efa("b")*F1 + efa("b")*F2 =~ q1 + q2 + q3 + q4 + q5 + q6 + q7 + q8
G =~ q9 + q10 + q11 + q12
G ~ F1 + F2
"""
SETS = """
efa("u")*A + efa("u")*B =~ q1 + q2 + q3 + q4 + q5 + q6
efa("v")*C + efa("v")*D =~ q7 + q8 + q9 + q10 + q11 + q12
C + D ~ A + B
"""


@pytest.fixture(scope="module")
def hs() -> pd.DataFrame:
    return pd.read_csv(DATA / "hs.csv")


@pytest.fixture(scope="module")
def likert() -> pd.DataFrame:
    return pd.read_csv(DATA / "likert.csv").iloc[:, :12]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"rotation": "oblimin"},
        {"rotation": "geomin", "rotation_args": {"epsilon": 0.01, "orthogonal": True}},
        {"rotation": "varimax"},
        {"rotation": "bi-geomin"},
        {"rotation": "target", "rotation_args": {"target": TARGET}},
    ],
    ids=lambda options: options.get("rotation", "default"),
)
def test_a_model_of_one_block_is_an_efa(hs: pd.DataFrame, options: dict[str, Any]) -> None:
    """The same numbers from two programs' worth of code: efa() has its own information matrix."""
    fit = gainsem.fit(WHOLE, hs, **options)
    efa = gainsem.efa(hs, 3, items=ITEMS, estimator="ML", **options)
    frame = fit.standardized()
    loadings = frame[frame.op == "=~"]
    wide = loadings.pivot(index="rhs", columns="lhs", values="est_std").loc[ITEMS]
    errors = loadings.pivot(index="rhs", columns="lhs", values="se").loc[ITEMS]
    np.testing.assert_allclose(wide, efa.loadings, atol=1e-6)
    np.testing.assert_allclose(errors, efa.loadings_se, atol=1e-6)
    for name in ("npar", "df", "chisq", "cfi", "rmsea"):
        assert fit.fit_measures[name] == pytest.approx(efa.fit_measures[name], abs=1e-6)
    assert fit.rotations[0].criterion == pytest.approx(efa.solution.criterion, abs=1e-8)


@pytest.mark.parametrize(
    ("model", "ordinal", "options"),
    [
        (WHOLE, False, {}),
        (STRUCTURAL, False, {"rotation": "oblimin"}),
        (STRUCTURAL, False, {"rotation_args": {"orthogonal": True}, "meanstructure": True}),
        (ORDINAL, True, {"rotation": "oblimin"}),
        (ORDINAL, True, {"rotation": "geomin", "parameterization": "theta"}),
        (SETS, True, {"rotation": "oblimin"}),
        (WHOLE, False, {"rotation": "bi-target", "rotation_args": {"target": GENERAL}}),
    ],
    ids=["whole", "structural", "orthogonal", "delta", "theta", "sets", "bi-target"],
)
def test_errors_are_those_of_rotating_again(
    hs: pd.DataFrame,
    likert: pd.DataFrame,
    monkeypatch: pytest.MonkeyPatch,
    model: str,
    ordinal: bool,
    options: dict[str, Any],
) -> None:
    """Central differences of the whole rotation, step 1e-4: good to about 1e-6."""
    seen: list[Any] = []
    original = rotated.rotated_solution

    def spy(*given: Any) -> Any:
        seen.append(given)
        return original(*given)

    monkeypatch.setattr(rotated, "rotated_solution", spy)
    data = likert if ordinal else hs
    fit = gainsem.fit(
        model, data, ordered="all" if ordinal else "none", random_starts=20, **options
    )
    solution, compiled, _, table, plans = seen[0]

    def again(params: Array) -> Array:
        moved: Solution = replace(solution, params=params, vcov=None)
        implied = compiled.implied(params)
        return np.asarray(original(moved, compiled, implied, table, plans)[0].params)

    expected = errors_of_rotating_again(again, solution)
    assert fit.solution.vcov is not None
    np.testing.assert_allclose(np.sqrt(np.diag(fit.solution.vcov)), expected, atol=2e-5)


@pytest.mark.parametrize("rotation", ["oblimin", "varimax", "none"])
def test_what_the_model_implies_does_not_depend_on_the_rotation(
    hs: pd.DataFrame, rotation: str
) -> None:
    one, other = (gainsem.fit(STRUCTURAL, hs, rotation=each) for each in ("geomin", rotation))
    assert one.fit_measures["chisq"] == pytest.approx(other.fit_measures["chisq"], abs=1e-8)
    np.testing.assert_allclose(one.implied().cov, other.implied().cov, atol=1e-7)
    invariant = [k for k, row in enumerate(one.parameter_rows) if row.lhs == row.rhs == "x3"]
    mine, theirs = (f.parameter_rows[invariant[0]] for f in (one, other))
    assert (mine.est, mine.se) == pytest.approx((theirs.est, theirs.se), abs=1e-8)


def test_modification_indices_name_no_rotated_factor_and_do_not_depend_on_it(
    hs: pd.DataFrame,
) -> None:
    one, other = (
        gainsem.fit(WHOLE, hs, rotation=each).modification_indices(sort=False)
        for each in ("geomin", "varimax")
    )
    assert len(one) == 36
    assert not {"F1", "F2", "F3"} & {*one.lhs, *one.rhs}
    np.testing.assert_allclose(one.mi, other.mi, rtol=1e-5, atol=1e-7)


def test_a_record_comes_back(hs: pd.DataFrame) -> None:
    fit = gainsem.fit(STRUCTURAL, hs, rotation="oblimin", rotation_args={"gamma": -0.5})
    again = gainsem.Fit.from_dict(fit.to_dict())
    assert again.rotations == fit.rotations
    assert again.to_dict() == fit.to_dict()
    assert again.table.blocks[0].factors == ("F1", "F2")


def test_ordinal_items_have_the_errors_of_an_efa(likert: pd.DataFrame) -> None:
    names = list(likert)
    model = 'efa("e")*F1 + efa("e")*F2 + efa("e")*F3 =~ ' + " + ".join(names)
    fit = gainsem.fit(model, likert, ordered="all", rotation="oblimin")
    efa = gainsem.efa(likert, 3, ordered="all", estimator="WLSMV", rotation="oblimin")
    frame = fit.standardized()
    wide = frame[frame.op == "=~"].pivot(index="rhs", columns="lhs", values="se").loc[names]
    np.testing.assert_allclose(wide, efa.loadings_se, atol=1e-7)


def test_the_seed_repeats_a_search(hs: pd.DataFrame) -> None:
    one, other = (gainsem.fit(WHOLE, hs, seed=5).rotations for _ in range(2))
    assert one == other
    assert sum(starts for _, starts, _ in one[0].minima) + one[0].failed == one[0].starts


B = 'efa("b")*F1 + efa("b")*F2 =~ x1 + x2 + x3 + x4 + x5 + x6\n'


@pytest.mark.parametrize(
    ("model", "code", "place"),
    [
        ('efa("b")*F1 =~ x1 + x2 + x3', "E-ESEM-01", "line 1, column 10"),
        ('efa("b")*F1 =~ x1+x2+x3+x4+x5\nefa("b")*F2 =~ x1+x2+x3+x4', "E-ESEM-02", "line 2"),
        (B + "F1 =~ x7", "E-ESEM-03", "line 2, column 1"),
        (B + 'efa("c")*F1 + efa("c")*F3 =~ x7 + x8 + x9', "E-ESEM-03", "line 2, column 10"),
        (B.replace("x2", "0.5*x2"), "E-ESEM-04", "line 1, column 35"),
        (B.replace("x2", "a*x2"), "E-ESEM-04", "line 1, column 35"),
        ('efa("b")*F1 + efa("b")*F2 =~ x1 + x2 + x3 + x4', "E-ESEM-05", "5 items"),
        ("G =~ x7 + x8 + x9\n" + B.replace("x6", "x6 + G"), "E-ESEM-06", "line 2"),
        (B + "F1 ~~ 0*F2", "E-ESEM-07", "line 2"),
        (B + "F1 ~~ 2*F1", "E-ESEM-07", "line 2"),
        (B + "x9 ~ F1", "E-ESEM-08", "line 2, column 6"),
        (B + "x9 ~ F1 + 0.2*F2", "E-ESEM-08", "line 2"),
        (B + "F1 ~ F2", "E-ESEM-09", "line 2, column 6"),
        (B + "x9 ~ a*F1 + a*F2", "E-ESEM-11", "line 2"),
        (B + "x9 ~ a*F1 + b*F2\na == b", "E-ESEM-11", "line 2"),
    ],
)
def test_misuse_is_refused_with_its_place(
    hs: pd.DataFrame, model: str, code: str, place: str
) -> None:
    with pytest.raises(gainsem.errors.SpecificationError) as refused:
        gainsem.fit(model, hs)
    assert code in [each.code for each in refused.value.problems]
    assert place in str(refused.value)


@pytest.mark.parametrize(
    "options",
    [
        {"rotation": "promax"},
        {"rotation_args": {"normalize": "cureton-mulaik"}},
        {"effect_coding": True},
    ],
)
def test_options_that_do_not_go_with_a_block(hs: pd.DataFrame, options: dict[str, Any]) -> None:
    with pytest.raises(gainsem.errors.OptionError, match="E-ESEM-10"):
        gainsem.fit(WHOLE, hs, **options)


def test_every_block_can_have_its_own_rotation(likert: pd.DataFrame) -> None:
    """The parts of two fits with one rotation for both, and the errors of rotating again."""
    aims = {"C": ["q7", "q8", "q9"], "D": ["q10", "q11", "q12"]}
    options: dict[str, Any] = {"ordered": "none", "random_starts": 20}
    both = {"u": "oblimin", "v": "target"}
    fit = gainsem.fit(SETS, likert, rotation=both, rotation_args={"target": aims}, **options)
    assert [each.rotation for each in fit.rotations] == ["oblimin", "target"]
    one = gainsem.fit(SETS, likert, rotation="oblimin", **options)
    goals = {"u": {"A": ["q1", "q2", "q3"], "B": ["q4", "q5", "q6"]}, "v": aims}
    target: dict[str, Any] = {"rotation": "target", "rotation_args": {"target": goals}}
    other = gainsem.fit(SETS, likert, **target, **options)
    for factors, alone in ((("A", "B"), one), (("C", "D"), other)):
        mine, theirs = (
            [row.est for row in each.parameter_rows if row.op == "=~" and row.lhs in factors]
            for each in (fit, alone)
        )
        np.testing.assert_allclose(mine, theirs, atol=1e-6)
    text = gainsem.fit(
        SETS,
        likert,
        rotation="v=target, u=oblimin",
        rotation_args={"v": {"target": aims}},
        **options,
    )
    assert [row.se for row in text.parameter_rows] == [row.se for row in fit.parameter_rows]
    again = gainsem.Fit.from_dict(fit.to_dict())
    assert again.options.rotation == both
    rest = gainsem.fit(
        SETS, likert, rotation={"v": "oblimin"}, rotation_args={"gamma": -0.5}, **options
    )
    assert [each.rotation for each in rest.rotations] == ["geomin", "oblimin"]
    assert rest.rotations[1].arguments == {"gamma": -0.5}


@pytest.mark.parametrize(
    ("rotation", "arguments", "code"),
    [
        ({"u": "oblimin", "w": "geomin"}, {}, "E-ESEM-13"),
        ("u=oblimin,u=geomin", {}, "E-OPT-01"),
        ("u=oblimin,geomin", {}, "E-OPT-01"),
        ({"u": "oblimn"}, {}, "E-OPT-01"),
        ({"u": "oblimin"}, {"power": 4}, "E-OPT-03"),
        ({"u": "promax"}, {}, "E-ESEM-10"),
    ],
)
def test_rotations_of_blocks_that_cannot_be(
    likert: pd.DataFrame, rotation: Any, arguments: dict[str, Any], code: str
) -> None:
    with pytest.raises(gainsem.errors.OptionError, match=code):
        gainsem.fit(SETS, likert, ordered="none", rotation=rotation, rotation_args=arguments)


def test_promax_without_standard_errors(hs: pd.DataFrame) -> None:
    fit = gainsem.fit(WHOLE, hs, rotation="promax", se="none")
    efa = gainsem.efa(hs, 3, items=ITEMS, estimator="ML", rotation="promax")
    found = np.array([row.std_all for row in fit.parameter_rows if row.op == "=~"])
    np.testing.assert_allclose(found.reshape(3, 9).T, efa.loadings, atol=1e-5)


def test_defined_parameters_use_rotated_paths(hs: pd.DataFrame) -> None:
    model = STRUCTURAL + "both := a + b"
    fit = gainsem.fit(model, hs)
    rows = {row.label or row.lhs: row for row in fit.parameter_rows}
    assert rows["both"].est == pytest.approx(rows["a"].est + rows["b"].est)
    assert rows["both"].se > 0


def test_a_target_from_the_codebook() -> None:
    survey = gainsem.read_survey(Path(__file__).parents[2] / "surveys/bfi")
    book = survey.codebook
    names = [item.name for item in survey.responses.items if item.construct][:10]
    model = 'efa("b")*F1 + efa("b")*F2 =~ ' + " + ".join(names)
    options: dict[str, Any] = {"rotation": "target", "ordered": "none"}
    options |= {"missing": "listwise", "estimator": "ML"}
    fit = gainsem.fit(model, survey, rotation_args={"target": "codebook"}, **options)
    keyed = {"F1": names[:5], "F2": names[5:]}
    same = gainsem.fit(model, survey, rotation_args={"target": keyed}, **options)
    assert book is not None
    assert [row.est for row in fit.parameter_rows] == [row.est for row in same.parameter_rows]
    efa = gainsem.efa(
        survey, 2, items=names, ordered="none", rotation="target",
        rotation_args={"target": "codebook"}, estimator="ML",
    )  # fmt: skip
    found = np.array([row.std_all for row in fit.parameter_rows if row.op == "=~"])
    np.testing.assert_allclose(found.reshape(2, 10).T, efa.loadings, atol=1e-5)
    with pytest.raises(gainsem.errors.OptionError, match="E-EFA-31"):
        gainsem.efa(
            survey, 5, items=names, ordered="none", rotation="target",
            rotation_args={"target": "codebook"},
        )  # fmt: skip


@pytest.mark.slow
def test_errors_in_repeated_samples() -> None:
    """300 samples of 500: the mean standard error is the deviation of estimates, to 12 %."""
    rng = np.random.default_rng(3)
    loadings = np.zeros((10, 2))
    loadings[:5, 0], loadings[5:, 1] = 0.7, 0.7
    loadings[0, 1], loadings[5, 0] = 0.3, 0.2
    phi = np.array([[1.0, 0.4], [0.4, 1.0]])
    common = loadings @ phi @ loadings.T
    names = [f"y{i}" for i in range(10)]
    model = 'efa("b")*F1 + efa("b")*F2 =~ ' + " + ".join(names)
    target = {"F1": names[:6], "F2": [names[0], *names[5:]]}
    root = np.linalg.cholesky(common + np.diag(1.0 - np.diag(common)))
    found = []
    for _ in range(300):
        data = pd.DataFrame(rng.standard_normal((500, 10)) @ root.T, columns=names)
        fit = gainsem.fit(
            model, data, rotation="target", rotation_args={"target": target}, random_starts=1
        )
        found.append([(row.est, row.se) for row in fit.parameter_rows if row.se > 0])
    values = np.array(found)
    ratio = values[:, :, 1].mean(axis=0) / values[:, :, 0].std(axis=0)
    assert np.abs(ratio - 1.0).max() < 0.12


def test_summary_and_report_show_a_matrix(hs: pd.DataFrame, tmp_path: Path) -> None:
    fit = gainsem.fit(STRUCTURAL, hs)
    assert "Rotated loadings of 'b', standardized (Geomin, oblique)" in str(fit.summary())
    for lang in ("en", "zh"):
        assert gainsem.report(fit, tmp_path / f"{lang}.pdf", lang=lang).stat().st_size > 1000


def test_the_report_does_not_claim_a_marker_for_a_block(hs: pd.DataFrame) -> None:
    from gainsem.report.catalogue import catalogue
    from gainsem.report.sections.closing import model_section

    model = 'efa("b")*F1 + efa("b")*F2 =~ x1 + x2 + x3 + x4 + x5 + x6'
    for lang, marker in (("en", "first indicator, whose"), ("zh", "该指标的载荷固定为 1")):
        said = repr(model_section(gainsem.fit(model, hs), catalogue(lang)))
        assert marker not in said


def test_a_bifactor_target_keeps_the_order_of_its_factors(hs: pd.DataFrame) -> None:
    """Factors stand where the target has them, not by the variance they explain."""
    options = {"rotation": "bi-target", "rotation_args": {"target": GENERAL}, "random_starts": 20}
    fit = gainsem.fit(WHOLE, hs, ordered="none", **options)
    own = {(row.lhs, row.rhs): abs(row.std_all) for row in fit.parameter_rows if row.op == "=~"}
    for factor in ("F2", "F3"):
        for item in GENERAL[factor]:
            assert own[factor, item] == max(own[name, item] for name in ("F2", "F3"))
