"""Files as survey platforms export them, and the same bytes on every computer (S11)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gainsem.io.read_table import read_table

DATA = Path(__file__).parent / "data"


def column(table, name):
    return table.columns[table.names.index(name)]


def test_wenjuanxing_export_in_gbk_is_read():
    table = read_table(DATA / "wjx_text_gbk.csv")
    assert table.names[:3] == ("序号", "提交答卷时间", "所用时间")
    assert len(table.lines) == 40
    np.testing.assert_array_equal(column(table, "序号"), np.arange(1, 41))
    ages = next(name for name in table.names if "年龄" in name)
    assert column(table, ages)[:2] == ("６０", "54"), "the codebook decides about such digits"
    assert [d.code for d in table.diagnostics if d.severity == "warning"] == ["W-FILE-04"]


def test_kobo_export_with_semicolons_is_read():
    table = read_table(DATA / "kobo_xml_semicolon.csv")
    assert len(table.lines) == 40
    np.testing.assert_array_equal(column(table, "bg/age")[:3], [60, 54, 36])
    np.testing.assert_array_equal(column(table, "att/pc1")[:3], [4, 4, 4])
    assert {d.code for d in table.diagnostics} == {"I-FILE-03", "I-FILE-05"}


READ_AND_WRITE = """
import sys
from gainsem.io.csv_file import write_csv
from gainsem.io.read_table import read_table

table = read_table(sys.argv[1])
write_csv(sys.argv[2], table.names, zip(*table.columns))
print(len(table.diagnostics))
"""


@pytest.mark.parametrize("name", ["wjx_text_gbk.csv", "kobo_xml_semicolon.csv"])
def test_s11_locale_zone_home_and_encoding_of_the_computer_change_nothing(tmp_path, name):
    surroundings = [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Asia/Shanghai"},
        {"LC_ALL": "de_DE.UTF-8", "HOME": "/nonexistent", "TZ": "America/Los_Angeles"},
    ]
    written = []
    for i, variables in enumerate(surroundings):
        call = [sys.executable, "-c", READ_AND_WRITE, str(DATA / name), str(tmp_path / str(i))]
        path = {"PATH": os.environ["PATH"]}
        subprocess.run(call, check=True, env=path | variables, capture_output=True)
        written.append((tmp_path / str(i)).read_bytes())
    assert written[0] == written[1]
    assert len(written[0].splitlines()) >= 41
