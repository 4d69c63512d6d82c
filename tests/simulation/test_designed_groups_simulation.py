"""Two groups who live in the same towns: errors of their difference, and the test of equality.

Every town has its own level of the factor and of every item, for both groups alike, so that
differences between groups are surer than those of independent samples.  Nothing differs
between the groups.  Bounds are four Monte Carlo standard errors; seeds are fixed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem

TOWNS, IN_TOWN = 60, 10
MODEL = "f =~ a + b + c + d"
REPLICATIONS = 200
# Estimates of ratios: 200 replications leave a standard deviation of 1 / sqrt(400) = .05.
RATIO = 4 * 0.05
# Binomial with 200 trials of .05: more than 22 rejections have a probability of .0003.
MOST_REJECTIONS = 22


def answers(seed: int, *, ordinal: bool) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    town = np.repeat(np.arange(TOWNS), IN_TOWN)
    urban = rng.uniform(size=len(town)) < 0.5
    factor = rng.normal(0.0, 0.8, len(town)) + rng.normal(0.0, 0.6, TOWNS)[town]
    items = 0.8 * factor[:, None] + rng.normal(0.0, 0.6, (len(town), 4))
    items += rng.normal(0.0, 0.2, (TOWNS, 4))[town]
    if ordinal:
        items = np.digitize(items, [-0.8, 0.1, 1.0]) + 1.0
    frame = pd.DataFrame(items, columns=list("abcd"))
    return frame.assign(town=town, kind=np.where(urban, "urban", "rural"))


@pytest.mark.slow
@pytest.mark.parametrize("ordinal", [False, True], ids=["MLR", "WLSMV"])
def test_errors_and_tests_know_shared_towns(ordinal: bool) -> None:
    options = {"group": "kind", "cluster": "town", "ordered": "all" if ordinal else "none"}
    equal = ["thresholds", "loadings"] if ordinal else ["loadings", "intercepts"]
    found = []
    for seed in range(REPLICATIONS):
        frame = answers(1000 + seed, ordinal=ordinal)
        free = gainsem.fit(MODEL, frame, **options)
        held = gainsem.fit(MODEL, frame, group_equal=equal, **options)
        rows = held.parameters
        mean = rows[(rows.lhs == "f") & (rows.op == "~1") & (rows.group == 2)].iloc[0]
        (difference,) = gainsem.compare(free, held).differences
        # The group that comes first in the data is the reference: the sign is arbitrary.
        found.append((mean.est, mean.se, difference.pvalue, held.fit_measures["pvalue_scaled"]))
    estimates, errors, differences, tests = map(np.array, zip(*found, strict=True))
    spread = np.sqrt(np.mean(estimates**2))
    assert np.mean(errors) / spread == pytest.approx(1.0, abs=RATIO)
    assert (differences < 0.05).sum() <= MOST_REJECTIONS
    assert (tests < 0.05).sum() <= MOST_REJECTIONS
