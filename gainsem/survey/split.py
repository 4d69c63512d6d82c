"""Respondents in two parts: one to explore, the other to confirm what was found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gainsem.errors import OptionError
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Responses


def split_responses(
    data: Responses | Moments, *, share: float, seed: int
) -> tuple[Responses, Responses]:
    """Return a random part of the respondents, and the others, both in their order.

    Parameters
    ----------
    data : Responses or Moments
    share : float
        Of the respondents that go to the first part.
    seed : int

    Raises
    ------
    OptionError
        E-OPT-02 for a covariance matrix, E-OPT-01 for a share that leaves nobody in a part.
    """
    if isinstance(data, Moments):
        raise OptionError.of(
            "E-OPT-02",
            "split() needs the answers of respondents; a covariance matrix has none.",
            do="give a survey or a table of answers",
        )
    n = len(data.values)
    count = round(n * share) if 0.0 < share < 1.0 else 0
    if not 0 < count < n:
        raise OptionError.of(
            "E-OPT-01",
            f"share={share} of {n} respondents leaves nobody in one part.",
            do="give a share between 0 and 1, such as 0.5",
        )
    first = np.zeros(n, dtype=bool)
    first[np.random.default_rng(seed).permutation(n)[:count]] = True
    return _part(data, first), _part(data, ~first)


def _part(data: Responses, chosen: NDArray[np.bool_]) -> Responses:
    at = np.flatnonzero(chosen).tolist()
    return replace(
        data,
        values=data.values[chosen],
        text={name: tuple(column[i] for i in at) for name, column in data.text.items()},
        lines=data.lines[chosen] if len(data.lines) else data.lines,
        persons=tuple((name, numbers[chosen]) for name, numbers in data.persons),
    )
