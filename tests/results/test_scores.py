"""The faces of scores: tables, frames, page, record."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

import gainsem
from tests.made_scores import SECRET, made_scores


def test_tables_speak_the_language_of_the_reader() -> None:
    scores = made_scores()
    assert scores.table("gaps").values("first")[0] == "Income"
    assert scores.table("gaps", lang="zh").values("first")[0] == "收入"
    assert "西区" in scores.table("gaps", lang="zh").values("first")
    assert scores.table("index").values("level")[3] == "North"
    assert "fewer than 10" in scores.table("index").notes[0]


def test_frames_speak_the_language_of_the_data() -> None:
    frame = made_scores().to_frame()
    assert frame["construct"].tolist()[0] == "G"
    assert frame.loc[frame["suppressed"], "n"].isna().all()
    assert frame["n"].dtype == "Int64"
    assert made_scores().to_frame("trend")["waves"].tolist() == ["2018 2020"]
    assert made_scores().to_frame("scores")["G_index"].iloc[0] == SECRET


def test_the_record_holds_everything_but_respondents() -> None:
    text = json.dumps(made_scores().to_dict(), allow_nan=False)
    assert str(SECRET) not in text
    content = json.loads(text)
    assert content["schema"] == "gainsem.index/1"
    assert content["constructs"][2]["parts"] == ["A", "B"]
    hidden = [row for row in content["index"] if row["suppressed"]]
    assert len(hidden) == 6
    kept = {"construct", "by", "level", "wave", "suppressed"}
    assert all(row[key] is None for row in hidden for key in row if key not in kept)


def test_no_face_shows_a_single_respondent() -> None:
    scores = made_scores()
    for face in (repr(scores), str(scores.summary()), scores._repr_html_()):
        assert str(SECRET)[:6] not in face
        assert "87.7" not in face


def test_the_page_in_plain_words() -> None:
    page = str(made_scores().summary())
    assert "Overall (Gain): 62.0, 95 % interval 60.0 to 64.0." in page
    assert "By District: highest North (64.0), lowest West (59.0)." in page
    assert "West less North: -5.0 points (p < .001), more than chance." in page
    assert "W-IDX-21" in page
    assert "获得感" in str(made_scores().summary(lang="zh"))


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(gainsem.OptionError, match="Did you mean 'gaps'"):
        made_scores().table("gap")


def test_arrays_of_respondents_keep_their_rows() -> None:
    own = made_scores().respondents
    assert own.values.shape == (123, 2)
    assert np.array_equal(own.lines, np.arange(2, 125))


def test_a_page_has_room_for_some_gaps_and_says_where_the_rest_is() -> None:
    scores = made_scores()
    first, _, overall, _ = scores.gaps
    gaps = (*scores.gaps, replace(first, wave="2018"), replace(first, by="district", level="1"))
    of_waves = (replace(overall, wave="2018"), replace(overall, wave="2018", construct="A"))
    (trend,) = scores.trends
    trends = tuple(replace(trend, construct="A", by="district", level=x) for x in ("1", "4 - 1"))
    many = replace(scores, gaps=(*gaps, *of_waves), trends=(trend, *trends))
    page, html = str(many.summary()), many._repr_html_()
    for face in (page, html.replace("&quot;", '"')):
        assert '3 rows more: .table("gaps"), gaps.csv.' in face
        assert '1 rows more: .table("trend"), trend.csv.' in face
        assert "West - North" in face
    assert len(many.table("gaps").rows) == 8
    assert "rows more" not in str(replace(scores, gaps=(first,)).summary())
