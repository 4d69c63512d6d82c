"""Patterns of counted respondents against patterns of the repeated rows."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.em_moments import em_moments
from gainsem.core.missing_patterns import missing_patterns
from gainsem.core.resampled_patterns import ResampledPatterns


def holes(n: int = 80):
    rng = np.random.default_rng(4)
    values = rng.normal(1000.0, 2.0, size=(n, 4))
    values[rng.random((n, 4)) < 0.25] = np.nan
    values[3] = np.nan
    return values, rng


def test_counted_patterns_are_those_of_the_repeated_rows() -> None:
    values, rng = holes()
    counts = np.bincount(rng.integers(0, 80, 80), minlength=80)
    counts[3] = 0
    own = ResampledPatterns(values, missing_patterns(values)).drawn(counts)
    repeated = missing_patterns(np.repeat(values, counts, axis=0))
    assert own.n == repeated.n
    theirs = {tuple(seen): k for k, seen in enumerate(repeated.observed.tolist())}
    assert len(theirs) == len(own)
    for k, seen in enumerate(own.observed.tolist()):
        other = theirs[tuple(seen)]
        assert own.counts[k] == repeated.counts[other]
        assert own.mean[k] == pytest.approx(repeated.mean[other], abs=1e-10)
        cov = own.cov[k] if k < len(own.cov) else np.zeros((4, 4))
        same = repeated.cov[other] if other < len(repeated.cov) else np.zeros((4, 4))
        assert cov == pytest.approx(same, abs=1e-10)


def test_moments_are_found_from_nearby_ones_in_fewer_steps() -> None:
    values, rng = holes()
    whole = em_moments(values)
    counts = np.bincount(rng.integers(0, 80, 80), minlength=80)
    patterns = ResampledPatterns(values, whole.patterns).drawn(counts)
    near = em_moments(patterns, start=(whole.mean, whole.cov))
    cold = em_moments(np.repeat(values, counts, axis=0))
    assert near.mean == pytest.approx(cold.mean, abs=1e-7)
    assert near.cov == pytest.approx(cold.cov, abs=1e-7)
    assert near.converged
