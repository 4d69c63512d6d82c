"""How well the model of several groups fits each respondent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gainsem.errors import OptionError
from gainsem.results.casewise import casewise_frame
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.reading import answers_from
from gainsem.survey.groups import by_group
from gainsem.survey.responses import Responses

if TYPE_CHECKING:
    from pandas import DataFrame


def grouped_casewise_frames(fit: GroupedFit, data: Any) -> dict[str, DataFrame]:
    """Return log-likelihood and distances of the respondents of every group, by label.

    What a respondent's own group implies is all they depend on.

    Parameters
    ----------
    fit : GroupedFit
    data : Responses, Survey, DataFrame, str or Path

    Raises
    ------
    EstimationError, OptionError, ResponseError
        E-INF-01, E-OPT-02, E-INF-02: no likelihood, no answers, or other answers.
    """
    answers = answers_from(data)
    if not isinstance(answers, Responses):
        raise OptionError.of(
            "E-OPT-02",
            "The likelihood of single respondents needs the answers of respondents; a covariance"
            " matrix has none.",
            do="give the survey or table of answers the model was fitted to",
        )
    found = by_group(answers, fit.group, tuple(part.code for part in fit.parts))
    named = data.index if hasattr(data, "iloc") else None
    frames = {}
    for label, part, rows in zip(fit.labels, found.parts, found.rows, strict=True):
        frame = casewise_frame(fit.by_group[label], part)
        frame.index = rows if named is None else named[rows]
        frames[label] = frame
    return frames
