"""From arrays to rows: names, parts, and who deviates."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from gainsem.core.alignment.align import align
from gainsem.core.alignment.errors import alignment_errors
from gainsem.core.alignment.invariance import alignment_invariance
from gainsem.core.alignment.recovery import Recovery
from gainsem.core.item_bias import Focal, linear_item_bias
from gainsem.results.invariance.from_arrays import (
    Names,
    aligned_group_parameters,
    aligned_means,
    aligned_parameters,
    alignment_facts,
    item_bias_rows,
    score_bias_row,
)
from tests.core.alignment.groups import population, sampling_covariances

SIZES = np.full(6, 400.0)
NAMES = Names(
    tuple(f"district {k}" for k in range(1, 7)),
    tuple(f"q{k}" for k in range(1, 11)),
    ("trust", "fairness"),
)


def _aligned(n_thresholds: int = 0):
    biased = ((1, 1, 0.0, 0.8), (3, 4, -0.5, 0.0))
    made = population(n_items=10, n_thresholds=n_thresholds, biased=biased)
    loadings, positions = made.configural_loadings.copy(), made.configural_positions.copy()
    loadings[5, 9], positions[5, 9] = np.nan, np.nan
    found = align(loadings, positions, SIZES, thresholds=n_thresholds > 0)
    errors = alignment_errors(found, sampling_covariances(6, found.table.width, size=0.03))
    return found, errors, alignment_invariance(found, errors)


def test_the_table_names_items_factors_and_deviating_groups() -> None:
    found, _, invariance = _aligned()
    rows = aligned_parameters(found, invariance, NAMES)
    assert len(rows) == 20
    by_name = {(row.item, row.kind): row for row in rows}
    assert by_name["q5", "loading"].deviating == ("district 4",)
    assert by_name["q5", "loading"].part == "trust"
    assert by_name["q2", "intercept"].deviating == ("district 2",)
    assert by_name["q2", "intercept"].n_invariant == 5
    assert by_name["q10", "loading"].n_groups == 5
    assert by_name["q10", "loading"].part == "fairness"
    assert sum(bool(row.deviating) for row in rows) == 2


def test_thresholds_are_numbered_from_one() -> None:
    found, _, invariance = _aligned(2)
    rows = [row for row in aligned_parameters(found, invariance, NAMES) if row.kind == "threshold"]
    assert [row.part for row in rows[:4]] == ["1", "2", "1", "2"]
    assert [row.item for row in rows[:4]] == ["q1", "q1", "q2", "q2"]


def test_every_group_has_its_parameters_with_intervals() -> None:
    found, errors, invariance = _aligned()
    rows = aligned_group_parameters(found, errors, invariance, NAMES)
    assert len(rows) == 118
    [one] = [r for r in rows if (r.item, r.kind, r.group) == ("q5", "loading", "district 4")]
    assert one.deviates
    assert one.est == found.loadings[3, 4]
    assert one.se == pytest.approx(np.sqrt(errors.loadings[4, 3, 3]))
    assert one.ci_upper - one.est == pytest.approx(norm.ppf(0.975) * one.se)


def test_means_have_effects_but_for_the_reference_group() -> None:
    found, errors, _ = _aligned()
    rows = aligned_means(found, errors, NAMES)
    assert [row.factor for row in rows] == ["trust"] * 6 + ["fairness"] * 6
    assert np.isnan([rows[0].effect, rows[0].pvalue, rows[0].se]).all()
    row = rows[2]
    z = found.means[2, 0] / np.sqrt(errors.means[0, 2, 2])
    assert row.pvalue == pytest.approx(2 * norm.sf(abs(z)))
    assert row.glass == pytest.approx(found.means[2, 0])
    pooled = np.sqrt(0.5 * (1.0 + found.variances[2, 0]))
    assert row.effect == pytest.approx(found.means[2, 0] / pooled)
    assert row.ci_lower < row.effect < row.ci_upper


def test_facts_of_an_alignment() -> None:
    found, _, invariance = _aligned()
    facts = alignment_facts(found, invariance, NAMES)
    assert (facts.method, facts.reference, facts.starts) == ("fixed", "district 1", 30)
    assert facts.share == pytest.approx(2 / 118)
    assert facts.trustworthy
    assert np.isnan(facts.recovered)
    nothing = np.zeros((6, 2))
    check = Recovery(np.array([[0.99, 0.97]]), np.ones((1, 2)), nothing, nothing, nothing, 0)
    assert alignment_facts(found, invariance, NAMES, recovered=check).recovered == 0.97


def test_bias_of_items_and_their_sum() -> None:
    focal = Focal(np.array([0.5]), np.array([[1.0]]))
    bias = linear_item_bias(
        np.array([[1.0, 2.0], [1.2, 2.0]]),
        np.ones((2, 2, 1)),
        focal,
        sds=np.full((2, 2), 2.0),
        counts=np.array([50.0, 50.0]),
    )
    first, second = item_bias_rows(bias, ("q1", "q2"), "rural")
    assert (first.item, first.group, second.item) == ("q1", "rural", "q2")
    assert first.difference == pytest.approx(-0.2)
    assert first.dmacs == pytest.approx(0.1)
    assert second.dmacs == 0.0
    row = score_bias_row(bias, "trust", "rural")
    assert (row.factor, row.mean) == ("trust", pytest.approx(-0.2))
