"""Split R-hat against its formula on numbers made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.convergence import split_rhat


def test_the_formula_on_four_half_chains() -> None:
    chains = np.array([[1.0, 3.0, 2.0, 4.0], [0.0, 2.0, 5.0, 3.0]])[:, :, None]
    # Halves (1, 3), (2, 4), (0, 2), (5, 3): W = 2, means 2, 3, 1, 4 with variance 5/3 = B / n.
    assert split_rhat(chains)[0] == pytest.approx(np.sqrt((0.5 * 2 + 5 / 3) / 2))


def test_a_trend_is_found_in_a_single_chain() -> None:
    rng = np.random.default_rng(1)
    still, rising = rng.normal(size=(2, 400)), rng.normal(size=(2, 400)) + np.linspace(0, 3, 400)
    found = split_rhat(np.stack([still, rising], axis=2))
    assert found[0] < 1.02
    assert found[1] > 1.2


def test_what_does_not_vary() -> None:
    assert split_rhat(np.ones((2, 10, 1)))[0] == 1.0
    apart = np.stack([np.zeros((10, 1)), np.ones((10, 1))])
    assert split_rhat(apart)[0] == np.inf
    assert np.isnan(split_rhat(np.ones((2, 3, 1)))[0])
