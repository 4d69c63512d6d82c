from __future__ import annotations

import numpy as np
import pytest

from gainsem.errors import ResponseError
from gainsem.survey.checks import check_data
from gainsem.survey.responses import Item

NAMES = [f"x{i}" for i in range(1, 10)]
FACTORS = {"f1": NAMES[:3], "f2": NAMES[3:6], "f3": NAMES[6:]}


def likert(n: int = 400, p: int = 9, seed: int = 7) -> np.ndarray:
    """Make answers of 1-5 to items of three correlated factors."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    factors = 0.6 * common + 0.8 * rng.normal(size=(n, 3))
    answers = 0.75 * np.repeat(factors, p // 3, axis=1) + 0.66 * rng.normal(size=(n, p))
    return np.clip(np.round(3 + answers), 1, 5)


def problems(values: np.ndarray, **options) -> list[tuple[str, str]]:
    with pytest.raises(ResponseError) as error:
        check_data(values, NAMES[: values.shape[1]], **options)
    return [(problem.code, problem.message) for problem in error.value.problems]


def warned(values: np.ndarray, *args, **options) -> dict[str, str]:
    return {d.code: d.message for d in check_data(values, NAMES, *args, **options)}


def test_ordinary_answers_raise_nothing() -> None:
    assert check_data(likert(), NAMES, 21, constructs=FACTORS) == ()


def test_all_missing_items() -> None:
    values = likert()
    values[:, [0, 4]] = np.nan
    assert problems(values) == [
        ("E-DATA-21", "x1 has 0 answers."),
        ("E-DATA-21", "x5 has 0 answers."),
    ]


def test_constant_item() -> None:
    values = likert()
    values[:, 0] = 3
    ((code, message),) = problems(values)
    assert code == "E-DATA-22"
    assert "x1 is always 3 among the 400 respondents" in message


def test_item_constant_only_among_complete_sheets() -> None:
    values = likert()
    values[200:, 1] = np.nan
    values[:200, 0] = 2
    ((code, message),) = problems(values)
    assert (code, "x1 is always 2 among the 200" in message) == ("E-DATA-22", True)


@pytest.mark.parametrize("sign", [1, -1])
def test_identical_items(sign: int) -> None:
    values = likert()
    values[:, 1] = sign * values[:, 0]
    ((code, message),) = problems(values)
    assert code == "E-DATA-24"
    assert f"x1 and x2 are identical{', one of them turned round' if sign < 0 else ''}" in message


def test_a_sum_score_beside_its_items() -> None:
    values = likert()
    values[:, 3] = values[:, 0] + values[:, 1]
    assert problems(values) == [
        ("E-DATA-25", "The items are linearly dependent (rank 8 of 9): x1, x2, x4.")
    ]


def test_two_dependent_sets_are_told_apart() -> None:
    values = likert()
    values[:, 3] = values[:, 0] + values[:, 1]
    values[:, 8] = values[:, 5] - 2 * values[:, 6]
    sets = {message.split(": ")[1] for _, message in problems(values)}
    assert sets == {"x1, x2, x4.", "x6, x7, x9."}


def test_copies_and_a_sum_are_both_named() -> None:
    values = likert()
    values[:, 1] = values[:, 0]
    values[:, 8] = values[:, 4] + values[:, 6]
    assert [code for code, _ in problems(values)] == ["E-DATA-24", "E-DATA-25"]


def test_nearly_identical_items_are_warned_about() -> None:
    values = likert()
    values[:, 1] = values[:, 0] + 0.05 * np.random.default_rng(0).normal(size=400)
    message = warned(values)["W-DATA-26"]
    assert "x1 and x2 are nearly identical (r=0.99" in message


@pytest.mark.parametrize("n", [1, 5, 9])
def test_no_more_respondents_than_items(n: int) -> None:
    found = dict(problems(likert()[:n], n_parameters=21))
    assert f"n={n}, p=9 items, 21 parameters" in found["E-DATA-27"]


def test_fewer_respondents_than_parameters() -> None:
    message = warned(likert()[:15], 21)["W-DATA-28"]
    assert "(21)" in message
    assert "n=15" in message


def test_scales_far_apart() -> None:
    values = likert()
    values[:, 0] *= 1e6
    message = warned(values)["W-DATA-30"]
    assert "x1" in message


def test_scale_of_an_item_does_not_matter_for_the_other_checks() -> None:
    values = likert()
    values[:, 0] *= 1e6
    assert set(warned(values, 21, constructs=FACTORS)) == {"W-DATA-30"}


def test_a_turned_item_is_named_with_its_factor() -> None:
    values = likert()
    values[:, 1] = 6 - values[:, 1]
    message = warned(values, constructs=FACTORS)["W-DATA-31"]
    assert "x2 (r=-0." in message
    assert "other items of f1" in message


def test_only_the_minority_is_called_turned() -> None:
    values = likert(p=9)
    values[:, [0, 1]] = 6 - values[:, [0, 1]]
    message = warned(values, constructs={"f": NAMES})["W-DATA-31"]
    assert "x1 (r=-" in message
    assert "x2 (r=-" in message
    assert "x3" not in message


def test_unrelated_items_are_not_called_turned() -> None:
    values = np.random.default_rng(3).normal(size=(60, 9))
    assert "W-DATA-31" not in warned(values, constructs=FACTORS)


def test_everybody_entered_five_times() -> None:
    once = np.unique(likert(), axis=0)
    found = warned(np.repeat(once, 5, axis=0))
    n = len(once)
    assert f"{4 * n} of {5 * n} respondents are exact copies" in found["W-DATA-23"]


def test_chance_agreement_is_not_called_copying() -> None:
    values = likert(n=2000)
    n_distinct = len(np.unique(values, axis=0))
    assert n_distinct < 1950
    assert "W-DATA-23" not in warned(values)


def test_a_few_copied_sheets_of_a_long_questionnaire_are_found() -> None:
    values = likert(n=300, p=30)
    values[290:] = values[:10]
    names = [f"q{i}" for i in range(30)]
    (found,) = check_data(values, names)
    assert found.code == "W-DATA-23"
    assert "10 of 300" in found.message
    assert found.where == "lines 292, 293, 294, ... (10 in all)"


def test_blank_respondents_are_counted() -> None:
    values = likert()
    values[350:] = np.nan
    assert "50 respondents answered none" in warned(values)["W-DATA-34"]


def test_straight_liners_are_counted_and_not_taken_for_copies() -> None:
    values = likert()
    values[:120] = values[:120, :1]
    found = warned(values)
    by_chance = int((np.ptp(values[120:], axis=1) == 0).sum())
    assert found["W-DATA-35"].startswith(f"{120 + by_chance} respondents")
    assert "W-DATA-23" not in found


def test_few_straight_liners_are_only_noted() -> None:
    values = likert()
    straight = np.ptp(values, axis=1) == 0
    values[straight, 0] = np.where(values[straight, 1] == 1, 2, 1)
    values[10] = 4
    (found,) = check_data(values, NAMES)
    assert (found.code, found.severity) == ("I-DATA-35", "info")
    assert (found.message.split(" (")[0], found.where) == ("1 respondent", "line 12")


def test_straight_lining_is_judged_before_answers_were_turned() -> None:
    codes = (1.0, 2.0, 3.0, 4.0, 5.0)
    items = [Item(n, measure="ordinal", codes=codes, reverse=n in ("x2", "x5")) for n in NAMES]
    values = likert()
    values[:120] = 5
    values[:120, [1, 4]] = 1
    found = {d.code: d.message for d in check_data(values, NAMES, items=items)}
    assert int(found["W-DATA-35"].split()[0]) >= 120


def test_an_outlying_code_is_warned_about_only_without_declared_codes() -> None:
    values = likert()
    values[:20, 0] = 99
    found = warned(values, source="responses.csv")
    assert 'column "x1": 99 (20 times)' in found["W-DATA-11"]
    declared = [Item(name, codes=(1.0, 2.0, 3.0, 4.0, 5.0, 99.0)) for name in NAMES]
    assert "W-DATA-11" not in {d.code for d in check_data(values, NAMES, items=declared)}


def test_nobody_complete() -> None:
    values = likert()
    values[::2, 0] = np.nan
    values[1::2, 1] = np.nan
    assert [code for code, _ in problems(values)] == ["E-DATA-32"]


def test_the_checks_do_not_change_the_answers() -> None:
    values = likert()
    before = values.copy()
    values.setflags(write=False)
    check_data(values, NAMES, 21, constructs=FACTORS)
    np.testing.assert_array_equal(values, before)
