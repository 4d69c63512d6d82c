"""Replicate weights read from columns: what is meant, and what is refused."""

import numpy as np
import pytest

from gainsem.errors import ResponseError, UnknownVariableError
from gainsem.survey.replicate_columns import replicate_columns
from gainsem.survey.responses import Item, Responses

N = 6


def _survey(**columns):
    names = list(columns)
    values = np.array([columns[name] for name in names], dtype=float).T
    return Responses(values, tuple(Item(name) for name in names), lines=np.arange(2, N + 2))


def _halves(count):
    stream = np.random.default_rng(4)
    return {f"rw_{k + 1}": stream.permutation([0.0, 0, 0, 2, 2, 2]) for k in range(count)}


def _read(survey, wanted=("rw_*",), used=None):
    used = np.ones(N, dtype=bool) if used is None else used
    return replicate_columns(survey, wanted, used, weights="w")


def _codes(caught):
    return [each.code for each in caught.value.problems]


def test_a_pattern_means_columns_in_the_order_of_the_file_without_the_weights():
    survey = _survey(w=np.ones(N), **_halves(12))
    found = _read(survey)
    assert found.names == tuple(f"rw_{k}" for k in range(1, 13))
    assert found.weights.shape == (12, N)
    assert _read(survey, ("w", "rw_2", "rw_2")).names == ("w", "rw_2")
    assert "w" not in _read(survey, ("*",)).names


def test_only_respondents_used_count():
    columns = _halves(25)
    columns["rw_3"][5] = np.nan
    used = np.arange(N) < 5
    assert _read(_survey(w=np.ones(N), **columns), used=used).weights.shape == (25, 5)


def test_missing_and_negative_weights_are_named_together_with_lines():
    columns = _halves(3)
    columns["rw_1"][2] = np.nan
    columns["rw_2"][4] = -1.0
    columns["rw_3"][:] = 0.0
    with pytest.raises(ResponseError) as caught:
        _read(_survey(w=np.ones(N), **columns))
    assert _codes(caught) == ["E-WGT-94", "E-WGT-95", "E-WGT-96"]
    assert "line 4" in str(caught.value)
    assert "rw_2" in str(caught.value)


def test_unknown_names_and_patterns_are_refused():
    survey = _survey(w=np.ones(N), **_halves(3))
    with pytest.raises(UnknownVariableError) as caught:
        _read(survey, ("repwt*", "rw_11"))
    assert _codes(caught) == ["E-WGT-93", "E-MOD-71"]
    assert "rw_1" in str(caught.value)


def test_one_replicate_is_none():
    with pytest.raises(ResponseError) as caught:
        _read(_survey(w=np.ones(N), **_halves(1)))
    assert _codes(caught) == ["E-WGT-97"]


def test_factors_instead_of_weights_are_remarked():
    """Replicates that add up to a tenth of the weights belong to other weights."""
    survey = _survey(w=np.full(N, 10.0), **_halves(25))
    assert [each.code for each in _read(survey).diagnostics] == ["W-WGT-82"]


def test_few_replicates_and_copies_of_the_weights_are_remarked():
    survey = _survey(w=np.ones(N), rw_0=np.ones(N), **_halves(8))
    assert [each.code for each in _read(survey).diagnostics] == ["W-WGT-83", "W-WGT-86"]
