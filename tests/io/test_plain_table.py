"""Large text tables: read by blocks or carefully, the same bytes give the same table."""

from __future__ import annotations

import csv
import io
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gainsem.errors import FileError
from gainsem.io import plain_cells, plain_table
from gainsem.io.file_bytes import FileBytes
from gainsem.io.plain_table import table_from_plain_text
from gainsem.io.read_table import read_table
from gainsem.io.text_table import table_from_text_bytes

STRANGE = [
    *("", "NA", "NaN", "nan", ".", " ", "\u3000", " NA", "N/A", "-", "--", "-.", "5.", ".5", "-0"),
    *(
        "+3",
        " 5 ",
        "1e5",
        "1.1E+17",
        "inf",
        "-Infinity",
        "1_000",
        "0x10",
        "３",
        "١",
        "1,5",
        "1.2.3",
    ),
    *("9007199254740991", "9007199254740992", "9007199254740993", "110101199003078888", "-1e400"),
    *("0.1", "0.30000000000000004", "123456789012345.6", "0.00000000000000000000000001", "007"),
    *("agree", "非常同意", "a b", "x'y", "12-Jan", "TRUE", "a" * 30, "\ufffd"),
]
NEEDS_QUOTES = ['say "no"', "a,b", "a;b", "two\nlines", '"', "a\r\nb", "a\rb"]

plain = st.one_of(
    st.integers(-9, 99999).map(str),
    st.decimals(-999, 999, places=3, allow_nan=False).map(str),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(repr),
    st.just(""),
)
cell = st.one_of(plain, plain, plain, st.sampled_from(STRANGE))


def outcome(read, data, **options):
    """Return everything a reader says of some bytes, a refusal as its words."""
    try:
        table = read(FileBytes("answers.csv", data, "hash"), **options)
    except FileError as problem:
        return str(problem)
    if table is None:
        return None
    # NaN comes with any sign; the bytes of everything else have to agree.
    columns = [
        ("numbers", np.where(np.isnan(column), np.nan, column).tobytes(), column.dtype)
        if isinstance(column, np.ndarray)
        else column
        for column in table.columns
    ]
    facts = (table.names, table.source, table.sha256, table.diagnostics, table.headings)
    return (*facts, columns, table.lines.tolist(), table.lines.dtype)


def by_blocks(data, block=64, **options):
    with (
        mock.patch.object(plain_table, "FEWEST_LINES", 2),
        mock.patch.object(plain_cells, "BLOCK", block),
    ):
        return outcome(table_from_plain_text, data, **options)


def written(rows, *, delimiter=",", end="\n", quoting=csv.QUOTE_MINIMAL):
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return stream.getvalue()


@st.composite
def tables(draw, cells=cell):
    """Return a table of columns that are mostly of one kind, as survey columns are."""
    n_columns = draw(st.integers(2, 5))
    n_rows = draw(st.integers(1, 12))
    columns = [
        draw(st.lists(draw(st.sampled_from([plain, cells])), min_size=n_rows, max_size=n_rows))
        for _ in range(n_columns)
    ]
    names = draw(
        st.lists(
            st.sampled_from(["id", "q1", "q2", "满意", "x y", "b", "c", "1", "2"]),
            min_size=n_columns,
            max_size=n_columns,
            unique=True,
        )
    )
    return [names, *map(list, zip(*columns, strict=True))]


@settings(max_examples=400, deadline=None)
@given(
    rows=tables(),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    last=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    block=st.integers(1, 200),
)
def test_the_same_bytes_give_the_same_table(rows, delimiter, end, quoting, last, encoding, block):
    text = written(rows, delimiter=delimiter, end=end, quoting=quoting)
    data = (text if last else text.removesuffix(end)).encode(encoding)
    fast = by_blocks(data, block)
    assert fast is None or fast == outcome(table_from_text_bytes, data)


@settings(max_examples=400, deadline=None)
@given(
    rows=tables(st.one_of(cell, st.sampled_from(NEEDS_QUOTES))),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
    at=st.floats(0, 1),
    damage=st.sampled_from(['"', ",", "\n", "\r", "\0", " ", "\n\n", ",,,,\n", "é", "", '""', "x"]),
    removed=st.integers(0, 3),
    block=st.integers(1, 200),
)
def test_the_same_damage_gives_the_same_answer(rows, quoting, end, at, damage, removed, block):
    text = written(rows, quoting=quoting, end=end)
    place = int(at * len(text))
    data = (text[:place] + damage + text[place + removed :]).encode("utf-8")
    fast = by_blocks(data, block)
    assert fast is None or fast == outcome(table_from_text_bytes, data)


@settings(max_examples=200, deadline=None)
@given(
    numbers=st.lists(
        st.one_of(
            st.integers(-(2**53) + 1, 2**53 - 1).map(str),
            st.decimals(-1e6, 1e6, places=6, allow_nan=False).map(str),
            st.decimals(0, 1, places=15, allow_nan=False).map("{:f}".format),
        ),
        min_size=2,
        max_size=20,
    )
)
def test_numbers_are_those_python_reads(numbers):
    data = written([["a", "b"], *([number, "1"] for number in numbers)]).encode()
    fast = by_blocks(data)
    assert fast is not None
    assert fast == outcome(table_from_text_bytes, data)
    expected = np.array([float(number) for number in numbers]).tobytes()
    assert fast[5][0][1] == expected


WELL_FORMED = {
    "ratings": "a,b\n" + "1,\n5,NA\n.,3\n",
    "all quoted": '"a","b"\r\n"1",""\r\n"5","3"\r\n',
    "with words": "id;town\n1;Ulm\n2;Köln\n3;\n",
    "with answers that hold the delimiter": 'a,b\n1,"x, y"\n2,z\n',
    "no line end at the end": "a,b\n1,2\n3,4",
}


@pytest.mark.parametrize("text", WELL_FORMED.values(), ids=WELL_FORMED.keys())
def test_well_formed_tables_are_read_by_blocks(text):
    fast = by_blocks(text.encode())
    assert fast is not None
    assert fast == outcome(table_from_text_bytes, text.encode())


LEFT_TO_THE_CAREFUL_READER = {
    "a short row": "a,b\n1,2\n3\n",
    "a long row": "a,b\n1,2\n3,4,5\n",
    "rows that are short and long alike": "a,b\n1\n3,4,5\n",
    "a blank line": "a,b\n1,2\n\n3,4\n",
    "an empty row at the end": "a,b\n1,2\n,\n",
    "a quotation mark that is not closed": 'a,b\n1,"2\n3,4\n',
    "text after a quotation mark": 'a,b\n1,"2"x\n3,4\n',
    "quotation marks in an answer": 'a,b\n1,"say ""no"""\n3,4\n',
    "an answer of two lines": 'a,b\n1,"x\ny"\n3,4\n',
    "a NUL": "a,b\n1,\0\n3,4\n",
    "line ends of two kinds": "a,b\r\n1,2\n3,4\n",
    "old line ends": "a,b\r1,2\r3,4\r",
    "a column without a name": "a,\n1,2\n3,4\n",
    "one column": "a\n1\n2\n",
    "a line that names the delimiter": "sep=,\na,b\n1,2\n",
    "a line end before the header": "\na,b\n1,2\n3,4\n",
}


@pytest.mark.parametrize(
    "text", LEFT_TO_THE_CAREFUL_READER.values(), ids=LEFT_TO_THE_CAREFUL_READER.keys()
)
def test_what_is_not_plain_is_left_to_the_careful_reader(text):
    assert by_blocks(text.encode()) is None


def test_a_cell_longer_than_a_field_may_be_is_left_to_the_careful_reader():
    long = "x" * (csv.field_size_limit() + 1)
    assert by_blocks(f"a,b\n1,{long}\n3,4\n".encode(), block=1 << 19) is None


def test_two_columns_of_one_name_are_refused_alike():
    data = b"a,a\n1,2\n3,4\n"
    assert "E-FILE-09" in by_blocks(data)
    assert by_blocks(data) == outcome(table_from_text_bytes, data)


def test_the_columns_of_numbers_are_one_matrix(tmp_path):
    """No second copy of a large table is needed when the codebook is applied."""
    path = tmp_path / "large.csv"
    path.write_text("a,b,c\n" + "1,5,\n2,,4\n" * 500_000, encoding="utf-8")
    assert path.stat().st_size > plain_table.LARGE
    table = read_table(path)
    assert table.columns[0].base is table.columns[2].base
    assert len(table.lines) == 1_000_000
    np.testing.assert_array_equal(table.columns[1][:4], [5, np.nan, 5, np.nan])
    assert table.lines[[0, -1]].tolist() == [2, 1_000_001]


def test_a_fault_in_a_large_table_is_told_with_its_line(tmp_path):
    path = tmp_path / "large.csv"
    path.write_text("a,b,c\n" + "1,5,3\n" * 800_000 + "1,2\n", encoding="utf-8")
    assert path.stat().st_size > plain_table.LARGE
    with pytest.raises(FileError) as caught:
        read_table(path)
    assert caught.value.code == "E-FILE-08"
    assert "line 800002" in str(caught.value)
