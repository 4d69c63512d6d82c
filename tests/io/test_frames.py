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
from gainsem.io import frames
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


def ordered(values, categories):
    kind = pd.CategoricalDtype(categories, ordered=True)
    return read_frame(pd.DataFrame({"x": pd.Series(values, dtype=kind)}))


def test_ordered_categories_are_declared_in_the_order_of_their_dtype():
    table = ordered(["high", None, "low"], ["low", "mid", "high"])
    item = table.declared["x"].item
    np.testing.assert_array_equal(table.declared["x"].values, [3.0, np.nan, 1.0])
    assert (item.name, item.measure, item.codes) == ("x", "ordinal", (1.0, 2.0, 3.0))
    assert item.value_labels == {"en": {1.0: "low", 2.0: "mid", 3.0: "high"}}


def test_ordered_ascending_numbers_stay_these_numbers():
    table = ordered([0, 2, None], [0, 1, 2, 3])
    np.testing.assert_array_equal(table.declared["x"].values, [0.0, 2.0, np.nan])
    assert table.declared["x"].item.codes == (0.0, 1.0, 2.0, 3.0)
    assert table.declared["x"].item.value_labels == {}


def test_the_dtype_has_the_last_word_on_the_order_of_numbers():
    table = ordered([5, 1], [5, 3, 1])
    np.testing.assert_array_equal(table.declared["x"].values, [1.0, 3.0])
    assert table.declared["x"].item.value_labels == {"en": {1.0: "5", 2.0: "3", 3.0: "1"}}


def test_labels_that_differ_in_case_only_or_look_missing_are_categories_of_their_own():
    table = ordered(["a", "A", "NA", None], ["a", "A", "NA"])
    np.testing.assert_array_equal(table.declared["x"].values, [1.0, 2.0, 3.0, np.nan])
    assert table.diagnostics == ()


def test_ordered_intervals_and_categories_nobody_chose():
    cut = pd.cut(pd.Series([0.5, 2.5]), [0, 1, 2, 3])
    table = read_frame(pd.DataFrame({"x": cut}))
    np.testing.assert_array_equal(table.declared["x"].values, [1.0, 3.0])
    assert table.declared["x"].item.value_labels["en"][2.0] == "(1, 2]"
    empty = ordered([None, None], [])
    assert np.isnan(empty.declared["x"].values).all()


def test_categories_without_an_order_are_not_declared():
    frame = pd.DataFrame({"x": pd.Series(["b", "a"], dtype="category"), "y": [1, 2]})
    assert read_frame(frame).declared == {}


def test_ordered_categories_are_named_like_their_column():
    kind = pd.CategoricalDtype(["no", "yes"], ordered=True)
    frame = pd.DataFrame({(" a", "b"): pd.Series(["yes", "no"], dtype=kind)})
    table = read_frame(frame)
    assert tuple(table.declared) == table.names


def test_categories_of_numbers_are_numbers():
    np.testing.assert_array_equal(column([3, 1, None], dtype="category"), [3.0, 1.0, np.nan])


def test_dates_are_iso_text():
    assert column(pd.to_datetime(["2026-05-01", None])) == ("2026-05-01", "")
    assert column([dt.date(2026, 5, 1)]) == ("2026-05-01",)


def test_decimals_and_numpy_scalars_are_numbers():
    values = [decimal.Decimal("1.25"), np.float32(0.5), np.int64(3)]
    np.testing.assert_array_equal(column(values, dtype="object"), [1.25, 0.5, 3.0])


@pytest.mark.parametrize("seed", range(10))
def test_plain_numbers_are_read_at_once_as_column_by_column(seed):
    rng = np.random.default_rng(seed)
    kinds = ["int8", "int64", "uint16", "float32", "float64", "bool"]
    chosen = rng.choice(kinds, size=5)
    answers = {f"x{j}": rng.integers(0, 7, 30).astype(kind) for j, kind in enumerate(chosen)}
    frame = pd.DataFrame(answers)
    floats = frame.select_dtypes("float")
    frame[floats.columns] = floats.mask(rng.random(floats.shape) < 0.2)
    at_once = read_frame(frame)
    # One column of text, and all are read one by one.
    one_by_one = read_frame(frame.assign(word="a"))
    assert frames._numbers(frame) is not None
    assert at_once.names == one_by_one.names[:-1]
    for got, expected in zip(at_once.columns, one_by_one.columns[:-1], strict=True):
        np.testing.assert_array_equal(got, expected, strict=True)


def test_integers_a_float_cannot_hold_stay_text_among_numbers():
    large = 2**53 + 1
    frame = pd.DataFrame({"a": [1, 2], "low": [-large, 0], "b": [0.5, np.nan], "c": [1e300, 0.0]})
    a, low, b, c = read_frame(frame).columns
    assert low == (str(-large), "0")
    for got, expected in ((a, [1.0, 2.0]), (b, [0.5, np.nan]), (c, [1e300, 0.0])):
        np.testing.assert_array_equal(got, expected)


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
    frame = pd.DataFrame({"x": [1.0, 2.0], "y": [3.0, 4.0]})
    read = read_frame(frame).columns[0]
    frame.loc[0, "x"] = 99
    assert read[0] == 1.0
    assert read.flags.writeable


def test_reading_a_csv_imports_no_pandas(tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    program = (
        "import sys, gainsem.io.frames; from gainsem.io.read_table import read_table; "
        "read_table(sys.argv[1]); "
        "print([m for m in ('pandas', 'python_calamine', 'scipy', 'pydantic') if m in sys.modules])"
    )
    call = [sys.executable, "-c", program, str(tmp_path / "a.csv")]
    assert subprocess.run(call, capture_output=True, text=True, check=True).stdout == "[]\n"
