"""Derivatives of least squares of ordinal and mixed moments against finite differences."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.implied import imply
from gainsem.core.response_moments import response_jacobian, response_point
from gainsem.model.build import build_table, checked_variables
from gainsem.model.matrix_map import compile_table, with_sample_values
from gainsem.model.response import response_model
from gainsem.options import Options
from gainsem.syntax import parse
from tests.core.random_responses import KINDS, STRUCTURAL, differences, random_case

# Central differences with step h are good to h^2 f''' and eps f / h: about 1e-9 here.
STEP, CLOSE = 1e-5, {"rtol": 1e-6, "atol": 2e-7}
PARAMETERIZATIONS = ("delta", "theta")


@pytest.mark.parametrize("full", [False, True], ids=["diagonal", "full"])
@pytest.mark.parametrize("parameterization", PARAMETERIZATIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_gradient_and_hessian_are_those_of_the_value(kind, parameterization, full):
    for seed in range(3):
        case = random_case(seed, kind, parameterization, full=full)
        group, params = case.group, case.params
        point = group.at(params)
        by_value = differences(lambda x, g=group: g.at(x).value, params, STEP)
        np.testing.assert_allclose(group.gradient(point), by_value, **CLOSE)
        by_gradient = differences(lambda x, g=group: g.gradient(g.at(x)), params, STEP)
        np.testing.assert_allclose(group.hessian(point), by_gradient, **CLOSE)


@pytest.mark.parametrize("full", [False, True], ids=["diagonal", "full"])
@pytest.mark.parametrize("kind", KINDS)
def test_free_scales_have_exact_derivatives_too(kind, full):
    for seed in range(3):
        case = random_case(seed, kind, "delta", full=full, scales=True)
        group, params = case.group, case.params
        point = group.at(params)
        by_value = differences(lambda x, g=group: g.at(x).value, params, STEP)
        np.testing.assert_allclose(group.gradient(point), by_value, **CLOSE)
        by_gradient = differences(lambda x, g=group: g.gradient(g.at(x)), params, STEP)
        np.testing.assert_allclose(group.hessian(point), by_gradient, **CLOSE)
        by_moments = differences(lambda x, g=group: g.at(x).at.vector, params, STEP)
        np.testing.assert_allclose(point.jacobian, by_moments.T, **CLOSE)


@pytest.mark.parametrize("kind", KINDS)
def test_free_scales_give_variances_of_their_inverse_squares(kind):
    case = random_case(3, kind, "delta", scales=True)
    derived = case.compiled.derived
    whole = derived.complete(_of_all(case))
    implied = imply(derived.structure, whole)
    scales = implied.matrices.delta[derived.items]
    assert (scales != 1.0).sum() >= 3
    np.testing.assert_allclose(np.diag(implied.sigma)[derived.items] * scales**2, 1.0, atol=1e-13)
    chain = derived.chain(implied)
    np.testing.assert_allclose(chain, differences(derived.complete, _of_all(case), STEP).T, **CLOSE)


@pytest.mark.parametrize("kind", ["ordinal", "mediated"])
def test_nothing_is_implied_at_a_scale_of_0(kind):
    case = random_case(0, kind, "delta", scales=True)
    structure = case.compiled.structure
    params = case.params.copy()
    params[structure.param[structure.matrix == 7][0]] = 0.0
    assert case.group.at(params) is None


@pytest.mark.parametrize("kind", KINDS[:3])
def test_without_thresholds_as_well(kind):
    case = random_case(5, kind, "delta", levels=False)
    group, params = case.group, case.params
    point = group.at(params)
    by_gradient = differences(lambda x: group.gradient(group.at(x)), params, STEP)
    np.testing.assert_allclose(group.hessian(point), by_gradient, **CLOSE)


@pytest.mark.parametrize("parameterization", PARAMETERIZATIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_jacobian_is_that_of_the_moments(kind, parameterization):
    case = random_case(1, kind, parameterization)
    group, params = case.group, case.params
    by_moments = differences(lambda x: group.at(x).at.vector, params, STEP)
    np.testing.assert_allclose(group.at(params).jacobian, by_moments.T, **CLOSE)


def test_the_hessian_at_a_perfect_fit_is_the_expected_one():
    case = random_case(2, "mediated", "delta")
    group, params = case.group, case.params
    perfect = type(group)(group.model, group.at(params).at.vector, group.weight, group.derived)
    point = perfect.at(params)
    assert point.value == 0.0
    np.testing.assert_allclose(perfect.hessian(point), perfect.expected(point), atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_derived_variances_make_latent_responses_of_variance_1(kind):
    case = random_case(3, kind, "delta")
    derived = case.compiled.derived
    whole = derived.complete(_of_all(case))
    sigma = imply(derived.structure, whole).sigma
    # Solved, not searched: exact to rounding.
    np.testing.assert_allclose(np.diag(sigma)[derived.items], 1.0, atol=1e-13)
    assert derived.structural is (kind in STRUCTURAL)


@pytest.mark.parametrize("kind", KINDS)
def test_the_chain_of_derived_variances_is_their_derivative(kind):
    case = random_case(4, kind, "delta")
    derived, params = case.compiled.derived, _of_all(case)
    chain = derived.chain(imply(derived.structure, derived.complete(params)))
    np.testing.assert_allclose(chain, differences(derived.complete, params, STEP).T, **CLOSE)


def test_a_theta_model_has_nothing_derived():
    assert random_case(0, "mediated", "theta").compiled.derived is None


def test_multipliers_hold_the_variances_at_1():
    case = random_case(6, "mediated", "delta")
    derived, point = case.group.derived, case.group.at(case.params)
    pull = -(point.all_slopes.T @ point.pull)
    multipliers = derived.multipliers(point.implied, pull)
    slopes = differences(
        lambda x: np.diag(imply(derived.structure, x).sigma)[derived.items],
        derived.complete(case.params),
        STEP,
    )
    # The derivative by derived variances vanishes once the constraints are weighted in.
    left = (pull + slopes @ multipliers)[derived.n_free :]
    np.testing.assert_allclose(left, 0.0, atol=1e-8)


def test_nothing_is_implied_where_latent_responses_have_no_variance():
    case = random_case(0, "ordinal", "theta")
    structure = case.group.model.structure
    variances = structure.param[(structure.row == structure.col) & (structure.matrix == 2)]
    params = case.params.copy()
    params[variances] = -50.0
    assert case.group.at(params) is None


def test_moments_are_those_of_a_probit_regression():
    # y* = 0.5 x + e in the theta parameterization: b and tau as they are, variance 1.
    text = parse("y ~ x")
    variables = checked_variables(text, ["y", "x"])
    table = build_table(text, Options(), variables, levels={"y": 2}).table
    table = with_sample_values(table, np.diag([1.0, 4.0]), np.array([0.0, 3.0]))
    compiled = compile_table(table)
    model = response_model(table, compiled, levels=True)
    values = {"y~x": 0.5, "y|t1": -0.4, "y|t2": 1.1}
    params = np.array([values[row.name] for row in sorted(_free(table), key=lambda r: r.free)])
    point = response_point(model, compiled.complete(params))
    assert point.vector.tolist() == [-0.4, 1.1, 0.5]
    assert response_jacobian(model, point).shape == (3, 4)


def _free(table):
    return [row for row in table.rows if row.is_free]


def _of_all(case):
    """Return values of all estimated parameters of the table, thresholds included."""
    return case.params[: case.compiled.derived.n_free]
