"""Hadamard matrices by their definition: H'H = R I, entries 1 and -1."""

import numpy as np
import pytest

from gainsem.core.hadamard import hadamard_matrix


@pytest.mark.parametrize("least", [1, 2, 3, 5, 9, 13, 17, 21, 25, 29, 33, 37, 45, 53, 61, 81, 101])
def test_columns_are_orthogonal_signs(least):
    found = hadamard_matrix(least)
    order = len(found)
    assert order >= least
    assert set(np.unique(found)) <= {-1.0, 1.0}
    assert np.array_equal(found.T @ found, order * np.eye(order))
    assert (found[:, 0] == 1.0).all()


def test_no_multiple_of_four_up_to_fifty_is_passed_over():
    """52 is: it takes a field of 25 elements, and 56 does as well."""
    assert [len(hadamard_matrix(least)) for least in range(5, 48, 4)] == [*range(8, 49, 4)]
