"""Look at the answers before anything is fitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.api.reading import read_survey
from gainsem.io.handed_in import answers_of, read_model

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.results.screening import Screening
    from gainsem.syntax.statements import ModelText


def screen(
    data: Data,
    items: Sequence[str] | None = None,
    *,
    model: str | Path | ModelText | None = None,
    thresholds: Mapping[str, float] | None = None,
    seconds: str | None = None,
    attention: Mapping[str, float] | None = None,
    respondent: str | None = None,
) -> Screening:
    """Look for careless answers, copies and items that do not work; nobody is left out.

    Parameters
    ----------
    data : Survey, Responses, DataFrame, str or Path
        The answers, as for :func:`fit`.
    items : sequence of str, optional
        The items to screen, in the order they were asked.  By default those the codebook
        calls ordinal and assigns to a construct, else those of the model, else every column
        that looks like a rating.
    model : str, Path or ModelText, optional
        A model whose latent variables are the scales, where no codebook says.
    thresholds : mapping, optional
        Thresholds to use instead of the usual ones, such as ``{"longstring": 12}``.
    seconds, respondent : str, optional
        Columns with the time taken and with an identifier, where no codebook names them.
    attention : mapping, optional
        Attention checks, and the answer each asks for, where no codebook names them.

    Returns
    -------
    Screening
        ``.flags``, ``.respondents``, ``.items``, ``.flagged("speed")``, ``.summary()``, ...

    Raises
    ------
    GainsemError
        When there is nothing to screen; the message says why.
    """
    from gainsem.errors import OptionError
    from gainsem.model.variables import measured_items
    from gainsem.results import screening
    from gainsem.survey.moments import Moments
    from gainsem.survey.screening import screen_answers

    text = None if model is None else read_model(model)
    if isinstance(data, str | Path):
        data = read_survey(data, beside=text.source if text else "")
    if isinstance(data, Moments):
        raise OptionError.of(
            "E-OPT-02",
            "screen() needs the answers of respondents; a covariance matrix has none.",
            do="give a survey or a table of answers",
        )
    found = screen_answers(
        answers_of(data),
        getattr(data, "codebook", None),
        items=items,
        measured=measured_items(text.statements) if text else None,
        thresholds=thresholds,
        seconds=seconds,
        attention=attention,
        respondent=respondent,
    )
    return screening.Screening(**vars(found))
