"""How well the model of several groups fits each respondent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import EstimationError, OptionError, ResponseError
from tests.estimation.groups.test_estimate import DATA, NAMES, TWO, made

SHUFFLED = DATA.sample(frac=1.0, random_state=4).rename(index=lambda k: f"r{k}")


@pytest.mark.parametrize("options", [{}, {"group_equal": "loadings,intercepts"}])
@pytest.mark.parametrize("missing", [0.0, 0.05])
def test_the_log_likelihoods_add_up_to_that_of_the_fit(options: dict, missing: float):
    data = made(missing=missing).sample(frac=1.0, random_state=4)
    fit = gainsem.fit(TWO, data, group="where", missing="fiml" if missing else None, **options)
    frames = fit.casewise(data)
    total = sum(frame["loglik"].sum() for frame in frames.values())
    assert total == pytest.approx(fit.fit_measures["logl"], rel=1e-10)
    for label, frame in frames.items():
        assert set(data.loc[frame.index, "where"]) == {label}
        assert frame["loglik"].sum() == pytest.approx(
            fit.by_group[label].fit_measures["logl"], rel=1e-10
        )


def test_covariates_that_are_given():
    data = DATA.assign(z=np.random.default_rng(5).normal(size=len(DATA)))
    fit = gainsem.fit(f"{TWO}\nf ~ z", data, group="where", group_equal="loadings,regressions")
    total = sum(frame["loglik"].sum() for frame in fit.casewise(data).values())
    assert total == pytest.approx(fit.fit_measures["logl"], rel=1e-10)


def test_values_are_those_of_the_groups_by_themselves_where_nothing_is_shared():
    fit = gainsem.fit(TWO, SHUFFLED, group="where", group_levels="a,b")
    for label, frame in fit.casewise(SHUFFLED).items():
        part = SHUFFLED.loc[SHUFFLED["where"] == label, NAMES]
        alone = gainsem.fit(TWO, part, meanstructure=True).casewise(part)
        pd.testing.assert_frame_equal(frame, alone, rtol=1e-6, atol=1e-8)


def test_a_saved_fit_knows_its_likelihood(tmp_path):
    fit = gainsem.fit(TWO, DATA, group="where")
    again = gainsem.load(fit.save(tmp_path / "fit.json"))
    for label, frame in again.casewise(DATA).items():
        pd.testing.assert_frame_equal(frame, fit.casewise(DATA)[label])


def test_other_answers_are_refused():
    fit = gainsem.fit(TWO, DATA, group="where")
    with pytest.raises(ResponseError) as refused:
        fit.casewise(made(seed=9))
    assert refused.value.problems[0].code == "E-INF-02"


def test_moments_have_no_respondents():
    fit = gainsem.fit(TWO, DATA, group="where")
    with pytest.raises(OptionError) as refused:
        fit.casewise(fit.by_group["a"].moments)
    assert refused.value.problems[0].code == "E-OPT-02"


def test_least_squares_has_no_likelihood():
    fit = gainsem.fit(TWO, DATA, group="where", estimator="WLSMV")
    with pytest.raises(EstimationError) as refused:
        fit.casewise(DATA)
    assert refused.value.problems[0].code == "E-INF-01"


def test_influence_on_one_group_of_several_is_refused():
    fit = gainsem.fit(TWO, DATA, group="where", group_equal="loadings")
    with pytest.raises(EstimationError) as refused:
        fit.by_group["a"].influence(DATA[DATA["where"] == "a"])
    assert refused.value.problems[0].code == "E-INF-01"
