"""Linear algebra, reductions, start values, identification: closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.identification import undetermined
from gainsem.core.implied import imply
from gainsem.core.linalg import factor, half_vectorise, null_space_weights
from gainsem.core.moments import covariance_of, sample_moments
from gainsem.core.objective import Group, Objective
from gainsem.core.reduction import no_reduction, reduction
from gainsem.core.start import centroid, start_values
from gainsem.core.structure import Matrices, Matrix, Structure


def one_factor(loadings, *, marker=True):
    """Return a one-factor structure of as many items, first loading fixed at 1 or free."""
    p = len(loadings)
    lambda_ = np.zeros((p, 1))
    lambda_[0, 0] = 1.0 if marker else 0.0
    fixed = Matrices(
        lambda_, np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((p, p)), np.zeros(p), np.zeros(1)
    )
    elements = [(Matrix.LAMBDA, i, 0) for i in range(int(marker), p)]
    elements += [(Matrix.PSI, 0, 0)] + [(Matrix.THETA, i, i) for i in range(p)]
    matrix, row, col = (np.array(part, dtype=np.intp) for part in zip(*elements, strict=True))
    count = len(elements)
    return Structure(fixed, matrix, row, col, np.arange(count), count, False)


def test_factor_of_a_random_covariance():
    cov = covariance_of(np.random.default_rng(0).normal(size=(40, 6)))[1]
    factored = factor(cov)
    np.testing.assert_allclose(factored.inverse @ cov, np.eye(6), atol=1e-12)
    assert factored.logdet == pytest.approx(np.linalg.slogdet(cov)[1], rel=1e-13)


def test_infinite_matrices_have_no_factor():
    assert factor(np.full((2, 2), np.inf)) is None


def test_half_vectorise_goes_column_by_column():
    matrix = np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 5.0], [3.0, 5.0, 6.0]])
    assert half_vectorise(matrix).tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]


def test_null_space_names_the_coordinates_that_only_differ_together():
    matrix = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    weights = null_space_weights(matrix, tolerance=1e-9)
    np.testing.assert_allclose(weights, [np.sqrt(0.5), np.sqrt(0.5), 0.0], atol=1e-12)


def test_a_parameter_without_information_is_in_the_null_space():
    assert null_space_weights(np.diag([1.0, 0.0]), tolerance=1e-9).tolist() == [0.0, 1.0]


def test_reduction_imposes_the_constraints():
    matrix = np.array([[1.0, -1.0, 0.0], [0.0, 2.0, 1.0]])
    constant = np.array([0.0, 3.0])
    reduced = reduction(matrix, constant)
    params = reduced.expand(reduced.reduce(np.array([0.3, -2.0, 5.0])))
    np.testing.assert_allclose(matrix @ params, constant, atol=1e-12)


def test_a_constraint_said_twice_counts_once():
    matrix = np.array([[1.0, -1.0], [2.0, -2.0]])
    assert reduction(matrix, np.zeros(2)).basis.shape == (2, 1)


def test_contradicting_constraints_have_no_reduction():
    assert reduction(np.array([[1.0], [1.0]]), np.array([1.0, 2.0])) is None


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_start_values_solve_a_perfect_factor(sign):
    loadings = np.array([0.8, 0.8, sign * 0.8, 0.8])
    cov = np.outer(loadings, loadings) + 0.36 * np.eye(4)
    structure = one_factor(loadings)
    implied = imply(structure, start_values(structure, cov, None))
    np.testing.assert_allclose(implied.sigma, cov, atol=1e-8)


def test_centroid_of_unrelated_items_stays_within_bounds():
    loadings = centroid(np.eye(4))
    assert np.isfinite(loadings).all()
    assert (np.abs(loadings) >= 0.2).all()


@pytest.mark.parametrize(("marker", "identified"), [(True, True), (False, False)])
def test_a_factor_without_a_scale_is_not_determined(marker, identified):
    loadings = np.array([0.7, 0.8, 0.6, 0.7])
    cov = np.outer(loadings, loadings) + 0.5 * np.eye(4)
    structure = one_factor(loadings, marker=marker)
    start = start_values(structure, cov, None)
    objective = Objective(
        [Group(structure, sample_moments(cov, 100.0))], no_reduction(structure.n_params)
    )
    weights = undetermined(objective, start)
    assert (weights.max() < 1e-6) == identified
    if not identified:
        # The loadings and the factor variance trade off; the error variances do not.
        assert (weights[:5] > 0.05).all()
        assert (weights[5:] < 1e-6).all()
