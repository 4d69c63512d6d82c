"""Every diagnostic a result can carry has its Chinese sentence, with the same values in it.

What ends the program (severity "error", exit code 2) is not here: nobody reads it in a
report, and the command line speaks English.
"""

from __future__ import annotations

import re
from pathlib import Path

from gainsem.report.catalogue.diagnostics import Translator, translator
from tests.report.said_in_source import Said, Source

PACKAGE = Path(__file__).parents[2] / "gainsem"
NOT_IN_A_RESULT = {
    "gainsem.diagnostics": "the shape itself",
    "gainsem.errors": "refusals",
    "gainsem.syntax.source": "fills in the place; the sentences stand where it is called",
    "gainsem.cli": "the command line speaks English",
    "gainsem.io.check_codebook": "gainsem check-codebook prints them",
    "gainsem.survey.codebook_advice": "gainsem check-codebook prints them",
    "gainsem.io.codebook_formats": "gainsem codebook prints them while it converts one",
}
HOLE = re.compile(r"⟦\d+⟧")
SOURCE = Source(PACKAGE)
SAID = SOURCE.said(without=NOT_IN_A_RESULT)


def chinese() -> Translator:
    found = translator("zh")
    assert found is not None
    return found


def letters(text: str) -> bool:
    return re.search("[A-Za-z]", HOLE.sub("", text)) is not None


def fault(one: Said) -> str:
    """Return what is wrong with the Chinese for a text, empty where nothing is."""
    if not letters(one.text):
        return ""
    found = chinese().translated(one.text, one.code)
    if found is None:
        return f"{one.place} {one.code} {one.part} has no Chinese: {one.text}"
    english = [piece for piece in found.left if letters(piece)]
    if english:
        return f"{one.place} {one.code} {one.part}: no Chinese for the piece {english}"
    lost = [hole for hole in HOLE.findall(one.text) if hole not in found.text]
    return f"{one.place} {one.code} {one.part}: {lost} lost in {found.text}" if lost else ""


def runs_of_words(english: str) -> list[str]:
    """Return the words of a pattern between its places and punctuation."""
    pieces = re.split(r"\{\w+(?::\w+)?\}|<[^<>|]*(?:\|[^<>|]*)+>|[^\w ]", english)
    return [piece.strip() for piece in pieces if re.search("[A-Za-z]{2}", piece)]


def test_every_diagnostic_of_a_result_has_its_chinese() -> None:
    assert len({one.code for one in SAID}) > 150
    assert sorted(filter(None, map(fault, SAID))) == []


def test_what_is_put_around_a_message_has_its_chinese() -> None:
    known = (*chinese().around, *chinese().shared)
    texts = [one.text for one in SOURCE.put_around() if HOLE.sub("", one.text)]
    assert len(texts) >= 4
    assert [text for text in texts if not any(each.match(text) for each in known)] == []


def test_every_state_of_a_search_has_its_chinese() -> None:
    states = SOURCE.texts_of("trouble", in_modules=("gainsem.core.minimize", "gainsem.core.restr"))
    assert len(states) >= 5
    assert [text for text in states if chinese().translated(text) is None] == []


def test_no_code_is_made_in_a_way_that_is_not_read() -> None:
    known = {one.code for one in SAID}
    assert sorted(SOURCE.codes(without=NOT_IN_A_RESULT) - known) == []


def test_nothing_stands_in_the_catalogue_that_is_not_said_any_more() -> None:
    written = "\n".join([SOURCE.words(), *(one.text for one in SAID)])
    patterns = {each for own in chinese().by_code.values() for each in own}
    patterns |= {*chinese().shared, *chinese().around}
    stale = [
        each.english
        for each in patterns
        if not all(run in written for run in runs_of_words(each.english))
    ]
    assert sorted(stale) == []
