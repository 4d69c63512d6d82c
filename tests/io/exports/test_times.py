from __future__ import annotations

import pytest

from gainsem.errors import FileError
from gainsem.io.exports.times import durations, moment_of, seconds_of, time_between


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("501秒", 501),
        ("８分２１秒", 501),
        ("1小时2分3秒", 3723),
        ("2天1小时", 176_400),
        ("00:08:21", 501),
        ("8:21", 501),
        ("501.50", 501.5),
        ("8 min 21 s", 501),
        ("1h 2m", 3720),
    ],
)
def test_durations_are_read(text, seconds) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "-5", "long", "8分x", "2024-06-01", "8:2"])
def test_what_is_no_duration(text) -> None:
    assert seconds_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-01 09:03:48",
        "2024/6/1 9:03:48",
        "2024-06-01T09:03:48.000Z",
        "6/1/2024 9:03:48 AM",
        "6/1/24 9:03:48",
        "2024/06/01 9:03:48 AM GMT+0",
        "2024-06-01T17:03:48+08:00",
        "2024/6/1 上午9:03:48",
    ],
)
def test_one_moment_in_many_spellings(text) -> None:
    assert moment_of(text).timestamp() == moment_of("2024-06-01T09:03:48Z").timestamp()


def test_noon_and_midnight() -> None:
    noon, midnight = moment_of("6/1/2024 12:00 PM"), moment_of("6/1/2024 12:00 AM")
    assert (noon - midnight).total_seconds() == 12 * 3600


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-01 09:00", "2024-06-01", "1/2/3 9:00"])
def test_what_is_no_moment(text) -> None:
    assert moment_of(text) is None


def test_empty_cells_stay_empty(records) -> None:
    table = records(["a", "b"], ["2024-06-01 09:00:00", ""], ["", "2024-06-01 09:00:00"])
    assert time_between(table, 0, 1) == ("", "")
    assert durations(records(["t"], ["5秒"], [" "]), 0) == ("5", "")


def test_all_cells_that_are_no_duration_are_named(records) -> None:
    with pytest.raises(FileError) as caught:
        durations(records(["t"], ["soon"], ["5"], ["later"]), 0)
    wanted = "export.csv, column \"t\", lines 2, 4: 'soon', 'later' is not a duration."
    assert caught.value.problems[0].message == wanted
