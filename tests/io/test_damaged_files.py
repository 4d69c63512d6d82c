"""Whatever the bytes are, they are read or refused; nothing else ever comes out."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gainsem.errors import FileError, GainsemError
from gainsem.io.file_bytes import FileBytes
from gainsem.io.fit_json import read_fit_dict
from gainsem.io.text_table import table_from_text_bytes
from gainsem.io.workbook import table_from_workbook_bytes

CSV = b'id,x1,"q; 2"\n1,2,"a\nb"\n2,NA,c\n' + "3,４,感\n".encode()
PIECES = st.sampled_from([b'"', b",", b";", b"\n", b"\0", b"\r", b"\xff", b"<f>", b"1048576", b"<"])
CHANGES = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 30), PIECES), max_size=6)


def workbook():
    book = openpyxl.Workbook()
    for row in (["id", "x", "text"], [1, 2.5, "a"], [2, None, "b"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()


XLSX = workbook()
with zipfile.ZipFile(io.BytesIO(XLSX)) as unpacked:
    PARTS = {name: unpacked.read(name) for name in unpacked.namelist()}


def changed(data, changes):
    for at, length, piece in changes:
        at %= len(data) + 1
        data = data[:at] + piece + data[at + length :]
    return data


def read_or_refuse(read, data):
    try:
        table = read(FileBytes("file", data, ""))
    except GainsemError:
        return
    assert len(table.names) == len(set(table.names)) == len(table.columns)
    assert {len(column) for column in table.columns} == {len(table.lines)}
    assert np.all(np.diff(table.lines) > 0)


@settings(max_examples=150, deadline=None)
@given(CHANGES)
def test_changed_text(changes):
    read_or_refuse(table_from_text_bytes, changed(CSV, changes))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_as_text(data):
    read_or_refuse(table_from_text_bytes, data)


@settings(max_examples=60, deadline=None)
@given(CHANGES)
def test_changed_archive(changes):
    read_or_refuse(table_from_workbook_bytes, changed(XLSX, changes))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(PARTS)), CHANGES)
def test_changed_part_of_an_archive(name, changes):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part, content in PARTS.items():
            archive.writestr(part, changed(content, changes) if part == name else content)
    read_or_refuse(table_from_workbook_bytes, stream.getvalue())


def test_fit_json_cut_anywhere_is_refused(tmp_path):
    text = (
        '{"schema": "gainsem.fit/1", "n_obs": 5, "parameters": [{"est": -1.5e-3}], "a": "\\u83b7"}'
    )
    path = tmp_path / "fit.json"
    for end in range(len(text)):
        path.write_text(text[:end])
        with pytest.raises(FileError) as caught:
            read_fit_dict(path)
        assert caught.value.code == "E-FILE-13"
