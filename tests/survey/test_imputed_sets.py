"""Imputed data sets told apart by a column, and checked against each other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError, ResponseError
from gainsem.survey.imputed_sets import KNOWN_COLUMNS
from tests.imputed_sets import MODEL, frames, stacked, with_original


def refusal(kind: type[Exception], data, **options):
    with pytest.raises(kind) as refused:
        gainsem.fit_imputed(MODEL, data, **options)
    return refused.value


@pytest.mark.parametrize("column", KNOWN_COLUMNS)
def test_the_columns_of_other_programs_are_known(column):
    sets = frames(3)
    listed = gainsem.fit_imputed(MODEL, sets)
    found = gainsem.fit_imputed(MODEL, with_original(sets, column))
    pd.testing.assert_frame_equal(found.parameters, listed.parameters)
    codes = [each.code for each in found.diagnostics]
    assert codes[:2] == ["I-IMP-21", "I-IMP-20"]
    assert [each.name for each in found.imputations] == ["1", "2", "3"]


def test_any_column_can_be_named():
    table = stacked(frames(3), "set")
    found = gainsem.fit_imputed(MODEL, table, imputation="set")
    assert found.n_imputations == 3
    assert "I-IMP-21" not in [each.code for each in found.diagnostics]
    assert gainsem.fit_imputed(MODEL, [table], imputation="set").n_imputations == 3


def test_rows_may_be_in_any_order():
    table = stacked(frames(3), ".imp")
    mixed = table.sample(frac=1.0, random_state=1)
    ours = gainsem.fit_imputed(MODEL, mixed).parameters
    theirs = gainsem.fit_imputed(MODEL, table).parameters
    np.testing.assert_allclose(ours["est"], theirs["est"], rtol=1e-6)


def test_k01_nothing_that_is_imputed():
    assert refusal(OptionError, []).code == "E-IMP-01"
    assert refusal(OptionError, frames(1)[0]).code == "E-IMP-01"
    moments = gainsem.Moments.from_covariance(np.eye(4), 100, names=list("abcd"))
    assert refusal(OptionError, [moments, moments]).code == "E-IMP-01"
    assert refusal(OptionError, 3).code == "E-IMP-01"
    twice = stacked(frames(2), ".imp").assign(_mj=1)
    assert "several" in str(refusal(OptionError, twice))
    nothing = with_original(frames(2))
    assert refusal(OptionError, nothing[nothing[".imp"] == 0]).code == "E-IMP-01"


def test_k02_a_single_data_set():
    assert refusal(OptionError, frames(1)).code == "E-IMP-02"
    table = with_original(frames(1))
    assert refusal(OptionError, table, imputation=".imp").code == "E-IMP-02"


def test_k03_a_column_there_is_not():
    found = refusal(OptionError, stacked(frames(2), "imputation"), imputation="imputaton")
    assert found.code == "E-IMP-03"
    assert "Did you mean 'imputation'" in str(found)


@pytest.mark.parametrize(
    ("cell", "shown"), [("first", "'first'"), (np.nan, "nothing"), (1.5, "1.5"), (-1, "-1")]
)
def test_k04_numbers_that_are_none(cell, shown):
    table = stacked(frames(2), "set")
    table["set"] = table["set"].astype(object)
    table.loc[7, "set"] = cell
    found = refusal(ResponseError, table, imputation="set")
    assert found.code == "E-IMP-04"
    assert shown in str(found)


def test_k05_a_column_for_several_tables():
    assert refusal(OptionError, frames(2), imputation=".imp").code == "E-IMP-05"


def test_k07_gaps_that_were_left():
    sets = frames(3)
    sets[1].loc[:2, "b"] = np.nan
    sets[2].loc[0, "c"] = np.nan
    found = refusal(ResponseError, sets)
    assert [each.code for each in found.problems] == ["E-IMP-07", "E-IMP-07"]
    assert "imputed data set 2: 'b' has 3 missing answers" in str(found)
    assert "imputed data set 3: 'c' has 1 missing answer." in str(found)


def test_gaps_elsewhere_do_not_matter():
    sets = [frame.assign(e=np.nan) for frame in frames(3)]
    assert gainsem.fit_imputed(MODEL, sets).n_imputations == 3


def test_k08_a_column_one_data_set_lacks():
    sets = frames(3)
    sets[1] = sets[1].drop(columns="c")
    found = refusal(ResponseError, sets)
    assert found.code == "E-IMP-08"
    assert "imputed data set 2 has no numbers in c" in str(found)


def test_k09_data_sets_of_different_length():
    sets = frames(3)
    sets[2] = sets[2].head(299)
    found = refusal(ResponseError, sets)
    assert found.code == "E-IMP-09"
    assert "299 rows, 1 has 300" in str(found)


def test_an_item_no_data_set_has_is_unknown():
    with pytest.raises(gainsem.UnknownVariableError):
        gainsem.fit_imputed("f =~ a + b + c + dd", frames(3))


def test_k12_imputations_numbered_from_zero():
    assert refusal(ResponseError, stacked(frames(3), ".imp", first=0)).code == "E-IMP-12"


def test_an_original_without_gaps_is_left_out_where_nothing_was_imputed():
    sets = [frames(1)[0]] * 3
    found = gainsem.fit_imputed(MODEL, stacked(sets, ".imp", first=0))
    assert found.n_imputations == 2
