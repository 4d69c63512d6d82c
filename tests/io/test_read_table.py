"""The first bytes say what a table is, not its name."""

from __future__ import annotations

import gzip

import openpyxl
import pytest

from gainsem.io.read_table import read_table


def workbook(path):
    book = openpyxl.Workbook()
    book.active.append(["x1", "x2"])
    book.active.append([1, 2])
    book.save(path)
    book.close()


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.dat", "a", "a.xlsx", "a.tsv"])
def test_delimited_text_is_read_under_any_name(tmp_path, name):
    (tmp_path / name).write_text("x1\tx2\n1\t2\n")
    assert read_table(tmp_path / name).names == ("x1", "x2")


def test_workbook_is_read_under_another_name(tmp_path):
    workbook(tmp_path / "a.xlsx")
    path = (tmp_path / "a.xlsx").rename(tmp_path / "a.csv")
    assert read_table(path).names == ("x1", "x2")


def test_packed_text_is_read(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"x1,x2\n1,2\n"))
    assert read_table(tmp_path / "a.csv.gz").columns[1].tolist() == [2]
