"""Encodings (F04-F06): a byte-order mark decides, GB18030 is said aloud, mojibake is refused."""

from __future__ import annotations

import codecs

import pytest

from gainsem.errors import FileError, OptionError
from gainsem.io.text_encoding import decode
from gainsem.io.text_table import read_text_table

CHINESE = "编号,您的性别,社区满意度\n1,女,5\n2,男,4\n"
SPANISH = "id,opinión,año\n1,señal sí,2018\n2,niño,2017\n"


def read(tmp_path, data, **options):
    path = tmp_path / "responses.csv"
    path.write_bytes(data)
    return read_text_table(path, **options)


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "gb2312"])
def test_f04_chinese_text_is_read_with_a_warning_that_shows_it(tmp_path, encoding):
    table = read(tmp_path, CHINESE.encode(encoding))
    assert table.names == ("编号", "您的性别", "社区满意度")
    assert table.columns[1] == ("女", "男")
    said = next(d for d in table.diagnostics if d.code == "W-FILE-04")
    assert said.severity == "warning"
    assert "GB18030" in said.message
    assert "编号" in said.message


def test_f04_declared_gbk_needs_no_warning(tmp_path):
    table = read(tmp_path, CHINESE.encode("gbk"), encoding="gbk")
    assert table.names[0] == "编号"
    assert [d.code for d in table.diagnostics] == ["I-FILE-04"]


@pytest.mark.parametrize("encoding", ["windows-1252", "latin-1", "iso-8859-15"])
def test_f04_western_text_is_refused_with_line_rather_than_read_as_chinese(tmp_path, encoding):
    with pytest.raises(FileError) as caught:
        read(tmp_path, SPANISH.encode(encoding))
    assert caught.value.code == "E-FILE-04"
    assert "line 1" in str(caught.value)
    assert "windows-1252" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("編號,您的性別,社區滿意度,鄰里\n1,女,5,好\n", "big5"), ("番号,せいべつ,満足\n", "shift_jis")],
)
def test_f04_other_asian_encodings_are_refused_rather_than_guessed(tmp_path, text, encoding):
    with pytest.raises(FileError) as caught:
        read(tmp_path, text.encode(encoding))
    assert caught.value.code == "E-FILE-04"


def test_f04_western_text_is_read_when_declared(tmp_path):
    table = read(tmp_path, SPANISH.encode("windows-1252"), encoding="windows-1252")
    assert table.names == ("id", "opinión", "año")


def test_f04_first_unreadable_byte_is_placed_on_its_line(tmp_path):
    with pytest.raises(FileError) as caught:
        read(tmp_path, b"id,x\n1,a\n2,\xff\n")
    assert "line 3" in str(caught.value)
    assert "0xFF" in str(caught.value)


def test_f04_declared_encoding_that_does_not_fit_is_refused(tmp_path):
    with pytest.raises(FileError) as caught:
        read(tmp_path, CHINESE.encode("gbk"), encoding="ascii")
    assert caught.value.code == "E-FILE-04"
    assert "ASCII" in str(caught.value)


def test_f04_declaring_utf8_forbids_the_guess(tmp_path):
    with pytest.raises(FileError) as caught:
        read(tmp_path, CHINESE.encode("gbk"), encoding="utf-8")
    assert caught.value.code == "E-FILE-04"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_f05_byte_order_mark_decides(tmp_path, mark, encoding):
    table = read(tmp_path, mark + CHINESE.encode(encoding))
    assert table.names == ("编号", "您的性别", "社区满意度")
    assert [d.severity for d in table.diagnostics] == ["info"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_f05_utf16_without_mark_is_recognised_and_warned_about(encoding):
    text, (said,) = decode(CHINESE.encode(encoding), source="a.csv")
    assert text == CHINESE
    assert said.code == "W-FILE-04"


def test_f05_utf16_without_mark_is_read_when_declared():
    text, _ = decode(CHINESE.encode("utf-16-le"), source="a.csv", encoding="utf-16")
    assert text == CHINESE


def test_f05_cut_off_utf16_is_refused():
    with pytest.raises(FileError) as caught:
        decode(codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le")[:-1], source="a.csv")
    assert caught.value.code == "E-FILE-04"
    assert "line 3" in str(caught.value)


def test_f06_utf8_mark_is_stripped_without_a_word(tmp_path):
    table = read(tmp_path, b"\xef\xbb\xbf" + CHINESE.encode())
    assert table.names[0] == "编号"
    assert table.diagnostics == ()


def test_unknown_encoding_is_refused_by_name():
    with pytest.raises(OptionError) as caught:
        decode(b"a", source="a.csv", encoding="gbkk")
    assert caught.value.code == "E-OPT-01"
    assert "gbkk" in str(caught.value)


def test_codecs_that_are_not_text_are_no_encodings():
    with pytest.raises(OptionError):
        decode(b"a", source="a.csv", encoding="hex")


def test_text_damaged_before_is_named_with_its_line():
    _, (said,) = decode("a,b\n1,\ufffd\ufffd\n".encode(), source="a.csv")
    assert said.code == "W-FILE-19"
    assert "line 2" in said.message
