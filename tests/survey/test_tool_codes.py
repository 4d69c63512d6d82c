from __future__ import annotations

import numpy as np

from gainsem.survey.responses import Recode
from gainsem.survey.tool_codes import apply_codes


def applied(column, codes):
    return apply_codes("rural", column, codes, called="Kobo")


def test_codes_may_be_exchanged() -> None:
    column, recodes = applied(np.array([1, 2, np.nan, 3]), {"1": 2, "2": 1})
    np.testing.assert_array_equal(column, [2, 1, np.nan, 3])
    assert recodes == (
        Recode("rural", "tool code", 2, "codes of Kobo read as those of the codebook"),
    )


def test_words_and_numbers_of_two_downloads_in_one_map() -> None:
    codes = {"1": 0, "2": 1, "town": 0, "village": 1}
    numbers, _ = applied(np.array([1, 2.0]), codes)
    np.testing.assert_array_equal(numbers, [0, 1])
    assert applied(("Village", "town", "", "2.0"), codes)[0] == ("1", "0", "", "1")


def test_a_code_may_stand_for_a_wording() -> None:
    column, _ = applied(np.array([1, np.nan, 9]), {"1": "Urban"})
    assert column == ("Urban", "", "9")


def test_what_no_code_names_stays_for_the_codebook_to_judge() -> None:
    assert applied(("A1", "A9", "1e400"), {"A1": 5}) == (
        ("5", "A9", "1e400"),
        (Recode("rural", "tool code", 1, "codes of Kobo read as those of the codebook"),),
    )
    assert applied(("x",), {"A1": 5}) == (("x",), ())
