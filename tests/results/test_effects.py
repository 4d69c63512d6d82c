"""Effects against lavaan's defined parameters, closed forms, and numeric derivatives."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import EstimationError, OptionError, UnknownVariableError

REFERENCE = Path(__file__).parents[1] / "reference"
LATENT = json.loads((REFERENCE / "ml" / "latent_mediation_ml.json").read_text(encoding="utf-8"))
LATENT_DATA = REFERENCE / "data" / "latent_mediation.csv"


@pytest.fixture(scope="module")
def latent():
    return gainsem.fit(LATENT["model"], pd.read_csv(LATENT_DATA))


def row_of(effects, kind: str, path: str = ""):
    found = [row for row in effects if row.kind == kind and (not path or row.path == path)]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("name", "kind", "path"),
    [
        ("ind1", "indirect", "FX -> M1 -> FY"),
        ("ind2", "indirect", "FX -> M2 -> FY"),
        ("ind12", "indirect", "FX -> M1 -> M2 -> FY"),
        ("total", "total", ""),
    ],
)
def test_effects_are_what_lavaan_gives_for_typed_definitions(latent, name, kind, path) -> None:
    """Estimates and delta SE of lavaan at a tight minimum, given with 13 digits."""
    found = row_of(latent.effects("FX", "FY"), kind, path)
    known = next(row for row in LATENT["parameters"]["rows"] if row[0] == name)
    assert [found.est, found.se] == pytest.approx(known[5:7], rel=1e-8)
    std_lv, std_lv_se, std_all, std_all_se = known[-4:]
    # lavaan differentiates standardised values numerically.
    assert [found.std_lv, found.std_all] == pytest.approx([std_lv, std_all], rel=1e-8)
    assert [found.std_lv_se, found.std_all_se] == pytest.approx([std_lv_se, std_all_se], rel=1e-6)


def test_standardised_errors_are_those_of_the_standardised_definitions(latent) -> None:
    own = latent.standardized().set_index("lhs").loc["ind1"]
    found = row_of(latent.effects("FX", "FY"), "indirect", "FX -> M1 -> FY")
    assert found.std_all_se == pytest.approx(own["se"], rel=1e-9)
    assert found.std_all_ci_lower == pytest.approx(own["ci_lower"], rel=1e-9)
    lv = latent.standardized("lv").set_index("lhs").loc["ind1"]
    assert found.std_lv_se == pytest.approx(lv["se"], rel=1e-9)


def test_the_parts_of_a_total_effect_add_up(latent) -> None:
    frame = latent.effects("FX", "FY").to_frame().set_index("kind")["est"]
    specific = frame.loc["indirect"].sum()
    assert frame.loc["total indirect"] == pytest.approx(specific, rel=1e-12)
    assert frame.loc["total"] == pytest.approx(specific + frame.loc["direct"], rel=1e-12)


def test_loadings_are_followed_where_asked(latent) -> None:
    without = latent.effects()
    assert "y2" not in set(without.to_frame()["target"])
    found = row_of(latent.effects("M2", "y2", loadings=True), "indirect", "M2 -> FY -> y2")
    rows = latent.parameters.set_index(["lhs", "rhs"])["est"]
    assert found.est == pytest.approx(rows["FY", "M2"] * rows["FY", "y2"], rel=1e-12)


def test_a_path_through_a_second_order_factor_is_found() -> None:
    data = pd.read_csv(REFERENCE / "data" / "hs.csv")
    model = (
        "visual =~ x1+x2+x3\ntextual =~ x4+x5+x6\nspeed =~ x7+x8+x9\n"
        "g =~ visual + textual + speed\ng ~ ageyr"
    )
    fit = gainsem.fit(model, data)
    found = row_of(fit.effects("ageyr", "textual"), "indirect", "ageyr -> g -> textual")
    rows = fit.parameters.set_index(["lhs", "rhs"])["est"]
    assert found.est == pytest.approx(rows["g", "ageyr"] * rows["g", "textual"], rel=1e-12)
    assert not [row for row in fit.effects() if row.source == "g"]


LOOP = "a ~ x1 + b\nb ~ x2 + a\na ~~ b"


def loop_fit(strength: float):
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(2000, 4))
    x1, x2 = noise[:, 0], noise[:, 1]
    matrix = np.linalg.inv(np.array([[1.0, -strength], [-strength, 1.0]]))
    a, b = matrix @ np.stack([x1 + noise[:, 2], x2 + noise[:, 3]])
    return gainsem.fit(LOOP, pd.DataFrame({"x1": x1, "x2": x2, "a": a, "b": b}))


def test_a_loop_has_totals_by_the_inverse_and_no_specific_effects() -> None:
    fit = loop_fit(0.4)
    effects = fit.effects("x1", "b")
    rows = fit.parameters.set_index(["lhs", "op", "rhs"])["est"]
    ab, ba, x = rows["a", "~", "b"], rows["b", "~", "a"], rows["a", "~", "x1"]
    assert row_of(effects, "total").est == pytest.approx(x * ba / (1.0 - ab * ba), rel=1e-9)
    assert "indirect" not in {row.kind for row in effects}
    assert [one.code for one in effects.diagnostics] == ["I-EFF-03"]


def test_delta_errors_of_a_loop_are_those_of_draws_from_the_estimates() -> None:
    """20,000 draws: relative error .005 of a standard deviation, 5 of these, and the bend."""
    fit = loop_fit(0.4)
    delta = fit.effects("x1", "b").to_frame().set_index("kind")
    drawn = fit.effects("x1", "b", interval="monte.carlo").to_frame().set_index("kind")
    for column in ("se", "std_lv_se", "std_all_se"):
        assert drawn.loc["total", column] == pytest.approx(delta.loc["total", column], rel=0.03)


def test_a_loop_that_does_not_converge_is_said() -> None:
    effects = loop_fit(1.4).effects("x1", "b")
    assert [one.code for one in effects.diagnostics] == ["W-EFF-04"]


def test_too_many_paths_are_counted_not_listed() -> None:
    rng = np.random.default_rng(2)
    names = [f"v{k}" for k in range(9)]
    data = pd.DataFrame(rng.normal(size=(300, 9)).cumsum(axis=1), columns=names)
    model = "\n".join(f"{names[k]} ~ {' + '.join(names[:k])}" for k in range(1, 9))
    fit = gainsem.fit(model, data)
    effects = fit.effects("v0", "v8", max_paths=10)
    # Between the ends of a complete order of nine variables lie 2^7 - 1 indirect paths.
    assert "127 specific" in effects.diagnostics[0].message
    assert effects.diagnostics[0].code == "W-EFF-02"
    every = fit.effects("v0", "v8")
    assert sum(row.kind == "indirect" for row in every) == 127
    total = row_of(effects, "total")
    assert total.est == pytest.approx(row_of(every, "total").est, rel=1e-12)
    assert sum(row.est for row in every if row.kind in ("indirect", "direct")) == pytest.approx(
        total.est, rel=1e-9
    )


def test_monte_carlo_limits_of_a_product_of_two_normals() -> None:
    """The product of independent N(.5, .1^2), N(.4, .1^2): quantiles by integration.

    Two regressions have uncorrelated estimates; P(ab <= q) integrates Phi((q / a - b) / s).
    """
    pytest.importorskip("scipy")
    from scipy.integrate import quad
    from scipy.stats import norm

    data = pd.read_csv(REFERENCE / "data" / "mediation100.csv")
    fit = gainsem.fit("M ~ X\nY ~ M", data)
    found = row_of(
        fit.effects("X", "Y", interval="monte.carlo", draws=100_000), "indirect", "X -> M -> Y"
    )
    rows = fit.parameters.set_index(["lhs", "op", "rhs"])
    a, sa = rows.loc[("M", "~", "X"), ["est", "se"]].astype(float)
    b, sb = rows.loc[("Y", "~", "M"), ["est", "se"]].astype(float)

    def below(q: float) -> float:
        def inner(z: float) -> float:
            side = norm.cdf((q / z - b) / sb)
            return norm.pdf(z, a, sa) * (side if z > 0 else 1.0 - side)

        low = quad(inner, a - 10 * sa, 0.0)[0] if a < 10 * sa else 0.0
        return low + quad(inner, max(0.0, a - 10 * sa), a + 10 * sa)[0]

    # Four Monte Carlo errors of a 2.5 % share in 100,000 draws.
    error = 4.0 * np.sqrt(0.025 * 0.975 / 100_000)
    assert below(found.ci_lower) == pytest.approx(0.025, abs=error)
    assert below(found.ci_upper) == pytest.approx(0.975, abs=error)


def test_fixed_effects_have_no_error_and_no_test() -> None:
    data = pd.read_csv(REFERENCE / "data" / "mediation100.csv")
    effects = gainsem.fit("M ~ 0.5*X\nY ~ M", data).effects()
    found = row_of(effects, "direct", "X -> M")
    assert (found.est, found.se) == (0.5, 0.0)
    assert np.isnan(found.pvalue)


def test_ordinal_effects_are_products_of_estimates() -> None:
    fit = gainsem.fit(
        "f =~ y1 + y2 + y3\nh =~ z1 + z2 + z3\nh ~ f\nf ~ w",
        ordinal_answers(),
        ordered=[f"{name}{k}" for name in "yz" for k in (1, 2, 3)],
    )
    found = row_of(fit.effects("w", "h"), "indirect", "w -> f -> h")
    rows = fit.parameters.set_index(["lhs", "op", "rhs"])["est"]
    assert found.est == pytest.approx(rows["f", "~", "w"] * rows["h", "~", "f"], rel=1e-9)
    # By the delta method along the free parameters, taken numerically.
    vcov = fit.vcov
    slopes = pd.Series(0.0, index=vcov.index)
    slopes["h~f"], slopes["f~w"] = rows["f", "~", "w"], rows["h", "~", "f"]
    assert found.se == pytest.approx(float(np.sqrt(slopes @ vcov @ slopes)), rel=1e-9)


def ordinal_answers(n: int = 500):
    rng = np.random.default_rng(4)
    w = rng.normal(size=n)
    f = 0.5 * w + rng.normal(size=n)
    h = 0.6 * f + rng.normal(size=n)
    columns = {"w": w}
    for name, factor in (("y", f), ("z", h)):
        for k in (1, 2, 3):
            latent = 0.8 * factor + rng.normal(size=n)
            columns[f"{name}{k}"] = np.digitize(latent, [-0.8, 0.2, 1.0]) + 1
    return pd.DataFrame(columns)


def test_bad_questions_are_refused(latent) -> None:
    with pytest.raises(UnknownVariableError) as unknown:
        latent.effects("FX", "M3")
    assert unknown.value.code == "E-EFF-01"
    assert "M1" in str(unknown.value)
    with pytest.raises(OptionError) as without:
        latent.effects(interval="bootstrap")
    assert without.value.code == "E-BOOT-01"
    for wrong in ({"interval": "profile"}, {"level": 1.5}, {"draws": 0}, {"max_paths": -1}):
        with pytest.raises(OptionError):
            latent.effects(**wrong)


def test_there_are_no_effects_of_a_search_without_a_minimum() -> None:
    fit = gainsem.fit(LATENT["model"], pd.read_csv(LATENT_DATA), max_iterations=1)
    with pytest.raises(EstimationError) as caught:
        fit.effects()
    assert caught.value.code == "E-EFF-05"


def test_a_measurement_model_has_no_effects() -> None:
    data = pd.read_csv(REFERENCE / "data" / "hs.csv")
    fit = gainsem.fit("f =~ x1 + x2 + x3 + x4", data)
    assert len(fit.effects()) == 0
    assert "No effects" in repr(fit.effects())
    assert "Effects" not in fit.summary()
    assert len(fit.effects(loadings=True)) == 8
