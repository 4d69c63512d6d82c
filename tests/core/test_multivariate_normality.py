"""Mardia and Henze-Zirkler: published values, sums written out, normal samples.

Published: 50 irises of the species setosa (Fisher 1936) in Korkmaz, Goksuluk and Zararsiz
(2014), MVN: An R package for assessing multivariate normality, The R Journal 6(2), 151-162.
"""

from __future__ import annotations

import json

import numpy as np
import pytest

from gainsem.core.multivariate_normality import _moments, henze_zirkler, mardia, whitened
from tests.reference.cases import HERE


def setosa() -> np.ndarray:
    content = json.loads((HERE / "efa" / "n_factors_psych.json").read_text(encoding="utf-8"))
    return np.array(content["setosa"])


def test_setosa_as_published() -> None:
    z = whitened(setosa())
    found = mardia(z)
    assert found.skewness == pytest.approx(3.079721, abs=1e-6)
    assert found.skewness_chisq == pytest.approx(25.66434, abs=1e-5)
    assert found.skewness_pvalue == pytest.approx(0.1771859, abs=1e-7)
    assert found.small_chisq == pytest.approx(27.85973, abs=1e-5)
    assert found.small_pvalue == pytest.approx(0.1127617, abs=1e-7)
    assert found.kurtosis == pytest.approx(26.53766, abs=1e-5)
    assert found.kurtosis_z == pytest.approx(1.294992, abs=1e-6)
    assert found.kurtosis_pvalue == pytest.approx(0.1953229, abs=1e-7)
    statistic, pvalue = henze_zirkler(z)
    assert statistic == pytest.approx(0.9488453, abs=1e-7)
    assert pvalue == pytest.approx(0.04995356, abs=1e-8)


def test_sums_over_pairs_written_out() -> None:
    rows = np.random.default_rng(1).exponential(size=(40, 3))
    z = whitened(rows)
    inner = z @ z.T
    found = mardia(z)
    assert found.skewness == pytest.approx((inner**3).mean())
    assert found.kurtosis == pytest.approx((np.diag(inner) ** 2).mean())
    b2 = 0.5 * (7 * 40 / 4) ** (2 / 7)
    apart = ((z[:, None] - z[None]) ** 2).sum(axis=2)
    expected = (
        np.exp(-0.5 * b2 * apart).sum() / 40
        - 2 * (1 + b2) ** -1.5 * np.exp(-0.5 * b2 / (1 + b2) * np.diag(inner)).sum()
        + 40 * (1 + 2 * b2) ** -1.5
    )
    assert henze_zirkler(z)[0] == pytest.approx(expected)


def test_units_and_mixtures_of_items_do_not_matter() -> None:
    rows = np.random.default_rng(2).normal(size=(60, 3)) ** 3
    mixed = 5.0 + rows @ np.array([[100.0, 1.0, 0.0], [0.0, 2.0, 0.3], [0.0, 0.0, 0.01]])
    one, other = whitened(rows), whitened(mixed)
    assert mardia(one).skewness == pytest.approx(mardia(other).skewness)
    assert henze_zirkler(one) == pytest.approx(henze_zirkler(other))


def test_normal_samples_have_the_moments_the_tests_assume() -> None:
    """400 samples: exact mean and variance of kurtosis, mean of Henze-Zirkler, within 4 errors."""
    n, p = 40, 3
    rng = np.random.default_rng(7)
    kurtosis, statistic = [], []
    for _ in range(400):
        z = whitened(rng.standard_normal((n, p)))
        kurtosis.append(mardia(z).small_z)
        statistic.append(henze_zirkler(z)[0])
    assert np.mean(kurtosis) == pytest.approx(0.0, abs=4 / np.sqrt(400))
    assert np.std(kurtosis) == pytest.approx(1.0, abs=0.2)
    b2 = 0.5 * ((2 * p + 1) * n / 4) ** (2 / (p + 4))
    mean, variance = _moments(b2, p)
    # The mean is asymptotic: a little above that of samples of 40.
    assert np.mean(statistic) == pytest.approx(mean, rel=0.05)
    assert np.var(statistic) == pytest.approx(variance, rel=0.5)


def test_items_that_determine_each_other_are_refused() -> None:
    rows = np.random.default_rng(3).normal(size=(30, 2))
    with pytest.raises(np.linalg.LinAlgError):
        whitened(np.column_stack([rows, rows.sum(axis=1)]))
