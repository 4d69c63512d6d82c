"""Sums over domains of one sample against the sample as a whole, written out."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.designed_groups import DomainRows, meat_of_groups, simple_meat_of_groups
from gainsem.core.residual_traces import MomentErrors, residual_trace_of_groups
from gainsem.core.sampled_units import SampleDesign, SampledUnits

N, C = 60, 12


def units(lonely: str = "fail") -> SampledUnits:
    rng = np.random.default_rng(5)
    cluster = rng.permutation(np.repeat(np.arange(C), N // C))
    stratum = np.repeat(np.arange(4), 3)
    return SampledUnits(cluster, stratum, np.array([1.0, 0.8, 0.5, 1.0]), lonely)


def domains(whole: SampleDesign, rows: np.ndarray, groups: list[np.ndarray]) -> list[DomainRows]:
    size = rows.shape[1] * len(groups)
    found = []
    for number, own in enumerate(groups):
        directions = np.zeros((rows.shape[1], size))
        first = number * rows.shape[1]
        directions[:, first : first + rows.shape[1]] = np.eye(rows.shape[1])
        weights = None if whole.weights is None else whole.weights[own]
        part = None if whole.units is None else whole.units.of_some(own)
        n = float(len(own)) if weights is None else weights.sum()
        found.append(DomainRows(rows[own], directions, SampleDesign(n, weights, part)))
    return found


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("clustered", [False, True])
def test_domains_are_rows_of_zeros_elsewhere(weighted, clustered):
    rng = np.random.default_rng(6)
    rows = rng.normal(size=(N, 3))
    order = rng.permutation(N)
    groups = [np.sort(order[:25]), np.sort(order[25:])]
    weights = rng.uniform(0.2, 2.0, N) if weighted else None
    if weights is not None:
        weights *= N / weights.sum()
    whole = SampleDesign(N, weights, units() if clustered else None)
    wide = np.zeros((N, 6))
    for number, own in enumerate(groups):
        wide[own, 3 * number : 3 * number + 3] = rows[own]
    parts = domains(whole, rows, groups)
    assert meat_of_groups(parts) == pytest.approx(whole.meat(wide), rel=1e-12, abs=1e-12)
    simple = simple_meat_of_groups(parts)
    assert simple == pytest.approx(whole.simple_meat(wide), rel=1e-12, abs=1e-12)


def test_a_unit_without_respondents_has_a_sum_of_zero():
    rows = np.ones((N, 1))
    own = np.flatnonzero(units().cluster != 4)
    totals = units().of_some(own).totals(rows[own])
    assert totals[:, 0].tolist() == [0.0 if k == 4 else 5.0 for k in range(C)]


def test_units_counted_apart_have_a_factor_of_their_own():
    rng = np.random.default_rng(8)
    rows = rng.normal(size=(C, 1))
    rows -= rows.mean()
    among = np.repeat([0, 1], [3, 9])
    apart = SampledUnits(np.arange(C), np.zeros(C, dtype=int), np.ones(1), among=among)
    squares = rows[:, 0] ** 2
    expected = squares[:3].sum() * 3 / 2 + squares[3:].sum() * 9 / 8
    assert float((apart.deviates(rows) ** 2).sum()) == pytest.approx(expected, rel=1e-12)


def test_a_residual_trace_knows_covariances_between_groups():
    """``tr(R' V R Gamma)`` of the stacked moments, written out with all their covariances."""
    rng = np.random.default_rng(9)
    p, r, shares = 4, 3, (0.3, 0.7)
    rows = [rng.normal(size=(C, p)) for _ in shares]
    jacobians = [rng.normal(size=(p, r)) for _ in shares]
    weights = [_positive(rng, p) for _ in shares]
    models = [_positive(rng, p) for _ in shares]
    found = residual_trace_of_groups(
        [
            (MomentErrors(own.T @ own, model), jacobian, weight, share)
            for own, model, jacobian, weight, share in zip(
                rows, models, jacobians, weights, shares, strict=True
            )
        ],
        rows,
    )
    scaled = np.hstack([own / np.sqrt(share) for own, share in zip(rows, shares, strict=True)])
    gamma, jacobian = scaled.T @ scaled, np.vstack(jacobians)
    v, m = _blocks(weights, shares), _blocks(models, shares)
    turned = jacobian @ np.linalg.inv(jacobian.T @ m @ jacobian) @ jacobian.T @ m
    residual = np.eye(2 * p) - turned
    assert found == pytest.approx(float(np.trace(residual.T @ v @ residual @ gamma)), rel=1e-10)


def _positive(rng: np.random.Generator, size: int) -> np.ndarray:
    own = rng.normal(size=(size, size))
    return own @ own.T + np.eye(size)


def _blocks(parts: list[np.ndarray], shares: tuple[float, ...]) -> np.ndarray:
    size = len(parts[0])
    whole = np.zeros((len(parts) * size, len(parts) * size))
    for number, (own, share) in enumerate(zip(parts, shares, strict=True)):
        at = slice(number * size, (number + 1) * size)
        whole[at, at] = share * own
    return whole
