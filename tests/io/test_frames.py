"""Data frames: every dtype pandas has, without pandas being imported by the reader."""

from __future__ import annotations

import datetime as dt
import decimal
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from gainsem.errors import FileError
from gainsem.io.frames import read_frame


def column(values, **options):
    return read_frame(pd.DataFrame({"x": pd.Series(values, **options)})).columns[0]


@pytest.mark.parametrize(
    "dtype", ["int64", "int8", "float32", "Int64", "Float64", "UInt8", "object", "string"]
)
def test_numbers_of_any_dtype_are_numbers(dtype):
    values = ["1", "2", "3"] if dtype == "string" else [1, 2, 3]
    np.testing.assert_array_equal(column(values, dtype=dtype), [1.0, 2.0, 3.0])


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([1, pd.NA, 3], "Int64"),
        ([1, None, 3], "float64"),
        ([1, pd.NA, 3], "object"),
        ([1, None, 3.0], "object"),
        (["1", np.nan, "3"], "object"),
        ([True, pd.NA, True], "boolean"),
    ],
)
def test_every_missing_value_is_nan(values, dtype):
    read = column(values, dtype=dtype)
    np.testing.assert_array_equal(np.isnan(read), [False, True, False])


def test_truth_values_are_ones_and_zeros():
    np.testing.assert_array_equal(column([True, False]), [1.0, 0.0])
    np.testing.assert_array_equal(column([True, None], dtype="object"), [1.0, np.nan])


def test_ordered_categories_are_their_labels():
    kind = pd.CategoricalDtype(["low", "mid", "high"], ordered=True)
    assert column(["high", None, "low"], dtype=kind) == ("high", "", "low")


def test_categories_of_numbers_are_numbers():
    np.testing.assert_array_equal(column([3, 1, None], dtype="category"), [3.0, 1.0, np.nan])


def test_dates_are_iso_text():
    assert column(pd.to_datetime(["2026-05-01", None])) == ("2026-05-01", "")
    assert column([dt.date(2026, 5, 1)]) == ("2026-05-01",)


def test_decimals_and_numpy_scalars_are_numbers():
    values = [decimal.Decimal("1.25"), np.float32(0.5), np.int64(3)]
    np.testing.assert_array_equal(column(values, dtype="object"), [1.25, 0.5, 3.0])


def test_integers_a_float_cannot_hold_stay_text():
    ids = [110101199003074514, 110101199003074515]
    assert column(ids) == tuple(map(str, ids))


def test_answers_in_words_stay_words():
    assert column(["agree", None, "disagree"]) == ("agree", "", "disagree")


def test_index_is_ignored_and_rows_count_from_one():
    table = read_frame(pd.DataFrame({"x": [1.0, 2.0]}, index=["p", "q"]))
    assert table.names == ("x",)
    assert table.lines.tolist() == [1, 2]
    assert (table.source, table.sha256) == ("data frame", "")


def test_names_that_are_no_text_become_text():
    assert read_frame(pd.DataFrame([[1, 2]])).names == ("0", "1")
    pairs = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "b"), ("c", "")]))
    assert read_frame(pairs).names == ("a_b", "c")


def test_f09_duplicate_names_are_refused():
    with pytest.raises(FileError) as caught:
        read_frame(pd.DataFrame([[1, 2]], columns=["x1", "x1"]))
    assert caught.value.code == "E-FILE-09"
    assert "columns 1 and 2 are both 'x1'" in str(caught.value)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (pd.DataFrame(), "E-FILE-01"),
        (pd.DataFrame({"x": []}), "E-FILE-02"),
        ([1, 2], "E-FILE-15"),
        (None, "E-FILE-15"),
    ],
)
def test_empty_frames_and_other_things_are_refused(frame, code):
    with pytest.raises(FileError) as caught:
        read_frame(frame)
    assert caught.value.code == code


def test_the_frame_is_not_shared():
    frame = pd.DataFrame({"x": [1.0, 2.0]})
    read = read_frame(frame).columns[0]
    frame.loc[0, "x"] = 99
    assert read[0] == 1.0


def test_reading_a_csv_imports_no_pandas(tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    program = (
        "import sys, gainsem.io.frames; from gainsem.io.read_table import read_table; "
        "read_table(sys.argv[1]); "
        "print([m for m in ('pandas', 'python_calamine', 'scipy', 'pydantic') if m in sys.modules])"
    )
    call = [sys.executable, "-c", program, str(tmp_path / "a.csv")]
    assert subprocess.run(call, capture_output=True, text=True, check=True).stdout == "[]\n"
