"""Delimited text: every way a file can be wrong is refused with its place (F01-F09, X10, X11)."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from gainsem.errors import FileError
from gainsem.io import columns
from gainsem.io.text_table import read_text_table

CLEAN = "id,x1,x2\n1,3,4\n2,5,NA\n3,,2.5\n"


@pytest.fixture
def write(tmp_path):
    def _write(content, name="responses.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


def refused(path, **options):
    with pytest.raises(FileError) as caught:
        read_text_table(path, **options)
    return caught.value


def codes(table):
    return [d.code for d in table.diagnostics]


def test_clean_file_gives_numbers_names_lines_and_hash(write):
    path = write(CLEAN)
    table = read_text_table(path)
    assert table.names == ("id", "x1", "x2")
    np.testing.assert_array_equal(table.columns[1], [3, 5, np.nan])
    np.testing.assert_array_equal(table.columns[2], [4, np.nan, 2.5])
    assert table.lines.tolist() == [2, 3, 4]
    assert table.source == str(path)
    assert table.sha256 == hashlib.sha256(CLEAN.encode()).hexdigest()


def test_what_was_read_as_missing_is_said_with_counts(write):
    (remark,) = read_text_table(write(CLEAN)).diagnostics
    assert remark.code == "I-FILE-05"
    assert "empty cells (1)" in remark.message
    assert "'NA' (1)" in remark.message


def test_f01_empty_file_is_refused(write):
    problem = refused(write(""))
    assert problem.code == "E-FILE-01"
    assert "0 bytes" in str(problem)


def test_f01_blank_lines_only_is_refused(write):
    assert refused(write("\n\n")).code == "E-FILE-01"


def test_f02_header_only_is_refused(write):
    problem = refused(write("x1,x2\n"))
    assert problem.code == "E-FILE-02"
    assert "0 rows" in str(problem)
    assert "x1,x2" in str(problem)


@pytest.mark.parametrize(
    ("sign", "word"), [(";", "semicolon"), ("\t", "tab"), ("|", "vertical bar")]
)
def test_f03_delimiter_is_found_and_said(write, sign, word):
    table = read_text_table(write(CLEAN.replace(",", sign)))
    assert table.names == ("id", "x1", "x2")
    said = next(d for d in table.diagnostics if d.code == "I-FILE-03")
    assert word in said.message


def test_f03_semicolons_with_decimal_commas_are_not_split_at_the_commas(write):
    table = read_text_table(write("a;b;c\n1,5;2,5;3,5\n2,5;1,5;4,5\n"))
    assert table.names == ("a", "b", "c")
    assert table.columns[0] == ("1,5", "2,5")


def test_f03_delimiters_inside_quotes_do_not_count(write):
    table = read_text_table(write('id,"q1; really","q2; so"\n1,2,3\n4,5,6\n'))
    assert table.names == ("id", "q1; really", "q2; so")


def test_f03_ambiguous_delimiter_is_refused_with_the_first_line(write):
    problem = refused(write("last, first;age\nLi, Wei;30\n"))
    assert problem.code == "E-FILE-03"
    assert "comma (2 columns)" in str(problem)
    assert "semicolon (2 columns)" in str(problem)
    assert "last, first;age" in str(problem)


def test_f03_declared_delimiter_settles_it(write):
    path = write("last, first;age\nLi, Wei;30\n")
    assert read_text_table(path, delimiter=";").names == ("last, first", "age")
    assert read_text_table(path, delimiter="semicolon").names == ("last, first", "age")


def test_f03_declared_delimiter_that_is_not_there_is_refused(write):
    problem = refused(write(CLEAN), delimiter=";")
    assert problem.code == "E-FILE-03"
    assert "semicolon" in str(problem)
    assert "id,x1,x2" in str(problem)


def test_f03_columns_separated_by_spaces_are_refused_unless_declared(write):
    path = write("x1 x2  x3\n1 2  3\n4 5  6\n")
    problem = refused(path)
    assert problem.code == "E-FILE-03"
    assert "spaces" in str(problem)
    assert read_text_table(path, delimiter=" ").names == ("x1", "x2", "x3")


def test_f03_columns_separated_by_slashes_are_refused_unless_declared(write):
    path = write("x1/x2/x3\n1/2/3\n4/5/6\n")
    problem = refused(path)
    assert problem.code == "E-FILE-03"
    assert "first line: x1/x2/x3" in str(problem)
    assert 'delimiter="/"' in str(problem)
    assert read_text_table(path, delimiter="/").names == ("x1", "x2", "x3")


def test_f03_one_column_of_dates_is_a_table(write):
    assert read_text_table(write("day\n2024/01/02\n2024/01/03\n")).names == ("day",)


def test_a_single_column_needs_no_delimiter(write):
    assert read_text_table(write("score\n1\n2\n")).columns[0].tolist() == [1, 2]


def test_excel_sep_line_is_obeyed_and_lines_still_count_from_the_top(write):
    table = read_text_table(write("sep=;\r\na;b\r\n1;2\r\n"))
    assert table.names == ("a", "b")
    assert table.lines.tolist() == [3]


def test_f07_long_row_is_refused_with_line_and_counts(write):
    rows = [f"{i},1,2,3" for i in range(1, 300)]
    rows[199] += ",99,99"
    problem = refused(write("id,x1,x2,x3\n" + "\n".join(rows) + "\n"))
    assert problem.code == "E-FILE-07"
    assert "line 201 has 6 fields, the header has 4" in str(problem)


def test_f07_when_every_row_is_one_longer_the_missing_heading_is_named(write):
    problem = refused(write("x1,x2\nr1,1,2\nr2,3,4\n"))
    assert problem.code == "E-FILE-07"
    assert "row.names = FALSE" in str(problem)


def test_f08_short_row_is_refused_with_line_and_counts(write):
    problem = refused(write("a,b,c\n1,2,3\n4,5\n"))
    assert problem.code == "E-FILE-08"
    assert "line 3 has 2 fields, the header has 3" in str(problem)


def test_f08_short_rows_are_filled_when_allowed_and_the_lines_are_named(write):
    table = read_text_table(write("a,b,c\n1,2,3\n4,5\n6\n"), allow_short_rows=True)
    np.testing.assert_array_equal(table.columns[2], [3, np.nan, np.nan])
    said = next(d for d in table.diagnostics if d.code == "W-FILE-08")
    assert said.severity == "warning"
    assert "3 (2 fields), 4 (1 fields)" in said.where


def test_long_and_short_rows_are_reported_together(write):
    problem = refused(write("a,b,c\n1,2\n1,2,3,4\n"))
    assert [p.code for p in problem.problems] == ["E-FILE-07", "E-FILE-08"]


def test_f09_duplicate_names_are_refused_all_at_once(write):
    problem = refused(write("x1,x1,y,y,y\n1,2,3,4,5\n"))
    assert problem.code == "E-FILE-09"
    assert "columns 1 and 2 are both 'x1'" in str(problem)
    assert "columns 3, 4 and 5 are all 'y'" in str(problem)


def test_f09_names_equal_after_normalisation_are_duplicates(write):
    assert refused(write("caf\u00e9,cafe\u0301\n1,2\n")).code == "E-FILE-09"


def test_names_are_stripped_and_composed(write):
    table = read_text_table(write('" x1 ","cafe\u0301","long\nname"\n1,2,3\n'))
    assert table.names == ("x1", "caf\u00e9", "long name")
    assert table.lines.tolist() == [3]


def test_unnamed_row_numbers_of_r_get_a_name_and_a_note(write):
    table = read_text_table(write('"","x1"\n"1",4\n"2",5\n'))
    assert table.names == ("column_1", "x1")
    assert "I-FILE-09" in codes(table)


def test_empty_unnamed_columns_are_left_out_and_counted(write):
    table = read_text_table(write("a,,b,\n1,,2,\n3,,4,\n"))
    assert table.names == ("a", "b")
    assert "2 columns" in next(d.message for d in table.diagnostics if d.code == "I-FILE-09")


def test_unnamed_column_is_called_by_its_place_in_the_file(write):
    table = read_text_table(write(",,x\n,7,1\n,8,2\n"))
    assert table.names == ("column_2", "x")


def test_trailing_delimiter_in_the_header_alone_is_no_column(write):
    assert read_text_table(write("a,b,\n1,2\n3,4\n")).names == ("a", "b")


def test_header_of_numbers_is_warned_about(write):
    table = read_text_table(write("1,3,2\n4,5,4\n2,2,3\n"))
    said = next(d for d in table.diagnostics if d.code == "W-FILE-14")
    assert said.severity == "warning"


def test_trailing_blank_lines_and_empty_rows_are_ignored(write):
    assert len(read_text_table(write(CLEAN + "\n\n,,\n\n")).lines) == 3


def test_blank_lines_inside_do_not_shift_line_numbers(write):
    assert read_text_table(write("a,b\n1,2\n\n3,4\n")).lines.tolist() == [2, 4]


def test_line_numbers_survive_newlines_inside_quotes(write):
    table = read_text_table(write('id,text\n1,"two\nlines"\n2,one\n'))
    assert table.lines.tolist() == [2, 4]
    assert table.columns[1] == ("two\nlines", "one")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_all_line_ends_are_read(write, end):
    table = read_text_table(write(CLEAN.replace("\n", end)))
    assert table.lines.tolist() == [2, 3, 4]
    assert table.columns[0].tolist() == [1, 2, 3]


def test_x10_too_many_columns_are_refused(write):
    header = ",".join(f"x{i}" for i in range(20_000))
    problem = refused(write(f"{header}\n{','.join('1' * 20_000)}\n"))
    assert problem.code == "E-FILE-10"
    assert "20,000 columns" in str(problem)


def test_x11_nul_byte_is_refused_with_line(write):
    problem = refused(write(b"a,b\n1,2\n3,\x00\n"))
    assert problem.code == "E-FILE-11"
    assert "line 3" in str(problem)


def test_x11_unclosed_quote_is_refused_where_it_opens(write):
    problem = refused(write('a,b\n1,2\n3,"agree\n5,6\n7,8\n'))
    assert problem.code == "E-FILE-11"
    assert "line 3" in str(problem)
    assert "never closed" in str(problem)


def test_x11_unclosed_quote_that_meets_another_is_refused_where_it_opens(write):
    problem = refused(write('a,b\n1,2\n3,"agree\n5,"no"\n7,8\n'))
    assert problem.code == "E-FILE-11"
    assert "line 3" in str(problem)


def test_x11_ten_megabyte_cell_is_refused_with_line(write):
    problem = refused(write(f"a,b\n1,2\n3,{'x' * 10_000_000}\n"))
    assert problem.code == "E-FILE-11"
    assert "line 3" in str(problem)
    assert "131,072 characters" in str(problem)


@pytest.mark.parametrize(
    "cell", ["３", "1_000", "agree", " ", "3,0", "0x10", "1.0E+05", "110101199003074514"]
)
def test_cells_that_are_no_plain_number_keep_the_column_as_text(write, cell):
    table = read_text_table(write(f'a,b\n1,"{cell}"\n2,NA\n3,4\n'))
    assert table.columns[1] == (cell, "NA", "4")


@pytest.mark.parametrize(
    ("cell", "value"), [(" 3", 3.0), ("+2", 2.0), ("1e-05", 1e-05), ("007", 7.0), (".5", 0.5)]
)
def test_plain_numbers_are_numbers(write, cell, value):
    assert read_text_table(write(f"a,b\n1,{cell}\n")).columns[1].tolist() == [value]


def test_infinite_numbers_are_left_for_the_data_checks_to_refuse(write):
    assert np.isinf(read_text_table(write("a,b\n1,Inf\n2,3\n")).columns[1][0])


def test_numbers_are_exact(write):
    values = np.random.default_rng(7).normal(size=200)
    table = read_text_table(write("a,b\n" + "".join(f"1,{v!r}\n" for v in values.tolist())))
    np.testing.assert_array_equal(table.columns[1], values)


def test_all_missing_column_is_numeric_and_nan(write):
    table = read_text_table(write("a,b\n1,\n2,.\n"))
    assert np.isnan(table.columns[1]).all()


def test_formula_cells_are_read_as_text_and_nothing_more(write):
    table = read_text_table(write("a,b\n1,=1+1\n2,@SUM(A1)\n"))
    assert table.columns[1] == ("=1+1", "@SUM(A1)")


def test_a_usual_survey_is_read_cell_by_cell(write):
    answers = np.random.default_rng(1).integers(1, 6, (5000, 100)).tolist()
    header = ",".join(f"x{i}" for i in range(100))
    path = write(header + "\n" + "\n".join(",".join(map(str, row)) for row in answers))
    table = read_text_table(path)
    np.testing.assert_array_equal(np.column_stack(table.columns), answers)


def test_parse_column_counts_each_missing_token():
    numbers, missing = columns.parse_column(["1", "", ".", "NA", "NaN", "nan", ""])
    assert missing == {"": 2, ".": 1, "NA": 1, "NaN": 1, "nan": 1}
    assert numbers[0] == 1
    assert np.isnan(numbers[1:]).all()
