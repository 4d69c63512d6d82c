"""Expected answers to biased items, against sums over simulated people."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.delta_method import Smooth
from gainsem.core.score_gaps import ItemModel, expected_answers, score_gap


def _known(value):
    value = np.asarray(value, dtype=float)
    return Smooth(value, np.zeros((1, *value.shape)))


def _items(nu, codes):
    return ItemModel(
        _known(nu),
        _known([[0.8], [1.1]]),
        _known(np.diag([1.0, 0.5])),
        _known([[-1.0, 0.2, 1.3], [-0.5, 0.4, 0.9]]),
        codes,
    )


def test_the_expected_ordinal_answer_is_the_mean_of_simulated_ones():
    """A mean of 400,000 answers is right to 0.006 (four standard errors)."""
    rng = np.random.default_rng(3)
    codes = (np.array([1.0, 2.0, 3.0, 5.0]), None)
    eta = rng.normal(0.4, 1.2, 400_000)
    response = 0.3 + 0.8 * eta + rng.normal(size=400_000)
    answers = codes[0][np.searchsorted([-1.0, 0.2, 1.3], response)]
    found = expected_answers(_items([0.3, 0.0], codes), 0, _known([0.4]), _known([[1.44]]))
    assert found.value == pytest.approx(answers.mean(), abs=0.006)


def test_parts_of_continuous_items_are_the_closed_form():
    """Latent: mean loading times the difference of means; bias: the intercept's share."""
    codes = (None, None)
    own, reference = _items([0.0, -0.6], codes), _items([0.0, 0.0], codes)
    found = score_gap(
        own,
        reference,
        (_known([-0.5]), _known([[1.0]])),
        (_known([0.2]), _known([[1.0]])),
        [0, 1],
        [1],
    )
    assert found.latent.value == pytest.approx(0.5 * (0.8 + 1.1) * -0.7, rel=1e-12)
    assert found.bias.value == pytest.approx(-0.3, rel=1e-12)
    assert found.residual.value == pytest.approx(0.0, abs=1e-12)
