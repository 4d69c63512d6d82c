"""HTMT: by hand, and where it is not defined."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.htmt import htmt, monotrait

A, B = np.array([0, 1]), np.array([2, 3])


def matrix(within_a: float, within_b: float, between: list[float]) -> np.ndarray:
    cor = np.eye(4)
    cor[0, 1] = cor[1, 0] = within_a
    cor[2, 3] = cor[3, 2] = within_b
    cor[:2, 2:] = np.reshape(between, (2, 2))
    cor[2:, :2] = cor[:2, 2:].T
    return cor


def test_by_hand() -> None:
    cor = matrix(0.64, 0.36, [0.2, 0.3, 0.1, 0.4])
    assert htmt(cor, [A, B])[0, 1] == pytest.approx(0.25 / 0.48)
    geometric = (0.2 * 0.3 * 0.1 * 0.4) ** 0.25
    assert htmt(cor, [A, B], geometric=True)[0, 1] == pytest.approx(geometric / 0.48)


@pytest.mark.parametrize("geometric", [False, True])
def test_congeneric_items_give_the_correlation_of_the_constructs(geometric: bool) -> None:
    """HTMT is consistent for equal loadings, HTMT2 for any (Roemer et al. 2021)."""
    loadings = np.array([0.7, 0.7, 0.7, 0.6, 0.6, 0.6])
    if geometric:
        loadings = np.array([0.9, 0.7, 0.5, 0.8, 0.6, 0.4])
    phi = np.kron(np.array([[1.0, 0.4], [0.4, 1.0]]), np.ones((3, 3)))
    cor = phi * np.outer(loadings, loadings)
    np.fill_diagonal(cor, 1.0)
    found = htmt(cor, [np.arange(3), np.arange(3, 6)], geometric=geometric)
    assert found[0, 1] == pytest.approx(0.4)


def test_opposite_constructs_count_in_size() -> None:
    cor = matrix(0.5, 0.5, [-0.2, -0.2, -0.2, -0.2])
    assert htmt(cor, [A, B])[0, 1] == pytest.approx(0.4)


def test_where_it_is_not_defined() -> None:
    cor = matrix(0.5, -0.1, [0.2, 0.2, 0.2, 0.2])
    assert np.isnan(htmt(cor, [A, B])[0, 1])
    assert np.isnan(htmt(cor, [A, np.array([2])])[0, 1])
    assert np.isnan(htmt(cor, [A, np.array([1, 2])])[0, 1])
    assert np.isnan(monotrait(cor, np.array([0])))
    assert htmt(cor, [A, B])[0, 0] == 1.0


def test_a_correlation_of_zero_makes_the_geometric_mean_zero() -> None:
    cor = matrix(0.5, 0.5, [0.2, 0.0, 0.2, 0.2])
    assert htmt(cor, [A, B], geometric=True)[0, 1] == 0.0
