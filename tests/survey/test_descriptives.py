from __future__ import annotations

import math

import numpy as np
from scipy import stats

from gainsem.survey.descriptives import describe


def test_descriptives_agree_with_scipy() -> None:
    values = np.random.default_rng(4).gamma(2.0, size=(200, 3))
    values[::7, 1] = np.nan
    for j, record in enumerate(describe(values, ["a", "b", "c"])):
        x = values[~np.isnan(values[:, j]), j]
        assert (record["name"], record["n"], record["missing"]) == ("abc"[j], len(x), 200 - len(x))
        np.testing.assert_allclose(
            [record[key] for key in ("mean", "sd", "min", "max", "skewness", "kurtosis")],
            [
                x.mean(),
                x.std(ddof=1),
                x.min(),
                x.max(),
                stats.skew(x, bias=False),
                stats.kurtosis(x, bias=False),
            ],
            rtol=1e-12,
        )


def test_statistics_are_of_those_used_and_missing_of_all() -> None:
    values = np.array([[1.0, 5.0], [2.0, np.nan], [3.0, 7.0]])
    first, second = describe(values, ["a", "b"], used=np.array([True, False, True]))
    assert (first["n"], first["missing"], first["mean"]) == (2, 0, 2.0)
    assert (second["n"], second["missing"], second["mean"]) == (2, 1, 6.0)


def test_what_does_not_exist_is_nan() -> None:
    (record,) = describe(np.full((4, 1), np.nan), ["a"])
    assert record["n"] == 0
    assert all(math.isnan(record[k]) for k in ("mean", "sd", "min", "max", "skewness"))
    (record,) = describe(np.full((4, 1), 3.0), ["a"])
    assert (record["sd"], math.isnan(record["skewness"])) == (0.0, True)
