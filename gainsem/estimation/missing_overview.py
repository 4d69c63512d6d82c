"""Which answers are missing, whether it looks like chance, and moments of all answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.em_moments import EmMoments, em_moments
from gainsem.core.missing_patterns import missing_patterns
from gainsem.diagnostics import Diagnostic
from gainsem.errors import ResponseError
from gainsem.estimation.factor_items import factor_items
from gainsem.estimation.incomplete_sample import em_remarks, missing_answers
from gainsem.results.missing_answers import MissingAnswers
from gainsem.survey.check_incomplete import rarely_together, refuse_empty, refuse_unfit
from gainsem.survey.check_respondents import blank_respondents
from gainsem.survey.columns import require_columns
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Item, Responses


@dataclass(frozen=True)
class MissingOverview:
    """What is known of missing answers before anything is fitted.

    Parameters
    ----------
    answers : MissingAnswers
    items : tuple of Item
    available : ndarray, shape (p, 2)
        Mean and standard deviation (divisor n - 1) of all answers to an item.
    moments : Moments
        Means and covariances of a normal distribution, estimated from all answers.
    diagnostics : tuple of Diagnostic
    title : dict of str to str
    source, sha256 : str
    """

    answers: MissingAnswers
    items: tuple[Item, ...]
    available: np.ndarray
    moments: Moments
    diagnostics: tuple[Diagnostic, ...]
    title: dict[str, str]
    source: str
    sha256: str


def missing_overview(data: Responses, items: Sequence[str] | None) -> MissingOverview:
    """Look at who answered what.

    Parameters
    ----------
    data : Responses
    items : sequence of str, optional
        Names, which may hold ``*``; by default those of the codebook's scales, else all
        columns of numbers.

    Raises
    ------
    UnknownVariableError
        E-MOD-71 for a name no column has.
    ResponseError
        E-DATA-21, E-DATA-22 and E-DATA-27 for items no moments can be estimated of.
    """
    names, said = factor_items(data, items)
    needed = require_columns(data, names)
    problems = refuse_empty(needed.values, names)
    if problems:
        raise ResponseError(*problems)
    lines = needed.lines if len(needed.lines) else np.arange(2, len(needed.values) + 2)
    blank = blank_respondents(needed.values, lines)
    used = needed.values[~np.isnan(needed.values).all(axis=1)]
    refuse_unfit(used, names)
    found = em_moments(missing_patterns(used))
    answers = missing_answers(found, names, n_read=len(needed.values), n_auxiliary=0, treatment="")
    said = [
        *said,
        *([blank] if blank else []),
        *rarely_together(found.patterns.together(), names, found.n),
        *em_remarks(answers),
    ]
    available = np.stack([np.nanmean(used, axis=0), np.nanstd(used, axis=0, ddof=1)], axis=1)
    return MissingOverview(
        answers,
        needed.items,
        available,
        _moments(names, found),
        (*data.diagnostics, *said),
        data.title,
        data.source,
        data.sha256,
    )


def _moments(names: tuple[str, ...], found: EmMoments) -> Moments:
    return Moments(names=names, cov=found.cov, mean=found.mean, n_obs=found.n)
