"""Only what is needed is kept, and what identifies people never by accident."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gainsem.survey.codebook import Codebook
from gainsem.survey.privacy import keep_needed
from gainsem.survey.raw_table import Heading
from gainsem.survey.recode import apply_codebook
from gainsem.survey.responses import Item

BOOK = Codebook(items=(Item("x1"), Item("phone_use")))


def table(raw):
    return raw(
        id=["a", "b", "a"],
        x1=[1, 2, 3],
        x2=[3, 2, 1],
        phone=["13912345678", "13612345678", ""],
        phone_use=[1, 1, 2],
    )


def test_without_a_codebook_all_is_kept_but_what_identifies_people(raw) -> None:
    kept = keep_needed(table(raw))
    assert kept.names == ("x1", "x2", "phone_use")
    assert kept.left_out == ("id", "phone")
    (said,) = kept.diagnostics
    assert said.code == "I-PRV-01"
    assert "id (a number of the respondent), phone (a telephone number)" in said.message
    assert "13912345678" not in str(said)


def test_a_codebook_keeps_what_it_describes_and_what_is_named(raw) -> None:
    kept = keep_needed(table(raw), BOOK, named={"x2"})
    assert kept.names == ("x1", "x2", "phone_use")
    assert keep_needed(table(raw), BOOK).names == ("x1", "phone_use")
    assert keep_needed(table(raw), BOOK, named={"phone"}).names == ("x1", "phone", "phone_use")


def test_a_model_without_a_codebook_keeps_what_it_names(raw) -> None:
    kept = keep_needed(table(raw), named={"x2", "nothing"}, nothing_else=True)
    assert kept.names == ("x2",)
    assert kept.left_out == ("id", "x1", "phone", "phone_use")


def test_a_table_that_needs_nothing_left_out_is_the_same_table(raw) -> None:
    whole = raw(x1=[1, 2], x2=[2, 1])
    assert keep_needed(whole) is whole
    assert keep_needed(whole, Codebook(items=(Item("q1"),))) is whole


def test_headings_and_declared_columns_go_with_their_columns(raw) -> None:
    whole = replace(table(raw), headings=tuple(Heading(ids=(n,)) for n in table(raw).names))
    kept = keep_needed(whole, BOOK)
    assert [heading.ids for heading in kept.headings] == [("x1",), ("phone_use",)]


def test_persons_are_numbered_without_saying_who_they_are(raw) -> None:
    kept = keep_needed(table(raw))
    ((name, persons),) = kept.persons
    assert name == "id"
    assert persons.tolist() == [0, 1, 0]
    numbers = keep_needed(raw(id=[7, np.nan, 7, np.nan], x1=[1, 2, 3, 4])).persons[0][1]
    assert numbers[0] == numbers[2]
    assert len(set(numbers.tolist())) == 3  # two without a number are two people
    words = keep_needed(raw(ID=["", "u", " "], x1=[1, 2, 3])).persons[0][1]
    assert len(set(words.tolist())) == 3


def test_the_answers_know_what_is_gone(raw) -> None:
    answers = apply_codebook(keep_needed(table(raw), BOOK), BOOK)
    assert answers.left_out == ("id", "x2", "phone")
    assert answers.persons[0][0] == "id"
