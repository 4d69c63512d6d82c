"""Sampling variances against textbook formulas for simple designs."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.linearised_variance import Design

RNG = np.random.default_rng(1)
Y = RNG.normal(50.0, 10.0, 60)


def linearised_mean(weights: np.ndarray, member: np.ndarray) -> np.ndarray:
    share = np.where(member, weights, 0.0) / weights[member].sum()
    return share * (Y - share @ Y)


def test_a_simple_random_sample() -> None:
    everybody = np.ones(60, dtype=bool)
    variance, df = Design.of(np.ones(60)).variance(
        linearised_mean(np.ones(60), everybody), [everybody]
    )
    assert float(variance) == pytest.approx(Y.var(ddof=1) / 60)
    assert df == 59


def test_clusters_of_equal_size_vary_as_their_means() -> None:
    """Cochran (1977), ch. 9: the variance of the mean of cluster means."""
    cluster, everybody = np.repeat(np.arange(12), 5), np.ones(60, dtype=bool)
    variance, df = Design.of(np.ones(60), cluster).variance(
        linearised_mean(np.ones(60), everybody), [everybody]
    )
    means = Y.reshape(12, 5).mean(axis=1)
    assert float(variance) == pytest.approx(means.var(ddof=1) / 12)
    assert df == 11


def test_strata_add_up() -> None:
    stratum, everybody = np.repeat([0, 1], 30), np.ones(60, dtype=bool)
    variance, df = Design.of(np.ones(60), stratum=stratum).variance(
        linearised_mean(np.ones(60), everybody), [everybody]
    )
    parts = [Y[stratum == k].var(ddof=1) / 30 / 4 for k in (0, 1)]
    assert float(variance) == pytest.approx(sum(parts))
    assert df == 58


def test_a_stratum_with_one_cluster_joins_others() -> None:
    cluster = np.repeat(np.arange(6), 10)
    stratum = np.repeat([0, 0, 1, 1, 2, 3], 10)
    everybody = np.ones(60, dtype=bool)
    z = linearised_mean(np.ones(60), everybody)
    variance, df = Design.of(np.ones(60), cluster, stratum).variance(z, [everybody])
    totals = z.reshape(6, 10).sum(axis=1)
    expected = sum(
        len(part) / (len(part) - 1) * ((part - part.mean()) ** 2).sum()
        for part in (totals[:2], totals[2:4], totals[4:])
    )
    assert float(variance) == pytest.approx(expected)
    assert df == 3


def test_the_same_number_in_two_strata_is_two_clusters() -> None:
    cluster, stratum = np.tile(np.repeat([0, 1], 15), 2), np.repeat([0, 1], 30)
    assert len(np.unique(Design.of(np.ones(60), cluster, stratum).cluster)) == 4


def test_a_domain_in_one_cluster_varies_as_its_respondents() -> None:
    cluster = np.repeat(np.arange(3), 20)
    member = cluster == 1
    variance, df = Design.of(np.ones(60), cluster).variance(
        linearised_mean(np.ones(60), member), [member]
    )
    assert float(variance) == pytest.approx(Y[20:40].var(ddof=1) / 20)
    assert df == 19


def test_one_respondent_has_no_variance() -> None:
    member = np.arange(60) == 3
    variance, df = Design.of(np.ones(60)).variance(np.zeros((2, 60)), [member])
    assert np.isnan(variance).all()
    assert df == 0.0


def test_a_difference_of_two_clusters_varies_as_their_respondents() -> None:
    """Totals of linearised values are 0 in either: between clusters there would be no error."""
    cluster = np.repeat(np.arange(3), 20)
    one, other = cluster == 0, cluster == 2
    z = linearised_mean(np.ones(60), one) - linearised_mean(np.ones(60), other)
    variance, df = Design.of(np.ones(60), cluster).variance(z, [one, other])
    expected = (Y[one].var(ddof=1) + Y[other].var(ddof=1)) / 20
    assert float(variance) == pytest.approx(expected, rel=0.03)
    assert df == 39
