"""Draws of exploratory blocks against cold fits, whose factors may stand in another order."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.estimation.bootstrap.factor_identity import changing_factors
from tests.estimation.bootstrap.fits_of_resamples import single_fits

DATA = Path(__file__).parents[2] / "reference" / "data"
THREE = 'efa("b")*f1 + efa("b")*f2 + efa("b")*f3 =~ x1+x2+x3+x4+x5+x6+x7+x8+x9\n'
TARGET = [[None if column == row // 3 else 0 for column in range(3)] for row in range(9)]
CLOSE = 1e-6


@pytest.fixture(scope="module")
def pupils() -> pd.DataFrame:
    return pd.read_csv(DATA / "hs.csv").drop(columns=["id", "school"])


def taken_apart(table, params):
    """Return loadings with the slopes of covariates below, correlations, and all the rest."""
    block = table.blocks[0]
    m = len(block.factors)
    of_factors = {name: np.zeros(m) for name in block.items}
    phi, rest = np.eye(m), []
    for row in table.rows:
        value = params[row.free] if row.is_free else (row.value or 0.0)
        if row.op == "=~" and row.lhs in block.factors:
            of_factors[row.rhs][block.factors.index(row.lhs)] = value
        elif row.op == "~" and row.lhs in block.factors:
            of_factors.setdefault(row.rhs, np.zeros(m))[block.factors.index(row.lhs)] = value
        elif {row.lhs, row.rhs} <= set(block.factors):
            i, j = block.factors.index(row.lhs), block.factors.index(row.rhs)
            phi[i, j] = phi[j, i] = value
        elif row.is_free:
            rest.append(value)
    return np.array(list(of_factors.values())), phi, np.array(rest)


def difference(table, one, other) -> float:
    """Return how far two solutions are apart, with factors matched and turned over."""
    own, phi, rest = taken_apart(table, one)
    theirs, their_phi, their_rest = taken_apart(table, other)
    best, m = np.inf, own.shape[1]
    for order in map(list, permutations(range(m))):
        for sign in map(np.array, product([1.0, -1.0], repeat=m)):
            moved = np.abs(theirs[:, order] * sign - own).max()
            turned = their_phi[np.ix_(order, order)] * np.outer(sign, sign)
            best = min(best, max(moved, np.abs(turned - phi).max()))
    return max(best, np.abs(rest - their_rest).max())


@pytest.mark.parametrize(
    ("more", "options"),
    [
        ("", {"estimator": "ML"}),
        ("", {"estimator": "ML", "rotation": "varimax"}),
        ("", {"estimator": "ML", "rotation": "target", "rotation_args": {"target": TARGET}}),
        ("", {"estimator": "ML", "rotation": "bi-geomin"}),
        ("", {"estimator": "GLS", "rotation": "oblimin", "rotation_args": {"normalize": "kaiser"}}),
        ("f1 + f2 + f3 ~ ageyr", {"estimator": "ML", "fixed_x": True}),
    ],
)
def test_rotated_draws_are_their_fits(pupils, more, options) -> None:
    fit = gainsem.fit(THREE + more, pupils, bootstrap=3, seed=5, **options)
    singles = single_fits(THREE + more, pupils, draws=3, seed=5, **options)
    for own, single in zip(fit.bootstrap.vectors, singles, strict=True):
        assert difference(fit.table, own, single.solution.params) < CLOSE


def test_rotated_draws_of_incomplete_answers_are_their_fits() -> None:
    data = pd.read_csv(DATA / "hs_missing.csv").drop(columns=["id", "school"])
    fit = gainsem.fit(THREE, data, missing="fiml", bootstrap=2, seed=5)
    singles = single_fits(THREE, data, draws=2, seed=5, missing="fiml")
    for own, single in zip(fit.bootstrap.vectors, singles, strict=True):
        assert difference(fit.table, own, single.solution.params) < CLOSE


@pytest.mark.parametrize("options", [{}, {"parameterization": "theta"}])
def test_rotated_draws_of_ordinal_items_are_their_fits(options) -> None:
    rng = np.random.default_rng(8)
    latent = rng.normal(size=(400, 2)) @ [[1.0, 0.4], [0.0, 0.9]]
    answers = np.repeat(latent, 4, axis=1) * 0.8 + 0.6 * rng.normal(size=(400, 8))
    names = [f"q{k}" for k in range(1, 9)]
    data = pd.DataFrame(np.digitize(answers, [-1.0, 0.0, 1.0]) + 1, columns=names)
    model = 'efa("b")*f1 + efa("b")*f2 =~ ' + "+".join(names)
    fit = gainsem.fit(model, data, ordered=True, bootstrap=2, seed=5, **options)
    singles = single_fits(model, data, draws=2, seed=5, ordered=True, **options)
    for own, single in zip(fit.bootstrap.vectors, singles, strict=True):
        assert difference(fit.table, own, single.solution.params) < CLOSE


def test_factors_keep_their_order_and_signs_over_the_draws(pupils) -> None:
    fit = gainsem.fit(THREE, pupils, estimator="ML", bootstrap=60)
    known, _, _ = taken_apart(fit.table, fit.solution.params)
    for own in fit.bootstrap.vectors:
        loadings, _, _ = taken_apart(fit.table, own)
        assert ((loadings * known).sum(axis=0) > 0.0).all()
    errors = fit.parameters.query("op == '=~'")["se"].to_numpy()
    usual = gainsem.fit(THREE, pupils, estimator="MLR").parameters.query("op == '=~'")["se"]
    assert np.median(errors / usual.to_numpy()) == pytest.approx(1.0, abs=0.35)


def test_w_boot_12_factors_that_change_from_draw_to_draw_are_said(pupils) -> None:
    fit = gainsem.fit(THREE, pupils, estimator="ML", bootstrap=20)
    assert fit.bootstrap.lost == 1  # without a minimum from any start, also as a fit of its own
    assert changing_factors(fit, fit.bootstrap) == []
    own = [row.free for row in fit.table.rows if row.op == "=~" and row.lhs == "f2"]
    vectors = fit.bootstrap.vectors.copy()
    vectors[:3, own] = np.linspace(-1.0, 1.0, 9)
    (said,) = changing_factors(fit, replace(fit.bootstrap, vectors=vectors))
    assert said.code == "W-BOOT-12"
    assert "In 3 of 19 bootstrap draws a factor of block 'b'" in said.message
    vectors[1:, own] = -7.0 * fit.bootstrap.vectors[1:, own]
    assert changing_factors(fit, replace(fit.bootstrap, vectors=vectors[1:])) == []


def test_two_workers_give_the_bytes_of_one(pupils) -> None:
    one, two = (
        gainsem.fit(THREE, pupils, estimator="ML", bootstrap=24, workers=workers)
        for workers in (1, 2)
    )
    assert one.bootstrap.vectors.tobytes() == two.bootstrap.vectors.tobytes()


def test_rotations_without_standard_errors_get_them_from_the_bootstrap(pupils) -> None:
    fit = gainsem.fit(THREE, pupils, estimator="ML", rotation="promax", bootstrap=30)
    singles = single_fits(
        THREE, pupils, draws=2, seed=1, estimator="ML", rotation="promax", se="none"
    )
    for own, single in zip(fit.bootstrap.vectors, singles, strict=False):
        assert difference(fit.table, own, single.solution.params) < CLOSE
    errors = fit.parameters.query("op == '=~'")["se"]
    assert (errors > 0.0).all()
    oblimin = gainsem.fit(THREE, pupils, estimator="ML", rotation="oblimin", bootstrap=30)
    other = oblimin.parameters.query("op == '=~'")["se"]
    assert np.median(errors / other) == pytest.approx(1.0, abs=0.3)
