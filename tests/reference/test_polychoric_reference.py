"""Polychoric correlations of tables whose correlation is known.

``integrate_polychoric.py`` integrated the bivariate normal density over every cell, by two methods
at 30 digits.  A table with these probabilities times n has the thresholds and the correlation they
were made with: both maximise its likelihood, whatever n is, so an estimator has to return them
exactly.  What is left is rounding: the probabilities have 17 digits, and a correlation is known
from them to about 1e-16 over the density at its corners (1e-4 for the most extreme thresholds).

As in lavaan, a cell that the model gives less than 1.5e-8 takes no part in the likelihood.  Tables
of real answers have nobody there, these have n times its probability: they are allowed 1e-6.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from gainsem.core.polychoric import corners_of, polychoric_correlations, thresholds_of

N_OBS = 1000.0
THRESHOLD = 1e-9
CORRELATION = 1e-9
LEFT_OUT, CORRELATION_WITHOUT = 1.5e-8, 1e-6
TABLES = json.loads(
    (Path(__file__).parent / "data" / "polychoric_integration.json").read_text(encoding="utf-8")
)


def estimate(tables: list[np.ndarray]) -> tuple[list[np.ndarray], list[float]]:
    """Return the thresholds (rows, then columns) and the correlation of each table of counts.

    The one place that knows gainsem's functions: tables of K x K x P, thresholds of K - 1 x p,
    categories an item does not have behind the others and empty.
    """
    most = max(max(table.shape) for table in tables)
    padded = np.zeros((most, most, len(tables)))
    for at, table in enumerate(tables):
        padded[: table.shape[0], : table.shape[1], at] = table
    margins = np.concatenate([padded.sum(axis=1).T, padded.sum(axis=0).T])
    thresholds = thresholds_of(margins)
    first = np.arange(len(tables))
    found = polychoric_correlations(padded, corners_of(thresholds, (first, first + len(tables))))
    of_table = [
        np.concatenate(
            [
                thresholds[: table.shape[0] - 1, at],
                thresholds[: table.shape[1] - 1, at + len(tables)],
            ]
        )
        for at, table in enumerate(tables)
    ]
    return of_table, list(found.rho)


def label(record: dict) -> str:
    return f"{len(record['rows']) + 1}x{len(record['cols']) + 1} {record['rho']}"


def counts(record: dict) -> np.ndarray:
    return N_OBS * np.array(record["cells"])


def check(record: dict, rho: float, *, turned: bool = False) -> None:
    cells = np.array(record["cells"])
    left_out = cells[cells < LEFT_OUT].max(initial=0.0)
    allowed = CORRELATION if left_out < LEFT_OUT / 1000 else CORRELATION_WITHOUT
    expected = -record["rho"] if turned else record["rho"]
    assert abs(rho - expected) < allowed, (rho, expected)


def check_thresholds(record: dict, found: np.ndarray) -> None:
    expected = np.array(record["rows"] + record["cols"])
    np.testing.assert_allclose(found, expected, rtol=0, atol=THRESHOLD)


@pytest.mark.parametrize("record", TABLES, ids=label)
def test_one_table(record):
    (thresholds,), (rho,) = estimate([counts(record)])
    check_thresholds(record, thresholds)
    check(record, rho)


@pytest.mark.parametrize("record", TABLES, ids=label)
def test_transposed_and_turned_round(record):
    table = counts(record)
    _, (across, around) = estimate([table.T, table[::-1]])
    check(record, across)
    check(record, around, turned=True)


def test_all_tables_at_once():
    thresholds, rhos = estimate([counts(record) for record in TABLES])
    for record, found, rho in zip(TABLES, thresholds, rhos, strict=True):
        check_thresholds(record, found)
        check(record, rho)


def test_tables_are_probabilities():
    for record in TABLES:
        cells = np.array(record["cells"])
        assert cells.min() >= 0
        assert abs(cells.sum() - 1) < 1e-15
