from __future__ import annotations

from pathlib import Path

import gainsem

BFI = Path(__file__).parents[2] / "surveys" / "bfi"


def test_a_codebook_in_a_notebook() -> None:
    frame = gainsem.read_codebook(BFI).to_frame("zh")
    assert frame.index.name == "item"
    assert frame.loc["A1", "construct"] == "agreeableness"
    assert frame.loc["A1", "reverse"]
    assert frame.loc["A1", "codes"] == (1, 2, 3, 4, 5, 6)
    assert frame.loc["A1", "labels"][1.0] == "非常不符合"
    assert frame["reverse"].sum() == 7


def test_boxes_share_what_is_said_of_their_question(tmp_path: Path) -> None:
    place = tmp_path / "codebook.yaml"
    place.write_text(
        "title: T\nitems:\n  a: {text: A}\n"
        "  q: {text: Q, note: hm, asked_if: a=1, options: {x: {label: X}, y: {label: Y}}}\n",
        encoding="utf-8",
    )
    frame = gainsem.read_codebook(place).to_frame()
    assert list(frame.index) == ["a", "q_x", "q_y"]
    assert list(frame["asked_if"]) == ["", "a=1", "a=1"]
    assert list(frame["note"]) == ["", "hm", "hm"]
    assert list(frame["label"]) == ["", "X", "Y"]
