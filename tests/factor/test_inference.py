"""Standard errors and tests where no other program has them: against repeated samples.

Over 300 samples the mean of a chi-square with 33 degrees of freedom has a standard error of
.47, a standard deviation one of 4 %.  Incomplete and heavy-tailed answers need larger samples
before their asymptotics hold (at n = 400 the tests come out 5 % too large, the errors 5 % too
small): n = 2,000 there, in the slow part.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from tests.core.factor_models import implied, with_crossloadings

LOADINGS, PHI = with_crossloadings()
NAMES = [f"x{k}" for k in range(1, 13)]
REPLICATIONS = 300
Draw = Callable[[np.random.Generator, int], np.ndarray]


def normal(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.multivariate_normal(np.zeros(12), implied(LOADINGS, PHI), size=n)


def with_gaps(rng: np.random.Generator, n: int) -> np.ndarray:
    rows = normal(rng, n)
    # Missing at random: the more often, the higher the first answer, which is there.
    chance = 0.15 + 0.35 * (rows[:, :1] > 0.5)
    rows[:, 3:] = np.where(rng.uniform(size=(n, 9)) < chance, np.nan, rows[:, 3:])
    return rows


def heavy_tailed(rng: np.random.Generator, n: int) -> np.ndarray:
    return normal(rng, n) / np.sqrt(rng.chisquare(7.0, size=(n, 1)) / 7.0)


def five_steps(rng: np.random.Generator, n: int) -> np.ndarray:
    return np.digitize(normal(rng, n), [-1.2, -0.3, 0.5, 1.4]).astype(float)


CASES: dict[str, tuple[Draw, int, dict[str, Any]]] = {
    "FIML": (with_gaps, 2000, {"missing": "fiml"}),
    "MLR": (heavy_tailed, 2000, {"estimator": "MLR"}),
    "ML of polychorics": (five_steps, 400, {"estimator": "ML", "ordered": "all"}),
    "ULS": (normal, 400, {"estimator": "ULS"}),
    "WLSMV": (five_steps, 400, {"ordered": "all"}),
}
SLOW = ("FIML", "MLR", "ML of polychorics")


@pytest.mark.parametrize(
    "case", [pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW)) for name in CASES]
)
def test_errors_and_tests_hold_over_samples(case: str) -> None:
    draw, n, options = CASES[case]
    rng = np.random.default_rng(11)
    loadings, errors, tests = [], [], []
    for _ in range(REPLICATIONS):
        data = pd.DataFrame(draw(rng, n), columns=NAMES)
        found = gainsem.efa(data, 3, rotation="quartimin", random_starts=1, **options)
        solution = found.solution
        table = LOADINGS.T @ solution.loadings
        order = np.abs(table).argmax(axis=1)
        assert sorted(order.tolist()) == [0, 1, 2]
        loadings.append(solution.loadings[:, order] * np.sign(table[np.arange(3), order]))
        assert solution.loadings_se is not None
        errors.append(solution.loadings_se[:, order])
        tests.append(found.fit_measures["chisq_scaled"])
    spread = np.std(loadings, axis=0)
    ratio = np.mean(errors, axis=0) / spread
    # 36 ratios, each uncertain by 4 %.
    assert 0.95 < np.median(ratio) < 1.05
    assert ratio.min() > 0.85
    assert ratio.max() < 1.18
    assert np.mean(tests) == pytest.approx(33.0, abs=1.9)
