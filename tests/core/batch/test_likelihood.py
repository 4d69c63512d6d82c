"""Stacks of samples against the same samples one by one."""

from __future__ import annotations

import numpy as np
import pytest

import gainsem
from gainsem.core.batch.implied import fixed_cells
from gainsem.core.batch.likelihood import LikelihoodStack, SampleStack
from gainsem.core.batch.newton import minimize_stack
from gainsem.core.discrepancy import (
    expected_information,
    ml_gradient,
    ml_point,
    observed_information,
)
from gainsem.core.moments import sample_moments
from gainsem.model.matrix_map import compile_table
from tests.conftest import plain_answers

MODELS = {
    "sem": "trust =~ t1 + a*t2 + a*t3\ngain =~ g1 + g2 + g3\ngain ~ trust",
    "means": "trust =~ t1 + t2 + t3\ngain =~ g1 + g2 + g3\ngain ~ trust\n"
    "t1 ~ 0*1\ng1 ~ 0*1\ntrust ~ 1\ngain ~ 1",
    "paths": "t2 ~ t1\nt3 ~ t2 + t1\ng1 ~ t3",
}


def prepared(name: str):
    pd = pytest.importorskip("pandas")
    data = pd.DataFrame(plain_answers(300))
    fit = gainsem.fit(MODELS[name], data, meanstructure=name == "means")
    return fit, compile_table(fit.table)


@pytest.mark.parametrize("name", MODELS)
def test_value_gradient_and_hessians_are_those_of_single_samples(name: str) -> None:
    fit, compiled = prepared(name)
    noise = np.random.default_rng(1).normal(0.0, 0.02, (3, len(fit.solution.params)))
    params = fit.solution.params + noise
    mean = None if fit.moments.mean is None or name != "means" else fit.moments.mean + 0.1
    sample = sample_moments(fit.moments.cov, 300.0, mean=mean)
    means = None if mean is None else np.tile(mean, (3, 1))
    cells = fixed_cells(compiled.structure, np.zeros((0, 3), dtype=np.intp))
    stack = SampleStack(
        np.tile(sample.cov, (3, 1, 1)), means, np.full(3, sample.logdet), np.zeros((3, 0))
    )
    likelihood = LikelihoodStack(compiled.structure, cells)
    point = likelihood.at(params, stack)
    for k in range(3):
        own = ml_point(compiled.structure, sample, params[k])
        assert point.value[k] == pytest.approx(own.value, rel=1e-12)
        pairs = (
            (likelihood.gradient(point)[k], ml_gradient(compiled.structure, own)),
            (likelihood.expected(point)[k], expected_information(compiled.structure, own)),
            (likelihood.hessian(point)[k], observed_information(compiled.structure, own)),
        )
        for found, expected in pairs:
            assert found == pytest.approx(expected, rel=1e-9, abs=1e-11)


def test_a_point_without_a_covariance_matrix_has_an_infinite_value() -> None:
    fit, compiled = prepared("sem")
    params = np.stack([fit.solution.params, -100.0 * np.abs(fit.solution.params)])
    stack = SampleStack(np.tile(fit.moments.cov, (2, 1, 1)), None, np.zeros(2), np.zeros((2, 0)))
    value = LikelihoodStack(compiled.structure).at(params, stack).value
    assert np.isfinite(value[0])
    assert np.isposinf(value[1])


def test_a_poor_inverse_at_the_start_only_costs_steps() -> None:
    fit, compiled = prepared("sem")
    logdet = np.linalg.slogdet(fit.moments.cov)[1]
    stack = SampleStack(fit.moments.cov[None], None, np.array([logdet]), np.zeros((1, 0)))
    rank = compiled.reduction.basis.shape[1]
    found = minimize_stack(
        LikelihoodStack(compiled.structure),
        stack,
        fit.solution.params * 1.3,
        compiled.reduction,
        inverse=100.0 * np.eye(rank),
    )
    assert found.converged[0]
    assert found.params[0] == pytest.approx(fit.solution.params, abs=1e-7)
