"""Patterns of answers: counts, moments, places of respondents."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.missing_patterns import missing_patterns
from tests.core.incomplete_answers import with_holes


def test_every_respondent_is_in_its_pattern() -> None:
    values = with_holes()
    found = missing_patterns(values)
    np.testing.assert_array_equal(found.observed[found.row], ~np.isnan(values))
    np.testing.assert_array_equal(np.bincount(found.row), found.counts)
    assert found.n == len(values)
    assert (np.diff(found.counts) <= 0).all()


def test_moments_are_those_of_the_respondents() -> None:
    values = with_holes()
    found = missing_patterns(values)
    for k, seen in enumerate(found.observed):
        rows = values[found.row == k][:, seen]
        np.testing.assert_allclose(found.mean[k][seen], rows.mean(axis=0), atol=1e-12)
        assert (found.mean[k][~seen] == 0).all()
        if k < len(found.cov):
            own = found.cov[k][np.ix_(seen, seen)]
            np.testing.assert_allclose(
                own, np.cov(rows.T, bias=True).reshape(own.shape), atol=1e-12
            )
            assert (found.cov[k][~seen] == 0).all()
        else:
            assert len(rows) == 1


def test_blank_respondents_belong_to_no_pattern() -> None:
    values = with_holes(20)
    found = missing_patterns(np.vstack([np.full((3, 4), np.nan), values]))
    alone = missing_patterns(values)
    assert found.row[:3].tolist() == [-1, -1, -1]
    np.testing.assert_array_equal(found.mean, alone.mean)
    np.testing.assert_array_equal(found.row[3:], alone.row)


def test_coverage_counts_pairs() -> None:
    values = with_holes()
    present = ~np.isnan(values)
    together = present.T.astype(int) @ present
    np.testing.assert_array_equal(missing_patterns(values).together(), together)


@pytest.mark.parametrize("p", [1, 8, 9, 70])
def test_any_number_of_variables(p: int) -> None:
    values = with_holes(50, p, missing=0.05)
    found = missing_patterns(values)
    assert len(found) == len(np.unique(np.isnan(values), axis=0))


def test_some_of_the_variables() -> None:
    values = with_holes(missing=0.5)
    columns = np.array([2, 0])
    part = missing_patterns(values).of(columns)
    alone = missing_patterns(values[:, columns])
    np.testing.assert_array_equal(part.together(), alone.together())
    assert part.n == alone.n
    np.testing.assert_allclose(part.counts @ part.mean, alone.counts @ alone.mean)
    assert ((part.row == -1) == np.isnan(values[:, columns]).all(axis=1)).all()
