"""Dictionaries of SPSS files that pyreadstat, not gainsem, has written."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from gainsem.errors import CodebookError, FileError
from gainsem.io.codebook_formats.import_codebook import import_codebook
from gainsem.survey.codebook_file import read_codebook

AGREE = {
    1.0: "strongly disagree",
    2.0: "disagree",
    3.0: "neither",
    4.0: "agree",
    5.0: "fully agree",
}


@pytest.fixture
def sav(tmp_path: Path) -> Path:
    place = tmp_path / "survey.sav"
    frame = pd.DataFrame(
        {
            "q1": [1.0, 5.0, 99.0],
            "q2": [2.0, 4.0, 98.0],
            "edu": [1.0, 2.0, 3.0],
            "region": [1.0, 2.0, 1.0],
            "age": [30.0, 40.0, 999.0],
            "wide": [1.0, 2.0, 3.0],
            "name": ["Li", "Wang", "Zhao"],
        }
    )
    pyreadstat.write_sav(
        frame,
        str(place),
        file_label="Residents",
        column_labels={"q1": "I trust the city.", "q2": "I like it here.", "age": "Age"},
        variable_value_labels={
            "q1": {**AGREE, 99.0: "refused"},
            "q2": {**AGREE, 99.0: "refused"},
            "edu": {1.0: "primary", 2.0: "secondary", 3.0: "tertiary"},
            "region": {1.0: "north", 2.0: "south"},
            "wide": {1.0: "yes", 2.0: "no", 95.5: "lost"},
        },
        missing_ranges={
            "q1": [99],
            "q2": [99],
            "age": [{"lo": 998, "hi": 999}],
            "wide": [{"lo": 90, "hi": 990}],
        },
        variable_measure={"edu": "ordinal", "region": "nominal", "age": "scale"},
    )
    return place


def test_a_dictionary_becomes_a_codebook(sav: Path, tmp_path: Path) -> None:
    made = import_codebook(sav)
    (tmp_path / "made.yaml").write_text(made.text, encoding="utf-8")
    book = read_codebook(tmp_path / "made.yaml")
    items = {item.name: item for item in book.items}
    assert book.title == {"en": "Residents"}
    assert items["q1"].text == {"en": "I trust the city."}
    assert items["q1"].codes == (1, 2, 3, 4, 5)
    assert items["q1"].missing_codes == (99,)
    assert items["q1"].value_labels["en"][5.0] == "fully agree"
    assert items["age"].missing_codes == (998, 999)
    assert (items["edu"].measure, items["region"].measure) == ("ordinal", "nominal")
    assert items["age"].measure == "continuous"
    assert items["name"].codes == ()


def test_equal_value_labels_become_one_scale_with_a_telling_name(sav: Path) -> None:
    text = import_codebook(sav).text
    assert text.count("fully agree") == 1
    assert "scale: agreement" in text


def test_the_level_is_guessed_only_where_spss_does_not_say(sav: Path) -> None:
    said = {each.code: each.message for each in import_codebook(sav).diagnostics}
    assert "q1, q2" in said["I-BOOK-41"]
    assert "edu" not in said["I-BOOK-41"] + said.get("I-BOOK-42", "")


def test_a_wide_range_of_missing_values_is_listed(sav: Path) -> None:
    left = [str(each) for each in import_codebook(sav).left_out]
    assert left == ["variable 6: 'wide': missing values 90.0 to 990.0, but those with a label"]


def test_answers_are_not_read(sav: Path) -> None:
    assert "Wang" not in import_codebook(sav).text


def test_c05_a_file_that_is_no_sav(tmp_path: Path) -> None:
    place = tmp_path / "fake.sav"
    place.write_bytes(b"this is not SPSS" * 20)
    with pytest.raises(CodebookError, match=r"E-BOOK-25.*fake\.sav"):
        import_codebook(place)
    place.write_bytes(b"")
    with pytest.raises(CodebookError, match="E-BOOK-25"):
        import_codebook(place)
    with pytest.raises(FileError, match="E-FILE-12"):
        import_codebook(tmp_path / "nothing.sav")


def test_a_sav_cut_short(sav: Path) -> None:
    sav.write_bytes(sav.read_bytes()[:300])
    with pytest.raises(CodebookError, match="E-BOOK-25"):
        import_codebook(sav)


def test_without_pyreadstat_it_is_said_what_to_install(
    sav: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "pyreadstat":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(CodebookError, match=r"E-BOOK-27(.|\n)*gainsem\[spss\]"):
        import_codebook(sav)
