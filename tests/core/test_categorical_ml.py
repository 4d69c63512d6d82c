"""The likelihood distance of polychorics and its expectation against dense formulas."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.categorical_ml import independence_distance, likelihood_distance
from gainsem.core.normal_weight import normal_weight
from gainsem.core.robust_measures import robust_incremental, robust_rmsea
from gainsem.core.sandwich import sandwich

P, FIRST = 5, 3
COL, ROW = np.triu_indices(P, 1)
LOADINGS = np.array([0.8, 0.7, 0.6, 0.5, 0.75])


def _one_factor():
    """Return implied correlations and their derivatives by the loadings."""
    sigma = np.outer(LOADINGS, LOADINGS)
    np.fill_diagonal(sigma, 1.0)
    slopes = np.zeros((len(ROW), P))
    pairs = np.arange(len(ROW))
    slopes[pairs, ROW], slopes[pairs, COL] = LOADINGS[COL], LOADINGS[ROW]
    return sigma, slopes


@pytest.fixture(scope="module")
def problem():
    rng = np.random.default_rng(2)
    sigma, of_pairs = _one_factor()
    size = FIRST + len(ROW)
    z = rng.normal(size=(size, 300)) @ (np.eye(300) + 0.1 * rng.normal(size=(300, 300)))
    weight = rng.uniform(0.5, 2.0, size=size)
    # Thresholds in front have parameters of their own and loadings move them too.
    jacobian = np.zeros((size, P + 2))
    jacobian[FIRST:, :P] = of_pairs
    jacobian[:FIRST, P:] = rng.normal(size=(FIRST, 2))
    jacobian[:FIRST, :P] = 0.3 * rng.normal(size=(FIRST, P))
    bread = np.linalg.inv(jacobian.T @ (weight[:, None] * jacobian))
    gamma = z @ z.T / 300
    root = np.sqrt(weight)
    normal = normal_weight(sigma[ROW, COL], (ROW, COL), root=root, first=FIRST)
    parts = sandwich(
        root[:, None] * z,
        weight,
        jacobian,
        bread,
        np.diag(gamma),
        unrelated=np.arange(FIRST, size),
        normal=normal,
    )
    r = sigma + 0.05 * np.corrcoef(rng.normal(size=(P, 20)))
    np.fill_diagonal(r, 1.0)
    return sigma, r, normal, parts, jacobian, weight, bread, gamma


def distance(r, normal, parts, jacobian):
    inner = parts.bread @ parts.meat @ parts.bread
    return likelihood_distance(r, normal, parts, jacobian[FIRST:], bread=parts.bread, inner=inner)


def test_the_value_is_the_discrepancy_of_maximum_likelihood(problem):
    sigma, r, normal, parts, jacobian, *_ = problem
    found = distance(r, normal, parts, jacobian)
    expected = np.linalg.slogdet(sigma)[1] - np.linalg.slogdet(r)[1]
    expected += np.trace(r @ np.linalg.inv(sigma)) - P
    assert found.value == pytest.approx(expected, rel=1e-12)
    same = distance(sigma, normal, parts, jacobian)
    assert same.value == pytest.approx(0.0, abs=1e-14)


def test_the_expectation_is_the_trace_of_the_residuals_covariance(problem):
    sigma, r, normal, parts, delta, weight, bread, gamma = problem
    omega = np.linalg.inv(sigma)
    v = omega[np.ix_(ROW, ROW)] * omega[np.ix_(COL, COL)]
    v += omega[np.ix_(ROW, COL)] * omega[np.ix_(COL, ROW)]
    left = (np.eye(len(delta)) - delta @ bread @ delta.T @ np.diag(weight))[FIRST:]
    found = distance(r, normal, parts, delta)
    assert found.expected == pytest.approx(np.trace(v @ left @ gamma @ left.T), rel=1e-11)


def test_the_model_without_relations(problem):
    _, r, *_ = problem
    found = independence_distance(r, 12.5)
    assert found.value == pytest.approx(-np.linalg.slogdet(r)[1], rel=1e-12)
    assert found.expected == 12.5


def test_there_is_none_without_positive_definite_correlations(problem):
    _, _, normal, parts, jacobian, *_ = problem
    r = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    assert distance(r, normal, parts, jacobian) is None
    assert independence_distance(r, 1.0) is None
    pairs = np.triu_indices(3, 1)[::-1]
    given = {"pairs": pairs, "root": np.ones(3), "first": 0}
    assert normal_weight(r[pairs], **given) is None


class TestMeasures:
    """With an expectation of df the robust measures are the plain ones."""

    def of(self, excess, excess0, n=500.0, df=24, df0=36):
        from gainsem.core.categorical_ml import LikelihoodDistance

        model = LikelihoodDistance((excess + df) / n, float(df))
        baseline = LikelihoodDistance((excess0 + df0) / n, float(df0))
        measures = robust_incremental(model, baseline, n=n, df=df, baseline_df=df0)
        return {**measures, **robust_rmsea(model, n=n, df=df)}

    def test_closed_forms(self):
        found = self.of(30.0, 600.0)
        assert found["cfi_robust"] == pytest.approx(1 - 30 / 600)
        assert found["rni_robust"] == pytest.approx(1 - 30 / 600)
        assert found["tli_robust"] == pytest.approx(1 - (30 / 24) / (600 / 36))
        assert found["rmsea_robust"] == pytest.approx(np.sqrt(30 / (24 * 499)))
        assert found["rmsea_ci_lower_robust"] < found["rmsea_robust"]
        assert found["rmsea_ci_upper_robust"] > found["rmsea_robust"]

    def test_a_fit_better_than_expected(self):
        found = self.of(-5.0, 600.0)
        assert found["cfi_robust"] == 1.0
        assert found["rni_robust"] > 1.0
        assert found["rmsea_robust"] == 0.0

    def test_nothing_without_distances(self):
        found = robust_incremental(None, None, n=100.0, df=3, baseline_df=6)
        assert all(np.isnan(value) for value in found.values())
        assert np.isnan(robust_rmsea(None, n=100.0, df=3)["rmsea_robust"])
