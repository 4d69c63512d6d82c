"""SPSS and Stata files: values, labels, declared missing answers, encodings, damage (X12)."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import struct
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gainsem.errors import FileError, OptionError, ResponseError
from gainsem.io import table_size
from gainsem.io.read_survey import read_survey
from gainsem.io.read_table import read_table
from gainsem.survey.recode import apply_codebook

DATA = Path(__file__).parent / "data" / "statfiles"
FIXTURES = ("spss_labelled.sav", "spss_chinese_labels.sav", "stata_labelled.dta")
CALLED_ELSEWHERE = {"ID": "id"}
ONLY_IN_THE_FILES = {"weight"}
INF = float("inf")

BOOK = """\
scales:
  agree: {range: [1, 5], missing_codes: [88, 99]}
items:
  x: {scale: agree}
"""


def expected() -> dict[str, np.ndarray]:
    with (DATA / "expected.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {
        name: np.array([float(row[name]) if row[name] else np.nan for row in rows])
        for name in rows[0]
    }


@pytest.fixture
def save(tmp_path):
    """Return a function that writes columns as a file of SPSS or Stata."""

    def _save(name="d.sav", columns=None, **options):
        path = tmp_path / name
        frame = pd.DataFrame(columns if columns is not None else {"x": [1.0, 2.0, 9.0]})
        write = {"sav": pyreadstat.write_sav, "zsav": pyreadstat.write_sav}.get(
            name.rsplit(".", 1)[1], pyreadstat.write_dta
        )
        if name.endswith(".por"):
            write = pyreadstat.write_por
        if name.endswith(".zsav"):
            options["compress"] = True
        write(frame, str(path), **options)
        return path

    return _save


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "other" / "codebook.yaml"
    path.parent.mkdir()

    def _book(text=BOOK):
        path.write_text("title: {en: T}\n" + text, encoding="utf-8")
        return path

    return _book


def answers(path, **options):
    return read_survey(path, **options).responses


def refused(path, **options):
    with pytest.raises((FileError, ResponseError, OptionError)) as caught:
        read_survey(path, **options)
    return caught.value


def said(responses, code):
    return [d for d in responses.diagnostics if d.code == code]


# The fixtures, cell by cell


@pytest.mark.parametrize("name", FIXTURES)
def test_fixtures_hold_what_they_are_said_to_hold(name):
    got, wanted = answers(DATA / name), expected()
    compared = [item for item in got.names if item not in ONLY_IN_THE_FILES]
    assert len(compared) == 15
    assert got.left_out == ("ID",)
    for item in compared:
        column = wanted[CALLED_ELSEWHERE.get(item, item)].copy()
        if name == "spss_labelled.sav":
            column[column == 88] = np.nan
            if item == "PC1":
                column[0] = np.nan
        np.testing.assert_array_equal(got.column(item), column, err_msg=item)


def test_x12_declared_missing_answers_are_missing_counted_and_listed():
    got = answers(DATA / "spss_labelled.sav")
    assert np.isnan(got.column("PC1")[0])
    assert [(r.item, r.kind, r.count, r.detail) for r in got.recodes] == [
        ("PC1", "declared missing", 1, '99 "Refused" read as missing'),
        ("PC2", "declared missing", 3, '88 "Don\'t know" read as missing'),
    ]
    (listed,) = said(got, "I-STF-01")
    assert "spss_labelled.sav: 4 answers" in listed.message
    assert '88 "Don\'t know", 99 "Refused" in PC1, PC2' in listed.message


def test_what_spss_says_of_an_item_comes_with_it():
    got = answers(DATA / "spss_labelled.sav")
    item = got.items[got.names.index("PC1")]
    assert item.text["en"].startswith("Before decisions that affect residents are made")
    assert (item.measure, item.codes) == ("ordinal", (1, 2, 3, 4, 5))
    assert item.value_labels["en"][5] == "Strongly agree"
    assert set(item.value_labels["en"]) == {1, 2, 3, 4, 5}
    assert item.missing_codes == (88, 99)
    assert got.items[got.names.index("age")].measure == "continuous"


def test_a_table_knows_its_tool_its_headings_and_its_hash():
    path = DATA / "spss_chinese_labels.sav"
    table = read_table(path)
    assert table.tool == "spss"
    assert table.headings[4].ids == ("PC1",)
    assert table.headings[4].wordings == (
        "社区或街道在作出与居民有关的决定之前，会先听取居民的意见。",
    )
    assert table.headings[0].wordings == ()
    assert table.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert read_table(DATA / "stata_labelled.dta").tool == "stata"


def test_chinese_labels_are_chinese():
    got = answers(DATA / "spss_chinese_labels.sav")
    item = got.items[got.names.index("PC1")]
    assert item.value_labels["zh"][5] == "非常同意"
    assert set(item.text) == {"zh"}


def test_labelled_codes_nobody_declares_missing_stay_answers_and_no_measure_is_guessed():
    got = answers(DATA / "stata_labelled.dta")
    item = got.items[got.names.index("PC2")]
    assert (got.column("PC2") == 88).sum() == 3
    assert (item.measure, item.codes) == ("continuous", ())
    assert item.value_labels["en"][88] == "Don't know"


# Declared missing answers


def test_x12_ranges_open_ranges_and_single_codes(save):
    path = save(
        columns={"x": [1.0, 90, 95, 99, 5], "y": [-7.0, -1, 1, 9, np.nan], "z": [1.0, 2, 7, 80, 3]},
        missing_ranges={
            "x": [{"lo": 90, "hi": 99}],
            "y": [{"lo": -INF, "hi": -1}, 9],
            "z": [{"lo": 7, "hi": INF}],
        },
    )
    got = answers(path)
    np.testing.assert_array_equal(got.column("x"), [1, np.nan, np.nan, np.nan, 5])
    np.testing.assert_array_equal(got.column("y"), [np.nan, np.nan, 1, np.nan, np.nan])
    np.testing.assert_array_equal(got.column("z"), [1, 2, np.nan, np.nan, 3])
    (listed,) = said(got, "I-STF-01")
    for words in ("8 answers", "90 to 99 in x", "-1 and below, 9 in y", "7 and above in z"):
        assert words in listed.message


def test_many_codes_in_a_range_are_one_change(save):
    path = save(columns={"x": np.arange(100.0)}, missing_ranges={"x": [{"lo": 50, "hi": 99}]})
    got = answers(path)
    assert [(r.kind, r.count, r.detail) for r in got.recodes] == [
        ("declared range", 50, "50 to 99 read as missing")
    ]


def test_words_declared_missing_are_empty_and_counted(save):
    path = save(
        columns={"town": ["Ulm", "ZZ", "", "ZZ"], "x": [1.0, 2, 3, 4]},
        missing_ranges={"town": ["ZZ"]},
        variable_value_labels={"town": {"ZZ": "refused"}},
    )
    got = answers(path)
    assert got.text == {"town": ("Ulm", "", "", "")}
    assert [(r.kind, r.count) for r in got.recodes] == [("declared mark", 2)]
    assert "'ZZ' \"refused\" in town" in said(got, "I-STF-01")[0].message


def test_stata_marks_are_missing_counted_and_listed_with_their_labels(save):
    path = save(
        "d.dta",
        {"x": [1, 2, "a", "z", "a"], "y": [1.5, np.nan, 3, 4, 5]},
        missing_user_values={"x": ["a", "z"]},
        variable_value_labels={"x": {1: "no", 2: "yes", "a": "refused"}},
    )
    got = answers(path)
    np.testing.assert_array_equal(got.column("x"), [1, 2, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(got.column("y"), [1.5, np.nan, 3, 4, 5])
    assert [(r.count, r.detail) for r in got.recodes] == [
        (2, '.a "refused" read as missing'),
        (1, ".z read as missing"),
    ]
    assert got.items[0].value_labels == {"en": {1: "no", 2: "yes"}}
    assert '.a "refused", .z in x' in said(got, "I-STF-01")[0].message


def test_a_codebook_and_the_file_both_say_what_is_missing(save, book):
    path = save(columns={"x": [1.0, 88, 77, 5]}, missing_ranges={"x": [77, 88]})
    got = answers(path, codebook=book())
    np.testing.assert_array_equal(got.column("x"), [1, np.nan, np.nan, 5])
    assert [(r.kind, r.detail) for r in got.recodes] == [
        ("missing code", "88 read as missing"),
        ("declared missing", "77 read as missing"),
    ]
    assert not said(got, "W-STF-02")


def test_a_code_the_codebook_names_is_an_answer_and_the_contradiction_is_said(save, book):
    path = save(columns={"x": [1.0, 5, 5, 6]}, missing_ranges={"x": [{"lo": 5, "hi": 9}]})
    got = answers(path, codebook=book())
    np.testing.assert_array_equal(got.column("x"), [1, 5, 5, np.nan])
    (warned,) = said(got, "W-STF-02")
    assert "d.sav" in warned.message
    assert "codebook.yaml" in warned.message
    assert "x: 5 (2)" in warned.message


def test_a_mere_range_in_the_codebook_does_not_make_a_declared_code_an_answer(save, book):
    path = save(columns={"age": [30.0, 99, 41]}, missing_ranges={"age": [99]})
    got = answers(
        path,
        codebook=book(
            BOOK + "variables:\n  age: {scale: {measure: continuous, range: [0, 120]}}\n"
        ),
    )
    np.testing.assert_array_equal(got.column("age"), [30, np.nan, 41])
    assert not said(got, "W-STF-02")


def test_reverse_items_are_turned_after_declared_codes_are_gone(save, book):
    path = save(columns={"x": [1.0, 9, 4]}, missing_ranges={"x": [9]})
    text = "scales:\n  a: {range: [1, 5]}\nitems:\n  x: {scale: a, reverse: true}\n"
    np.testing.assert_array_equal(answers(path, codebook=book(text)).column("x"), [5, np.nan, 2])


def test_words_declared_missing_are_counted_under_a_codebook_too(save, book):
    columns = {"town": ["Ulm", "ZZ"], "x": ["1", "ZZ"]}
    path = save(columns=columns, missing_ranges={"town": ["ZZ"], "x": ["ZZ"]})
    got = answers(path, codebook=book(BOOK + "variables:\n  town: {scale: {measure: nominal}}\n"))
    assert got.text == {"town": ("Ulm", "")}
    np.testing.assert_array_equal(got.column("x"), [1, np.nan])
    assert {(r.item, r.kind, r.count) for r in got.recodes} == {
        ("town", "declared mark", 1),
        ("x", "declared mark", 1),
    }


def test_the_table_that_was_read_is_not_changed(save):
    table = read_table(save(missing_ranges={"x": [9]}))
    first, second = apply_codebook(table), apply_codebook(table)
    np.testing.assert_array_equal(table.columns[0], [1, 2, 9])
    np.testing.assert_array_equal(first.values, second.values)


# Measures, codes, names, dates, words


def test_measures_are_those_of_spss_and_never_guessed(save):
    columns = {name: [1.0, 2, 3] for name in ("o", "n", "s", "u")}
    measures = {"o": "ordinal", "n": "nominal", "s": "scale", "u": "unknown"}
    got = answers(save(columns=columns, variable_measure=measures))
    assert [item.measure for item in got.items] == [
        "ordinal",
        "nominal",
        "continuous",
        "continuous",
    ]


@pytest.mark.parametrize(
    ("values", "labels", "codes"),
    [
        ([1, 2, 3], {1: "a", 2: "b", 3: "c"}, (1, 2, 3)),
        ([1, 2, 2], {1: "a", 2: "b", 3: "c"}, (1, 2, 3)),
        ([1, 4, 7], {1: "never", 7: "always"}, ()),
        ([1, 2, 88], {1: "a", 2: "b", 88: "don't know"}, ()),
    ],
)
def test_labelled_codes_are_the_scale_only_if_they_are_all_of_it(save, values, labels, codes):
    path = save(
        columns={"x": np.array(values, float)},
        variable_measure={"x": "ordinal"},
        variable_value_labels={"x": {float(k): v for k, v in labels.items()}},
    )
    item = answers(path).items[0]
    assert item.codes == codes
    assert item.value_labels == {"en": labels}


def test_long_names_and_names_in_other_scripts(save):
    names = ["a_name_that_is_much_longer_than_eight_letters", "满意度"]
    got = answers(save(columns={name: [1.0, 2.0] for name in names}))
    assert list(got.names) == names


def test_dates_are_iso_text_and_durations_stay_seconds(save):
    day = [dt.date(2024, 1, 2), None, dt.date(1900, 3, 1)]
    moment = [dt.datetime(2024, 1, 2, 3, 4, 5), dt.datetime(2024, 1, 2), None]
    took = [dt.time(0, 2, 3)] * 3
    got = answers(save(columns={"d": day, "m": moment, "t": took}))
    assert got.text == {
        "d": ("2024-01-02", "", "1900-03-01"),
        "m": ("2024-01-02 03:04:05", "2024-01-02", ""),
    }
    np.testing.assert_array_equal(got.column("t"), [123, 123, 123])


@pytest.mark.parametrize("version", [8, 10, 12, 13, 14, 15])
def test_stata_dates_and_words_in_every_version(save, version):
    moment = pd.to_datetime(["2024-01-02 03:04:05", None])
    columns = {"m": moment, "s": ["a", ""], "x": [1.0, np.nan]}
    got = answers(save("d.dta", columns, version=version))
    assert got.text == {"m": ("2024-01-02 03:04:05", ""), "s": ("a", "")}
    np.testing.assert_array_equal(got.column("x"), [1, np.nan])


def test_days_of_stata(save, tmp_path):
    frame = pd.DataFrame({"d": pd.to_datetime(["1959-12-31", "2024-02-29"])})
    frame.to_stata(tmp_path / "d.dta", convert_dates={"d": "td"}, write_index=False)
    assert answers(tmp_path / "d.dta").text == {"d": ("1959-12-31", "2024-02-29")}


def test_words_stay_words_even_if_they_look_like_numbers(save):
    got = answers(save(columns={"plot": ["007", "12"], "x": [1.0, 2.0]}))
    assert got.text == {"plot": ("007", "12")}


@pytest.mark.parametrize("name", ["d.sav", "d.zsav", "d.dta"])
def test_every_format_gives_the_same_answers(save, name):
    values = np.array([1.0, np.nan, -2.5, 1e10])
    np.testing.assert_array_equal(answers(save(name, {"x": values})).column("x"), values)


def test_portable_files_are_read_and_what_they_cannot_tell_is_said(save):
    got = answers(save("d.por", {"x": [1.0, np.nan, 3], "s": ["a", "b", ""]}))
    np.testing.assert_array_equal(got.column("X"), [1, np.nan, 3])
    assert got.text == {"S": ("a", "b", "")}
    assert said(got, "I-STF-03")


@settings(max_examples=40, deadline=None)
@given(
    columns=st.lists(
        st.lists(st.one_of(st.none(), st.integers(-999, 999)), min_size=5, max_size=5),
        min_size=1,
        max_size=4,
    ),
    missing=st.lists(st.integers(-999, 999), max_size=3, unique=True),
    compress=st.booleans(),
)
def test_any_numbers_come_back_as_they_were_but_for_those_declared_missing(
    tmp_path_factory, columns, missing, compress
):
    path = tmp_path_factory.mktemp("sav") / "any.sav"
    values = np.array([[np.nan if v is None else v for v in c] for c in columns], float)
    frame = pd.DataFrame({f"x{i}": column for i, column in enumerate(values)})
    ranges = {name: [float(code) for code in missing] for name in frame} if missing else None
    pyreadstat.write_sav(frame, str(path), missing_ranges=ranges, compress=compress)
    got = answers(path)
    gone = np.isin(values, missing)
    np.testing.assert_array_equal(got.values.T, np.where(gone, np.nan, values))
    counted = sum(r.count for r in got.recodes if r.kind == "declared missing")
    assert counted == gone.sum()


# Where it comes from does not matter


def test_the_content_decides_not_the_name(tmp_path):
    data = (DATA / "spss_labelled.sav").read_bytes()
    (tmp_path / "answers.csv").write_bytes(data)
    assert read_table(tmp_path / "answers.csv").tool == "spss"


def test_packed_and_from_standard_input(tmp_path, monkeypatch):
    import gzip
    import sys

    data = (DATA / "stata_labelled.dta").read_bytes()
    (tmp_path / "d.dta.gz").write_bytes(gzip.compress(data))
    assert read_table(tmp_path / "d.dta.gz").tool == "stata"
    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": io.BytesIO(data)}))
    assert read_table("-").tool == "stata"


def test_a_survey_folder_may_hold_responses_sav(tmp_path):
    (tmp_path / "responses.sav").write_bytes((DATA / "spss_labelled.sav").read_bytes())
    text = "scales:\n  a: {range: [1, 5]}\nitems:\n  PC1: {scale: a}\n  PC2: {scale: a}\n"
    text = "title: {en: T}\n" + text
    (tmp_path / "codebook.yaml").write_text(text, encoding="utf-8")
    survey = read_survey(tmp_path)
    assert survey.codebook is not None
    assert np.isnan(survey.responses.column("PC1")[0])


@pytest.mark.parametrize("option", [{"sheet": 1}, {"delimiter": ";"}])
def test_options_of_other_formats_are_refused(option):
    problem = refused(DATA / "spss_labelled.sav", **option)
    assert problem.code == "E-OPT-06"
    assert "an SPSS file" in str(problem)


# Encodings


def in_code_page(path, replaced, code_page, number):
    """Turn a file of pyreadstat into an old one: texts in a code page, no record of Unicode.

    The record of the encoding (7, 20) is taken out, the character code of the machine
    record (7, 3) set to ``number`` (2: ASCII, 1252: Western European, 936: Chinese).
    """
    data = path.read_bytes()
    record = struct.pack("<iiii", 7, 20, 1, 5) + b"UTF-8"
    assert record in data
    data = data.replace(record, b"")
    at = data.index(struct.pack("<iiii", 7, 3, 4, 8)) + 16 + 7 * 4
    data = data[:at] + struct.pack("<i", number) + data[at + 4 :]
    for plain, text in replaced.items():
        coded = text.encode(code_page)
        assert len(coded) == len(plain)
        data = data.replace(plain.encode(), coded)
    path.write_bytes(data)
    return path


LABELS = {"AAAAAAAA": "生活满意", "BBBBBBBBBB": "非常不同意"}
LABELLED = {
    "column_labels": ["AAAAAAAA"],
    "variable_value_labels": {"x": {1.0: "BBBBBBBBBB"}},
}


@pytest.mark.parametrize("number", [2, 1252])
def test_chinese_labels_of_an_old_file_that_does_not_say_so(save, number):
    path = in_code_page(save(**LABELLED), LABELS, "gb18030", number)
    got = answers(path)
    assert got.items[0].text == {"zh": "生活满意"}
    assert got.items[0].value_labels == {"zh": {1: "非常不同意"}}
    (warned,) = said(got, "W-FILE-04")
    assert "生活满意" in warned.message


def test_chinese_labels_of_an_old_file_that_says_so(save):
    got = answers(in_code_page(save(**LABELLED), LABELS, "gb18030", 936))
    assert got.items[0].text == {"zh": "生活满意"}
    assert not said(got, "W-FILE-04")


def test_western_labels_of_an_old_file_stay_western(save):
    path = in_code_page(save(column_labels=["AAAAAAAA"]), {"AAAAAAAA": "Größe €é"}, "cp1252", 1252)
    got = answers(path)
    assert got.items[0].text == {"en": "Größe €é"}
    assert not said(got, "W-FILE-04")
    assert "1252" in said(got, "I-FILE-04")[0].message


def test_a_declared_encoding_is_used(save):
    path = in_code_page(save(column_labels=["AAAAAAAA"]), {"AAAAAAAA": "滿意程度"}, "big5", 2)
    got = answers(path, encoding="big5")
    assert got.items[0].text == {"zh": "滿意程度"}


def test_texts_in_no_likely_encoding_are_refused(save):
    data = save(column_labels=["AAAAAAAA"])
    data.write_bytes(data.read_bytes().replace(b"AAAAAAAA", b"\xff\xfe\x81\xff\xff\x80\xff\xfe"))
    problem = refused(data)
    assert problem.code == "E-FILE-04"
    assert "d.sav" in str(problem)
    assert "declare the encoding" in str(problem)


def test_an_encoding_that_does_not_exist_is_refused(save):
    assert refused(save(), encoding="klingon").code == "E-OPT-01"


# Damage


@pytest.mark.parametrize("name", FIXTURES)
@pytest.mark.parametrize("share", [0.001, 0.02, 0.3, 0.6, 0.97])
def test_truncated_files_are_refused_by_name(tmp_path, name, share):
    data = (DATA / name).read_bytes()
    (tmp_path / name).write_bytes(data[: max(int(share * len(data)), 20)])
    problem = refused(tmp_path / name)
    assert problem.code == "E-FILE-13"
    assert name in str(problem)
    assert "copy or download it again" in str(problem)


@pytest.mark.parametrize("name", FIXTURES)
def test_damaged_headers_are_refused_by_name(tmp_path, name):
    data = bytearray((DATA / name).read_bytes())
    data[0:4] = b"\x07\x00\x13\x00"
    (tmp_path / name).write_bytes(bytes(data))
    problem = refused(tmp_path / name)
    assert problem.code == "E-FILE-13"
    assert name in str(problem)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(FIXTURES),
    at=st.integers(0, 3000),
    noise=st.binary(min_size=1, max_size=24),
)
def test_whatever_the_damage_the_answer_is_a_table_or_a_refusal(tmp_path_factory, name, at, noise):
    data = bytearray((DATA / name).read_bytes())
    data[at : at + len(noise)] = noise
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(bytes(data))
    try:
        table = read_table(path)
    except FileError as problem:
        said_of = str(problem)
    else:
        said_of = Path(table.source).name
        assert all(len(column) == len(table.lines) for column in table.columns)
    assert name in said_of


def test_protected_files_are_refused(tmp_path):
    path = tmp_path / "secret.sav"
    path.write_bytes(b"\x1c" + b"\0" * 7 + b"ENCRYPTEDSAV" + b"\x15" + b"\0" * 400)
    problem = refused(path)
    assert problem.code == "E-FILE-16"
    assert "password" in str(problem)


def test_f02_no_cases_is_refused(save):
    problem = refused(save(columns={"x": np.array([], float)}))
    assert problem.code == "E-FILE-02"
    assert "0 cases" in str(problem)


def test_x10_too_many_cells_are_refused_before_they_are_read(save, monkeypatch):
    monkeypatch.setattr(table_size, "MAX_CELLS", 2)
    problem = refused(save())
    assert problem.code == "E-FILE-10"
    assert "3 cases" in str(problem)


def test_x10_too_many_columns_are_refused(save):
    path = save(columns={f"x{i}": [1.0] for i in range(10_001)})
    assert refused(path).code == "E-FILE-10"


def test_a_word_in_an_item_is_refused_with_file_case_and_column(save, book):
    path = save(columns={"x": ["1", "2", "often", "3"]})
    problem = refused(path, codebook=book())
    assert problem.code == "E-DATA-10"
    assert 'd.sav, column "x", case 3' in str(problem)
    assert "'often'" in str(problem)


@pytest.mark.parametrize("name", FIXTURES)
def test_a_code_out_of_range_is_refused_with_file_case_and_column(tmp_path, name, book):
    columns, _ = (pyreadstat.read_dta if name.endswith("dta") else pyreadstat.read_sav)(
        DATA / name, user_missing=True
    )
    columns.loc[6, "PC3"] = 7
    write = pyreadstat.write_dta if name.endswith("dta") else pyreadstat.write_sav
    write(columns, str(tmp_path / name))
    text = BOOK.replace("  x: {scale: agree}", "  PC3: {scale: agree}")
    problem = refused(tmp_path / name, codebook=book(text))
    assert problem.code == "E-DATA-11"
    assert f'{name}, column "PC3"' in str(problem)
    assert "case 7" in str(problem)
