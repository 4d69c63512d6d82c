from __future__ import annotations


def remarks(raw):
    return {remark.code: remark for remark in raw.diagnostics}


def test_raw_names_and_boxes(table) -> None:
    raw = table(
        ["record_id", "age", "app___1", "app___99", "a_complete"], ["1", "40", "1", "0", "2"]
    )
    assert raw.tool == "redcap"
    assert raw.names == ("record_id", "age", "app___1", "app___99", "a_complete")
    assert [h.option for h in raw.headings] == ["", "", "1", "99", ""]
    assert [h.role for h in raw.headings] == ["respondent", "", "", "", "other"]


def test_a_variable_that_ends_in_complete_need_not_be_a_form(table) -> None:
    raw = table(["record_id", "task_complete", "s_complete"], ["1", "17", "2"], ["2", "30", "2"])
    assert [h.role for h in raw.headings] == ["respondent", "", "other"]


def test_labels(table) -> None:
    raw = table(
        [
            "Record ID",
            "Event Name",
            "Survey Timestamp",
            "How old are you?",
            "Which apps? (choice=Maps (city))",
            "Which apps? (choice=Trains)",
            "Complete?",
            "Complete?",
        ],
        ["1", "Wave 1", "[not completed]", "40", "Checked", "Unchecked", "Complete", "Incomplete"],
    )
    assert raw.tool == "redcap"
    assert raw.names[3:6] == ("Q2", "Q3_1", "Q3_2")
    assert raw.names[6:] == ("Complete?", "Complete?_2")
    assert [h.option for h in raw.headings[4:6]] == ["Maps (city)", "Trains"]
    assert raw.headings[4].wordings[0] == "Which apps?"
    said = remarks(raw)
    assert "'[not completed]' (1)" in said["I-EXP-04"].message
    assert "Complete? (1)" in said["I-EXP-08"].message


def test_several_rows_of_a_record_are_told(table) -> None:
    raw = table(
        ["record_id", "redcap_event_name", "age", "s_complete"],
        ["1", "wave_1", "40", "2"],
        ["1", "wave_2", "41", "2"],
        ["2", "wave_1", "30", "0"],
    )
    assert len(raw.lines) == 3
    said = remarks(raw)
    assert "1 record has several rows" in said["I-EXP-07"].message
    assert '--where "redcap_event_name=wave_1"' in said["I-EXP-07"].do
    assert "s_complete (1)" in said["I-EXP-08"].message


def test_a_record_id_alone_makes_no_export(table) -> None:
    assert table(["record_id", "age"], ["1", "40"]).tool == ""
