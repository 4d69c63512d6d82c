"""The numbers of a table may become the answers where they lie; the answers are the same."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.survey.raw_table import RawTable
from gainsem.survey.recode import apply_codebook


@pytest.fixture
def table():
    matrix = np.asfortranarray([[1.0, 0, 5, 88], [2, 0, 88, 7], [5, 0, np.nan, 9]])
    columns = [matrix[:, j] for j in range(4)]
    columns[1] = ("Ulm", "", "Bonn")
    names = ("x1", "town", "x2", "z")
    return RawTable(names, tuple(columns), np.arange(2, 5), source="d.csv"), matrix


def test_answers_are_the_same_with_and_without_the_table_consumed(table, book) -> None:
    raw, matrix = table
    codebook = book("  x1: {scale: agree, reverse: true}\n  x2: {scale: agree}\n")
    before = matrix.copy()
    kept = apply_codebook(raw, codebook)
    np.testing.assert_array_equal(matrix, before)
    used = apply_codebook(raw, codebook, consume=True)
    np.testing.assert_array_equal(used.values, kept.values)
    np.testing.assert_array_equal(used.values, [[5, 5, 88], [4, np.nan, 7], [1, np.nan, 9]])
    assert (used.names, used.text, used.recodes) == (kept.names, kept.text, kept.recodes)
    assert np.shares_memory(used.values, matrix)
    assert not used.values.flags.writeable


def test_columns_that_are_no_one_matrix_are_copied(table) -> None:
    raw, matrix = table
    apart = RawTable(
        raw.names,
        tuple(c if isinstance(c, tuple) else c.copy() for c in raw.columns),
        raw.lines,
        source="d.csv",
    )
    used = apply_codebook(apart, consume=True)
    np.testing.assert_array_equal(used.values, matrix[:, [0, 2, 3]])
