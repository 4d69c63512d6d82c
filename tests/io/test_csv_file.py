"""CSV out: formulas are defused, numbers untouched (X05), the same bytes everywhere (S11)."""

from __future__ import annotations

import csv
import locale

import numpy as np
import pytest

from gainsem.io.csv_file import csv_safe, csv_text, write_csv
from gainsem.io.text_table import read_text_table


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+SUM(A1)",
        "-2+3",
        "@SUM(A1)",
        "\tx",
        "\r=1",
        "\n=1",
        "＝1+1",
        "-",
        "--5",
    ],
)
def test_x05_formula_starts_get_an_apostrophe(text):
    assert csv_safe(text) == "'" + text


@pytest.mark.parametrize("text", ["-0.25", "+3", "-1e-05", "-.5", "agree", "", "a=b", "获得感"])
def test_x05_numbers_and_plain_text_are_untouched(text):
    assert csv_safe(text) == text


def test_x05_names_and_cells_are_both_defused(tmp_path):
    path = write_csv(tmp_path / "t.csv", ["=x", "est"], [["@lhs", -0.5], ["ok", None]])
    with path.open(newline="") as stream:
        assert list(csv.reader(stream)) == [["'=x", "est"], ["'@lhs", "-0.5"], ["ok", ""]]


def test_numbers_keep_all_digits_and_missing_is_empty():
    values = [0.1 + 0.2, float("nan"), np.float64(1e-300), 3, np.int64(-4), True, np.inf]
    text = csv_text(["v"], [[value] for value in values])
    assert text == 'v\n0.30000000000000004\n""\n1e-300\n3\n-4\nTRUE\n""\n'


def test_chinese_gets_a_mark_for_excel_and_ascii_does_not(tmp_path):
    marked = write_csv(tmp_path / "a.csv", ["项目"], [["获得感"]]).read_bytes()
    assert marked.startswith(b"\xef\xbb\xbf")
    assert not write_csv(tmp_path / "b.csv", ["item"], [["gain"]]).read_bytes().startswith(b"\xef")


def test_what_is_written_is_read_back(tmp_path):
    path = write_csv(tmp_path / "t.csv", ["项目", "载荷"], [["a,b", 0.5], ['c"d', None]])
    table = read_text_table(path)
    assert table.names == ("项目", "载荷")
    assert table.columns[0] == ("a,b", 'c"d')
    np.testing.assert_array_equal(table.columns[1], [0.5, np.nan])


def test_s11_decimal_comma_locale_changes_nothing(monkeypatch):
    before = csv_text(["v"], [[0.5]])
    monkeypatch.setattr(locale, "localeconv", lambda: {"decimal_point": ","})
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert csv_text(["v"], [[0.5]]) == before == "v\n0.5\n"
