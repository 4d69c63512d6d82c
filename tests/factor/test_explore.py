"""Exploratory factor analysis of awkward data: what it gets, row by row of docs/bad-input.md."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import GainsemError
from tests.core.factor_models import implied, with_crossloadings

NAMES = [f"x{k}" for k in range(1, 13)]


def answers(n: int = 300, *, seed: int = 1) -> pd.DataFrame:
    r = implied(*with_crossloadings())
    rows = np.random.default_rng(seed).multivariate_normal(np.zeros(12), r, size=n)
    return pd.DataFrame(rows, columns=NAMES)


def likert(n: int = 400) -> pd.DataFrame:
    return pd.DataFrame(np.digitize(answers(n), [-1.2, -0.3, 0.4, 1.3]) + 1, columns=NAMES)


def refused(data: Any, n_factors: Any, **options: Any) -> GainsemError:
    with pytest.raises(GainsemError) as caught:
        gainsem.efa(data, n_factors, **options)
    return caught.value


def codes(found: gainsem.Efa) -> list[str]:
    return [each.code for each in found.diagnostics]


@pytest.mark.parametrize(("p", "m", "most"), [(12, 8, 7), (6, 4, 3), (5, 3, 2), (3, 2, 1)])
def test_a01_more_factors_than_items_allow(p: int, m: int, most: int) -> None:
    problem = refused(answers()[NAMES[:p]], m)
    assert problem.code == "E-EFA-03"
    assert f"at most {most} factor" in str(problem)


def test_two_items_allow_no_factor() -> None:
    assert "three items are needed" in str(refused(answers()[NAMES[:2]], 1))


def test_a02_no_whole_number_of_factors() -> None:
    assert refused(answers(), 0).code == "E-EFA-01"
    assert refused(answers(), -2).code == "E-EFA-01"
    assert refused(answers(), 2.5).code == "E-EFA-01"


def test_a03_singular_correlations_are_smoothed_with_a_warning() -> None:
    data = answers().assign(total=lambda x: x[NAMES].sum(axis=1))
    found = gainsem.efa(data, 3)
    warned = next(each for each in found.diagnostics if each.code == "W-EFA-11")
    assert "singular" in warned.message
    assert "linearly dependent" in warned.where
    assert np.linalg.eigvalsh(found.correlations)[0] > 0


def test_a04_indefinite_correlations_are_smoothed_with_a_warning() -> None:
    rng = np.random.default_rng(3)
    data = answers(40)[NAMES[:6]]
    data = data.mask(rng.uniform(size=data.shape) < 0.55)
    found = gainsem.efa(data, 1, missing="pairwise")
    assert "W-EFA-11" in codes(found)
    assert "not positive definite" in str(found.diagnostics)
    assert "I-EFA-25" in codes(found)


def test_a05_constant_items_are_refused() -> None:
    problem = refused(answers().assign(x3=2.0, x5=1.0), 3)
    assert [each.code for each in problem.problems] == ["E-DATA-22", "E-DATA-22"]
    assert refused(answers().assign(x3=2.0), 3, missing="fiml").code == "E-DATA-22"


def test_a06_a_factor_of_two_items_is_noted() -> None:
    loadings = np.zeros((10, 2))
    loadings[:8, 0], loadings[8:, 1] = 0.7, (0.8, 0.6)
    r = implied(loadings, np.eye(2))
    moments = gainsem.Moments.from_covariance(r, 500, names=NAMES[:10])
    found = gainsem.efa(moments, 2)
    note = next(each for each in found.diagnostics if each.code == "I-EFA-21")
    assert "F2 (x9, x10)" in note.message


def test_a07_a_heywood_case_is_warned_about() -> None:
    r = implied(np.array([0.99, 0.9, 0.2, 0.25, 0.15, 0.2])[:, None], np.eye(1))
    r[0, 1] = r[1, 0] = 0.96
    moments = gainsem.Moments.from_covariance(r, 300, names=NAMES[:6])
    for estimator in ("ML", "ULS", "PAF"):
        found = gainsem.efa(moments, 1, estimator=estimator)
        warned = next(each for each in found.diagnostics if each.code == "W-EFA-12")
        assert "x1 (" in warned.message
    with pytest.raises(GainsemError, match="no factor scores"):
        gainsem.efa(moments, 1).scores(answers()[NAMES[:6]])


def test_a08_a_rotation_that_does_not_converge_is_not_usable() -> None:
    found = gainsem.efa(answers(), 3, max_iterations=1, random_starts=5)
    assert "W-EFA-14" in codes(found)
    assert not found.usable
    assert repr(found).endswith("NOT usable>")
    assert "the rotation has not converged" in found.summary()


def test_a09_a_name_there_is_not() -> None:
    assert "Did you mean 'geomin'" in str(refused(answers(), 3, rotation="gemin"))
    problem = refused(answers(), 3, items=["x1", "x2", "y9"])
    assert problem.code == "E-MOD-71"
    assert refused(answers(), 3, items="z*").code == "E-MOD-71"
    assert refused(answers(), 3, items=["x1", "x1", "x2", "x3"]).code == "E-OPT-02"


def test_a10_a_target_of_the_wrong_shape() -> None:
    problem = refused(answers(), 3, rotation="target", rotation_args={"target": np.zeros((4, 3))})
    assert problem.code == "E-EFA-04"


def test_a11_text_columns() -> None:
    data = answers().assign(city=["Nanjing", "Suzhou", "Wuxi"] * 100)
    found = gainsem.efa(data, 3)
    assert "I-EFA-23" in codes(found)
    assert found.names == tuple(NAMES)
    assert refused(data, 3, items=[*NAMES, "city"]).code == "E-DATA-36"


def test_a12_too_few_respondents() -> None:
    assert refused(answers(10), 3).code == "E-DATA-27"
    assert "W-DATA-28" in codes(gainsem.efa(answers(30), 3))


def test_a13_one_factor_is_not_rotated() -> None:
    found = gainsem.efa(answers(), 1)
    assert "I-EFA-22" in codes(found)
    assert found.loadings_se is not None
    assert gainsem.efa(answers(), 1, rotation="none", se=False).loadings_se is None


def test_a14_an_estimator_for_other_items() -> None:
    assert refused(answers(), 3, estimator="WLSMV").code == "E-OPT-02"
    assert refused(likert(), 3, estimator="MLR", ordered="all").code == "E-OPT-02"
    assert refused(likert(), 3, missing="fiml", ordered="all").code == "E-OPT-02"
    weighted = answers().assign(w=1.0)
    assert refused(weighted, 3, items=NAMES, weights="w", missing="fiml").code == "E-OPT-02"
    moments = gainsem.Moments.from_covariance(implied(*with_crossloadings()), 300)
    assert refused(moments, 3, ordered="all").code == "E-OPT-02"
    assert refused(likert(), 3, ordered=["x1", "x99"]).code == "E-OPT-01"


def test_a15_a_minimum_only_one_start_has_found() -> None:
    rng = np.random.default_rng(8)
    noise = pd.DataFrame(rng.standard_normal((150, 15)))
    noise.columns = [f"n{k}" for k in range(15)]
    found = gainsem.efa(
        noise, 5, rotation="geomin", rotation_args={"epsilon": 1e-5}, random_starts=12
    )
    assert "W-EFA-15" in codes(found)


def test_an_item_nobody_answered() -> None:
    assert refused(answers().assign(x2=np.nan), 3).code == "E-DATA-21"


def test_items_never_answered_together() -> None:
    data = answers()
    data.loc[:150, "x1"] = np.nan
    data.loc[151:, "x2"] = np.nan
    problem = refused(data, 3, missing="pairwise")
    assert problem.code == "E-DATA-32"
    assert "x1 and x2" in str(problem)


def test_the_codebook_decides_what_is_ordinal() -> None:
    data = likert()
    for name in NAMES:
        data[name] = pd.Categorical(data[name], ordered=True)
    found = gainsem.efa(data, 3)
    assert (found.estimator, found.kind) == ("WLSMV", "polychoric")
    other = gainsem.efa(data, 3, estimator="ML")
    assert (other.estimator, other.kind) == ("ML", "pearson")
    assert "I-ORD-56" in codes(other)


def test_ordinal_and_continuous_items_together() -> None:
    data = answers(600)
    mixed = data.copy()
    mixed[NAMES[:6]] = np.digitize(data[NAMES[:6]], [-0.8, 0.2, 1.0])
    found = gainsem.efa(mixed, 3, ordered=NAMES[:6])
    # Half the items lose information: loadings stay within sampling error of the others'.
    plain = gainsem.efa(data, 3)
    assert np.abs(found.solution.communalities - plain.solution.communalities).max() < 0.12
    assert found.loadings_se is not None
    assert found.fit_measures["chisq_scaled"] > 0


def test_the_same_twice_and_another_seed() -> None:
    one, two = gainsem.efa(answers(), 3), gainsem.efa(answers(), 3)
    assert one.to_json() == two.to_json()
    other = gainsem.efa(answers(), 3, seed=77)
    np.testing.assert_allclose(other.solution.loadings, one.solution.loadings, atol=1e-7)
