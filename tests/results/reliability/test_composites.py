"""Derivatives of coefficients: what a parameter does not move is not computed again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.results.reliability import composites
from gainsem.results.reliability.composites import coefficient_slopes
from gainsem.results.reliability.constructs import constructs_of

ITEMS = ["a", "b", "c", "d", "e", "h"]
MODELS = {
    "apart": "f =~ a + b + c\ng =~ d + e + h\na ~~ d",
    "an item explained": "f =~ a + b + c\ng =~ d + e + h\na ~ z",
    "an item explains": "f =~ a + b + c\ng =~ d + e + h\nz ~ b",
    "shared": "f =~ a + b + c\ng =~ d + e + h + a",
}


def answers(*, ordinal: bool = False) -> pd.DataFrame:
    generator = np.random.default_rng(5)
    factors = generator.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], size=400)
    values = np.repeat(factors, 3, axis=1) + generator.normal(size=(400, 6))
    frame = pd.DataFrame(values, columns=ITEMS)
    if ordinal:
        frame = frame.apply(lambda column: np.digitize(column, [-1.0, 0.5]) + 1)
    return frame.assign(z=frame["a"] + generator.normal(size=400))


@pytest.mark.parametrize("ordinal", [False, True], ids=["continuous", "ordinal"])
@pytest.mark.parametrize("name", MODELS)
def test_slopes_are_those_of_every_construct_moved_by_every_parameter(
    name: str, ordinal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"ordered": ITEMS} if ordinal else {"meanstructure": True}
    fit = gainsem.fit(MODELS[name], answers(ordinal=ordinal), **options)
    constructs = [one for one in constructs_of(fit.table) if one.items]
    _, values, slopes = coefficient_slopes(fit, constructs)
    monkeypatch.setattr(composites, "_belongs_to", lambda *_: None)
    _, same, full = coefficient_slopes(fit, constructs)
    assert np.array_equal(values, same, equal_nan=True)
    assert np.array_equal(slopes, full, equal_nan=True)
    assert np.abs(np.nan_to_num(slopes)).max() > 0.0
