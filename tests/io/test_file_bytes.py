"""Getting at the bytes: missing files, folders, devices, sizes, unsafe formats (X09, X10)."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import pickle
import sys
import threading

import pytest

from gainsem.errors import FileError
from gainsem.io import file_bytes
from gainsem.io.file_bytes import missing_file, read_bytes, read_table_bytes


def refused(path):
    with pytest.raises(FileError) as caught:
        read_table_bytes(path)
    return caught.value


def test_missing_file_names_the_nearest_one(tmp_path):
    (tmp_path / "responses.csv").write_text("a\n1\n")
    problem = refused(tmp_path / "respones.csv")
    assert problem.code == "E-FILE-12"
    assert "Did you mean 'responses.csv'?" in str(problem)
    assert str(tmp_path) in problem.problems[0].where


def test_missing_folder_is_said_and_the_nearest_one_named(tmp_path):
    (tmp_path / "surveys").mkdir()
    problem = refused(tmp_path / "survey" / "responses.csv")
    assert problem.code == "E-FILE-12"
    assert "does not exist" in str(problem)
    assert "Did you mean 'surveys'?" in str(problem)


def test_missing_file_can_be_called_what_it_is(tmp_path):
    assert "There is no codebook" in str(missing_file(tmp_path / "c.yaml", "codebook"))


def test_folder_is_refused_and_what_it_holds_is_listed(tmp_path):
    (tmp_path / "answers.csv").write_text("a\n1\n")
    problem = refused(tmp_path)
    assert problem.code == "E-FILE-12"
    assert "is a folder" in str(problem)
    assert "answers.csv" in str(problem)


def test_long_folders_are_listed_in_part(tmp_path):
    for i in range(12):
        (tmp_path / f"{i:02}.csv").touch()
    assert "07.csv, and 4 more" in str(refused(tmp_path))


def test_device_is_refused():
    assert refused("/dev/zero").code == "E-FILE-12"


def test_no_permission_is_said(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n")

    def deny(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", deny)
    problem = refused(path)
    assert problem.code == "E-FILE-12"
    assert "Permission denied" in str(problem)


@pytest.mark.parametrize("name", ["a\0b.csv", "x" * 5000 + ".csv"])
def test_impossible_names_are_refused(name):
    assert refused(name).code == "E-FILE-12"


def test_addresses_are_not_fetched():
    problem = refused("https://example.org/data.csv")
    assert problem.code == "E-FILE-12"
    assert "download" in str(problem)


@pytest.mark.parametrize(
    "name", ["d.pkl", "d.PICKLE", "d.rds", "d.RData", "d.joblib", "d.npy", "d.pkl.gz"]
)
def test_x09_formats_that_run_code_are_refused_by_name(tmp_path, name):
    (tmp_path / name).write_bytes(b"anything")
    problem = refused(tmp_path / name)
    assert problem.code == "E-SEC-09"
    assert "never opens" in str(problem)


class _Canary:
    def __reduce__(self):
        return (os.mkdir, (_Canary.path,))


def test_x09_pickle_with_another_name_is_refused_and_not_run(tmp_path):
    _Canary.path = str(tmp_path / "ran")
    for packed in (pickle.dumps(_Canary()), gzip.compress(pickle.dumps(_Canary()))):
        (tmp_path / "d.csv").write_bytes(packed)
        assert refused(tmp_path / "d.csv").code == "E-SEC-09"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("beginning", [b"RDX3\n", b"X\n\x00\x00\x00\x03"])
def test_x09_r_data_with_another_name_is_refused(tmp_path, beginning):
    (tmp_path / "d.csv").write_bytes(gzip.compress(beginning + b"..."))
    assert refused(tmp_path / "d.csv").code == "E-SEC-09"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("d.sas7bdat", b"", "SAS"),
        ("d.json", b"{}", "JSON"),
        ("d.csv", b"%PDF-1.7", "PDF"),
        ("d.xls", b"\n <html><table><tr><td>1", "web page"),
    ],
)
def test_other_formats_are_named(tmp_path, name, data, kind):
    (tmp_path / name).write_bytes(data)
    problem = refused(tmp_path / name)
    assert problem.code == "E-FILE-15"
    assert kind in str(problem)


def test_x10_too_large_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as stream:
        stream.truncate(3 * 1024**3)
    problem = refused(path)
    assert problem.code == "E-FILE-10"
    assert "3.0 GB" in str(problem)


def test_x10_too_large_stream_is_refused_while_it_is_read(monkeypatch):
    monkeypatch.setattr(file_bytes, "MAX_BYTES", 1000)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"1" * 5000)))
    assert refused("-").code == "E-FILE-10"


def test_x10_gzip_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(file_bytes, "MAX_BYTES", 2_000_000)
    (tmp_path / "d.csv.gz").write_bytes(gzip.compress(b"1" * 5_000_000))
    assert refused(tmp_path / "d.csv.gz").code == "E-FILE-10"


def test_gzip_is_unpacked_and_the_hash_is_of_the_file(tmp_path):
    packed = gzip.compress(b"a,b\n1,2\n" * 300_000)
    (tmp_path / "d.csv.gz").write_bytes(packed)
    file = read_table_bytes(tmp_path / "d.csv.gz")
    assert file.data == b"a,b\n1,2\n" * 300_000
    assert file.sha256 == hashlib.sha256(packed).hexdigest()


@pytest.mark.parametrize("damage", [lambda b: b[:-9], lambda b: b[:12] + b"\xff\xff" + b[14:]])
def test_damaged_gzip_is_refused(tmp_path, damage):
    (tmp_path / "d.csv.gz").write_bytes(damage(gzip.compress(b"a,b\n1,2\n" * 50)))
    assert refused(tmp_path / "d.csv.gz").code == "E-FILE-13"


def test_standard_input_is_read_as_bytes(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("a\n感\n".encode("gbk"))))
    file = read_table_bytes("-")
    assert file.source == "standard input"
    assert file.data.decode("gbk") == "a\n感\n"


def test_empty_standard_input_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    problem = refused("-")
    assert problem.code == "E-FILE-01"
    assert "standard input" in str(problem)


def test_named_pipe_is_read(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"a,b\n1,2\n",))
    writer.start()
    assert read_bytes(pipe).data == b"a,b\n1,2\n"
    writer.join()
