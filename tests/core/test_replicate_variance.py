"""Variances from replicates against the textbook variances of linear statistics."""

import numpy as np
import pytest

from gainsem.core.linearised_variance import Design
from gainsem.core.replicate_variance import (
    ReplicateRule,
    equal_coefficients,
    jackknife_coefficients,
    replicate_freedom,
)
from gainsem.core.replicate_weights import (
    balanced_factors,
    bootstrap_factors,
    jackknife_factors,
)
from gainsem.core.sampled_units import SampledUnits


@pytest.fixture
def sample():
    """Six strata of two clusters of four, and weights that differ by stratum."""
    stream = np.random.default_rng(5)
    stratum = np.repeat(np.arange(6), 8)
    cluster = np.repeat(np.arange(12), 4)
    weights = np.repeat(stream.uniform(1.0, 4.0, 6), 8)
    values = stream.normal(size=(48, 3)) + 0.5 * stream.normal(size=(12, 1))[cluster]
    return weights, cluster, stratum, values


def primary_units(cluster, stratum, n, sampled=0.0):
    """Units of respondents whose clusters are numbered stratum by stratum."""
    own = np.arange(n) if cluster is None else cluster
    home = np.zeros(n, dtype=int) if stratum is None else stratum
    first = np.unique(own, return_index=True)[1]
    return SampledUnits(own, home[first], np.full(home.max() + 1, 1.0 - sampled))


def _textbook(weights, cluster, stratum, values):
    """V of a weighted mean, ``sum_h n_h/(n_h-1) sum_c (t_hc - t_h)^2``, written out."""
    share = weights / weights.sum()
    apart = (values - share @ values) * share[:, None]
    total = np.zeros((values.shape[1],) * 2)
    for h in np.unique(stratum):
        own = np.unique(cluster[stratum == h])
        sums = np.array([apart[cluster == c].sum(axis=0) for c in own])
        away = sums - sums.mean(axis=0)
        total += len(own) / (len(own) - 1.0) * away.T @ away
    return total


def _by(made, weights, values, centre="estimate"):
    own = made.factors * weights
    means = own @ values / own.sum(axis=1)[:, None]
    return ReplicateRule(made.coefficients, centre).covariance(
        means, weights @ values / weights.sum()
    )


def test_jackknife_and_balanced_halves_are_the_linearised_variance_of_means(sample):
    """Equal weights within strata: a mean is linear, and all three agree exactly."""
    weights, cluster, stratum, values = sample
    textbook = _textbook(weights, cluster, stratum, values)
    units = primary_units(cluster, stratum, 48)
    for made in (
        jackknife_factors(units),
        balanced_factors(units),
        balanced_factors(units, fay=0.3),
    ):
        assert _by(made, weights, values) == pytest.approx(textbook, rel=1e-12)
    linearised = ((values - np.average(values, axis=0, weights=weights)) * weights[:, None]).T
    own, freedom = Design.of(weights, cluster, stratum).variance(
        linearised / weights.sum(), [np.ones(48, dtype=bool)]
    )
    assert own == pytest.approx(np.diag(textbook), rel=1e-12)
    assert units.freedom == freedom == 6


def test_balanced_halves_have_the_estimate_as_their_mean(sample):
    weights, cluster, stratum, values = sample
    made = balanced_factors(primary_units(cluster, stratum, 48))
    about = [_by(made, weights, values, centre) for centre in ("estimate", "mean")]
    assert about[0] == pytest.approx(about[1], rel=1e-12)


def test_jackknife_without_design_is_the_variance_of_a_mean():
    values = np.random.default_rng(1).normal(size=(30, 2))
    made = jackknife_factors(primary_units(None, None, 30))
    found = _by(made, np.ones(30), values)
    assert found == pytest.approx(np.cov(values, rowvar=False) / 30, rel=1e-12)
    assert made.coefficients == pytest.approx(equal_coefficients("jk1", 30))


def test_bootstrap_is_the_linearised_variance_up_to_its_draws(sample):
    """The standard error of a variance from R draws is about sqrt(2 / R) = 2.6 % of it."""
    weights, cluster, stratum, values = sample
    units = primary_units(cluster, stratum, 48)
    found = _by(bootstrap_factors(units, draws=3000, seed=3), weights, values)
    textbook = _textbook(weights, cluster, stratum, values)
    assert np.diag(found) == pytest.approx(np.diag(textbook), rel=4 * 0.026)


def test_sampled_shares_make_variances_smaller_by_what_is_left(sample):
    weights, cluster, stratum, values = sample
    whole, part = (primary_units(cluster, stratum, 48, each) for each in (0.0, 0.36))
    for made in (jackknife_factors, balanced_factors):
        full = _by(made(whole), weights, values)
        assert _by(made(part), weights, values) == pytest.approx(0.64 * full, rel=1e-12)
    full, less = (
        _by(bootstrap_factors(units, draws=50, seed=1), weights, values) for units in (whole, part)
    )
    assert less == pytest.approx(0.64 * full, rel=1e-12)


def test_draws_of_the_bootstrap_do_not_depend_on_their_number(sample):
    units = primary_units(sample[1], sample[2], 48)
    few, many = (bootstrap_factors(units, draws=n, seed=9).factors for n in (5, 20))
    assert np.array_equal(few, many[:5])
    assert few.sum(axis=1) == pytest.approx(np.full(5, 48.0))


def test_coefficients_of_a_stratified_jackknife_are_read_from_its_weights():
    stratum = np.repeat([0, 1], [6, 8])
    cluster = np.repeat(np.arange(7), 2)
    weights = np.random.default_rng(2).uniform(1.0, 3.0, 14)
    made = jackknife_factors(primary_units(cluster, stratum, 14))
    found = jackknife_coefficients(weights, weights * made.factors)
    assert found == pytest.approx([2 / 3] * 3 + [3 / 4] * 4)
    assert found == pytest.approx(made.coefficients)
    adjusted = weights * made.factors * np.random.default_rng(3).uniform(0.9, 1.1, (7, 14))
    assert jackknife_coefficients(weights, adjusted) is None


def test_rank_of_replicates_is_clusters_less_strata(sample):
    weights, cluster, stratum, _ = sample
    units = primary_units(cluster, stratum, 48)
    for made in (
        jackknife_factors(units),
        balanced_factors(units),
        bootstrap_factors(units, draws=60, seed=1),
    ):
        assert replicate_freedom(made.factors * weights) == 6


def test_a_lost_replicate_is_taken_to_be_like_the_others():
    rule = ReplicateRule(np.full(4, 0.25))
    values = np.array([[1.0, 1.0], [-1.0, np.nan], [2.0, 2.0], [-2.0, -2.0]])
    found = rule.variances(values, np.zeros(2))
    assert found == pytest.approx([2.5, 3.0])
    assert np.isnan(rule.variances(np.full((4, 1), np.nan), np.zeros(1))).all()


def test_halves_need_two_clusters_in_every_stratum():
    units = primary_units(np.arange(5), np.array([0, 0, 1, 1, 1]), 5)
    with pytest.raises(ValueError, match="two clusters"):
        balanced_factors(units)


def test_strata_of_one_cluster_have_no_replicate():
    units = primary_units(np.arange(4), np.array([0, 1, 1, 1]), 4)
    made = jackknife_factors(units)
    assert made.factors.shape == (3, 4)
    assert (made.factors[:, 0] == 1.0).all()
