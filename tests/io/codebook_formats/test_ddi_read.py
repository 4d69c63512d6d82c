"""DDI-Codebook: 2.5 with its namespace, 1.2.2 as Nesstar writes it, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gainsem.errors import CodebookError
from gainsem.io.codebook_formats.import_codebook import Imported, import_codebook
from gainsem.survey.codebook import Codebook
from gainsem.survey.codebook_file import read_codebook

SAMPLE = Path(__file__).with_name("ddi_2_5.xml")
BOMB = """<?xml version="1.0"?>
<!DOCTYPE codeBook [
 <!ENTITY a "lollollollollollollollollollol">
 <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
 <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
 <!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
 <!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
]>
<codeBook><dataDscr><var name="x"><labl>&e;</labl></var></dataDscr></codeBook>
"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE codeBook [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<codeBook><dataDscr><var name="x"><labl>&secret;</labl></var></dataDscr></codeBook>
"""


def codebook(made: Imported, folder: Path) -> Codebook:
    (folder / "made.yaml").write_text(made.text, encoding="utf-8")
    return read_codebook(folder / "made.yaml")


def test_variables_of_ddi_2_5(tmp_path: Path) -> None:
    made = import_codebook(SAMPLE)
    book = codebook(made, tmp_path)
    items = {item.name: item for item in book.items}
    assert book.names == ("trust1", "trust2", "caseid", "age", "region", "wt")
    assert book.title == {"en": "Residents' survey 2024", "zh": "2024年居民调查"}
    assert book.roles == {"weight": "wt"}
    assert book.licence == "CC BY 4.0"
    trust = items["trust1"]
    assert trust.text["zh"] == "市政府值得信任。"
    assert trust.label["en"] == "Trust in the city"
    assert (trust.measure, trust.codes, trust.missing_codes) == ("ordinal", (1, 2, 3), (8, 9))
    assert trust.value_labels["zh"] == {1: "不同意", 2: "一般", 3: "同意"}
    assert items["trust2"].missing_codes == (8, 9)  # by <invalrng>
    assert items["age"].limits == (18, 104)
    assert items["age"].missing_codes == (998, 999)
    assert items["region"].measure == "nominal"
    assert book.notes["region"] == "Recoded from the postal code."


def test_what_ddi_says_beyond_a_codebook_is_listed() -> None:
    made = import_codebook(SAMPLE)
    listed = "\n".join(map(str, made.left_out))
    for part in ("All residents", "How much do you agree?", "Show card 3", "'N' (Not stated)",
                 "'Trust'", "Place of residence"):  # fmt: skip
        assert part in listed
        assert part in made.text
    assert "trust2" in next(d.message for d in made.diagnostics if d.code == "I-BOOK-41")


def test_ddi_1_2_2_without_a_namespace_says_the_same(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    root = '<codeBook version="1.2.2" ID="residents" xml:lang="en">'
    old = tmp_path / "ddi_2_5.xml"
    old.write_text(re.sub(r"<codeBook[^>]*>", root, text), encoding="utf-8")
    assert import_codebook(old).text == import_codebook(SAMPLE).text


@pytest.mark.parametrize("text", [BOMB, OUTSIDE], ids=["a bomb", "another file"])
def test_c03_entities_are_refused_before_they_do_anything(text: str, tmp_path: Path) -> None:
    place = tmp_path / "ddi.xml"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match="E-BOOK-24"):
        import_codebook(place)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("no xml at all", "is not XML"),
        ("<codeBook><dataDscr>", "is not XML"),
        ("<html><body/></html>", "its root is 'html'"),
        ("<codeBook><stdyDscr/></codeBook>", "describes no variables"),
        (
            "<codeBook><dataDscr><var name='a'/><var name='a'/></dataDscr></codeBook>",
            "without a name of their own: 'a'",
        ),
        ("<codeBook><dataDscr><var/></dataDscr></codeBook>", "without a name of their own: ''"),
    ],
)
def test_c04_what_is_no_ddi_codebook(text: str, part: str, tmp_path: Path) -> None:
    place = tmp_path / "ddi.xml"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError) as refusal:
        import_codebook(place)
    assert refusal.value.code == "E-BOOK-23"
    assert part in str(refusal.value)
