"""Whether thresholds can be left out of the search, and what the moments are."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.model.response import (
    levels_unrestricted,
    moment_order,
    n_without_levels,
    response_model,
)
from tests.model.ordinal_tables import CFA, LEVELS, compiled_of

UNRESTRICTED = [
    CFA,
    f"{CFA}\nx1 | t1 + t2",
    f"{CFA}\nx1 | a*t1\nx2 | b*t2",
    f"{CFA}\nf ~ sex + age",
    f"{CFA}\ny ~ f",
    f"{CFA}\nx1 ~~ x4",
    "f =~ x1 + a*x2 + a*x3 + x4",
]


@pytest.mark.parametrize("model", UNRESTRICTED)
def test_thresholds_of_their_own_are_left_out(model):
    table, compiled = compiled_of(model)
    assert levels_unrestricted(table, compiled)


RESTRICTED = {
    "equal": f"{CFA}\nx1 | a*t1\nx2 | a*t1",
    "fixed": f"{CFA}\nx1 | 0*t1",
    "a constraint on thresholds": f"{CFA}\nx1 | a*t1\nx2 | b*t1\na == -b",
    "a constraint on loadings": "f =~ x1 + a*x2 + b*x3 + x4\na == b",
    "a latent mean": f"{CFA}\nx1 | 0*t1\nf ~ 1",
    "a mean fixed": f"{CFA}\ny ~ f\ny ~ 0*1",
    "a mean of an ordinal item": f"{CFA}\nx1 ~ 0.5*1",
    "ordinal between": f"{CFA}\nx1 ~ sex\ny ~ x1",
    "shared with a loading": "f =~ x1 + a*x2 + x3\nx1 | a*t1",
}


@pytest.mark.parametrize("model", RESTRICTED.values(), ids=RESTRICTED)
def test_restricted_thresholds_take_part(model):
    table, compiled = compiled_of(model)
    assert not levels_unrestricted(table, compiled)


def test_in_theta_they_always_take_part():
    table, compiled = compiled_of(parameterization="theta")
    assert not levels_unrestricted(table, compiled)


def test_parameters_before_the_thresholds():
    table, compiled = compiled_of(f"{CFA}\ny ~ f")
    assert n_without_levels(table) == table.n_free - 18 - 1
    part = response_model(table, compiled, levels=False)
    assert part.structure.n_params == n_without_levels(table)
    whole = response_model(table, compiled, levels=True)
    assert len(whole.owners[0]) - len(part.owners[0]) == moment_order(table).n_levels == 19


def test_moments_stand_in_the_order_of_the_explained_variables():
    table, compiled = compiled_of(f"{CFA}\ny ~ f\nf ~ sex + age", levels={**LEVELS, "x2": 1})
    order = moment_order(table)
    assert table.explained == ("x1", "x2", "x3", "x4", "x5", "x6", "y")
    assert order.n_categories == (4, 2, 4, 4, 4, 4, 0)
    assert order.n_covariates == 2
    assert order.size == 5 * 3 + 1 + 1 + 7 * 2 + 1 + 21
    model = response_model(table, compiled, levels=True)
    assert [table.observed[at] for at in model.y] == list(table.explained)
    assert not model.rescaled.any()
    assert len(model.owners[0]) == order.size


def test_only_latent_responses_are_rescaled_in_theta():
    model = "f =~ x1 + x2 + x3\ny ~ f"
    table, compiled = compiled_of(model, {"x1": 2, "x3": 1}, parameterization="theta")
    rescaled = response_model(table, compiled, levels=True).rescaled
    np.testing.assert_array_equal(rescaled, [True, False, True, False])
