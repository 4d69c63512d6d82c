"""Respondents by group: which groups, in which order, who is in them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gainsem.errors import ResponseError
from gainsem.io.frames import read_frame
from gainsem.survey.groups import by_group
from gainsem.survey.recode import apply_codebook
from gainsem.survey.responses import Item, Responses

LABELS = {"zh": {1.0: "城市", 2.0: "农村"}, "en": {1.0: "urban", 2.0: "rural"}}


def answers(column) -> Responses:
    frame = pd.DataFrame({"x": np.arange(len(column), dtype=float), "where": column})
    return apply_codebook(read_frame(frame))


def with_labels(values) -> Responses:
    item = Item("hukou", value_labels=LABELS, codes=(1.0, 2.0))
    numbers = np.array(values, dtype=float)[:, None]
    return Responses(values=numbers, items=(item,), lines=np.arange(2, len(values) + 2))


def test_groups_of_words_stand_in_the_order_of_the_data():
    found = by_group(answers(["west", "east", "west", "east"]), "where")
    assert found.labels == ("west", "east")
    assert [part.column("x").tolist() for part in found.parts] == [[0.0, 2.0], [1.0, 3.0]]


def test_groups_with_value_labels_stand_in_the_order_of_the_codebook():
    found = by_group(with_labels([2, 1, 2, 1]), "hukou")
    assert [level.code for level in found.levels] == ["1", "2"]
    assert found.labels == ("城市", "农村")
    assert found.levels[1].names == {"zh": "农村", "en": "rural"}


@pytest.mark.parametrize("wanted", [("2", "1"), ("rural", "urban"), ("农村", "城市")])
def test_groups_can_be_named_by_code_and_by_any_label(wanted):
    found = by_group(with_labels([2, 1, 2, 1]), "hukou", wanted)
    assert [level.code for level in found.levels] == ["2", "1"]


def test_others_are_left_out_and_counted_where_groups_are_named():
    found = by_group(answers(["a", "b", "", "c", "a", "b"]), "where", ("a", "b"))
    assert [len(part.values) for part in found.parts] == [2, 2]
    (said,) = [each for each in found.diagnostics if each.code == "I-GRP-65"]
    assert said.message.startswith("2 of 6")


def test_lines_of_the_file_stay_with_the_respondents():
    found = by_group(with_labels([2, 1, 2, 1]), "hukou")
    assert [part.lines.tolist() for part in found.parts] == [[3, 5], [2, 4]]


def test_a_missing_group_is_not_a_group():
    with pytest.raises(ResponseError) as refused:
        by_group(answers(["a", "b", " ", "a", "b"]), "where")
    assert refused.value.problems[0].code == "E-GRP-52"
    assert "3" in refused.value.problems[0].where
