"""Parquet, Feather and Arrow files: typed columns, damage, and the library that may be missing."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from gainsem.errors import FileError
from gainsem.io import table_size
from gainsem.io.read_survey import read_survey
from gainsem.io.read_table import read_table


def frame():
    levels = pd.CategoricalDtype(["low", "mid", "high"], ordered=True)
    return pd.DataFrame(
        {
            "x": [1.0, None, 3.0],
            "n": pd.array([1, None, 2], dtype="Int64"),
            "yes": [True, False, True],
            "level": pd.Series(["high", None, "low"], dtype=levels),
            "town": ["Ulm", None, "Köln"],
            "day": pd.to_datetime(["2024-01-02", None, "2024-02-29"]),
        }
    )


def save(path, table=None):
    table = pa.Table.from_pandas(frame()) if table is None else table
    if path.suffix == ".parquet":
        pq.write_table(table, path)
    else:
        pyarrow.feather.write_feather(table, path, compression="uncompressed")
    return path


def refused(path, **options):
    with pytest.raises(FileError) as caught:
        read_table(path, **options)
    return caught.value


@pytest.mark.parametrize("name", ["d.parquet", "d.feather", "d.arrow"])
def test_columns_are_what_they_are_in_a_data_frame(tmp_path, name):
    responses = read_survey(save(tmp_path / name)).responses
    np.testing.assert_array_equal(responses.column("x"), [1, np.nan, 3])
    np.testing.assert_array_equal(responses.column("n"), [1, np.nan, 2])
    np.testing.assert_array_equal(responses.column("yes"), [1, 0, 1])
    np.testing.assert_array_equal(responses.column("level"), [3, np.nan, 1])
    assert responses.items[responses.names.index("level")].measure == "ordinal"
    assert responses.text == {
        "town": ("Ulm", "", "Köln"),
        "day": ("2024-01-02", "", "2024-02-29"),
    }


def test_rows_are_rows_and_the_index_of_pandas_is_no_column(tmp_path):
    table = pa.Table.from_pandas(frame().iloc[[2, 0]])
    read = read_table(save(tmp_path / "d.parquet", table))
    assert read.names == ("x", "n", "yes", "level", "town", "day")
    assert read.lines.word == "row"
    assert read.lines.tolist() == [1, 2]


def test_integers_a_float_cannot_hold_stay_text(tmp_path):
    table = pa.table({"id": pa.array([2**60 + 1, None, 5], pa.int64())})
    read = read_table(save(tmp_path / "d.parquet", table))
    assert read.columns[0] == (str(2**60 + 1), "", "5")


def test_the_content_decides_not_the_name(tmp_path):
    path = save(tmp_path / "d.parquet").rename(tmp_path / "d.csv")
    assert read_table(path).names[0] == "x"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.98])
@pytest.mark.parametrize("name", ["d.parquet", "d.feather"])
def test_truncated_files_are_refused_by_name(tmp_path, name, share):
    path = save(tmp_path / name)
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    problem = refused(path)
    assert problem.code == "E-FILE-13"
    assert name in str(problem)


def test_a_damaged_beginning_is_refused_by_name(tmp_path):
    path = save(tmp_path / "d.parquet")
    path.write_bytes(b"XXXX" + path.read_bytes()[4:])
    problem = refused(path)
    assert problem.code == "E-FILE-13"
    assert "does not begin as a Parquet file does" in str(problem)


def test_f02_no_rows_is_refused(tmp_path):
    assert refused(save(tmp_path / "d.parquet", pa.table({"x": []}))).code == "E-FILE-02"


def test_x10_too_many_cells_are_refused_before_they_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(table_size, "MAX_CELLS", 3)
    assert refused(save(tmp_path / "d.parquet")).code == "E-FILE-10"


def test_two_columns_of_one_name_are_refused(tmp_path):
    table = pa.table([pa.array([1]), pa.array([2])], names=["x", "x"])
    assert refused(save(tmp_path / "d.parquet", table)).code == "E-FILE-09"


def test_an_encrypted_file_is_refused(tmp_path):
    path = tmp_path / "d.parquet"
    path.write_bytes(b"PARE" + b"\x01" * 40 + b"PARE")
    assert refused(path).code == "E-FILE-16"


def test_old_feather_files_are_refused(tmp_path):
    path = tmp_path / "d.feather"
    path.write_bytes(b"FEA1" + b"\x01" * 40 + b"FEA1")
    assert refused(path).code == "E-FILE-15"


def test_without_the_library_the_extra_is_named(tmp_path, monkeypatch):
    path = save(tmp_path / "d.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    problem = refused(path)
    assert problem.code == "E-STF-01"
    assert "gainsem[parquet]" in str(problem)
