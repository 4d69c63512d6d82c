"""KMO, Bartlett's test and the common part: closed forms of equal correlations."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2

from gainsem.core.sampling_adequacy import bartlett_test, common_part, sampling_adequacy


@pytest.mark.parametrize(("p", "r"), [(3, 0.5), (6, 0.3), (10, 0.7)])
def test_equal_correlations(p: int, r: float) -> None:
    """Partial correlations of p items with correlations r are r / (1 + (p - 2) r)."""
    matrix = np.full((p, p), r) + (1 - r) * np.eye(p)
    partial = r / (1 + (p - 2) * r)
    kmo = r**2 / (r**2 + partial**2)
    found = sampling_adequacy(matrix)
    assert found.kmo == pytest.approx(kmo)
    assert found.msa == pytest.approx(np.full(p, kmo))
    assert found.smc == pytest.approx(np.full(p, (p - 1) * r**2 / (1 + (p - 2) * r)))
    assert found.anti_image[0, 1] == pytest.approx(-partial)
    assert np.diag(found.anti_image) == pytest.approx(np.full(p, kmo))


def test_two_items_have_one_half() -> None:
    assert sampling_adequacy(np.array([[1.0, 0.3], [0.3, 1.0]])).kmo == pytest.approx(0.5)


def test_bartlett_of_equal_correlations() -> None:
    """The determinant is (1 - r)^(p - 1) (1 + (p - 1) r)."""
    p, r, n = 5, 0.2, 120
    matrix = np.full((p, p), r) + (1 - r) * np.eye(p)
    expected = -(n - 1 - 15 / 6) * np.log((1 - r) ** 4 * (1 + 4 * r))
    statistic, df, pvalue = bartlett_test(matrix, n)
    assert statistic == pytest.approx(expected)
    assert df == 10
    assert pvalue == pytest.approx(chi2.sf(expected, 10))


def test_nothing_is_left_in_common_once_one_factor_is_taken_out() -> None:
    loadings = np.array([0.9, 0.7, 0.6, 0.5, 0.4])
    r = np.outer(loadings, loadings)
    np.fill_diagonal(r, 1.0)
    noise = np.zeros((5, 5))
    noise[0, 1] = noise[1, 0] = 0.05
    assert common_part(r - np.eye(5)) == pytest.approx(1.0 - sampling_adequacy(r).kmo)
    # One pair alone: the partial correlation is the correlation, so that KMO is one half.
    assert common_part(noise) == pytest.approx(0.5, abs=1e-3)


def test_residuals_that_are_no_correlations_have_no_common_part() -> None:
    assert np.isnan(common_part(np.array([[0, 0.9, -0.9], [0.9, 0, 0.9], [-0.9, 0.9, 0]])))
