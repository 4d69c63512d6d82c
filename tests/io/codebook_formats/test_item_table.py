"""Tables of items, as people write them in English and Chinese; and our own export of one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from gainsem.errors import CodebookError
from gainsem.io.codebook_formats.import_codebook import Imported, import_codebook
from gainsem.io.codebook_formats.item_cells import scale_of_cell, truth, worded_codes
from gainsem.io.codebook_formats.item_columns import Meaning, meanings
from gainsem.io.codebook_formats.item_table_write import item_table
from gainsem.survey.codebook import Codebook
from gainsem.survey.codebook_file import read_codebook
from tests.io.codebook_formats.codebooks import RICH, document, fields, record, workbook

INSTRUMENT = """\
id,construct,construct_zh,construct_en,dimension,dimension_zh,dimension_en,text_zh,text_en,\
scale,missing_codes,reverse,loading
PC1,PC,民主协商,democratic consultation,POL,政治,political,会先听取意见。,Listens.,1-5,88;99,0,0.8
PC2,PC,民主协商,democratic consultation,POL,政治,political,走形式。,A formality.,1-5,88;99,1,0.6
ES1,ES,生存需求,survival,ECN,经济,economic,能满足开支。,Covers costs.,1-5,88;99,0,0.82
"""
CHINESE = """\
题号,维度,题项,计分,缺失值,反向计分,选项标签,备注
A1,信任,我信任政府,1-5,99,否,1=非常不同意；2=不同意；3=一般；4=同意；5=非常同意,
A2,信任,政府不可靠,1-5,99,是,1=非常不同意；2=不同意；3=一般；4=同意；5=非常同意,反向题
G1,,性别,1=男；2=女,,,,
N1,,年龄,16..110,,,,周岁
"""


def made_from(text: str, folder: Path) -> tuple[Imported, Codebook]:
    place = folder / "items.csv"
    place.write_text(text, encoding="utf-8")
    made = import_codebook(place)
    (folder / "made.yaml").write_text(made.text, encoding="utf-8")
    return made, read_codebook(folder / "made.yaml")


def test_an_instrument_in_two_languages(tmp_path: Path) -> None:
    made, book = made_from(INSTRUMENT, tmp_path)
    first, second = book.items[:2]
    assert book.languages == ("zh", "en")
    assert first.text == {"zh": "会先听取意见。", "en": "Listens."}
    assert (first.codes, first.missing_codes) == ((1, 2, 3, 4, 5), (88, 99))
    assert (first.reverse, second.reverse) == (False, True)
    assert book.constructs["PC"] == {"zh": "民主协商", "en": "democratic consultation"}
    assert book.part_of == {"PC": "POL", "ES": "ECN"}
    assert made.text.count("codes: [1, 2, 3, 4, 5]") == 1
    assert [str(each) for each in made.left_out] == [
        'column "loading": not something a codebook says of an item'
    ]


def test_the_scale_of_a_construct_is_taken_for_a_rating_and_that_is_said(tmp_path: Path) -> None:
    made, book = made_from(INSTRUMENT, tmp_path)
    assert {item.measure for item in book.items} == {"ordinal"}
    said = next(each for each in made.diagnostics if each.code == "I-BOOK-41")
    assert "PC1, PC2, ES1" in said.message


def test_chinese_headings_and_cells(tmp_path: Path) -> None:
    made, book = made_from(CHINESE, tmp_path)
    items = {item.name: item for item in book.items}
    assert book.languages == ("zh",)
    assert items["A1"].text == {"zh": "我信任政府"}
    assert items["A1"].construct == "信任"
    assert items["A1"].value_labels["zh"][5.0] == "非常同意"
    assert (items["A1"].reverse, items["A2"].reverse) == (False, True)
    assert (items["G1"].measure, items["G1"].codes) == ("nominal", (1, 2))
    assert items["N1"].limits == (16, 110)
    assert book.notes == {"A2": "反向题", "N1": "周岁"}
    assert made.left_out == ()


def test_a_workbook_with_a_list_of_items(tmp_path: Path) -> None:
    rows = [["Item", "Wording", "Reverse"], ["x1", "I like it", "R"], ["x2", "I hate it", None]]
    place = tmp_path / "items.xlsx"
    place.write_bytes(workbook({"Items": rows}))
    made = import_codebook(place)
    assert "x1: {text: {en: I like it}}" in made.text


def test_a_rich_codebook_comes_back_from_its_table(tmp_path: Path) -> None:
    (tmp_path / "rich.csv").write_bytes(item_table(document(RICH)))
    made = import_codebook(tmp_path / "rich.csv")
    back, before = record(made.text, tmp_path), record(RICH, tmp_path)
    for key in ("items", "languages", "options", "attention", "asked_if", "notes", "part_of"):
        assert back[key] == before[key], key
    assert back["constructs"].keys() == before["constructs"].keys()


@pytest.mark.parametrize("folder", ["surveys/bfi", "surveys/juarez"])
def test_shipped_codebooks_come_back_from_their_tables(folder: str, tmp_path: Path) -> None:
    book = Path(__file__).parents[3] / folder / "codebook.yaml"
    text = book.read_text(encoding="utf-8")
    (tmp_path / "items.csv").write_bytes(item_table(document(text)))
    (tmp_path / "made.yaml").write_text(import_codebook(tmp_path / "items.csv").text, "utf-8")
    back, before = fields(read_codebook(tmp_path / "made.yaml")), fields(read_codebook(book))
    assert back["items"] == before["items"]
    assert back["constructs"] == before["constructs"]


def test_the_table_opens_in_a_spreadsheet_without_running_anything() -> None:
    text = "title: T\nitems: {a: {text: '=1+1'}, b: {text: 中文}}\n"
    data = item_table(document(text))
    assert data.startswith(b"\xef\xbb\xbf")
    assert "'=1+1" in data.decode("utf-8-sig")


def test_a_protected_formula_comes_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_bytes(
        item_table(document("title: T\nitems: {a: {text: '=1'}}\n"))
    )
    assert 'text: {en: "=1"}' in import_codebook(tmp_path / "items.csv").text


def test_cells_that_are_not_understood_are_listed_with_their_row(tmp_path: Path) -> None:
    made, _ = made_from(
        "id,text,scale,reverse,missing_codes,measure\na,A,strange,perhaps,many,cubic\n",
        tmp_path,
    )
    listed = [str(each) for each in made.left_out]
    assert len(listed) == 3  # without a scale there is nothing to reverse
    assert all(each.startswith("row 2: 'a', ") for each in listed)


def test_names_that_lack_or_stand_twice_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(CodebookError) as refusal:
        made_from("id,text\na,A\n,B\na,C\n", tmp_path)
    said = str(refusal.value)
    assert {problem.code for problem in refusal.value.problems} == {"E-BOOK-26"}
    assert "row 3: the item has no name" in said
    assert "row 4: the item 'a' stands in row 2 already" in said


def test_c06_a_table_that_names_no_items(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"E-BOOK-26(.|\n)*its columns are x, y"):
        made_from("x,y\n1,2\n", tmp_path)


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("Item ID", Meaning("name")),
        ("变量名", Meaning("name")),
        ("text (zh)", Meaning("text", "zh")),
        ("Question_EN", Meaning("text", "en")),
        ("题目（中文）", Meaning("text", "zh")),
        ("英文题目", Meaning("text", "en")),
        ("English", Meaning("text", "en")),
        ("Reverse-scored", None),
        ("reverse coded", Meaning("reverse")),
        ("Missing values", Meaning("missing_codes")),
        ("loading", None),
    ],
)
def test_headings(heading: str, meaning: Meaning | None) -> None:
    assert meanings(["construct", heading])[1] == meaning


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("1-5", (1, 2, 3, 4, 5)),
        ("1–7", (1, 2, 3, 4, 5, 6, 7)),
        ("1 to 4", (1, 2, 3, 4)),
        ("1至4", (1, 2, 3, 4)),
        ("0;1", (0, 1)),
        ("-2-2", (-2, -1, 0, 1, 2)),
        ("5-point Likert", (1, 2, 3, 4, 5)),
        ("5级量表", (1, 2, 3, 4, 5)),
        ("1 = no, 2 = yes", (1, 2)),
    ],
)
def test_scales_in_cells(cell: str, codes: tuple[float, ...]) -> None:
    scale = scale_of_cell(cell, "en")
    assert scale is not None
    assert scale.codes == codes


@pytest.mark.parametrize("cell", ["", "strange", "5-1", "Likert"])
def test_cells_that_are_no_scale(cell: str) -> None:
    assert scale_of_cell(cell, "en") is None


def test_yes_no_and_wordings() -> None:
    assert [truth(text) for text in ("R", "1", "是", "√", "0", "", "否", "?")] == [
        *(True, True, True, True, False, False, False, None)
    ]
    assert worded_codes("1. low\n2. high") == {1: "low", 2: "high"}
    assert worded_codes("1=low; high") is None


def test_a_table_in_memory_is_bytes() -> None:
    assert io.BytesIO(item_table(document())).readline().startswith(b"\xef\xbb\xbfid,kind")
