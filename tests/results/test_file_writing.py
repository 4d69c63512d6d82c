"""Old files stay whole."""

from __future__ import annotations

import os

import pytest

from gainsem.errors import OutputError
from gainsem.results.file_writing import write_text


def test_text_is_written_as_utf8_with_plain_line_ends(tmp_path):
    path = write_text(tmp_path / "获得感.json", "一\n二\n")
    assert path.read_bytes() == "一\n二\n".encode()
    assert os.listdir(tmp_path) == ["获得感.json"]


def test_a_missing_folder_is_refused_by_name(tmp_path):
    with pytest.raises(OutputError) as caught:
        write_text(tmp_path / "nowhere" / "fit.json", "x")
    assert caught.value.code == "E-OUT-02"
    assert "nowhere" in str(caught.value)


def test_a_folder_in_the_way_is_refused(tmp_path):
    (tmp_path / "fit.json").mkdir()
    with pytest.raises(OutputError) as caught:
        write_text(tmp_path / "fit.json", "x")
    assert caught.value.code == "E-OUT-02"
    assert "folder of that name" in str(caught.value)


def test_a_full_disk_leaves_the_old_file_and_no_torso(tmp_path, monkeypatch):
    path = tmp_path / "fit.json"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError) as caught:
        write_text(path, "new")
    assert caught.value.code == "E-OUT-01"
    assert "No space left" in str(caught.value)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["fit.json"]
