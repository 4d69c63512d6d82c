"""The likelihood-ratio test of each two-way table against its polychoric correlation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2

from gainsem.core.bivariate_fit import bivariate_fit
from gainsem.core.contingency import answers
from gainsem.core.ordinal_statistics import ordinal_statistics
from tests.core.normal_reference import cell_probabilities


@pytest.fixture(scope="module")
def statistics():
    rng = np.random.default_rng(5)
    latent = 0.7 * rng.normal(size=(400, 1)) + 0.7 * rng.normal(size=(400, 3))
    cuts = [[0.1], [-0.2], [-0.8, 0.0, 0.9]]
    columns = [np.searchsorted(cut, column) for cut, column in zip(cuts, latent.T, strict=True)]
    return ordinal_statistics(answers(np.column_stack(columns).astype(float), [2, 2, 4]))


def test_the_statistic_is_twice_the_log_ratio(statistics):
    test = bivariate_fit(statistics)
    pvalues = test.pvalues(np.array([True, True, False]))
    tau, cov = statistics.statistics.thresholds, statistics.statistics.cov
    for pair, (i, j) in enumerate(zip(*statistics.statistics.order.pairs, strict=True)):
        shape = tuple(len(tau[item]) + 1 for item in (i, j))
        table = statistics.tables[: shape[0], : shape[1], pair]
        cells = cell_probabilities(tau[i], tau[j], cov[i, j])
        some = table > 0
        g2 = 2.0 * (table[some] * np.log(table[some] / (400 * cells[some]))).sum()
        df = (shape[0] - 1) * (shape[1] - 1) - 1
        assert test.df[pair] == df
        if df == 0:
            assert np.isnan([test.statistic[pair], pvalues[pair], test.rmsea[pair]]).all()
            continue
        # Sums of a few hundred logarithms.
        assert test.statistic[pair] == pytest.approx(g2, abs=1e-9)
        if pair < 2:
            assert pvalues[pair] == pytest.approx(chi2.sf(g2, df), abs=1e-12)
        assert test.rmsea[pair] == pytest.approx(np.sqrt(max(g2 - df, 0) / (df * 400)), abs=1e-12)


def test_a_table_cut_from_a_normal_distribution_fits():
    cells = cell_probabilities(np.array([-0.6, 0.5]), np.array([-1.0, 0.1, 0.9]), 0.55)
    a, b = np.indices(cells.shape).reshape(2, -1)
    given = answers(np.column_stack([a, b]).astype(float), [3, 4])
    test = bivariate_fit(ordinal_statistics(given, weights=cells.ravel() * cells.size))
    assert test.statistic[0] == pytest.approx(0.0, abs=1e-12)
    assert test.rmsea[0] == 0.0
    assert test.pvalues(np.array([True]))[0] == pytest.approx(1.0)
