"""Scores of single respondents, in the order of the data."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence

import numpy as np

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic
from gainsem.estimation.scoring.answers import ScoredAnswers
from gainsem.results.factor_scores import score_frame
from gainsem.results.fitted import Fitted
from gainsem.results.scores import Respondents
from gainsem.survey.phrases import number_text


def respondent_scores(
    fit: Fitted,
    answers: ScoredAnswers,
    indices: Mapping[str, Array],
    names: Sequence[str],
    *,
    person: str = "",
) -> tuple[Respondents, list[Diagnostic]]:
    """Return factor scores with standard errors, and mean and SD of the plausible indices.

    Parameters
    ----------
    fit : Fitted
    answers : ScoredAnswers
    indices : mapping
        Plausible indices of every construct, shape (draws, n) each.
    names : sequence of str
        The constructs, in the order of the columns.
    person : str
        Variable that identifies respondents.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they are in the frame's diagnostics
        frame = score_frame(fit, answers.responses)
    index = np.full((len(answers.values), 2 * len(names)), np.nan)
    index[answers.scored, 0::2] = np.column_stack([indices[name].mean(axis=0) for name in names])
    index[answers.scored, 1::2] = np.column_stack(
        [indices[name].std(axis=0, ddof=1) for name in names]
    )
    columns = [f"{name}_{kind}" for name in names for kind in ("index", "index_sd")]
    values = np.hstack([frame.to_numpy(dtype=np.float64), index])
    found = Respondents(
        answers.lines, _ids(answers, person), (*map(str, frame.columns), *columns), values
    )
    return found, list(frame.attrs["diagnostics"])


def _ids(answers: ScoredAnswers, name: str) -> tuple[str, ...]:
    if name in answers.responses.text:
        return answers.responses.text[name]
    if name not in answers.responses.names:
        return ()
    column = answers.responses.column(name).tolist()
    return tuple("" if np.isnan(value) else number_text(value) for value in column)
