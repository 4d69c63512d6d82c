"""Vuong's tests reject as often as they say, where the population is known.

The bounds are four standard errors of a binomial share around .05.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem

REPLICATIONS, N, LEVEL = 600, 300, 0.05
SPREAD = 4.0 * (LEVEL * (1.0 - LEVEL) / REPLICATIONS) ** 0.5
ONE, OTHER = "y ~ x1 + 0*x2", "y ~ 0*x1 + x2"


def rejections(slope, seed):
    """Return p values of distinguishability, and z, where y depends alike on x1 and x2."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(REPLICATIONS):
        x = rng.normal(size=(N, 2))
        y = slope * x.sum(axis=1) + rng.normal(size=N)
        data = pd.DataFrame({"y": y, "x1": x[:, 0], "x2": x[:, 1]})
        fits = [gainsem.fit(model, data) for model in (ONE, OTHER)]
        (pair,) = gainsem.compare(*fits, data=data).vuong
        found.append((pair.pvalue, pair.ratios[0].z))
    return np.array(found).T


@pytest.mark.slow
def test_models_that_are_the_same_are_told_apart_at_the_nominal_rate():
    pvalue, _ = rejections(0.0, 1)
    assert abs((pvalue < LEVEL).mean() - LEVEL) < SPREAD
    # All of the distribution, not only its tail: the largest distance of Kolmogorov.
    ranks = np.arange(1, REPLICATIONS + 1) / REPLICATIONS
    assert np.abs(np.sort(pvalue) - ranks).max() < 1.63 / REPLICATIONS**0.5


@pytest.mark.slow
def test_models_equally_wrong_are_preferred_at_the_nominal_rate():
    pvalue, z = rejections(0.4, 2)
    assert (pvalue < LEVEL).mean() > 0.99
    assert abs((np.abs(z) > 1.959964).mean() - LEVEL) < SPREAD
