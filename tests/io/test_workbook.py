"""Workbooks: values exactly as stored, and nothing that runs, links out or explodes (X08)."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import numpy as np
import openpyxl
import pytest

from gainsem.errors import FileError
from gainsem.io import workbook_archive
from gainsem.io.workbook import read_workbook
from gainsem.io.workbook_archive import open_archive

ODS_CONTENT = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>
<office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet>
</office:body></office:document-content>"""


@pytest.fixture
def save(tmp_path):
    def _save(rows, name="responses.xlsx", change=None):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        if change:
            change(book)
        book.save(tmp_path / name)
        book.close()
        return tmp_path / name

    return _save


def refused(path, **options):
    with pytest.raises(FileError) as caught:
        read_workbook(path, **options)
    return caught.value


def add_parts(path, **parts):
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def replace_in_sheet(path, old, new):
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    sheet = content["xl/worksheets/sheet1.xml"]
    assert old in sheet
    content["xl/worksheets/sheet1.xml"] = sheet.replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)


def write_ods(path, rows):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS_CONTENT.format(rows=rows))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument'
            ':xmlns:manifest:1.0"/>',
        )
    return path


def test_numbers_missing_cells_and_sheet_rows(save):
    table = read_workbook(save([["id", "x1"], [1, 3], [2, None], [3, 2.5]]))
    assert table.names == ("id", "x1")
    np.testing.assert_array_equal(table.columns[1], [3, np.nan, 2.5])
    assert table.lines.tolist() == [2, 3, 4]
    assert len(table.sha256) == 64
    assert [d.code for d in table.diagnostics] == ["I-FILE-05"]


def test_numbers_beside_words_are_written_as_they_look(save):
    table = read_workbook(save([["x"], [3], [2.5], [1e20], ["agree"]]))
    assert table.columns[0] == ("3", "2.5", "1e+20", "agree")


def test_numbers_stored_as_text_are_numbers_and_long_ones_stay_text(save):
    table = read_workbook(save([["x", "id"], ["3", "110101199003074514"], [4, "1"]]))
    np.testing.assert_array_equal(table.columns[0], [3, 4])
    assert table.columns[1] == ("110101199003074514", "1")


def test_dates_stay_dates_and_truth_values_words(save):
    moment = dt.datetime(2026, 5, 1, 9, 30)
    table = read_workbook(save([["d", "t", "b"], [dt.date(2026, 1, 2), moment, True]]))
    assert table.columns == (("2026-01-02",), ("2026-05-01 09:30:00",), ("TRUE",))


def test_table_may_begin_below_and_right_of_the_corner(save):
    table = read_workbook(save([[], [], [None, "x1", "x2"], [None, 1, 2], [None, 3, 4]]))
    assert table.names == ("x1", "x2")
    assert table.lines.tolist() == [4, 5]


def test_rows_emptied_at_the_end_are_no_respondents(save):
    path = save([["x1", "x2"], [1, 2], [None, ""], [None, None]])
    assert read_workbook(path).lines.tolist() == [2]


def test_first_sheet_is_read_and_the_others_named(save):
    path = save([["x"], [1]], change=lambda b: b.create_sheet("代码").append(["y", "z"]))
    table = read_workbook(path)
    assert table.names == ("x",)
    said = next(d for d in table.diagnostics if d.code == "I-FILE-16")
    assert "'Sheet'" in said.message
    assert "'代码'" in said.message


def test_empty_sheets_are_passed_over(save):
    def move(book):
        book.create_sheet("empty", 0)

    assert read_workbook(save([["x"], [1]], change=move)).names == ("x",)


@pytest.mark.parametrize("sheet", ["R&D <2>", 2, "2"])
def test_a_sheet_is_chosen_by_name_or_number(save, sheet):
    def add(book):
        other = book.create_sheet("R&D <2>")
        other.append(["y"])
        other.append([5])

    table = read_workbook(save([["x"], [1]], change=add), sheet=sheet)
    assert table.names == ("y",)


def test_unknown_sheet_is_refused_with_the_nearest(save):
    path = save([["x"], [1]])
    problem = refused(path, sheet="sheet")
    assert problem.code == "E-FILE-16"
    assert "Did you mean 'Sheet'?" in str(problem)
    assert refused(path, sheet=3).code == "E-FILE-16"


def test_f01_empty_workbook_is_refused(save):
    assert refused(save([])).code == "E-FILE-01"


def test_f02_header_only_is_refused(save):
    problem = refused(save([["x1", "x2"]]))
    assert problem.code == "E-FILE-02"
    assert "0 rows" in str(problem)


def test_f09_duplicate_names_are_refused_with_the_sheet(save):
    problem = refused(save([["x1", "x1"], [1, 2]]))
    assert problem.code == "E-FILE-09"
    assert "sheet 'Sheet'" in str(problem)


def test_merged_cells_are_warned_about(save):
    path = save([["a", "b"], [1, 2], [3, 4]], change=lambda book: book.active.merge_cells("B2:B3"))
    table = read_workbook(path)
    said = next(d for d in table.diagnostics if d.code == "W-FILE-16")
    assert "B2:B3" in said.message
    np.testing.assert_array_equal(table.columns[1], [2, np.nan])


def test_x08_macro_workbook_is_refused_by_name_and_by_content(save):
    path = save([["x"], [1]])
    by_name = path.rename(path.with_suffix(".xlsm"))
    assert refused(by_name).code == "E-SEC-08"
    by_content = by_name.rename(by_name.with_suffix(".xlsx"))
    add_parts(by_content, **{"xl/vbaProject.bin": b"macro"})
    problem = refused(by_content)
    assert problem.code == "E-SEC-08"
    assert "macros" in str(problem)


def test_x08_zip_bomb_is_refused_before_it_is_unpacked(save):
    path = save([["x"], [1]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 30_000_000)
    problem = refused(path)
    assert problem.code == "E-SEC-08"
    assert "29 MB" in str(problem)


def test_x08_archive_that_lies_about_its_size_is_refused(save):
    path = save([["x"], [1]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/zeros.xml", b"\0" * 30_000_000)
    true, small = (30_000_000).to_bytes(4, "little"), (3000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(true, small))
    assert refused(path).code == "E-FILE-13"


def test_x08_pictures_are_not_unpacked(save):
    path = save([["x"], [1]])
    add_parts(path, **{"xl/media/image1.png": b"a picture"})
    assert "xl/media/image1.png" not in open_archive(path.read_bytes(), "a.xlsx").parts
    assert read_workbook(path).names == ("x",)


def test_binary_workbook_is_refused(save):
    path = save([["x"], [1]])
    add_parts(path, **{"xl/workbook.bin": b""})
    assert refused(path).code == "E-FILE-15"


def test_x08_large_expansion_is_refused_whatever_the_ratio(save, monkeypatch):
    monkeypatch.setattr(workbook_archive, "MAX_EXPANDED", 5000)
    assert refused(save([["x"], [1]])).code == "E-SEC-08"


def test_x08_formula_without_stored_result_is_refused_with_its_cell(save):
    problem = refused(save([["x", "y"], [1, "=A2*2"], [2, "=A3*2"]]))
    assert problem.code == "E-SEC-08"
    assert "cells B2, B3 hold" in str(problem)


def test_x08_formula_with_stored_result_is_read(save):
    path = save([["x", "y"], [1, "=A2*2"]])
    replace_in_sheet(path, b"<v />", b"<v>2</v>")
    assert read_workbook(path).columns[1].tolist() == [2]


def test_x08_links_to_other_workbooks_are_not_followed_and_said(save):
    path = save([["x"], [1]])
    add_parts(path, **{"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    assert [d.code for d in read_workbook(path).diagnostics] == ["I-SEC-08"]


def test_x08_entities_are_not_expanded(save):
    path = save([["x", "y"], [1, "&amp;lol9;"]])
    bomb = b'<!DOCTYPE x [<!ENTITY a "AAAA"><!ENTITY b "&a;&a;&a;&a;">]><worksheet'
    replace_in_sheet(path, b"<worksheet", bomb)
    replace_in_sheet(path, b"&amp;amp;lol9;", b"&b;")
    try:
        read = str(read_workbook(path).columns[1])
    except FileError as problem:
        read = problem.code
    assert "AAAA" not in read


def test_x10_stray_cell_far_away_is_refused_before_memory_is_taken(save):
    def stray(book):
        book.active["XFD1048576"] = 3

    problem = refused(save([["x"], [1]], change=stray))
    assert problem.code == "E-FILE-10"
    assert "1,048,576" in str(problem)


def test_x10_stray_cell_in_a_chosen_sheet_is_refused_too(save):
    def stray(book):
        book.create_sheet("far")["XFD1048576"] = 3

    assert refused(save([["x"], [1]], change=stray), sheet="far").code == "E-FILE-10"


@pytest.mark.parametrize(
    "cells",
    [
        "<row r='1'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="1"><c r="A1"/></row><row r="1048576">' + "<c><v>1</v></c>" * 100 + "</row>",
        '<x:row r="1048576">' + "<x:c><x:v>1</x:v></x:c>" * 100 + "</x:row>",
    ],
)
def test_x10_far_cells_written_in_other_ways_are_refused(save, cells):
    path = save([["x"], [1]])
    replace_in_sheet(path, b"<sheetData>", b"<sheetData>" + cells.encode())
    assert refused(path).code == "E-FILE-10"


def test_error_cells_are_missing_and_named(save):
    table = read_workbook(save([["x", "y"], [1, 1], ["#N/A", 2], ["#DIV/0!", 3]]))
    said = next(d for d in table.diagnostics if d.code == "W-FILE-17")
    assert "A3, A4" in said.message
    np.testing.assert_array_equal(table.columns[0], [1, np.nan, np.nan])


def test_ods_is_read(tmp_path):
    cell = '<table:table-cell office:value-type="{0}" {1}><text:p>{2}</text:p></table:table-cell>'
    head = cell.format("string", "", "x") + cell.format("string", "", "y")
    body = cell.format("float", 'office:value="3"', "3") + cell.format("string", "", "agree")
    rows = f"<table:table-row>{head}</table:table-row><table:table-row>{body}</table:table-row>"
    table = read_workbook(write_ods(tmp_path / "a.ods", rows))
    assert table.names == ("x", "y")
    assert table.columns[0].tolist() == [3]
    assert table.columns[1] == ("agree",)


def test_x10_repeated_cells_of_an_ods_are_refused_before_they_are_unfolded(tmp_path):
    row = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        'office:value-type="float" office:value="3" table:number-columns-repeated="16000">'
        "<text:p>3</text:p></table:table-cell></table:table-row>"
    )
    assert refused(write_ods(tmp_path / "a.ods", row)).code == "E-FILE-10"


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04 and nothing", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"\xd0\xcf\x11\xe0\xa1\xb1"],
)
def test_damaged_workbook_is_refused(tmp_path, data):
    (tmp_path / "a.xlsx").write_bytes(data)
    assert refused(tmp_path / "a.xlsx").code == "E-FILE-13"


def test_cut_off_workbook_is_refused(save):
    path = save([["x"], [1]])
    path.write_bytes(path.read_bytes()[:-200])
    assert refused(path).code == "E-FILE-13"


def test_zip_of_something_else_is_refused(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("responses.csv", "a,b\n1,2\n")
    (tmp_path / "a.zip").write_bytes(packed.getvalue())
    assert refused(tmp_path / "a.zip").code == "E-FILE-13"


def test_workbook_with_a_password_is_refused(tmp_path):
    marked = "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + marked)
    problem = refused(tmp_path / "a.xlsx")
    assert problem.code == "E-FILE-16"
    assert "password" in str(problem)
