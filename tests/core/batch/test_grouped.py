"""Stacks of samples of several groups against sums over the groups one by one."""

from __future__ import annotations

import numpy as np
import pytest

import gainsem
from gainsem.core.batch.grouped import GroupedSamples, GroupedStack
from gainsem.core.batch.likelihood import LikelihoodStack, SampleStack
from gainsem.core.moments import sample_moments
from gainsem.core.objective import Group, Objective
from gainsem.core.placed import Placed, Places, places_behind
from gainsem.core.reduction import no_reduction
from gainsem.model.matrix_map import compile_table
from tests.conftest import plain_answers

SHARES = (0.4, 0.6)


@pytest.mark.parametrize("model", ["t2 ~ t1\nt3 ~ t2", "f =~ t1 + a*t2 + a*t3"])
def test_value_gradient_and_hessians_are_sums_over_the_groups(model: str) -> None:
    """The groups share all but the last parameter; in the second model two of a group are one."""
    pd = pytest.importorskip("pandas")
    data = pd.DataFrame(plain_answers(200))
    fit = gainsem.fit(model, data)
    structure = compile_table(fit.table).structure
    q = structure.n_params
    at = [np.arange(q), np.r_[np.arange(q - 1), q]]
    if "f =~" in model:
        at[1][0] = at[1][1]  # two parameters of the second group are one of the whole
    places = [Places(own, q + 1) for own in at]
    covs = [fit.moments.cov, 1.1 * fit.moments.cov]
    stacks = tuple(
        SampleStack(
            np.tile(cov, (2, 1, 1)), None, np.full(2, np.linalg.slogdet(cov)[1]), np.zeros((2, 0))
        )
        for cov in covs
    )
    stack = GroupedStack((LikelihoodStack(structure),) * 2, tuple(places), SHARES)
    noise = np.random.default_rng(1).normal(0.0, 0.01, (2, q + 1))
    params = np.r_[fit.solution.params, fit.solution.params[-1]] + noise
    point = stack.at(params, GroupedSamples(stacks))
    groups = [
        Placed(Group(structure, sample_moments(cov, 200.0)), own, share)
        for cov, own, share in zip(covs, places, SHARES, strict=True)
    ]
    for k in range(2):
        single = Objective(groups, no_reduction(q + 1))
        assert point.value[k] == pytest.approx(single.value(params[k]), abs=1e-12)
        assert stack.gradient(point)[k] == pytest.approx(single.gradient(params[k]), abs=1e-10)
        assert stack.hessian(point)[k] == pytest.approx(single.hessian(params[k]), abs=1e-9)
        assert stack.expected(point)[k] == pytest.approx(single.expected(params[k]), abs=1e-9)
        one = point.some(np.array([k]))
        assert stack.gradient(one)[0] == pytest.approx(stack.gradient(point)[k], abs=1e-14)


def test_further_numbers_stand_behind_those_of_all_groups() -> None:
    found = places_behind([np.array([0, 1]), np.array([0, 2])], 3, [1, 2])
    assert [places.at.tolist() for places in found] == [[0, 1, 3], [0, 2, 4, 5]]
    assert [places.size for places in found] == [6, 6]
