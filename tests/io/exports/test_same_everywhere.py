"""Exports of survey tools give the same answers on every computer (S11)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data" / "exports"


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
