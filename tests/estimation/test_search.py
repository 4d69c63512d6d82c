"""The search on resampled data: cold starts must find what warm starts find."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.minimize import minimize
from gainsem.core.moments import covariance_of, sample_moments
from gainsem.core.objective import Group, Objective
from gainsem.core.start import further_starts, start_values
from gainsem.model.build import build_table, checked_variables
from gainsem.model.matrix_map import compile_table
from gainsem.options import Options
from gainsem.syntax import parse
from tests.estimation.conftest import MODEL, fit_text, responses_of

SECOND_ORDER = MODEL + "\ng =~ f1 + f2 + f3"
STRUCTURAL = MODEL + "\nf2 ~ f1\nf3 ~ f1 + f2\nx1 ~~ x4"


@pytest.mark.parametrize("model", [MODEL, SECOND_ORDER, STRUCTURAL])
def test_cold_and_warm_searches_agree_on_resamples(answers, model):
    compiled = _compiled(model)
    full = _minimum(compiled, answers)
    rng = np.random.default_rng(1)
    for _ in range(30):
        resampled = answers[rng.integers(0, len(answers), len(answers))]
        cold, warm = _minimum(compiled, resampled), _minimum(compiled, resampled, full.params)
        assert cold.converged
        assert warm.converged
        # Both stop at a Newton decrement of 1e-18: their values agree to rounding.
        assert cold.value == pytest.approx(warm.value, abs=1e-12)


def test_every_further_start_leads_to_the_same_minimum(answers):
    compiled = _compiled(MODEL)
    _, cov = covariance_of(answers)
    best = _minimum(compiled, answers)
    starts = list(further_starts(compiled.structure, cov))
    assert len(starts) == 3
    for start in starts:
        assert _minimum(compiled, answers, start).value == pytest.approx(best.value, abs=1e-12)


def test_a_search_gone_astray_is_repeated_from_a_plainer_start():
    # A bifactor population whose sample sends the closed-form start to infinite loadings,
    # while a proper minimum exists.
    rng = np.random.default_rng(26)
    general = rng.normal(size=(300, 1)) * np.array([0.9, 0.5, 0.7, 0.5, 0.5, 0.5, 0.2, 0.3, 0.4])
    specific = np.repeat(rng.normal(size=(300, 3)), 3, axis=1)
    specific *= np.array([0.3, 0.5, 0.3, 0.7, 0.7, 0.7, 0.7, 0.6, 0.4])
    values = general + specific + 0.6 * rng.normal(size=(300, 9))
    model = "g =~ " + " + ".join(_names()) + "\n" + MODEL
    fit = fit_text(model, responses_of(values), std_lv=True, orthogonal=True)
    assert fit.converged
    assert fit.solution.gradient_max < 1e-8


def _names():
    return [f"x{i}" for i in range(1, 10)]


def _compiled(model):
    text = parse(model)
    return compile_table(build_table(text, Options(), checked_variables(text, _names())).table)


def _minimum(compiled, values, start=None):
    _, cov = covariance_of(values)
    objective = Objective(
        [Group(compiled.structure, sample_moments(cov, len(values)))], compiled.reduction
    )
    if start is None:
        start = start_values(compiled.structure, cov, None)
    return minimize(objective.problem(), start)
