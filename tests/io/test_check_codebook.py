from __future__ import annotations

from pathlib import Path

import pytest

from gainsem.diagnostics import Diagnostic
from gainsem.errors import CodebookError, FileError
from gainsem.io.check_codebook import check_codebook

BOOK = """\
title: T
scales:
  s: {codes: [1, 2, 3], missing_codes: [9], labels: {en: {1: low, 2: mid, 3: high, 9: none}}}
items:
  a: {text: A, scale: s}
  b: {text: B, scale: s}
  c: {text: C, scale: s}
columns: {c: Q3}
"""


def check(folder: Path, book: str = BOOK, data: str | None = None) -> tuple[Diagnostic, ...]:
    place = folder / "codebook.yaml"
    place.write_text(book, encoding="utf-8")
    table = folder / "data.csv"
    if data is not None:
        table.write_text(data, encoding="utf-8")
    return check_codebook(place, None if data is None else table)


def codes(found: tuple[Diagnostic, ...]) -> list[str]:
    return [each.code for each in found]


def test_nothing_to_say(tmp_path: Path) -> None:
    assert check(tmp_path) == ()
    assert codes(check(tmp_path, data="a,b,Q3\n1,2,3\n3,9,1\n")) == []


def test_unknown_keys_and_contradictions_are_found_in_one_pass(tmp_path: Path) -> None:
    book = BOOK.replace("text: A", "txt: A").replace("scale: s}\n  c", "scale: t}\n  c")
    book += "roles: {weight: w}\nlanguage: en\n"
    found = check(tmp_path, book)
    assert codes(found)[:4] == ["E-BOOK-03", "E-BOOK-03", "E-BOOK-05", "E-BOOK-05"]
    said = "\n".join(each.message for each in found)
    for part in ("line 5: items.a has no key 'txt'. Did you mean 'text'?", "no key 'language'",
                 "no scale 't'", "no item 'w'"):  # fmt: skip
        assert part in said


def test_advice_is_given_beside_contradictions(tmp_path: Path) -> None:
    found = check(tmp_path, BOOK + "roles: {weight: w}\nconstructs: {f: {label: F}}\n")
    assert set(codes(found)) >= {"E-BOOK-05", "W-BOOK-32"}


def test_an_entry_of_the_wrong_kind_ends_the_search(tmp_path: Path) -> None:
    found = check(
        tmp_path, BOOK.replace("text: A,", "text: A, reverse: perhaps,"), data="a\n1\n2\n"
    )
    assert codes(found) == ["E-BOOK-04", "I-BOOK-39"]


@pytest.mark.parametrize(
    ("book", "code"),
    [("a: [", "E-BOOK-02"), ("- 1\n", "E-BOOK-04"), ("a: &x 1\nb: *x\n", "E-SEC-06")],
)
def test_what_is_no_codebook(book: str, code: str, tmp_path: Path) -> None:
    assert codes(check(tmp_path, book)) == [code]


def test_a_path_out_of_the_folder(tmp_path: Path) -> None:
    assert codes(check(tmp_path, BOOK + "responses: ../secret.csv\n")) == ["E-SEC-07"]


def test_how_it_fits_the_answers_in_one_pass(tmp_path: Path) -> None:
    rows = "".join(f"{n % 3 + 1},{7 if n < 6 else 2},Li\n" for n in range(40))
    found = check(tmp_path, data=f"a,B,name\n{rows}")
    said = {each.code: each.message for each in found}
    assert "data.csv has no column for b Did you mean 'B'?, c." in said["W-BOOK-37"]
    assert "does not describe these columns of data.csv: B, name." in said["W-BOOK-38"]


def test_all_illegal_answers_are_found(tmp_path: Path) -> None:
    rows = "".join(f"{n % 3 + 1},{99 if n < 6 else 2},{55 if n == 4 else 1}\n" for n in range(40))
    found = check(tmp_path, data=f"a,b,c\n{rows}")
    assert [each.code for each in found if each.severity == "error"] == ["E-DATA-11", "E-DATA-12"]


def test_a_table_that_is_not_there_is_a_problem_like_others(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    found = check_codebook(tmp_path, tmp_path / "nothing.csv")
    assert codes(found) == ["E-FILE-12"]


def test_a_codebook_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="E-FILE-12"):
        check_codebook(tmp_path / "nothing.yaml")
    with pytest.raises(FileError, match="E-FILE-12"):
        check_codebook(tmp_path)


def test_examined_or_read_the_problems_are_the_same(tmp_path: Path) -> None:
    from gainsem.survey.codebook_file import read_codebook

    book = BOOK.replace("scale: s}\n  c", "scale: t}\n  c") + "roles: {weight: w}\n"
    found = [each for each in check(tmp_path, book) if each.severity == "error"]
    with pytest.raises(CodebookError) as refusal:
        read_codebook(tmp_path / "codebook.yaml")
    assert tuple(found) == refusal.value.problems
