"""IRV against the standard deviation of what was answered."""

from __future__ import annotations

import numpy as np

from gainsem.core.respondents.response_variability import response_variability


def test_it_is_the_standard_deviation_of_the_answers_there_are() -> None:
    rng = np.random.default_rng(3)
    answers = rng.integers(1, 6, (60, 9)).astype(float)
    answers[rng.random(answers.shape) < 0.2] = np.nan
    answers[0], answers[1] = np.nan, [2.0, *[np.nan] * 8]
    given = [row[~np.isnan(row)] for row in answers]
    expected = [row.std(ddof=1) if len(row) > 1 else np.nan for row in given]
    np.testing.assert_allclose(response_variability(answers), expected, rtol=1e-12)


def test_a_straight_line_has_none_and_the_two_ends_have_most() -> None:
    answers = np.array([[4.0] * 6, [1.0, 5.0] * 3])
    np.testing.assert_allclose(response_variability(answers), [0.0, 2.0 * np.sqrt(6 / 5)])
