"""Texts a person has written."""

from __future__ import annotations

import io
import sys

import pytest

from gainsem.errors import FileError
from gainsem.io import text
from gainsem.io.text import read_text


def test_text_is_read_with_unix_line_ends(tmp_path):
    path = tmp_path / "m.lav"
    path.write_bytes(b"\xef\xbb\xbff =~ x1\r\n# \xe8\x8e\xb7\rg =~ y1\n")
    assert read_text(path) == "f =~ x1\n# 获\ng =~ y1\n"


def test_empty_text_is_no_problem_of_the_file(tmp_path):
    (tmp_path / "m.lav").touch()
    assert read_text(tmp_path / "m.lav") == ""


def test_chinese_windows_text_is_read(tmp_path):
    (tmp_path / "m.lav").write_bytes("获得感 =~ 参与 + 公平".encode("gbk"))
    assert read_text(tmp_path / "m.lav") == "获得感 =~ 参与 + 公平"


def test_standard_input_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"f =~ x1\n")))
    assert read_text("-") == "f =~ x1\n"


def test_missing_text_is_refused_with_the_nearest_name(tmp_path):
    (tmp_path / "model.lav").touch()
    with pytest.raises(FileError) as caught:
        read_text(tmp_path / "modle.lav")
    assert caught.value.code == "E-FILE-12"
    assert "Did you mean 'model.lav'?" in str(caught.value)


def test_x11_nul_byte_is_refused_with_line(tmp_path):
    (tmp_path / "m.lav").write_bytes(b"f =~ x1\n\x00\n")
    with pytest.raises(FileError) as caught:
        read_text(tmp_path / "m.lav")
    assert caught.value.code == "E-FILE-11"
    assert "line 2" in str(caught.value)


def test_text_of_unlikely_size_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "MAX_TEXT", 1024**2)
    (tmp_path / "m.lav").write_bytes(b" " * 3 * 1024**2)
    with pytest.raises(FileError) as caught:
        read_text(tmp_path / "m.lav")
    assert caught.value.code == "E-FILE-10"
