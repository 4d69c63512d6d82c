from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from gainsem.cli.main import program

ROOT = Path(__file__).parents[2]
BFI = ROOT / "surveys" / "bfi"


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(program, ["codebook", *(str(each) for each in arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_check_says_what_it_finds_and_leaves_with_0() -> None:
    code, out, _ = run("check", BFI, BFI / "responses.csv")
    assert code == 0
    assert "W-BOOK-35" in out
    assert out.splitlines()[-1].endswith("no problems, 2 remarks")


def test_check_leaves_with_2_for_problems_and_when_asked_to_be_strict(tmp_path: Path) -> None:
    assert run("check", BFI, "--strict")[0] == 2
    place = tmp_path / "codebook.yaml"
    place.write_text("title: T\nitems: {a: {scale: nothing}}\n", encoding="utf-8")
    code, out, _ = run("check", place)
    assert code == 2
    assert "E-BOOK-05" in out
    assert "1 problem, 1 remark" in out


def test_check_shows_more_than_twenty_problems(tmp_path: Path) -> None:
    items = "".join(f"  q{n}: {{scale: nothing}}\n" for n in range(30))
    place = tmp_path / "codebook.yaml"
    place.write_text(f"title: T\nitems:\n{items}", encoding="utf-8")
    assert run("check", place)[1].count("E-BOOK-05") == 30


def test_show_prints_items_by_construct() -> None:
    code, out, _ = run("show", BFI, "--lang", "zh")
    assert code == 0
    assert "宜人性 (agreeableness)" in out
    assert "accuracy 1-6, ordinal" in out
    assert "非常不符合" in out
    assert out.index("A1 ") < out.index("C1 ") < out.index("Background variables")


def test_a_language_the_codebook_does_not_have(tmp_path: Path) -> None:
    for arguments in (("show", BFI), ("export", BFI, tmp_path / "a.pdf")):
        code, _, err = run(*arguments, "--lang", "fr")
        assert (code, err.split()[0]) == (2, "E-BOOK-48")


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.xlsx", b"PK"),
        ("a.pdf", b"%PDF"),
        ("a.sps", b"* Encoding: UTF-8."),
        ("a.csv", b"\xef\xbb\xbfid"),
    ],
)
def test_export_writes_what_the_suffix_asks_for(tmp_path: Path, name: str, begins: bytes) -> None:
    place = tmp_path / name
    code, out, err = run("export", BFI, place)
    assert (code, out) == (0, ""), err
    assert place.read_bytes().startswith(begins)
    assert f"wrote {place}" in err


def test_export_replaces_a_file_only_when_told_to(tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    place.write_text("mine", encoding="utf-8")
    code, _, err = run("export", BFI, place)
    assert (code, err.split()[0]) == (2, "E-OUT-02")
    assert place.read_text(encoding="utf-8") == "mine"
    assert run("export", BFI, place, "--force")[0] == 0
    assert "agreeableness" in place.read_text(encoding="utf-8")


def test_export_as_something_else_is_refused_with_what_there_is(tmp_path: Path) -> None:
    code, _, err = run("export", BFI, tmp_path / "a.docx")
    assert (code, err.split()[0]) == (2, "E-BOOK-28")
    assert ".xlsx (an XLSForm" in err


def test_import_gives_a_codebook_that_can_be_used_at_once(tmp_path: Path) -> None:
    form, book = tmp_path / "form.xlsx", tmp_path / "codebook.yaml"
    assert run("export", BFI, form)[0] == 0
    code, out, err = run("import", form, "--out", book)
    assert (code, out) == (0, ""), err
    assert f"wrote {book}" in err
    code, out, _ = run("check", book, BFI / "responses.csv")
    assert (code, out.splitlines()[-1].endswith("no problems, 2 remarks")) == (0, True)


def test_import_says_what_it_left_out(tmp_path: Path) -> None:
    source = tmp_path / "items.csv"
    source.write_text("id,text,loading\na,A,.7\nb,B,.6\n", encoding="utf-8")
    code, _, err = run("import", source, "--out", tmp_path / "codebook.yaml")
    assert code == 0
    assert "I-BOOK-40" in err
    assert 'column "loading"' in err
    assert '#   - column "loading"' in (tmp_path / "codebook.yaml").read_text(encoding="utf-8")


def test_c09_import_replaces_a_file_only_when_told_to(tmp_path: Path) -> None:
    source, out = tmp_path / "items.csv", tmp_path / "codebook.yaml"
    source.write_text("id,text\na,A\nb,B\n", encoding="utf-8")
    out.write_text("mine", encoding="utf-8")
    code, _, err = run("import", source, "--out", out)
    assert (code, err.split()[0]) == (2, "E-OUT-02")
    assert out.read_text(encoding="utf-8") == "mine"
    assert run("import", source, "--out", out, "--force")[0] == 0
    assert run("import", source, "--out", tmp_path / "codebook.txt")[0] == 2


def test_a_bad_source_leaves_no_file(tmp_path: Path) -> None:
    source = tmp_path / "items.csv"
    source.write_text("x,y\n1,2\n", encoding="utf-8")
    code, _, err = run("import", source, "--out", tmp_path / "codebook.yaml")
    assert (code, err.split()[0]) == (2, "E-BOOK-26")
    assert not (tmp_path / "codebook.yaml").exists()


def test_help_names_the_formats() -> None:
    assert "questionnaire to be printed" in run("export", "--help")[1]
    assert "DDI-Codebook" in run("import", "--help")[1]
