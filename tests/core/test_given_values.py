"""A structure with other fixed values implies what one compiled with them does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.given_values import with_given
from gainsem.core.implied import imply
from gainsem.model.matrix_map import compile_table, with_sample_values
from gainsem.model.replicate_layout import replicate_layout


def test_other_moments_of_covariates_are_implied() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(120, 2))
    y = x @ [0.5, -0.4] + rng.normal(size=120)
    data = pd.DataFrame({"y": y, "x1": x[:, 0], "x2": x[:, 1]})
    fit = gainsem.fit("y ~ x1 + x2", data, meanstructure=True, fixed_x=True)
    layout = replicate_layout(fit.table, compile_table(fit.table))
    other = np.array([[3.0, 0.4, 0.2], [0.4, 2.0, 0.1], [0.2, 0.1, 1.0]])
    mean = np.array([0.0, 5.0, -5.0])
    given = layout.given_values(mean[None], other[None])[0]
    changed = imply(with_given(layout.compiled.structure, layout.cells, given), fit.solution.params)
    anew = compile_table(with_sample_values(fit.table, other, mean)).implied(fit.solution.params)
    assert changed.sigma == pytest.approx(anew.sigma, abs=1e-14)
    assert changed.mu == pytest.approx(anew.mu, abs=1e-14)
    assert changed.sigma[1, 2] == 0.1
