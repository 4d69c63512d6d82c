"""Two groups with the same thresholds and loadings: what WLSMV finds of what was put in.

The second group has other means and variances of the latent variables and noisier answers, which
free scaling factors take up.  Bounds are four Monte Carlo standard errors; seeds are fixed.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import gainsem

NAMES = [f"x{k}" for k in range(1, 9)]
MODEL = "f =~ x1 + x2 + x3 + x4\ng =~ x5 + x6 + x7 + x8"
LOADINGS = np.array([0.8, 0.7, 0.6, 0.75, 0.7, 0.8, 0.65, 0.7])
SIZES = (400, 600)
SPREADS, MEANS, NOISE = np.array([1.3, 0.8]), np.array([0.3, -0.2]), 1.4
CUTS = [-1.1, -0.2, 0.7, 1.5]
REPLICATIONS = 200
# Estimates of ratios: 200 replications leave a standard deviation of 1 / sqrt(400) = .05.
RATIO = 4 * 0.05
# Binomial with 200 trials of .05: more than 22 rejections have a probability of .0003.
MOST_REJECTIONS = 22


def answers(rng: np.random.Generator) -> pd.DataFrame:
    second = np.repeat([False, True], SIZES)[:, None]
    factors = rng.normal(size=(sum(SIZES), 2)) @ np.linalg.cholesky([[1.0, 0.4], [0.4, 1.0]]).T
    factors = factors * np.where(second, SPREADS, 1.0) + np.where(second, MEANS, 0.0)
    noise = rng.normal(size=(sum(SIZES), 8)) * np.sqrt(1.0 - LOADINGS**2)
    latent = np.repeat(factors, 4, axis=1) * LOADINGS + noise * np.where(second, NOISE, 1.0)
    frame = pd.DataFrame(np.digitize(latent, CUTS), columns=NAMES)
    return frame.assign(group=np.repeat(["a", "b"], SIZES))


def truth() -> dict[tuple[str, str, str, int], float]:
    """Return the free parameters in the units of the first items."""
    values: dict[tuple[str, str, str, int], float] = {}
    for k, name in enumerate(NAMES):
        first = k - k % 4
        own = LOADINGS[k] ** 2 * SPREADS[k // 4] ** 2 + (1.0 - LOADINGS[k] ** 2) * NOISE**2
        values["fg"[k // 4], "=~", name, 1] = LOADINGS[k] / LOADINGS[first]
        values[name, "~*~", name, 2] = own**-0.5
        values |= {(name, "|", f"t{t + 1}", 1): cut for t, cut in enumerate(CUTS)}
    for k, factor in enumerate("fg"):
        scale = LOADINGS[4 * k]
        values[factor, "~~", factor, 1] = scale**2
        values[factor, "~~", factor, 2] = (scale * SPREADS[k]) ** 2
        values[factor, "~1", "", 2] = scale * MEANS[k]
    return values


@pytest.mark.slow
@pytest.mark.parametrize("estimator", ["WLSMV", "ULSMV"])
def test_two_groups_with_free_scales(estimator: str) -> None:
    expected = {
        key: value
        for key, value in truth().items()
        if key[2] not in ("x1", "x5") or key[1] == "~*~"
    }
    options = {"ordered": NAMES, "group": "group", "group_equal": ["thresholds", "loadings"]}
    estimates, errors, rejected = [], [], 0
    for seed in range(REPLICATIONS):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            fit = gainsem.fit(
                MODEL, answers(np.random.default_rng(seed)), estimator=estimator, **options
            )
        assert fit.converged
        found = {(row.lhs, row.op, row.rhs, row.group): row for row in fit.parameter_rows}
        estimates.append([found[key].est for key in expected])
        errors.append([found[key].se for key in expected])
        rejected += fit.fit_measures["pvalue_scaled"] < 0.05
    spread = np.std(estimates, axis=0, ddof=1)
    bias = np.mean(estimates, axis=0) - list(expected.values())
    # Variances and scales are ratios of noisy numbers: a bias of a tenth of their error is allowed.
    np.testing.assert_array_less(np.abs(bias), 4.0 * spread / REPLICATIONS**0.5 + 0.1 * spread)
    ratio = np.mean(errors, axis=0) / spread
    np.testing.assert_array_less(np.abs(ratio - 1.0), RATIO)
    assert abs(ratio.mean() - 1.0) < 0.05
    assert rejected <= MOST_REJECTIONS
