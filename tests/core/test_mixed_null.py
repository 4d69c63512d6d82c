"""Chance correlations of items of both kinds and of weighted respondents."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.casewise import casewise_statistics
from gainsem.core.categorical import MomentOrder
from gainsem.core.linalg import Array
from gainsem.core.mixed_null import MixedNull
from gainsem.core.null_correlations import generator
from gainsem.core.polyserial_batch import polyserial_correlations

CUTS = (-1.0, 0.2, 1.1)


def answers(n: int = 400, *, related: float = 0.6, seed: int = 3) -> Array:
    """Two ordinal items, two continuous ones, one factor."""
    draw = np.random.default_rng(seed)
    rows = related * draw.normal(size=(n, 1)) + np.sqrt(1 - related**2) * draw.normal(size=(n, 4))
    rows[:, :2] = np.digitize(rows[:, :2], CUTS)
    return np.asarray(rows)


def weights(n: int = 400, seed: int = 5) -> Array:
    drawn = np.random.default_rng(seed).gamma(2.0, size=n)
    return np.asarray(drawn * n / drawn.sum())


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_polyserials_are_those_of_the_general_path(weighted: bool, missing: float) -> None:
    """Checked against lavaan there; two searches for one maximum, good to 1e-7."""
    rows = answers()
    rows[np.random.default_rng(1).random(rows.shape) < missing] = np.nan
    own = weights() if weighted else None
    order = MomentOrder((4, 4, 0, 0), 0)
    known = casewise_statistics(rows, order, weights=own).statistics
    deviation = np.sqrt(np.diag(known.cov))
    z = ((rows[:, 2:] - known.mean[2:]) / deviation[2:]).T
    codes = np.where(np.isnan(rows[:, 0]), -1, rows[:, 0]).astype(np.intp)
    found = polyserial_correlations(codes, known.thresholds[0], z, own)
    np.testing.assert_allclose(found, known.cov[0, 2:] / deviation[2:], atol=1e-7)


@pytest.mark.parametrize("weighted", [False, True])
def test_the_answers_themselves_get_their_own_correlations(weighted: bool) -> None:
    rows = answers()
    frame = pd.DataFrame(rows, columns=list("abcd")).assign(w=weights())
    options = {"weights": "w"} if weighted else {}
    known = gainsem.adequacy(frame, items=list("abcd"), ordered=["a", "b"], **options)
    null = MixedNull(rows, (4, 4, 0, 0), "permutation", weights() if weighted else None)
    np.testing.assert_allclose(null.correlations(rows), known.correlations, atol=1e-7)


@pytest.mark.parametrize("null", ["permutation", "normal"])
@pytest.mark.parametrize("weighted", [False, True])
def test_chance_is_around_zero_and_as_large_as_it_must_be(null: str, weighted: bool) -> None:
    """A null correlation of continuous items varies as 1 / n, n the effective number.

    300 draws: means within 4 and variances within 20 % (5 standard errors would be 40 %).
    """
    own = weights() if weighted else None
    model = MixedNull(answers(), (4, 4, 0, 0), null, own)  # type: ignore[arg-type]
    drawn = np.array([model.draw(generator(1, 1, k)) for k in range(300)])
    effective = 400.0 if own is None else own.sum() ** 2 / (own**2).sum()
    pairs = np.tril_indices(4, -1)
    values = drawn[:, *pairs]
    error = 1.0 / np.sqrt(effective)
    assert np.abs(values.mean(axis=0)).max() < 4 * 1.3 * error / np.sqrt(300)
    assert values[:, -1].var() * effective == pytest.approx(1.0, abs=0.25)
    # Categories lose information: nothing varies less than the continuous pair.
    assert (values.var(axis=0) * effective > 0.75).all()
    assert (np.linalg.eigvalsh(drawn)[:, -1] > 1.0).all()


def test_weighted_margins_are_kept_where_weights_go_with_the_answers() -> None:
    rows = answers()
    own = np.where(rows[:, 2] > 0, 3.0, 1.0)
    own *= len(rows) / own.sum()
    model = MixedNull(rows, (4, 4, 0, 0), "permutation", own)
    means = [model._resampled(generator(1, 1, k))[:, 2].mean() for k in range(100)]
    expected = own @ rows[:, 2] / len(rows)
    assert np.mean(means) == pytest.approx(expected, abs=4.0 / np.sqrt(100 * len(rows)))
    assert abs(expected) > 0.2


def test_missing_answers_stay_where_they_are_and_draws_repeat() -> None:
    rows = answers()
    rows[5:40, 1] = rows[:20, 3] = np.nan
    for null in ("permutation", "normal"):
        model = MixedNull(rows, (4, 4, 0, 0), null)  # type: ignore[arg-type]
        one, other = (model.draw(generator(1, 1, 7)) for _ in range(2))
        np.testing.assert_array_equal(one, other)
        assert np.isfinite(one).all()
    drawn = MixedNull(rows, (4, 4, 0, 0), "permutation")._permuted(generator(1, 1, 7))
    np.testing.assert_array_equal(np.isnan(drawn), np.isnan(rows))
    np.testing.assert_array_equal(np.sort(drawn, axis=0), np.sort(rows, axis=0))


def test_a_binary_pair_with_an_empty_cell() -> None:
    rows = answers(60)
    rows[:, :2] = rows[:, :2] > 2
    rows[rows[:, 0] == 1, 1] = 0
    found = MixedNull(rows, (2, 2, 0, 0), "permutation").correlations(rows)
    assert -1.0 < found[1, 0] < 0.0
